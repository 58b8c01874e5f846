#pragma once
// Numbers that are template arguments: Ratio<1, 100>.

#include <string>

namespace importer {

/// A Ratio whose value in the scalar is v to the bit, in few digits: "Ratio<1, 100>" for 0.01. Empty if there is none.
std::string ratio_text(double v);
std::string ratio_text(float v);

}  // namespace importer
