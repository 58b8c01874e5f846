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
  std::size_t steps = 0;           ///< the time steps of a sample; 0: one, or for conv2d as in_shape says
  std::string type;                ///< of a net, for a file of tensors
  std::vector<std::string> names;  ///< of modules, for a file of tensors
  bool allow_non_finite = false;   ///< take weights that are infinite or NaN
};

/// Reads a file of RTNeural. A net with layers over time, conv1d, lstm and gru, is one of a stream: a sample is one
/// step. With a number of steps, and with conv2d, a sample is as many, (channels, steps), and a convolution sees zeros
/// before the first one, as a stream that has been reset does, so that the net gives what RTNeural gives after a reset.
///
/// Memory: twice the file and 1 MiB. A number takes 4 bytes, and at least 2 in the file; what would take more is
/// refused. So are more than 1,000 layers, 32 keys of one, 200 letters of a key, 2,000 other keys, 16 numbers of a
/// list, and 8 dimensions.
/// Errors: import_error, which names the layer, its type and the key.
Contents read_rtneural(const std::string& path, const RTNeuralOptions& options);

}  // namespace importer
