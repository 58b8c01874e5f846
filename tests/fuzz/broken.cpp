/// A loader that keeps none of its promises, each for files that begin with other letters: the tests are that the
/// harness notices, and that libFuzzer finds such files.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/io/weights_error.hpp>

#include "fuzz.hpp"

static void load(const std::string& path, std::string_view bytes) {
  if (bytes.starts_with("m")) static_cast<void>(std::string(std::size_t{4} << 20, ' '));
  if (bytes.starts_with("s")) throw sinew::weights_error(path, {}, "\xff", "a letter");
  if (bytes.starts_with("f")) throw sinew::weights_error(path, {}, "", "something");
}

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  fuzz::loads<sinew::weights_error>(file.path(), fuzz::memory_for(bytes), [&] { load(file.path(), bytes); });
}

std::vector<fuzz::Seed> fuzz::seeds() { return {{"right", "a"}}; }
