#pragma once
// RTNeural's JSON files: a net with layers, or the tensors of a PyTorch module (its state_dict()).

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "header.hpp"
#include "model.hpp"

namespace importer {

struct RTNeuralOptions {
  std::size_t steps = 0;           ///< the time steps of a sample; 0: as in_shape says
  std::string type;                ///< of a net, for a file of tensors
  std::vector<std::string> names;  ///< of modules, for a file of tensors
};

/// Reads a file of RTNeural. A convolution over time sees zeros before the first step, as a stream that has been reset
/// does, so that the net gives what RTNeural gives for as many steps after a reset. The shape of a sample is then
/// (channels, steps).
///
/// In memory a number of the file takes 4 bytes, or up to 12 while its array grows; it takes at least 2 in the file.
/// Everything else is bounded: 1,000 layers with 32 keys of 200 letters each, 2,000 other keys, lists of 16 numbers, 8
/// dimensions.
/// Errors: import_error, which names the layer, its type and the key.
Contents read_rtneural(const std::string& path, const RTNeuralOptions& options);

}  // namespace importer
