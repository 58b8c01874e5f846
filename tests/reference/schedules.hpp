#pragma once
/// Learning rates of epochs 0, 1, ... 11 with the initial rate 0.1.
/// Made by tests/reference/schedules.py with PyTorch 1.13.0a0, double precision. Do not edit:
///     python3 tests/reference/schedules.py > tests/reference/schedules.hpp

#include <array>

namespace reference::schedules {

/// the initial rate
inline constexpr std::array<double, 12> constant = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
/// StepLR(step_size=4, gamma=0.5): 0.1 * 0.5^floor(epoch / 4)
inline constexpr std::array<double, 12> step = {0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025};
/// ExponentialLR(gamma=0.9): 0.1 * 0.9^epoch
inline constexpr std::array<double, 12> exponential = {
  0.1, 0.09000000000000001, 0.08100000000000002, 0.07290000000000002, 0.06561000000000002, 0.05904900000000002, 0.05314410000000002,
  0.04782969000000002, 0.043046721000000024, 0.03874204890000002, 0.03486784401000002, 0.03138105960900001
};
/// CosineAnnealingLR(T_max=11, eta_min=0.001): 0.001 + (0.1 - 0.001) (1 + cos(pi epoch / 11)) / 2
inline constexpr std::array<double, 12> cosine = {
  0.1, 0.09799490219391763, 0.09214204987514348, 0.08291560633029163, 0.0710630431435934, 0.057544584494527616, 0.0434554155054724,
  0.029936956856406634, 0.018084393669708397, 0.008857950124856538, 0.003005097806082381, 0.001
};
/// CosineAnnealingLR(T_max=12, eta_min=0): 0.1 (1 + cos(pi epoch / 12)) / 2; the 0 would be epoch 12's
inline constexpr std::array<double, 12> cosine_to_zero = {
  0.1, 0.09829629131445342, 0.09330127018922195, 0.08535533905932738, 0.07500000000000001, 0.06294095225512605, 0.05000000000000001,
  0.03705904774487397, 0.025000000000000015, 0.01464466094067263, 0.006698729810778066, 0.0017037086855465904
};
/// LambdaLR(min(1, (epoch + 1) / 5)): five epochs of linear warm-up, epoch 4 is the first at the full rate
inline constexpr std::array<double, 12> warm_up = {
  0.020000000000000004, 0.04000000000000001, 0.06, 0.08000000000000002, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1
};
/// LinearLR(start_factor=0.1, end_factor=1, total_iters=5): 0.1 * (0.1 + 0.9 min(epoch, 5) / 5)
inline constexpr std::array<double, 12> linear = {
  0.010000000000000002, 0.028000000000000004, 0.046000000000000006, 0.064, 0.082, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1
};
/// SequentialLR: LinearLR(start_factor=0.25, total_iters=3) for epochs 0 to 2, then CosineAnnealingLR(T_max=9) from its epoch 0
inline constexpr std::array<double, 12> warm_up_cosine = {
  0.025, 0.05, 0.07500000000000001, 0.1, 0.09698463103929543, 0.08830222215594889, 0.075, 0.058682408883346526, 0.041317591116653486,
  0.025000000000000012, 0.011697777844051105, 0.0030153689607045845
};

}  // namespace reference::schedules
