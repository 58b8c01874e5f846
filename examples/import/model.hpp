#pragma once
// What an importer reads and a writer writes: a net as a list of layers, each as C++ and with its weights. It is made
// at run time, so it holds no type of a net; the compiler checks the type when it compiles the written header.

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include <sinew/config/error.hpp>

namespace importer {

/// Numbers in the scalar of the model.
using Numbers = std::variant<std::vector<float>, std::vector<double>>;

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
};

/// A net.
struct Model {
  std::string source;                      ///< the file it came from
  std::string scalar = "float";            ///< "float" or "double"
  std::vector<Layer> layers;               ///< of Net<…>, Input included
  std::vector<std::size_t> input, output;  ///< the shape of a sample, as sinew orders it: channels, height, width
  std::vector<std::string> notes;  ///< what a user must know, for the comment of the header: "Dropout was left out"
};

/// What cannot be imported: the place in the file, what was found there, and what would be needed.
struct import_error : sinew::Error {
  using Error::Error;
};

}  // namespace importer
