#include <cstddef>
#include <string>

#include <sinew/io/safetensors.hpp>
#include <sinew/sinew.hpp>

#include "../saver.hpp"
#include "versions.hpp"

using namespace sinew;

// Larger than the blocks of a file, and with a running mean.
using Trained = Net<Dense<64, 300, ReLU>, BatchNorm<>, Dense<300, 20>>;

static const Saver saver(
    "save_safetensors",
    [](const std::string& path, int version) {
      // A longer header makes another length of the second version.
      if (version == 0) save_safetensors(version_of<Trained>(0), path);
      else
        save_safetensors(version_of<Trained>(1), path,
                         {.names = {"first", "normalization", "a_long_name_for_the_last"}});
    },
    [](const std::string& path) {
      const _detail::SafetensorsFile file(path);
      const bool renamed = file.tensors()[0].name == "first.weight";
      Trained net;
      if (renamed) load_safetensors(net, path, {.names = {"first", "normalization", "a_long_name_for_the_last"}});
      else load_safetensors(net, path);
      return version_in(net, renamed);
    });
