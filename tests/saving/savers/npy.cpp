#include <cstddef>
#include <string>
#include <vector>

#include <sinew/io/npy.hpp>
#include <sinew/sinew.hpp>

#include "../saver.hpp"

using namespace sinew;

static std::vector<double> values_of(int version) {
  std::vector<double> values(version == 0 ? 20000 : 30000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) + 0.5 * version;
  return values;
}
static const Saver saver(
    "save_npy", [](const std::string& path, int version) { save_npy(values_of(version), path); },
    [](const std::string& path) {
      const auto values = load_npy<std::vector<double>>(path);
      return values == values_of(0) ? 0 : values == values_of(1) ? 1 : -1;
    });
