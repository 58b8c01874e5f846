#pragma once
/// \file
/// load_mnist, load_fashion_mnist and load_emnist: read the training and the test set of handwritten digits, pieces of
/// clothing, or handwritten characters from a folder. They need zlib (link -lz), see data/idx_gz.hpp.
///
///     auto [train, test] = load_mnist(folder);
///     const auto letters = load_emnist<EmnistSplit::letters>(folder);  // letters.train, letters.test, letters.classes
/// An image has 28 × 28 pixels of one byte (0 background, 255 ink), labels are class indices from 0 on. MNIST and
/// Fashion-MNIST have 60,000 training and 10,000 test images; sets of the same layout with other counts (an excerpt)
/// load as well.
/// Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998); Xiao, Rasul, Vollgraf, arXiv:1708.07747 (2017); Cohen,
/// Afshar, Tapson, van Schaik, arXiv:1702.05373 (2017).

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/data/idx_gz.hpp>
#include <sinew/data/idx_parse.hpp>

namespace SINEW_NAMESPACE {

/// Images of 28 × 28 bytes with their labels.
using MnistSet = IdxDataset<28, 28>;

/// The result of load_mnist(), for `auto [train, test] = load_mnist(folder)`.
struct Mnist {
  MnistSet train{};  ///< 60,000 images in the original files
  MnistSet test{};   ///< 10,000 images in the original files
  /// The names of the classes: the digits.
  static constexpr std::array<std::string_view, 10> classes{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
};

/// The result of load_fashion_mnist(), for `auto [train, test] = load_fashion_mnist(folder)`.
struct FashionMnist {
  MnistSet train{};  ///< 60,000 images in the original files
  MnistSet test{};   ///< 10,000 images in the original files
  /// The names of the classes, as its authors list them.
  static constexpr std::array<std::string_view, 10> classes{
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"};
};

/// A split of EMNIST: which characters, and which of them are one class.
enum class EmnistSplit {
  by_class,  ///< 62 classes: digits, capital and small letters; 697,932 + 116,323 images
  by_merge,  ///< 47: small letters that look like capitals are one class with them; 697,932 + 116,323
  balanced,  ///< the same 47 classes, each as often; 112,800 + 18,800
  letters,   ///< 26: capital and small letters together; 124,800 + 20,800
  digits,    ///< 10 digits, each as often; 240,000 + 40,000
  mnist      ///< 10 digits, as many as MNIST has; 60,000 + 10,000
};

namespace _detail {
template <EmnistSplit Split> constexpr auto emnist_classes() noexcept {
  constexpr std::string_view all = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view merged = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt";
  constexpr std::string_view characters = Split == EmnistSplit::by_class  ? all
                                          : Split == EmnistSplit::letters ? all.substr(36)
                                          : Split == EmnistSplit::by_merge || Split == EmnistSplit::balanced
                                              ? merged
                                              : all.substr(0, 10);
  // Names are parts of the table, whose text is there at run time, too.
  std::array<std::string_view, characters.size()> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = characters.substr(i, 1);
  return names;
}
}  // namespace _detail

/// The result of load_emnist<Split>(), for `auto [train, test] = load_emnist<EmnistSplit::balanced>(folder)`.
template <EmnistSplit Split> struct Emnist {
  MnistSet train{};  ///< see EmnistSplit for their number
  MnistSet test{};   ///< see EmnistSplit for their number
  /// The names of the classes: characters; a letter of a merged class is the capital one, of `letters` the small one.
  static constexpr auto classes = _detail::emnist_classes<Split>();
};

namespace _detail {
/// The four files of a set, by the begins of their names, in a folder.
struct MnistFiles {
  std::string folder, train, test, published;  // the last for messages: where the files are from

