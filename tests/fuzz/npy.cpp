/// load_npy for several types and options, and load_npy_dataset.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/io/npy.hpp>

#include "fuzz.hpp"
#include "npy_file.hpp"

using namespace sinew;

namespace {

/// Loads an Array; what is loaded is finite unless others are allowed, and reads back after it is saved.
template <class Array> void check(const fuzz::File& file, std::string_view bytes, const NpyOptions& options) {
  Array array{};
  const bool succeeds = fuzz::loads<npy_error>(
      file.path(), fuzz::memory_for(bytes), [&] { array = load_npy<Array>(file.path(), options); },
      // Numbers of a byte may be wanted as numbers of 8.
      [&] { return 9 * bytes.size() * sizeof(fuzz::number_of<Array>); });
  if (!succeeds) return;
  if (!options.allow_non_finite) fuzz::require(fuzz::all_finite(array), "numbers are finite unless others are allowed");
  static const std::string path = fuzz::folder() + "/saved.npy";
  save_npy(array, path);
  const std::string saved = fuzz::content_of(path);
  const auto again = load_npy<Array>(path, {.allow_non_finite = true});
  save_npy(again, path);
  fuzz::require(fuzz::content_of(path) == saved, "an array that is saved and loaded is the same");
}

}  // namespace

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  static const NpyOptions plain, any{.allow_non_finite = true}, transposed{.axes = {1, 0}},
      channels_last{.axes = {0, 3, 1, 2}};
  check<NpyArray<float>>(file, bytes, any);
  check<NpyArray<std::uint8_t>>(file, bytes, plain);
  check<NpyArray<double>>(file, bytes, channels_last);
  check<std::vector<std::array<float, 3>>>(file, bytes, plain);
  check<std::vector<std::array<float, 3>>>(file, bytes, transposed);
  check<std::array<std::int64_t, 4>>(file, bytes, plain);
  check<std::vector<double>>(file, bytes, plain);

  static const fuzz::File two_labels(npy_file("|u1", "(2,)", std::string("\1\2", 2)));
  try {
    const auto data = load_npy_dataset<3, std::uint8_t>(file.path(), two_labels.path(), {.class_count = 3});
    fuzz::require(data.inputs.size() == 2 && data.targets.size() == 2, "samples and targets are as many");
  } catch (const npy_error& e) {
    fuzz::require(e.file == file.path() || e.file == two_labels.path(), "the error names one of the files");
    require_sentence(e.what(), e.file);
  }
  try {
    const auto labels = load_npy_dataset<3, std::uint8_t>(two_labels.path(), file.path(), {.class_count = 3});
    fuzz::require(false, "labels are no samples of 3 numbers");
  } catch (const npy_error& e) { require_sentence(e.what(), e.file); }
}

std::vector<fuzz::Seed> fuzz::seeds() { return npy_seeds(); }

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed) {
  fuzz::Choices choices(seed);
  return fuzz::given_back(mutate_npy(fuzz::text_of(bytes, size), choices), bytes, size, most);
}
