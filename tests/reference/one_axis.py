#!/usr/bin/python3
"""Layers of sequences that have siblings of images, and PReLU: outputs and gradients.

    python3 tests/reference/one_axis.py        writes images/convolution_1d_more.txt and images/prelu.txt
"""
import torch
from torch.nn import functional

from figures_file import File

torch.manual_seed(1)
conv1d, turned = torch.nn.Conv1d, torch.nn.ConvTranspose1d
relu, tanh = torch.relu, torch.tanh


def figures(f, name, batch, sequence, layer, activation=lambda z: z, pad=None):
    """W in sinew's order: (of a group, positions, the first axis of PyTorch's)."""
    forward = (lambda x: activation(layer(x))) if pad is None else (lambda x: activation(layer(functional.pad(x, pad))))
    f.case(name, torch.randn(batch, *sequence), forward,
           parameters=[(layer.weight, lambda w: w.permute(1, 2, 0))] + ([layer.bias] if layer.bias is not None else []))


with File('convolution_1d_more.txt', __file__) as f:
    figures(f, 'transposed', 3, (3, 4), turned(3, 2, 3), tanh)
    figures(f, 'transposed_stride_2', 3, (2, 5), turned(2, 3, 2, stride=2), relu)
    figures(f, 'transposed_output_padding', 3, (2, 4), turned(2, 3, 3, stride=3, padding=1, output_padding=2), tanh)
    figures(f, 'transposed_dilation', 3, (2, 5), turned(2, 2, 3, dilation=2, padding=1), torch.sigmoid)
    figures(f, 'transposed_groups', 3, (4, 3), turned(4, 6, 3, groups=2), functional.gelu)
    figures(f, 'transposed_no_bias', 3, (3, 4), turned(3, 2, 3, bias=False))
    figures(f, 'depthwise', 3, (5, 6), conv1d(5, 5, 3, groups=5, padding=1), relu)
    figures(f, 'depthwise_causal', 3, (2, 9), conv1d(2, 2, 3, groups=2, dilation=2, bias=False), tanh, pad=(4, 0))

with File('prelu.txt', __file__) as f:
    for name, extents, slopes in [('one_image', (5, 2, 3, 3), 1), ('one_vector', (19, 6), 1), ('image', (5, 3, 2, 5), 3),
                                  ('sequence', (4, 3, 21), 3), ('vector', (5, 11), 11), ('vector_19', (19, 6), 6)]:
        layer = torch.nn.PReLU(slopes)
        torch.nn.init.uniform_(layer.weight, -0.5, 1)
        x = torch.randn(*extents)
        x.flatten()[3] = 0                               # at the kink: the slope is a, as for negative values
        f.case(name, x, layer, [layer.weight])
