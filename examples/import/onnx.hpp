#pragma once
// Reads a model in the format ONNX as a net. What sinew has no layer for is an import_error, never another net.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model.hpp"

namespace importer {

/// What the file leaves open.
struct OnnxOptions {
  /// An input of the graph whose value is a constant, in a file that holds one TensorProto.
  struct Given {
    std::string input, path;
  };
  std::vector<Given> constants;
  /// The output of the graph to import, where there are several. [the only one]
  std::string output;
  /// How many leading extents of the input count samples. With 0 the whole tensor is one sample, with 2 the input
  /// (batch, time, features) is batch·time samples of features.
  std::size_t batch_extents = 1;
  /// Which extent of the input counts samples, if that is one. [the first; with recurrent layers that which they take]
  std::optional<std::size_t> batch_axis;
  /// How many steps a window has, where the file leaves that open.
  std::size_t steps = 0;
  /// Take weights that are infinite or NaN.
  bool allow_non_finite = false;
};

/// The net of a file. Operators: see onnx/operators.hpp; their versions are those of opsets 6 to 25.
/// Memory: that of the file, which is mapped while its objects are made. Weights stay as narrow as they are there; the
/// numbers of the model are computed of them when they are read. What would take more than twice the file and 1 MiB
/// (objects, layers, computed constants) is refused before it is made. Files beside the model count with it.
/// Error: import_error, which names the file, the node, its operator, what is not understood and what would be needed.
Model read_onnx(const std::string& path, const OnnxOptions& options = {});

}  // namespace importer
