#pragma once
// Real numbers as template arguments.

#include <string>

#include "graph.hpp"

namespace importer {

/// "Ratio<1, 5>": the fraction of smallest denominator that is the number in the precision in which ONNX has it, float.
/// Refuses a number that is not finite, or too large or too small for a fraction of 64 bits. `name` is for the message.
std::string ratio_of(const Node& node, double number, const std::string& name);

}  // namespace importer
