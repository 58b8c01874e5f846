#!/usr/bin/python3
"""Convolutions: outputs and gradients.

    python3 tests/reference/convolution.py
"""
import torch

from figures_file import File

functional = torch.nn.functional


def figures(f, name, batch, image, layer, activation=lambda z: z, pad=None):
    """W in sinew's order: (inputs of a group, rows, columns, outputs)."""
    axes = list(range(1, layer.weight.dim())) + [0]
    parameters = [(layer.weight, lambda w: w.permute(axes))] + ([layer.bias] if layer.bias is not None else [])
    forward = (lambda x: activation(layer(x))) if pad is None else (lambda x: activation(layer(functional.pad(x, pad))))
    f.case(name, torch.randn(batch, *image), forward, parameters=parameters)


def transposed(f, name, batch, image, layer, activation=lambda z: z):
    """W in sinew's order: (outputs of a group, rows, columns, inputs)."""
    axes = list(range(1, layer.weight.dim())) + [0]
    f.case(name, torch.randn(batch, *image), lambda x: activation(layer(x)),
           parameters=[(layer.weight, lambda w: w.permute(axes))] + ([layer.bias] if layer.bias is not None else []))


torch.manual_seed(1)
relu, tanh, gelu = torch.relu, torch.tanh, functional.gelu
conv2d, conv1d, turned = torch.nn.Conv2d, torch.nn.Conv1d, torch.nn.ConvTranspose2d
with File('convolution.txt', __file__) as f:
    figures(f, 'valid', 3, (2, 6, 5), conv2d(2, 3, 3), tanh)
    figures(f, 'same', 3, (2, 5, 6), conv2d(2, 5, 3, padding='same'), relu)
    figures(f, 'stride_2', 3, (2, 7, 8), conv2d(2, 3, 3, stride=2, padding=1), gelu)
    figures(f, 'stride_2_same', 3, (1, 6, 7), conv2d(1, 2, 3, stride=2), tanh, pad=(1, 1, 0, 1))
    figures(f, 'stride_3_2', 3, (2, 8, 7), conv2d(2, 2, (3, 2), stride=(3, 2)))
    figures(f, 'dilation', 3, (2, 7, 8), conv2d(2, 3, 3, dilation=2, padding=2), torch.sigmoid)
    figures(f, 'groups', 3, (4, 5, 5), conv2d(4, 6, 3, groups=2, padding=1), tanh)
    figures(f, 'depthwise', 3, (5, 5, 6), conv2d(5, 5, 3, groups=5, padding=1), relu)
    figures(f, 'no_bias', 3, (3, 4, 4), conv2d(3, 4, 3, bias=False), tanh)
    figures(f, 'pointwise', 3, (5, 3, 4), conv2d(5, 7, 1), functional.silu)
    figures(f, 'wide_kernel', 3, (2, 5, 7), conv2d(2, 3, (2, 5), padding=(0, 2)), tanh)
    figures(f, 'uneven_padding', 3, (2, 4, 5), conv2d(2, 3, 3), tanh, pad=(3, 0, 1, 2))
    figures(f, 'stride_over_gaps', 3, (2, 7, 8), conv2d(2, 3, 2, stride=3), tanh)
    figures(f, 'dilated_stride', 3, (1, 9, 8), conv2d(1, 2, 3, stride=2, dilation=3, padding=3), tanh)
with File('convolution_1d.txt', __file__) as f:
    figures(f, 'valid', 3, (2, 9), conv1d(2, 4, 3), tanh)
    figures(f, 'same', 3, (3, 8), conv1d(3, 2, 5, padding='same'), relu)
    figures(f, 'causal', 3, (2, 10), conv1d(2, 3, 3, dilation=2), tanh, pad=(4, 0))
    figures(f, 'stride', 3, (2, 11), conv1d(2, 3, 4, stride=3, padding=2), tanh)
    figures(f, 'groups', 3, (4, 7), conv1d(4, 8, 3, groups=4), tanh)
    figures(f, 'no_bias', 3, (3, 6), conv1d(3, 5, 2, bias=False))
    figures(f, 'pointwise', 3, (6, 5), conv1d(6, 3, 1), torch.sigmoid)
    figures(f, 'dilation', 3, (2, 12), conv1d(2, 2, 3, dilation=4, padding=4), gelu)
with File('convolution_transposed.txt', __file__) as f:
    transposed(f, 'plain', 3, (3, 4, 3), turned(3, 2, 3), tanh)
    transposed(f, 'stride_2', 3, (2, 3, 4), turned(2, 3, 2, stride=2), relu)
    transposed(f, 'stride_2_padding', 3, (2, 4, 4), turned(2, 3, 3, stride=2, padding=1), tanh)
    transposed(f, 'output_padding', 3, (2, 3, 4), turned(2, 3, 3, stride=2, padding=1, output_padding=1), tanh)
    transposed(f, 'dilation', 3, (2, 4, 3), turned(2, 2, 3, dilation=2, padding=1), torch.sigmoid)
    transposed(f, 'groups', 3, (4, 3, 3), turned(4, 6, 3, groups=2), tanh)
    transposed(f, 'no_bias', 3, (3, 3, 4), turned(3, 2, 3, bias=False))
    transposed(f, 'stride_over_gaps', 3, (2, 3, 3), turned(2, 2, 2, stride=3), tanh)
    transposed(f, 'wide_kernel', 3, (2, 3, 3), turned(2, 3, (2, 4), stride=(1, 2)), gelu)


class Block(torch.nn.Module):
    """y = P(x) + F(x) of He et al., eq. 2."""

    def __init__(self, projection, first, second):
        super().__init__()
        self.projection, self.first, self.second = projection, first, second

    def forward(self, x):
        return self.projection(x) + self.second(tanh(self.first(x)))


def in_order(*layers):
    return [p for layer in layers for p in ((layer.weight, lambda w: w.permute(1, 2, 3, 0)), layer.bias)]


with File('residual.txt', __file__) as f:
    block = Block(conv2d(2, 3, 1, stride=2), conv2d(2, 4, 3, stride=2, padding=1), conv2d(4, 3, 3, padding=1))
    f.case('projection', torch.randn(3, 2, 5, 4), block, parameters=in_order(block.projection, block.first, block.second))
