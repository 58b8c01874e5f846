#pragma once
/// A trajectory of 1,000 steps of LAMB.
/// Made by tests/reference/lamb.py, double precision. Do not edit:
///     python3 tests/reference/lamb.py > tests/reference/lamb.hpp

#include <array>
#include <cstddef>

namespace reference::lamb {

inline constexpr double rate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-06, weight_decay = 0.01;
inline constexpr std::array<double, 6> matrix = {-1.2, 1.0, 0.5, -0.75, 2.0, 0.25};
inline constexpr std::array<double, 2> vector = {0.3, -0.2};

/// The gradient of the function in lamb.py, in the order of operations that the figures were made with.
constexpr std::array<double, 8> gradient(const std::array<double, 8>& x) {
  std::array<double, 8> g = x;
  for (std::size_t i = 0; i < 5; ++i) {
    const double d = x[i + 1] - x[i];
    g[i] -= 2.0 * d;
    g[i + 1] += 2.0 * d;
  }
  g[0] += x[6];
  g[6] = 2.0 * (x[6] - 1.0) + x[0];
  g[7] = 4.0 * (x[7] + 0.5);
  return g;
}

/// The matrix, then the vector, after these steps.
inline constexpr std::array<std::size_t, 5> steps = {1, 2, 10, 100, 1000};
inline constexpr std::array<std::array<double, 8>, 5> x = {{
    {-1.1977844354588751, 0.9977888139747441, 0.4977997611944782, -0.7477942871164545, 1.9977669208973636, 0.2521838195257919, 0.30050964641197225, -0.20051015736274586},
    {-1.195572328206415, 0.995581052340984, 0.4956031529844444, -0.7455920219040441, 1.995537303798791, 0.2543641587757186, 0.3010202953475067, -0.20102131208277363},
    {-1.1779958931294947, 0.9780361556622904, 0.47817270885737234, -0.7280944374265984, 1.9778191443435833, 0.2716798385511604, 0.3051420842547166, -0.205146440148789},
    {-0.9918727399221494, 0.7905670764154971, 0.30780060078225185, -0.5430258024969024, 1.7885612263311021, 0.4499596282922313, 0.35662018451641836, -0.2559545207279291},
    {-0.4625827114194849, -0.14421445849325798, 0.031102904557260173, 0.20862768841049711, 0.3442607312770723, 0.27049002524712423, 1.2246363547924104, -0.5008264190188176},
}};

}  // namespace reference::lamb
