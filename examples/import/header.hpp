#pragma once
// The header that sinew-import writes: a net's type, its weights as a constant or beside it in a file.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model.hpp"

namespace importer {

/// A tensor with its whole name.
struct NamedTensor {
  std::string module;    ///< "3.block.0"; with names of the file's own, theirs
  std::string own_name;  ///< "weight"
  std::vector<std::size_t> extents;
  Numbers values;  ///< row-major
};

/// What a header says.
struct Contents {
  std::string source;              ///< the file that it was made of
  std::vector<std::string> files;  ///< other files that belong to it
  std::string type;  ///< the type of the net as C++ that names sinew's parts as `sinew::…` or not at all
  std::vector<NamedTensor> tensors;  ///< all that the net has
  std::vector<std::string> modules;  ///< what the file calls the net's modules, in their order; empty: as sinew does
  bool shapes_known = false;
  std::vector<std::size_t> input, output;  ///< the shape of a sample, if known
  std::size_t widest = 0;                  ///< the most values between two layers, if known
  bool is_stream = false;                  ///< a sample is one step of a sequence
  std::optional<StreamStart> start;
  std::vector<std::string> notes;
};

/// The contents of a model.
Contents contents_of(Model model);
/// How many numbers the tensors have together.
std::size_t weights_of(const Contents& contents);
/// Refuses weights that are infinite or NaN.
/// Errors: import_error.
void require_finite(const Contents& contents);

struct HeaderOptions {
  std::string name;                           ///< of the namespace
  std::string weights;                        ///< the file of the weights; empty: they are in the header
  std::string include = "<sinew/sinew.hpp>";  ///< what declares the parts of the net
};

/// The text of the header.
std::string header_text(const Contents& contents, const HeaderOptions& options);
/// Writes the safetensors file with the weights, block by block.
void write_weights(const Contents& contents, const std::function<void(const void*, std::size_t)>& write);

/// "16 × 4", "a single number".
std::string extents_text(const std::vector<std::size_t>& extents);

}  // namespace importer
