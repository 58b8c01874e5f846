#pragma once
// Files that hold tensors and no net: the type of the net is given with them.

#include <string>
#include <vector>

#include "header.hpp"

namespace importer {

/// Reads the tensors of a safetensors file (F32, F64, F16 and BF16).
/// `names`: what the file calls the net's modules, in their order; empty: as sinew does.
/// Errors: import_error; sinew::weights_error for a file that is no safetensors file.
Contents read_safetensors(const std::string& path, std::string type, std::vector<std::string> names);

/// Gives the tensors to the contents, with their names in two parts.
/// Errors: import_error.
void add_tensors(Contents& contents, std::vector<Tensor> tensors);

}  // namespace importer
