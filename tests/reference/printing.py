#!/usr/bin/python3
"""Texts of tensors as torch prints them.

    python3 tests/reference/printing.py > tests/reference/printing.hpp
"""
import torch
from torch._tensor_str import _tensor_str

torch.set_default_dtype(torch.float64)


def text(tensor):
    return _tensor_str(tensor, 5)


def ramp(*extents):
    """Numbers that the test computes likewise: (37 i mod 1001 - 500) / 128 of element i in row-major order."""
    n = torch.Size(extents).numel()
    return ((37 * torch.arange(n) % 1001 - 500) / 128).reshape(extents)


cases = {
    'matrix': ramp(3, 2),
    'whole': torch.tensor([0., -12., 3.]),
    'zeros': torch.zeros(4),
    'small': torch.tensor([0.5, 1e-5, -3.]),
    'wide': torch.tensor([1., 2000., 0.]),
    'odd': torch.tensor([0.25, float('inf'), float('nan'), -float('inf')]),
    'odd_whole': torch.tensor([1., float('inf'), float('nan'), 0.]),
    'many': ramp(40),
    'large': ramp(50, 30),
    'image': ramp(2, 2, 3, 3),
    'large_image': ramp(20, 8, 3, 3),
}
print(f'''#pragma once
/// Texts of tensors behind 5 blanks.
/// Made by tests/reference/printing.py with PyTorch {torch.__version__}. Do not edit:
///     python3 tests/reference/printing.py > tests/reference/printing.hpp

namespace reference::printing {{
''')
for name, tensor in cases.items():
    lines = text(tensor).split('\n')
    print(f'inline constexpr const char* {name} =')
    print('\n'.join(f'    "{line}' + ('\\n"' if i + 1 < len(lines) else '";') for i, line in enumerate(lines)))
print('\n}  // namespace reference::printing')
