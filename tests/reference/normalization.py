#!/usr/bin/python3
"""Layers that normalise, Activate, and BatchNorm folded into the layer before it: tests/reference/images/{batch,layer,group}_norm.txt, …

    python3 tests/reference/normalization.py
"""
import torch
from torch.nn import functional

from figures_file import File


def random_affine(norm):
    """Gains and shifts that are not 1 and 0; running statistics that are not 0 and 1."""
    if norm.weight is not None:
        torch.nn.init.uniform_(norm.weight, 0.5, 2)
        torch.nn.init.uniform_(norm.bias, -1, 1)
    if getattr(norm, 'running_mean', None) is not None:
        torch.nn.init.uniform_(norm.running_mean, -1, 1)
        torch.nn.init.uniform_(norm.running_var, 0.5, 2)
    return norm


def affine(norm):
    return [] if norm.weight is None else [norm.weight, norm.bias]


def batch_norm(f, name, norm, *extents):
    random_affine(norm)

    def infer(x):
        y = norm.eval()(x)
        norm.train()
        return y
    f.case(name, 0.5 + 2 * torch.randn(*extents), norm, affine(norm),
           buffers=lambda: [norm.running_mean.clone(), norm.running_var.clone()], infer=infer)


def transposed(linear):
    return [(linear.weight, lambda w: w.t()), linear.bias]


torch.manual_seed(1)
with File('batch_norm.txt', __file__) as f:
    of = torch.nn
    batch_norm(f, 'image', of.BatchNorm2d(2), 5, 2, 3, 2)
    batch_norm(f, 'image_19', of.BatchNorm2d(2), 19, 2, 3, 2)
    batch_norm(f, 'image_of_one_sample', of.BatchNorm2d(2), 1, 2, 3, 2)
    batch_norm(f, 'odd_image', of.BatchNorm2d(3), 5, 3, 1, 3)
    batch_norm(f, 'image_without_affine', of.BatchNorm2d(3, affine=False), 5, 3, 1, 3)
    batch_norm(f, 'image_options', of.BatchNorm2d(2, eps=1e-2, momentum=0.4), 5, 2, 3, 2)
    batch_norm(f, 'sequence', of.BatchNorm1d(2), 4, 2, 7)
    batch_norm(f, 'vector', of.BatchNorm1d(11), 5, 11)
    batch_norm(f, 'vector_19', of.BatchNorm1d(11), 19, 11)
    batch_norm(f, 'vector_without_affine', of.BatchNorm1d(3, affine=False), 5, 3)
    first, norm, second = of.Linear(3, 5), random_affine(of.BatchNorm1d(5)), of.Linear(5, 2)
    f.case('between_dense', torch.randn(5, 3), lambda x: second(torch.tanh(norm(first(x)))), transposed(first) + affine(norm) + transposed(second),
           buffers=lambda: [norm.running_mean.clone(), norm.running_var.clone()],
           infer=lambda x: second(torch.tanh(norm.eval()(first(x)))))

with File('layer_norm.txt', __file__) as f:
    for name, extents, options in [('image', (5, 2, 3, 2), {}), ('image_19', (19, 2, 3, 2), {}), ('sequence', (4, 3, 5), {}), ('vector', (5, 6), {}),
                                   ('wide_vector', (3, 21), {}), ('image_without_affine', (5, 2, 3, 2), {'elementwise_affine': False}),
                                   ('vector_options', (5, 6), {'eps': 1e-1}), ('vector_19', (19, 6), {})]:
        norm = random_affine(torch.nn.LayerNorm(extents[1:], **options))
        f.case(name, 0.5 + 2 * torch.randn(*extents), norm, affine(norm))

with File('group_norm.txt', __file__) as f:
    for name, groups, extents, options in [('image', 2, (5, 4, 1, 3), {}), ('image_19', 2, (19, 4, 1, 3), {}), ('one_group', 1, (5, 4, 1, 3), {}),
                                           ('group_a_channel', 4, (5, 4, 1, 3), {}), ('sequence', 3, (4, 6, 5), {}), ('vector', 2, (5, 6), {}),
                                           ('wide_vector', 2, (3, 42), {}), ('image_without_affine', 2, (5, 4, 1, 3), {'affine': False}),
                                           ('image_options', 2, (5, 4, 1, 3), {'eps': 1e-1})]:
        norm = random_affine(torch.nn.GroupNorm(groups, extents[1], **options))
        f.case(name, 0.5 + 2 * torch.randn(*extents), norm, affine(norm))
    for name, norm, extents in [('instance', torch.nn.InstanceNorm2d(2, affine=True), (5, 2, 3, 2)),
                                ('instance_default', torch.nn.InstanceNorm2d(2), (5, 2, 3, 2)),
                                ('instance_sequence', torch.nn.InstanceNorm1d(2, affine=True), (4, 2, 7))]:
        random_affine(norm)
        f.case(name, 0.5 + 2 * torch.randn(*extents), norm, affine(norm))

with File('activate.txt', __file__) as f:
    for name, act, extents in [('sigmoid', torch.sigmoid, (5, 2, 3, 3)), ('relu', torch.relu, (5, 2, 7)), ('gelu', functional.gelu, (5, 6)),
                               ('silu', functional.silu, (19, 6)), ('tanh', torch.tanh, (5, 3, 2, 2)), ('elu', functional.elu, (5, 5)),
                               ('leaky_relu', functional.leaky_relu, (5, 2, 3, 3)), ('softmax', lambda x: torch.softmax(x, 1), (5, 6)),
                               ('softmax_19', lambda x: torch.softmax(x, 1), (19, 6))]:
        f.case(name, 2 * torch.randn(*extents), act)


def fused(f, name, layer, norm, act, *extents):
    """PyTorch's own folding is what is compared with: y of the folded layer, in inference."""
    random_affine(norm).eval()
    fold = torch.nn.utils.fusion.fuse_linear_bn_eval if isinstance(layer, torch.nn.Linear) else torch.nn.utils.fusion.fuse_conv_bn_eval
    folded = fold(layer.eval(), norm)
    linear = isinstance(layer, torch.nn.Linear)

    def ours(w):   # outputs last
        return w.t() if linear else w.movedim(0, -1)
    x = torch.randn(*extents)
    f.lines.append(f'case {name}')
    f.entry('batch', [extents[0]])
    f.entry('x', x)
    f.entry('parameters', [ours(layer.weight)] + ([] if layer.bias is None else [layer.bias]) + affine(norm))
    f.entry('buffers', [norm.running_mean, norm.running_var])
    f.entry('folded', [ours(folded.weight), folded.bias])
    f.entry('y', act(folded(x)))


with File('fold.txt', __file__) as f:
    fused(f, 'dense', torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.relu, 5, 3)
    fused(f, 'conv', torch.nn.Conv2d(2, 3, 2, bias=False), torch.nn.BatchNorm2d(3, eps=1e-2), torch.relu, 5, 2, 4, 4)
    fused(f, 'conv_with_bias', torch.nn.Conv2d(4, 4, 2, stride=2, padding=1, groups=2), torch.nn.BatchNorm2d(4, affine=False),
          lambda y: y, 5, 4, 3, 3)
    fused(f, 'conv1d', torch.nn.Conv1d(2, 3, 2), torch.nn.BatchNorm1d(3), torch.tanh, 4, 2, 5)
