#pragma once
// Real numbers as template arguments.

#include <string>

#include "graph.hpp"

namespace importer {

/// "Ratio<1, 5>", for a number in the precision in which ONNX has it, float. Refuses one that is no such fraction;
/// `name` is for the message.
std::string ratio_of(const Node& node, double number, const std::string& name);

}  // namespace importer
