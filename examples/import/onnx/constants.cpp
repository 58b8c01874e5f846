// Operators on constants, and on extents.

#include <utility>

#include "file.hpp"
#include "operators.hpp"

namespace importer {

bool read_constant_operator(Node& node) {
  if (node.op() == "Constant") {
    node.takes(0, 0);
    onnx::TensorProto* tensor = node.tensor("value");
    if (tensor == nullptr) node.refuse("it has no tensor as its value");
    node.give(importer::take_constant(*tensor, node.graph().folder(), node.graph().path() + ": " + node.place()));
    return true;
  }
  return false;
}

}  // namespace importer
