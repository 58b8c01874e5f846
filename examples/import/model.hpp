#pragma once
// What an importer reads and a writer writes: a net as a list of layers, each as C++ and with its weights. It is made
// at run time, so it holds no type of a net; the compiler checks the type when it compiles the written header.

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/error.hpp>

namespace importer {

/// Numbers that are computed when they are read, one by one, so that weights stay where they are and as narrow as they
/// are in the file until they are written. Copies share what the numbers are computed from.
class Numbers {
 public:
  Numbers() = default;
  /// The values themselves.
  template <class T> Numbers(std::vector<T> values) : size_(values.size()), is_double_(std::is_same_v<T, double>) {
    at_ = [all = std::make_shared<const std::vector<T>>(std::move(values))](std::size_t i) {
      return static_cast<double>((*all)[i]);
    };
  }
  Numbers(std::initializer_list<double> values) : Numbers(std::vector<double>(values)) {}
  /// Number i is at(i).
  Numbers(std::size_t size, std::function<double(std::size_t)> at) : size_(size), at_(std::move(at)) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool is_double() const { return is_double_; }
  double operator[](std::size_t i) const {
    double number = at_(i);
    for (const auto& change : changes_) number = change(i, number);
    return is_double_ ? number : static_cast<double>(static_cast<float>(number));
  }
  /// All of them.
  template <class T> std::vector<T> copy() const {
    std::vector<T> all(size_);
    for (std::size_t i = 0; i < size_; ++i) all[i] = static_cast<T>((*this)[i]);
    return all;
  }
  /// Number i becomes by(i, number).
  void change(std::function<double(std::size_t, double)> by) { changes_.push_back(std::move(by)); }
  /// Rounds to double or to float.
  void round_to(bool is_double) { is_double_ = is_double; }

 private:
  std::size_t size_ = 0;
  bool is_double_ = true;
  std::function<double(std::size_t)> at_;
  std::vector<std::function<double(std::size_t, double)>> changes_;
};

/// A tensor of a layer, as tensors_of<Net> describes it.
struct Tensor {
  std::string name;  ///< within the layer: "weight", "block.0.weight"
  std::vector<std::size_t> extents;
  Numbers values;       ///< in PyTorch's order: row-major
  bool buffer = false;  ///< one of the net's buffers, such as running_mean, not one of its parameters
};

/// A layer, with all tensors that tensors_of lists for it, in any order. Where the library keeps their elements, the
/// importer need not know: net_of_tensors puts them there by their names. The layers of a composite, such as Residual,
/// are in its type, and their tensors in its list.
struct Layer {
  std::string type;         ///< as a program writes it: "Dense<784, 64, ReLU>"
  std::size_t modules = 1;  ///< how many modules of PyTorch it is: 0 for Input, 2 with an activation
  std::vector<Tensor> tensors;
  std::size_t unrolled = 0;  ///< of a layer that is to be within Unroll<unrolled, …>
};

/// How many steps of silence a header has computed at once.
inline constexpr std::size_t silent_block = 64;

/// How a stream begins where a file says so: at other values than 0, or after silence.
struct StreamStart {
  std::vector<float> values;  ///< of a stream, as sinew orders them, before the silence; empty: all are 0
  std::size_t silence = 0;    ///< how many steps of zeros precede the first one: a multiple of silent_block
  double sample_rate = 0;     ///< steps per second
};

/// A net.
struct Model {
  std::string source;                      ///< the file it came from
  std::vector<std::string> files;          ///< other files that belong to it
  std::string scalar = "float";            ///< "float" or "double"
  std::vector<Layer> layers;               ///< of Net<…>, Input included
  std::vector<std::size_t> input, output;  ///< the shape of a sample, as sinew orders it: channels, height, width
  std::size_t widest = 0;                  ///< the most values between two layers, if known
  bool is_stream = false;                  ///< a sample is one step, and layers remember the steps before
  std::optional<StreamStart> start;
  std::vector<std::string> notes;  ///< what a user must know, for the comment of the header: "Dropout was left out"
};

/// What cannot be imported: the place in the file, what was found there, and what would be needed.
struct import_error : sinew::Error {
  using Error::Error;
};

}  // namespace importer
