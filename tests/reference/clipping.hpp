#pragma once
/// Gradient clipping by norm: torch.nn.utils.clip_grad_norm_ over two tensors (2 and 3 elements) with one norm.
/// Made by tests/reference/clipping.py with PyTorch 1.13.0a0, double precision. Do not edit:
///     python3 tests/reference/clipping.py > tests/reference/clipping.hpp

#include <array>

namespace reference::clipping {

/// after = before times min(1, max_norm / (norm + 1e-6)), norm = sqrt(sum of before^2); note the 1e-6.
struct example { double max_norm, norm; std::array<double, 5> before, after; };
inline constexpr example by_norm[] = {
  {1.0, 5.0, {3.0, 4.0, 0.0, 0.0, 0.0},
   {0.599999880000024, 0.799999840000032, 0.0, 0.0, 0.0}},
  {1.0, 0.5, {0.3, -0.4, 0.0, 0.0, 0.0},
   {0.3, -0.4, 0.0, 0.0, 0.0}},
  {0.001, 0.0037762415176998414, {0.001, -0.002, 0.003, 0.0005, -0.0001},
   {0.0002647434630044393, -0.0005294869260088786, 0.0007942303890133179, 0.00013237173150221966, -2.6474346300443932e-05}},
  {5.0, 24.109450947709284, {10.0, -20.0, 5.0, 7.5, -0.125},
   {2.073875428958088, -4.147750857916176, 1.036937714479044, 1.555406571718566, -0.0259234428619761}},
  {1.0, 0.0, {0.0, 0.0, 0.0, 0.0, 0.0},
   {0.0, 0.0, 0.0, 0.0, 0.0}},
  {1.0, 1.0, {0.6, 0.8, 0.0, 0.0, 0.0},
   {0.5999994000006, 0.7999992000008, 0.0, 0.0, 0.0}},
};

}  // namespace reference::clipping
