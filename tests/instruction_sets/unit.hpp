#pragma once
// One unit a file and instruction set: the same net trained and run by code of that set. Units share parameters, which
// are arrays of scalars, and nothing of sinew's.

#include <array>
#include <cstddef>
#include <span>

inline constexpr std::size_t input_count = 20, output_count = 10, sample_count = 200;
inline constexpr std::size_t parameter_count = 2016;  // as stored: with the padding behind each layer
using Input = std::array<float, input_count>;
using Scores = std::array<float, output_count>;

struct Unit {
  const char* name;
  /// Trains from given parameters, in place; gives the loss of the last epoch.
  double (*train)(std::span<float, parameter_count> parameters, std::span<const Input> xs,
                  std::span<const int> classes);
  /// The net's output_count for one sample, alone and as the first of a batch.
  void (*infer)(std::span<const float, parameter_count> parameters, const Input& x, Scores& alone, Scores& in_batch);
  /// Parameters drawn from a seed.
  void (*initialize)(std::span<float, parameter_count> parameters);
  /// Throws an error of the library.
  void (*fail)();
  /// Whether a handler of sinew::Error in this unit catches what `fail` of a unit throws.
  bool (*catches)(void (*fail)());
};

const Unit& portable();
const Unit& avx2();
const Unit& avx512();
