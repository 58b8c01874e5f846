#pragma once
/// \file
/// load_cifar10: reads the training and the test set of CIFAR-10 from a folder of its binary version.
///
/// An image has 3 channels (red, green, blue) of 32 × 32 pixels of one byte: the layout of Input<3, 32, 32>. The files
/// hold records of 3,073 bytes: the class, then the image. The original has 50,000 training and 10,000 test images;
/// files of the same layout with other counts load as well.
/// Source: Krizhevsky, "Learning multiple layers of features from tiny images" (2009);
/// https://www.cs.toronto.edu/~kriz/cifar.html, "CIFAR-10 binary version".

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/file.hpp>
#include <sinew/data/image_error.hpp>

namespace SINEW_NAMESPACE {

/// Images of 3 × 32 × 32 bytes with their labels.
using Cifar10Set = Dataset<std::array<std::uint8_t, 3072>, std::uint8_t>;

/// The result of load_cifar10(), for `auto [train, test] = load_cifar10(folder)`.
struct Cifar10 {
  Cifar10Set train{};  ///< 50,000 images in the original files
  Cifar10Set test{};   ///< 10,000 images in the original files
  /// The names of the classes, as in batches.meta.txt.
  static constexpr std::array<std::string_view, 10> classes{"airplane", "automobile", "bird",  "cat",  "deer",
                                                            "dog",      "frog",       "horse", "ship", "truck"};
};

namespace _detail {
inline void add_cifar10(Cifar10Set& set, const std::string& path) {
  FileSource source{path};
  constexpr std::size_t record = 3073;
  std::array<std::uint8_t, record> bytes{};
  for (std::uint64_t count = 0;; ++count) {
    const std::size_t got = source.read(bytes.data(), record);
    if (!source.fault().empty())
      fail(image_error(path, source.fault(),
                       "the files data_batch_1.bin to data_batch_5.bin and test_batch.bin in one folder (CIFAR-10, "
                       "binary version: https://www.cs.toronto.edu/~kriz/cifar.html)"));
    if (got == 0 && count > 0) return;
    if (count == 0) set.reserve(set.size() + static_cast<std::size_t>(source.left() / record) + 1);
    if (got < record)
      fail(image_error(path, std::string(counted(count * record + got, "byte").text),
                       "records of 3,073 bytes: a class and 3 × 32 × 32 pixels"));
    if (bytes[0] >= Cifar10::classes.size())
      fail(image_error(path, "class " + std::to_string(bytes[0]) + " at byte " + std::to_string(count * record),
                       "a class from 0 to 9"));
    set.inputs.emplace_back();
    std::memcpy(set.inputs.back().data(), bytes.data() + 1, record - 1);
    set.targets.push_back(bytes[0]);
  }
}
}  // namespace _detail

/// Reads data_batch_1.bin to data_batch_5.bin and test_batch.bin of a folder.
/// Cost: 185 MB of memory for the original set.
/// Errors: image_error.
[[nodiscard]] inline Cifar10 load_cifar10(const std::string& folder) {
  Cifar10 result;
  for (const char batch : {'1', '2', '3', '4', '5'})
    _detail::add_cifar10(result.train, folder + "/data_batch_" + batch + ".bin");
  _detail::add_cifar10(result.test, folder + "/test_batch.bin");
  return result;
}

}  // namespace sinew
