#!/usr/bin/python3
"""Permuted axes.

    python3 tests/reference/permute.py        writes images/permute.txt
"""
import torch

from figures_file import File

with File('permute.txt', __file__) as f:
    for extents, axes in (((2, 3, 4), (2, 0, 1)), ((2, 3, 4), (1, 2, 0)), ((2, 3, 4), (2, 1, 0)), ((2, 3, 4), (0, 2, 1)), ((3, 4), (1, 0)),
                          ((2, 3, 2, 3), (3, 1, 0, 2)), ((1, 3, 4), (1, 0, 2))):
        x = torch.arange(3 * torch.tensor(extents).prod().item()).reshape(3, *extents).double() / 8
        f.case('_'.join(map(str, axes)) + '_of_' + 'x'.join(map(str, extents)), x,
               lambda x, axes=axes: x.permute(0, *(a + 1 for a in axes)))
