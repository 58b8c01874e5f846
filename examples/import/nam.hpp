#pragma once
// Models of Neural Amp Modeler, *.nam: JSON with the architecture, its configuration and all weights in one list.

#include <cstddef>
#include <optional>
#include <string>

#include "model.hpp"

namespace importer {

struct NamOptions {
  std::optional<std::size_t>
      submodel;                   ///< which model of a container, from 0 on; the last one, its fullest, if not said
  bool allow_non_finite = false;  ///< take weights that are infinite or NaN
};

/// The net of a file of the versions 0.5 to 0.7, an LSTM or a WaveNet. It takes and gives one sample of sound a step,
/// and `start` says how its stream begins: as in the reference implementation after its reset.
///
/// Memory: a number of the weights takes 4 bytes, and at least 2 in the file. Everything else is bounded: 3,000 values
/// beside the weights and the metadata, texts of 200 bytes, 32 levels, 200 layers.
/// Errors: import_error, which names the key, or the layer, and what would be needed. What is not known to leave the
/// net as it is, such as another architecture or another key, is refused.
Model read_nam(const std::string& path, const NamOptions& options = {});

}  // namespace importer
