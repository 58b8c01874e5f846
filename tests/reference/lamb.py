#!/usr/bin/python3
"""A trajectory of 1,000 steps of LAMB on a matrix and a vector, in plain Python.

    python3 tests/reference/lamb.py > tests/reference/lamb.hpp

Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes", ICLR (2020), algorithm 2 with phi(z) = z.
It is run twice, the second time with sums in the opposite order; the script fails if that shows by more than 1e-12.
"""
import math
import sys

STEPS = [1, 2, 10, 100, 1000]
RATE, BETA1, BETA2, EPSILON, DECAY = 0.002, 0.9, 0.999, 1e-6, 0.01
MATRIX = [-1.2, 1.0, 0.5, -0.75, 2.0, 0.25]   # 3 x 2
VECTOR = [0.3, -0.2]


def gradients(w, b):
    """Of sum_i (w[i+1] - w[i])^2 + w[i]^2 / 2 over the matrix, plus (b[0] - 1)^2 + 2 (b[1] + 0.5)^2 + b[0] w[0]."""
    g = [w[i] for i in range(6)]
    for i in range(5):
        d = w[i + 1] - w[i]
        g[i] -= 2.0 * d
        g[i + 1] += 2.0 * d
    g[0] += b[0]
    return g, [2.0 * (b[0] - 1.0) + w[0], 4.0 * (b[1] + 0.5)]


def norm(values, backwards):
    total = 0.0
    for v in reversed(values) if backwards else values:
        total += v * v
    return math.sqrt(total)


def trajectory(backwards):
    w, b = list(MATRIX), list(VECTOR)
    moments = [([0.0] * 6, [0.0] * 6), ([0.0] * 2, [0.0] * 2)]
    found = []
    for t in range(1, STEPS[-1] + 1):
        for x, g, (m, v) in zip((w, b), gradients(w, b), moments):
            r = []
            for i in range(len(x)):
                m[i] = BETA1 * m[i] + (1 - BETA1) * g[i]
                v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i]
                r.append(m[i] / (1 - BETA1**t) / (math.sqrt(v[i] / (1 - BETA2**t)) + EPSILON) + DECAY * x[i])
            size, length = norm(x, backwards), norm(r, backwards)
            trust = size / length if size > 0 and length > 0 else 1.0
            for i in range(len(x)):
                x[i] -= RATE * trust * r[i]
        if t in STEPS:
            found.append(w + b)
    return found


def row(values):
    return '{' + ', '.join(repr(v) for v in values) + '}'


figures = trajectory(False)
apart = max(abs(p - q) for a, b in zip(figures, trajectory(True)) for p, q in zip(a, b))
if apart > 1e-12:
    sys.exit(f'the order of sums shows: {apart}')
print(f'''#pragma once
/// A trajectory of 1,000 steps of LAMB.
/// Made by tests/reference/lamb.py, double precision. Do not edit:
///     python3 tests/reference/lamb.py > tests/reference/lamb.hpp

#include <array>
#include <cstddef>

namespace reference::lamb {{

inline constexpr double rate = {RATE}, beta1 = {BETA1}, beta2 = {BETA2}, epsilon = {EPSILON}, weight_decay = {DECAY};
inline constexpr std::array<double, 6> matrix = {row(MATRIX)};
inline constexpr std::array<double, 2> vector = {row(VECTOR)};

/// The gradient of the function in lamb.py, in the order of operations that the figures were made with.
constexpr std::array<double, 8> gradient(const std::array<double, 8>& x) {{
  std::array<double, 8> g = x;
  for (std::size_t i = 0; i < 5; ++i) {{
    const double d = x[i + 1] - x[i];
    g[i] -= 2.0 * d;
    g[i + 1] += 2.0 * d;
  }}
  g[0] += x[6];
  g[6] = 2.0 * (x[6] - 1.0) + x[0];
  g[7] = 4.0 * (x[7] + 0.5);
  return g;
}}

/// The matrix, then the vector, after these steps.
inline constexpr std::array<std::size_t, 5> steps = {row(STEPS)};
inline constexpr std::array<std::array<double, 8>, 5> x = {{{{''')
for values in figures:
    print(f'    {row(values)},')
print('''}};

}  // namespace reference::lamb''')
