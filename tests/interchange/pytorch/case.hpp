#pragma once
// A net that nets.py has exported, with inputs and PyTorch's outputs.

#include <cstddef>
#include <string>
#include <vector>

#include <sinew/sinew.hpp>
#include <sinew/io/safetensors.hpp>

/// A batch of training: inputs and targets, one sample after the other.
struct Training {
  std::vector<double> x, targets;
};

template <class Net> struct Case {
  std::string name;
  std::vector<std::string> names;  ///< of the modules, where they are not sinew's
  double tolerance;
  std::vector<double> x, y;  ///< samples one after the other
  Training step;
  std::size_t steps = 0;  ///< of each sequence, if a sample of the net is one step
};
