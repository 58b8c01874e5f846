#pragma once
/// Bounds (uniform on [-bound, bound]) and standard deviations (normal, mean 0) of torch.nn.init.
/// Made by tests/reference/initializers.py with PyTorch 1.13.0a0, double precision. Do not edit:
///     python3 tests/reference/initializers.py > tests/reference/initializers.hpp

namespace reference::initializers {

/// xavier: gain 1, bound = sqrt(6 / (fan_in + fan_out)), std = sqrt(2 / (fan_in + fan_out)).
/// kaiming: mode fan_in, nonlinearity relu (gain sqrt 2), bound = gain sqrt(3 / fan_in), std = gain / sqrt(fan_in).
struct example { int fan_in, fan_out; double xavier_uniform_bound, xavier_normal_std, kaiming_uniform_bound, kaiming_normal_std; };
inline constexpr example examples[] = {
  {1, 1, 1.7320508075688772, 1.0, 2.4494897427831783, 1.4142135623730951},
  {2, 3, 1.0954451150103321, 0.6324555320336759, 1.7320508075688772, 1.0},
  {4, 16, 0.5477225575051661, 0.31622776601683794, 1.2247448713915892, 0.7071067811865476},
  {784, 128, 0.08111071056538127, 0.0468292905790847, 0.08748177652797065, 0.05050762722761054},
  {128, 64, 0.17677669529663687, 0.10206207261596575, 0.21650635094610965, 0.125},
  {64, 10, 0.28474739872574967, 0.1643989873053573, 0.3061862178478973, 0.1767766952966369},
};

/// torch.nn.init.calculate_gain
inline constexpr double gain_linear = 1.0;
inline constexpr double gain_sigmoid = 1.0;
inline constexpr double gain_tanh = 1.6666666666666667;
inline constexpr double gain_relu = 1.4142135623730951;
inline constexpr double gain_selu = 0.75;
inline constexpr double gain_leaky_relu = 1.4141428569978354;   // slope 0.01

}  // namespace reference::initializers
