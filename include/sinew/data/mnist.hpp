#pragma once
/// \file
/// load_mnist: the handwritten digits from a folder, training and test set. Needs zlib (link -lz), see data/idx_gz.hpp.
///
/// 28 × 28 pixels of a byte (0 background, 255 ink), labels 0 … 9; 60,000 to train and 10,000 to test in the original,
/// but sets of the same layout with other counts (Fashion-MNIST, an excerpt) load as well.
/// Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998).

#include <cstdio>
#include <string>

#include <sinew/config/namespace.hpp>
#include <sinew/data/idx_gz.hpp>
#include <sinew/data/idx_parse.hpp>

namespace SINEW_NAMESPACE {

using MnistSet = IdxDataset<28, 28>;

/// Made for `auto [train, test] = load_mnist(folder)`.
struct Mnist {
  MnistSet train{}, test{};
};

namespace _detail {
// folder/name if it can be opened, otherwise folder/name.gz (whose loader then reports what is missing).
inline std::string mnist_file(const std::string& folder, const std::string& name) {
  const std::string plain = folder + "/" + name;
  if (std::FILE* file = std::fopen(plain.c_str(), "rb")) return std::fclose(file), plain;
  return plain + ".gz";
}
inline MnistSet mnist_set(const std::string& folder, const std::string& prefix) {
  return read_idx_dataset_gz<28, 28>(mnist_file(folder, prefix + "-images-idx3-ubyte"),
                                     mnist_file(folder, prefix + "-labels-idx1-ubyte"), 10);
}
}  // namespace _detail

/// Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each
/// plain or with .gz appended. Throws idx_error. About 55 MB of memory.
inline Mnist load_mnist(const std::string& folder) {
  return {_detail::mnist_set(folder, "train"), _detail::mnist_set(folder, "t10k")};
}

}  // namespace sinew
