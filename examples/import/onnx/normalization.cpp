#include "operators.hpp"

namespace importer {

bool read_normalization(Node&) { return false; }

}  // namespace importer
