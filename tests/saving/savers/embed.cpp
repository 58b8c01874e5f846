#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <sinew/deploy/embed.hpp>
#include <sinew/sinew.hpp>

#include "../saver.hpp"
#include "versions.hpp"

using namespace sinew;

using Trained = Net<Dense<16, 40, ReLU>, Dense<40, 8>>;

static const char* name_of(int version) { return version == 0 ? "trained" : "trained_for_longer"; }
static const Saver saver(
    "embed", [](const std::string& path, int version) { embed(version_of<Trained>(version), path, name_of(version)); },
    [](const std::string& path) {
      std::ifstream file(path, std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      for (const int version : {0, 1}) {
        std::ostringstream expected;
        embed(expected, version_of<Trained>(version), name_of(version));
        if (text == expected.str()) return version;
      }
      return -1;
    });
