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
inline constexpr double gain_leaky_relu_fifth = 1.3867504905630728;   // slope 1/5

/// kaiming: mode fan_out, leaky_relu of slope 1/5; (fan_in, fan_out) as above.
struct leaky_example { int fan_in, fan_out; double uniform_bound, normal_std; };
inline constexpr leaky_example leaky[] = {
  {1, 1, 2.401922307076307, 1.3867504905630728},
  {2, 3, 1.3867504905630728, 0.8006407690254357},
  {4, 16, 0.6004805767690767, 0.3466876226407682},
  {784, 128, 0.21230194390211168, 0.12257258446136501},
  {128, 64, 0.30024028838453837, 0.1733438113203841},
  {64, 10, 0.7595545253127498, 0.43852900965351455},
};

/// The bounds of the weights and biases with which modules begin.
inline constexpr double linear_7_3[] = {0.3779644730092272, 0.3779644730092272};
inline constexpr double conv1d_2_4_3[] = {0.40824829046386296, 0.4082482904638631};
inline constexpr double conv2d_4_6_3_groups_2[] = {0.23570226039551584, 0.23570226039551587};
inline constexpr double conv_transpose2d_4_6_3_stride_2_groups_2[] = {0.19245008972987523, 0.19245008972987526};

/// Mean and deviation of normal numbers (mean, std) within bounds, by quadrature of the density.
inline constexpr double standard_within_2[] = {5.637851296924623e-18, 0.8796256610341872};
inline constexpr double quarter_above_1_of_half[] = {0.25, 0.37132344921967175};

}  // namespace reference::initializers
