#pragma once
// One unit a file and instruction set: the same net trained and run by code of that set. Units share parameters, which
// are arrays of scalars, and nothing of sinew's.

#include <array>
#include <cstddef>
#include <span>

inline constexpr std::size_t inputs = 20, outputs = 10, samples = 200;
inline constexpr std::size_t parameter_count = 2016;  // as stored: with the padding behind each layer
using Input = std::array<float, inputs>;
using Scores = std::array<float, outputs>;

struct Unit {
  const char* name;
  /// Trains from given parameters, in place; gives the loss of the last epoch.
  double (*train)(std::span<float, parameter_count> parameters, std::span<const Input> xs, std::span<const int> classes);
  /// The net's outputs for one sample, alone and as the first of a batch.
  void (*infer)(std::span<const float, parameter_count> parameters, const Input& x, Scores& alone, Scores& in_batch);
  /// Parameters drawn from a seed.
  void (*initialize)(std::span<float, parameter_count> parameters);
};

const Unit& portable();
const Unit& avx2();
const Unit& avx512();
