#include <string>

#include <sinew/io/mapped_net.hpp>
#include <sinew/io/safetensors.hpp>
#include <sinew/sinew.hpp>

#include "../saver.hpp"
#include "versions.hpp"

using namespace sinew;

using Trained = Net<Dense<64, 300, ReLU>, BatchNorm<>, Dense<300, 20>>;
static const std::vector<std::string> other_names{"first", "normalization", "a_long_name_for_the_last"};

static const Saver saver(
    "save_safetensors mappable",
    [](const std::string& path, int version) {
      SaveOptions<float> options{.mappable = true};
      if (version == 1) options.names = other_names;
      save_safetensors(version_of<Trained>(version), path, options);
    },
    [](const std::string& path) {
      for (const int version : {0, 1}) try {
          MapOptions options{.verify = true};
          if (version == 1) options.names = other_names;
          return version_in(*MappedNet<Trained>(path, options), version);
        } catch (const weights_error&) {
          if (version == 1) throw;
        }
      return -1;
    });
