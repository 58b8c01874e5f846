#include "operators.hpp"

namespace importer {

bool read_pooling(Node&) { return false; }

}  // namespace importer
