#!/usr/bin/python3
"""Gradient clipping by norm.

    python3 tests/reference/clipping.py > tests/reference/clipping.hpp
"""
import torch

from figures import begin, braces, end, number

begin('clipping', 'Gradient clipping by norm: torch.nn.utils.clip_grad_norm_ over two tensors (2 and 3 elements) with one norm.')
print('''/// after = before times min(1, max_norm / (norm + 1e-6)), norm = sqrt(sum of before^2); note the 1e-6.
struct example { double max_norm, norm; std::array<double, 5> before, after; };
inline constexpr example by_norm[] = {''')
for values, limit in (([3., 4., 0., 0., 0.], 1.0), ([0.3, -0.4, 0., 0., 0.], 1.0), ([1e-3, -2e-3, 3e-3, 5e-4, -1e-4], 1e-3),
                      ([10., -20., 5., 7.5, -0.125], 5.0), ([0., 0., 0., 0., 0.], 1.0), ([0.6, 0.8, 0., 0., 0.], 1.0)):
    a, b = torch.nn.Parameter(torch.zeros(2)), torch.nn.Parameter(torch.zeros(3))
    a.grad, b.grad = torch.tensor(values[:2]), torch.tensor(values[2:])
    norm = torch.nn.utils.clip_grad_norm_([a, b], limit)
    print(f'  {{{number(limit)}, {number(norm)}, {braces(values)},\n   {braces(torch.cat([a.grad, b.grad]))}}},')
print('};')
end('clipping')
