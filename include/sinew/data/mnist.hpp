#pragma once
/// \file
/// load_mnist: reads the training and the test set of handwritten digits from a folder. Needs zlib (link -lz), see
/// data/idx_gz.hpp.
///
/// An image has 28 × 28 pixels of one byte (0 background, 255 ink), labels are 0 … 9. The original has 60,000
/// training and 10,000 test images; sets of the same layout with other counts (Fashion-MNIST, an excerpt) load as
/// well.
/// Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998).

#include <cstdio>
#include <string>

#include <sinew/config/namespace.hpp>
#include <sinew/data/idx_gz.hpp>
#include <sinew/data/idx_parse.hpp>

namespace SINEW_NAMESPACE {

/// Images of 28 × 28 bytes with their labels.
using MnistSet = IdxDataset<28, 28>;

/// The result of load_mnist(), for `auto [train, test] = load_mnist(folder)`.
struct Mnist {
  MnistSet train{}, test{};  ///< 60,000 and 10,000 images in the original files
};

namespace _detail {
// Returns folder/name if it can be opened, otherwise folder/name.gz, whose loader reports a missing file.
inline std::string mnist_file(const std::string& folder, const std::string& name) {
  const std::string plain = folder + "/" + name;
  if (std::FILE* file = std::fopen(plain.c_str(), "rb")) {
    std::fclose(file);
    return plain;
  }
  return plain + ".gz";
}
inline MnistSet mnist_set(const std::string& folder, const std::string& prefix) {
  return read_idx_dataset_gz<28, 28>(mnist_file(folder, prefix + "-images-idx3-ubyte"),
                                     mnist_file(folder, prefix + "-labels-idx1-ubyte"), 10);
}
}  // namespace _detail

/// Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each
/// plain or with the suffix .gz.
/// Cost: about 55 MB of memory for the original set.
/// Errors: idx_error.
[[nodiscard]] inline Mnist load_mnist(const std::string& folder) {
  return {_detail::mnist_set(folder, "train"), _detail::mnist_set(folder, "t10k")};
}

}  // namespace sinew