  // Returns folder/name if it can be opened, otherwise folder/name.gz; an error if neither can.
  std::string file(const std::string& name) const {
    const std::string plain = folder + "/" + name, packed = plain + ".gz";
    for (const std::string& path : {plain, packed})
      if (std::FILE* const opened = std::fopen(path.c_str(), "rb")) {
        std::fclose(opened);
        return path;
      }
    fail(idx_error(packed, 0, std::strerror(errno),
                   train + images + ", " + train + labels + ", " + test + images + " and " + test + labels +
                       " in one folder, plain or with the suffix .gz (published at " + published + ")"));
  }
  MnistSet set(const std::string& prefix, std::size_t classes, const IdxOptions& options) const {
    const std::string image_file = file(prefix + images), label_file = file(prefix + labels);
    return read_idx_dataset_gz<28, 28>(image_file, label_file, classes, options);
  }

  static constexpr const char *images = "-images-idx3-ubyte", *labels = "-labels-idx1-ubyte";
};
template <class Result>
Result mnist_sets(const MnistFiles& files, std::size_t classes, const IdxOptions& options = {}) {
  return {files.set(files.train, classes, options), files.set(files.test, classes, options)};
}
constexpr const char* emnist_name(EmnistSplit split) noexcept {
  switch (split) {
    case EmnistSplit::by_class:
      return "byclass";
    case EmnistSplit::by_merge:
      return "bymerge";
    case EmnistSplit::balanced:
      return "balanced";
    case EmnistSplit::letters:
      return "letters";
    case EmnistSplit::digits:
      return "digits";
    case EmnistSplit::mnist:
      break;
  }
  return "mnist";
}
// The letters are counted from 1 in the file.
inline void count_from_0(MnistSet& set, const std::string& file) {
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set.targets[i] == 0) fail(idx_error(file, 8 + i, "label 0", "a label from 1 to 26"));
    --set.targets[i];
  }
}
}  // namespace _detail

/// Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each
/// plain or with the suffix .gz.
/// Cost: about 55 MB of memory for the original set.
/// Errors: idx_error; that of a missing file names the four files and where they are published.
[[nodiscard]] inline Mnist load_mnist(const std::string& folder) {
  return _detail::mnist_sets<Mnist>({folder, "train", "t10k", "http://yann.lecun.com/exdb/mnist/"}, 10);
}

/// Reads the four files of Fashion-MNIST, which have the names of MNIST's.
/// Cost, errors: as `load_mnist`.
[[nodiscard]] inline FashionMnist load_fashion_mnist(const std::string& folder) {
  return _detail::mnist_sets<FashionMnist>(
      {folder, "train", "t10k", "https://github.com/zalandoresearch/fashion-mnist"}, 10);
}

/// Reads a split of EMNIST: for EmnistSplit::letters the files emnist-letters-train-images-idx3-ubyte,
/// emnist-letters-train-labels-idx1-ubyte, emnist-letters-test-images-idx3-ubyte and
/// emnist-letters-test-labels-idx1-ubyte, each plain or with the suffix .gz. Images are turned upright (the files hold
/// them by columns, see IdxOptions), and the labels of letters, which the files count from 1, begin with 0.
/// Cost: the memory of the images, about 640 MB for by_class.
/// Errors: idx_error; that of a missing file names the four files and where they are published.
template <EmnistSplit Split> [[nodiscard]] Emnist<Split> load_emnist(const std::string& folder) {
  const std::string name = std::string("emnist-") + _detail::emnist_name(Split);
  const _detail::MnistFiles files{folder, name + "-train", name + "-test",
                                  "https://www.nist.gov/itl/products-and-services/emnist-dataset"};
  constexpr bool from_1 = Split == EmnistSplit::letters;
  auto result = _detail::mnist_sets<Emnist<Split>>(files, Emnist<Split>::classes.size() + from_1, {.transposed = true});
  if constexpr (from_1) {
    _detail::count_from_0(result.train, files.file(files.train + files.labels));
    _detail::count_from_0(result.test, files.file(files.test + files.labels));
  }
  return result;
}

}  // namespace sinew
