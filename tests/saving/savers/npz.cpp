#include <string>

#include <sinew/io/npz.hpp>
#include <sinew/sinew.hpp>

#include "../saver.hpp"
#include "versions.hpp"

using namespace sinew;

using Trained = Net<Dense<64, 300, ReLU>, BatchNorm<>, Dense<300, 20>>;
static const std::vector<std::string> other_names{"first", "normalization", "a_long_name_for_the_last"};

static const Saver saver(
    "save_npz",
    [](const std::string& path, int version) {
      if (version == 0) save_npz(version_of<Trained>(0), path);
      else save_npz(version_of<Trained>(1), path, {.names = other_names});
    },
    [](const std::string& path) {
      const bool second = NpzFile(path).contains("first.weight");
      Trained net;
      if (second) load_npz(net, path, {.names = other_names});
      else load_npz(net, path);
      return version_in(net, second);
    });
