#!/usr/bin/python3
"""Distorted images from torch.nn.functional.affine_grid and grid_sample.

    python3 tests/reference/augment.py > tests/reference/augment.hpp
"""
import math

import torch
from torch.nn.functional import affine_grid, grid_sample

from figures import array, begin, braces, end, number

torch.manual_seed(1)
C, H, W = 2, 5, 7
image = torch.rand(1, C, H, W)
# Displacements of pixels, for the case that has them: (H, W), to the right and down.
right, down = 3 * torch.rand(H, W) - 1.5, 3 * torch.rand(H, W) - 1.5


def distorted(x, y, degrees, scale, displaced=False):
    """As the picture is scaled and turned clockwise about its centre, then moved by (x, y); rows count downwards."""
    angle = math.radians(degrees)
    turn = torch.tensor([[math.cos(angle), -math.sin(angle), 0.], [math.sin(angle), math.cos(angle), 0.], [0., 0., 1.]])
    grow = torch.diag(torch.tensor([scale, scale, 1.]))
    move = torch.tensor([[1., 0., x], [0., 1., y], [0., 0., 1.]])
    half = torch.diag(torch.tensor([W / 2, H / 2, 1.]))         # PyTorch's coordinates run from -1 to 1
    back = torch.linalg.inv(half) @ torch.linalg.inv(move @ turn @ grow) @ half
    grid = affine_grid(back[None, :2], image.shape, align_corners=False)
    if displaced:
        grid = grid + torch.stack([right / (W / 2), down / (H / 2)], dim=-1)
    return grid_sample(image, grid, mode='bilinear', padding_mode='zeros', align_corners=False)


begin('augment', f'Distorted images of {C} channels, {H} rows and {W} columns: affine_grid and grid_sample(bilinear, zeros, align_corners=False).')
array('image', image, 'before')
array('right', right, 'displacements of the last example, row by row')
array('down', down, 'the same, downwards')
print(f'''
struct example {{ double right, down, rotation, scale; std::array<double, {C * H * W}> image; }};
inline constexpr example distorted[] = {{''')
CASES = [(0, 0, 0, 1), (0.3, -0.6, 0, 1), (-2.25, 1.5, 0, 1), (0, 0, 10, 1), (0, 0, -37, 1), (0, 0, 0, 1.3), (0, 0, 0, 0.7), (0.4, 0.9, 15, 0.85),
         (-1.1, -0.2, 100, 1.2), (0.7, 0, -170, 1), (30, 2, 5, 1), (0.3, 0.2, -12, 1.1)]
for k, case in enumerate(CASES):
    numbers = ', '.join(number(v) for v in case)
    print(f'  {{{numbers}, {braces(distorted(*case, displaced=k == len(CASES) - 1))}}},')
print('};   // the last is displaced besides')
end('augment')
