#!/usr/bin/env python3
"""From PyTorch to sinew and back.

    from sinew_export import export, load

    export(model, (1, 28, 28), "digits.safetensors")     # the shape of one sample, without the batch
    load(model, "digits.safetensors")                    # weights that a C++ program has saved

`export` writes the weights of a torch.nn.Sequential as a safetensors file and prints the type of the same net in C++:

    using Digits = Net<Input<1, 28, 28>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Flatten, Dense<1352, 10, Softmax>>;

    Digits digits;
    load_safetensors(digits, "digits.safetensors");      // #include <sinew/io/safetensors.hpp>

The same as a command, for a model that torch.save has saved as a whole:

    python3 sinew_export.py model.pt --input 1,28,28 -o digits.safetensors

It needs Python 3.8 and PyTorch 1.13 or newer, and no other package.

What can be exported
    A torch.nn.Sequential, also one in another, of the modules in the table of sinew's guide (examples/README.md), and of
    Residual, Concat and Permute below. An activation behind a Linear or a convolution becomes its argument. What sinew
    cannot express is an ExportError, which names all such modules, their options and what is possible instead; no file
    is written then. The model is run on samples, which gives the shapes; it is not changed, and its training mode does
    not matter.

Recurrent layers
    torch.nn.LSTM, GRU and RNN give (outputs, state). In a Sequential they stand as Outputs(nn.LSTM(…)), and LastStep()
    takes the last step of a sequence:

        model = nn.Sequential(Outputs(nn.LSTM(6, 20, batch_first=True)), LastStep(batch_first=True), nn.Linear(20, 4))

    A class of a program that has a recurrent layer as a child is taken as its children one after the other, in the order
    of their definition; if it gives one vector for a sequence, that is what the last step gives. export compares the
    outputs of both on sequences, and refuses a forward that does anything else.

    The shape says what a sample of the net is:

        export(model, (6,), path)       # a step: Net<LSTM<6, 20>, …>, for streams and fit<Streams, Steps>
        export(model, (50, 6), path)    # a window of 50 steps: Net<Unroll<50, LSTM<6, 20>>, LastStep, …>

    With bidirectional=True a net needs windows. num_layers=2 are two layers of sinew, whose names are one: {"lstm", "lstm"}.

Names
    The tensors have the names of the model's state_dict(). If its modules have names of their own, such as "fc1",
    sinew needs them, and export prints the list: {.names = {"fc1", "out"}}, for load_safetensors and
    save_safetensors. With numbers=True the file has sinew's names instead. load() reads both.

What sinew has otherwise
    Linear(bias=False): sinew's Dense has a bias. With zero_bias=True the file has one of zeros. A program that trains
    the net trains it as well, and load() then refuses the file.
    num_batches_tracked of BatchNorm is not in the file. load() leaves it as it is.
    requires_grad: sinew trains all parameters. export prints a note if the model does not.
    Tied parameters: two parameters in sinew, trained apart. They are refused.

Security
    torch.load of a whole model runs what the file says: it is a pickle. The command therefore unpickles nothing but
    tensors and the modules that it can export, and refuses other names before they are looked up. A class of your own,
    also one derived from nn.Sequential, is such a name: call export() in the program that has the class.
    safetensors files hold no code. load() checks them before it changes the model.
"""
import argparse
import array
import collections
import copy
import ctypes
import inspect
import json
import math
import os
import pickle
import re
import struct
import sys
import tempfile
import zipfile
from fractions import Fraction

import torch
from torch import nn

__all__ = ['Concat', 'ExportError', 'Exported', 'LastStep', 'Outputs', 'Permute', 'Residual', 'WeightsError', 'export', 'load']

if __name__ == '__main__':   # models saved by other programs refer to this module by its name
    sys.modules.setdefault('sinew_export', sys.modules['__main__'])


class ExportError(ValueError):
    """The model cannot be exported. `problems` are the sentences of the message, one for each option or module."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__('the model cannot be exported:\n' + '\n'.join('  ' + problem for problem in self.problems))


class WeightsError(ValueError):
    """A file of weights is damaged, or is not one of this model."""


# ---- The modules of sinew that PyTorch does not have.

class Residual(nn.Module):
    """y = x + block(x), or projection(x) + block(x). sinew: Residual<…>, Residual<Projection<…>, …>.

    block and projection are a torch.nn.Sequential or a single module. Both give the same shape, that of x without
    projection.
    """
    __module__ = 'sinew_export'

    def __init__(self, block, projection=None):
        super().__init__()
        self.projection = projection
        self.block = block

    def forward(self, x):
        return (x if self.projection is None else self.projection(x)) + self.block(x)


class Concat(nn.Module):
    """y = the outputs of the branches for x, side by side: the features of vectors, the channels of images.
    sinew: Concat<…>. A branch is a torch.nn.Sequential or a single module; torch.nn.Identity() is x itself.
    """
    __module__ = 'sinew_export'

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)


class Permute(nn.Module):
    """The axes of a sample in another order, counted from 0 without the batch: Permute(2, 0, 1) makes channels, height,
    width of height, width, channels. sinew: Permute<…>.
    """
    __module__ = 'sinew_export'

    def __init__(self, *axes):
        super().__init__()
        self.axes = axes

    def forward(self, x):
        return x.permute(0, *(axis + 1 for axis in self.axes))


class Outputs(nn.Module):
    """What a recurrent layer gives in each step, without its state: layer(x)[0]. sinew: LSTM, GRU, RNN, Bidirectional<…>."""
    __module__ = 'sinew_export'

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0]


class LastStep(nn.Module):
    """The last step of a sequence: x[-1], or x[:, -1] with batch_first=True. sinew: LastStep."""
    __module__ = 'sinew_export'

    def __init__(self, batch_first=False):
        super().__init__()
        self.batch_first = batch_first

    def forward(self, x):
        return x[:, -1] if self.batch_first else x[-1]


# ---- Text.

def _digits(n):
    return f'{n:,}'


def _count(n, what):
    return f'{_digits(n)} {what}{"" if n == 1 else "s"}'


def _extents(shape):
    return '(' + ', '.join(str(n) for n in shape) + (',)' if len(shape) == 1 else ')')


def _join(path, name):
    return f'{path}.{name}' if path else str(name)


def _where(path, module):
    return f'module {path!r} ({type(module).__name__})' if path else f'the model ({type(module).__name__})'


def _template(name, arguments):
    return f'{name}<{", ".join(str(a) for a in arguments)}>' if arguments else name


def _cpp_string(text):
    return '"' + ''.join('\\' + c if c in '"\\' else f'\\{ord(c):03o}' if ord(c) < 32 else c for c in text) + '"'


def _ratio(value):
    """A number as a Ratio whose value in double is exactly that; None if there is none."""
    value = float(value)
    if not math.isfinite(value):
        return None
    for fraction in (*(Fraction(value).limit_denominator(10**k) for k in range(1, 16)), Fraction(repr(value)), Fraction(value)):
        num, den = fraction.numerator, fraction.denominator
        if abs(num) < 2**63 and den < 2**63 and float(num) / float(den) == value:
            return 'Ratio<' + f'{num:,}, {den:,}'.replace(',', "'").replace("' ", ', ') + '>'
    return None


def _pieces(text):
    """The arguments of a template, as written."""
    pieces, depth, begin = [], 0, 0
    for i, c in enumerate(text):
        depth += (c == '<') - (c == '>')
        if c == ',' and depth == 0:
            pieces.append(text[begin:i].strip())
            begin = i + 1
    return pieces + [text[begin:].strip()]


def _wrapped(head, text, tail='', width=100):
    """head + a template + tail, in lines of at most `width` characters where its arguments allow it."""
    if len(head) + len(text) + len(tail) <= width or not text.endswith('>'):
        return head + text + tail
    name, rest = text.split('<', 1)
    pieces = _pieces(rest[:-1])
    head += name + '<'
    lines, line = [], head
    for k, piece in enumerate(pieces):
        last = k + 1 == len(pieces)
        end = '>' + tail if last else ','
        space = '' if line.endswith('<') or line.isspace() else ' '
        if len(line) + len(space) + len(piece) + len(end) > width and not line.isspace() and line != head:
            lines.append(line)
            line, space = ' ' * len(head), ''
        inner = _wrapped(line + space, piece, end, width).split('\n')
        lines += inner[:-1]
        line = inner[-1]
    return '\n'.join(lines + [line])


# ---- One module of PyTorch as one layer of sinew.

class _Layer:
    """A layer as it is written. takes: which activations it takes as an argument, 'any', 'elementwise' or None. place: the
    path and the layer of the module that has its tensors. steps: of a window, if it computes each step by itself; 'any' of
    a layer that may also stand beside them."""

    def __init__(self, name, arguments=(), options=(), takes=None, activation=None, steps=None):
        self.name, self.arguments, self.options = name, list(arguments), list(options)
        self.takes, self.activation, self.place, self.steps = takes, activation, None, steps

    def __str__(self):
        if self.name == 'Activate':
            return f'Activate<{self.activation}>'
        return _template(self.name, self.arguments + ([self.activation] if self.activation else []) + self.options)


class _Stop(Exception):
    """Nothing can be said of the modules behind this one."""


class _Place:
    """A module in the model: its path, the shapes of a sample before and behind it, and the module behind it. in_steps: the
    samples are the steps of sequences."""

    def __init__(self, conversion, path, module, shape, follower=None, in_steps=False):
        self.conversion, self.path, self.module, self.shape, self.follower = conversion, path, module, shape, follower
        self.output, self.in_steps = self.shape, in_steps

    def refuse(self, sentence):
        self.conversion.problems.append(f'{_where(self.path, self.module)}: {sentence}')

    def refuse_option(self, option, possible, value=None):
        value = getattr(self.module, option) if value is None else value
        self.refuse(f'{option}={value!r}; sinew has {possible}')

    def ratio(self, option):
        """An option as a Ratio. Values out of range are refused by the caller."""
        text = _ratio(getattr(self.module, option))
        if text is None:
            self.refuse_option(option, 'ratios of integers below 2**63')
        return text or 'Ratio<1, 1>'


_converters = {}    # class -> function
_options = {}       # class -> the arguments of its constructor that the function reads
_ranks = {}         # class -> ranks of a sample
_activations = set()
_rank_names = {1: '(features)', 2: '(channels, length)', 3: '(channels, height, width)'}


def _for(classes, options='', ranks=None, activation=False):
    def register(function):
        for cls in [getattr(nn, name) for name in classes.split()] if isinstance(classes, str) else classes:
            _converters[cls] = function
            _options[cls] = set(options.split())
            _ranks[cls] = ranks
            if activation:
                _activations.add(cls)
        return function
    return register


def _each(value, count):
    """An option that is a number or one number for each axis, as the latter."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,) * count
    return tuple(int(v) for v in (values * count if len(values) == 1 else values))


def _option(name, values, default):
    """Stride<2>, Padding<0, 1>, or nothing where it is the default."""
    values = tuple(values)
    if values == tuple(default):
        return []
    return [_template(name, values[:1] if len(set(values)) == 1 else values)]


def _zeros(n):
    return (0,) * n


def _ones(n):
    return (1,) * n


@_for('Linear', 'in_features out_features bias', ranks=(1,))
def _linear(place):
    m = place.module
    if m.bias is None and not place.conversion.zero_bias:
        place.refuse('bias=False; sinew has a bias in every Dense. zero_bias=True (--zero-bias) writes one of zeros, which '
                     'a program that trains the net trains as well')
    return _Layer('Dense', [m.in_features, m.out_features], takes='any')


@_for('Conv1d ConvTranspose1d',
      'in_channels out_channels kernel_size stride padding output_padding dilation groups bias padding_mode', ranks=(2,))
@_for('Conv2d ConvTranspose2d',
      'in_channels out_channels kernel_size stride padding output_padding dilation groups bias padding_mode', ranks=(3,))
def _convolution(place):
    m = place.module
    axes = 1 if isinstance(m, (nn.Conv1d, nn.ConvTranspose1d)) else 2
    transposed = isinstance(m, (nn.ConvTranspose1d, nn.ConvTranspose2d))
    kernel = _each(m.kernel_size, axes)
    stride = _each(m.stride, axes)
    options = []
    name, arguments = f'Conv{"Transpose" if transposed else ""}{axes}D', [m.out_channels, kernel[0]]
    if not transposed and m.groups > 1 and m.groups == m.in_channels == m.out_channels:
        name, arguments = f'DepthwiseConv{axes}D', kernel[:1]
    elif m.groups > 1:
        options.append(f'Groups<{m.groups}>')
    if axes == 2 and kernel[0] != kernel[1]:
        options.append(f'KernelWidth<{kernel[1]}>')
    options += _option('Stride', stride, _ones(axes))
    if m.padding == 'same':
        options.append('Same')
    elif m.padding != 'valid':
        options += _option('Padding', _each(m.padding, axes), _zeros(axes))
    options += _option('Dilation', _each(m.dilation, axes), _ones(axes))
    if transposed:
        more = _each(m.output_padding, axes)
        if any(0 < p and s <= p for p, s in zip(more, stride)):
            place.refuse_option('output_padding', f'less than stride={m.stride}')
        options += _option('OutputPadding', more, _zeros(axes))
    if m.padding_mode != 'zeros':
        place.refuse_option('padding_mode', "padding_mode='zeros'")
    if m.bias is None:
        options.append('NoBias')
    return _Layer(name, arguments, options, takes='elementwise')


def _windows(place, kernel, axes):
    """Poolings: the arguments for a kernel of these extents."""
    return [kernel[0]], [f'KernelWidth<{kernel[1]}>'] if axes == 2 and kernel[0] != kernel[1] else []


@_for('MaxPool1d AvgPool1d', 'kernel_size stride padding dilation return_indices ceil_mode count_include_pad', ranks=(2,))
@_for('MaxPool2d AvgPool2d', 'kernel_size stride padding dilation return_indices ceil_mode count_include_pad '
      'divisor_override', ranks=(3,))
def _pooling(place):
    m = place.module
    axes = 1 if isinstance(m, (nn.MaxPool1d, nn.AvgPool1d)) else 2
    maximum = isinstance(m, (nn.MaxPool1d, nn.MaxPool2d))
    kernel, padding = _each(m.kernel_size, axes), _each(m.padding, axes)
    stride = kernel if m.stride is None or m.stride == () else _each(m.stride, axes)
    dilation = _each(m.dilation, axes) if maximum else _ones(axes)
    arguments, options = _windows(place, kernel, axes)
    options += _option('Stride', stride, kernel)
    options += _option('Padding', padding, _zeros(axes)) + _option('Dilation', dilation, _ones(axes))
    if m.ceil_mode:
        options.append('CeilMode')
    if maximum:
        for k, s, d, p, size, outputs in zip(kernel, stride, dilation, padding, place.shape[1:], place.output[1:]):
            if not all(any(0 <= o * s - p + r * d < size for r in range(k)) for o in range(outputs)):
                place.refuse_option('padding', 'no windows that hold padding alone, whose maximum is -inf')
                break
    elif not m.count_include_pad and any(padding):
        options.append('IgnorePadding')
    if getattr(m, 'divisor_override', None) is not None:
        place.refuse_option('divisor_override', 'divisor_override=None')
    return _Layer(f'{"Max" if maximum else "Avg"}Pool{axes}D', arguments, options)


@_for('AdaptiveAvgPool1d AdaptiveMaxPool1d', 'output_size return_indices', ranks=(2,))
@_for('AdaptiveAvgPool2d AdaptiveMaxPool2d', 'output_size return_indices', ranks=(3,))
def _adaptive_pooling(place):
    m = place.module
    kind = 'Max' if isinstance(m, (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d)) else 'Avg'
    sizes, outputs = place.shape[1:], place.output[1:]
    if any(size % n for size, n in zip(sizes, outputs)):
        place.refuse_option('output_size', f'windows of one size, so numbers that divide those of {_extents(place.shape)}')
        return _Layer('PassThrough')
    if set(outputs) == {1} and type(place.follower) is nn.Flatten and place.follower.start_dim in (1, -len(sizes) - 1):
        return _Layer(f'Global{kind}Pool{len(sizes)}D')   # it gives a vector; Flatten leaves it one
    return _Layer(f'{kind}Pool{len(sizes)}D', *_windows(place, [s // n for s, n in zip(sizes, outputs)], len(sizes)))


@_for('Upsample UpsamplingNearest2d UpsamplingBilinear2d', 'size scale_factor mode align_corners recompute_scale_factor',
      ranks=(2, 3))
def _upsample(place):
    m = place.module
    sizes, outputs = place.shape[1:], place.output[1:]
    linear = 'linear' if len(sizes) == 1 else 'bilinear'
    if m.mode not in ('nearest', 'nearest-exact', linear):
        place.refuse_option('mode', f"mode='nearest' and mode={linear!r}")
        return _Layer('PassThrough')
    if m.mode == linear and m.align_corners:
        place.refuse_option('align_corners', 'align_corners=False')
    factor = outputs[0] // sizes[0]
    option = 'size' if m.size is not None else 'scale_factor'
    exact = factor > 0 and all(n == factor * size for size, n in zip(sizes, outputs))
    if exact and m.mode == linear:
        scales = m.scale_factor if isinstance(m.scale_factor, (tuple, list)) else (m.scale_factor,)
        exact = m.size is not None or bool(m.recompute_scale_factor) or all(s == factor for s in scales)
    elif exact:   # PyTorch divides in float, and may give the neighbour of the nearest pixel
        x = torch.arange(math.prod(sizes), dtype=place.conversion.dtype, device='cpu').remainder(65521).reshape(1, 1, *sizes)
        y = x
        for axis in range(len(sizes)):
            y = y.repeat_interleave(factor, 2 + axis)
        exact = torch.equal(m(x), y)
    if not exact:
        place.refuse_option(option, 'the same integer factor along all axes')
        factor = 1
    return _Layer('Upsample', [factor], ['Bilinear'] if m.mode == linear else [])


def _norm_options(place, momentum=False):
    m = place.module
    options = []
    if not 0 < m.eps < 1:
        place.refuse_option('eps', 'numbers between 0 and 1')
    elif m.eps != 1e-5:
        options.append(f'Epsilon<{place.ratio("eps")}>')
    if momentum:
        if m.momentum is None or not 0 <= m.momentum <= 1:
            place.refuse(f'momentum={m.momentum!r}; sinew has a share of the running statistics from 0 to 1, such as '
                         'momentum=0.1, which matters in training alone')
        elif m.momentum == 0:
            options.append('RunningMomentum<Ratio<0, 1>>')
        elif m.momentum != 0.1:
            options.append(f'RunningMomentum<{place.ratio("momentum")}>')
    if m.weight is None:
        options.append('NoAffine')
    elif m.bias is None:
        place.refuse('bias=False; sinew has weight and bias, or neither')
    return options


@_for('BatchNorm1d', 'num_features eps momentum affine track_running_stats bias', ranks=(1, 2))
@_for('BatchNorm2d', 'num_features eps momentum affine track_running_stats bias', ranks=(3,))
def _batch_norm(place):
    if place.module.running_mean is None:
        place.refuse_option('track_running_stats', 'track_running_stats=True')
    return _Layer('BatchNorm', _norm_options(place, momentum=True) or [''])


@_for('InstanceNorm1d', 'num_features eps momentum affine track_running_stats bias', ranks=(2,))
@_for('InstanceNorm2d', 'num_features eps momentum affine track_running_stats bias', ranks=(3,))
def _instance_norm(place):
    if place.module.running_mean is not None:
        place.refuse_option('track_running_stats', 'track_running_stats=False')
    return _Layer('InstanceNorm', _norm_options(place) or [''])


@_for('GroupNorm', 'num_groups num_channels eps affine bias')
def _group_norm(place):
    m = place.module
    if math.prod(place.shape) == m.num_groups:
        place.refuse_option('num_groups', 'groups of more than one value')
    return _Layer('GroupNorm', [m.num_groups], _norm_options(place))


@_for('LayerNorm', 'normalized_shape eps elementwise_affine bias')
def _layer_norm(place):
    m = place.module
    if tuple(m.normalized_shape) != place.shape:
        whole = 'all values of a step' if place.in_steps else 'the shape of a whole sample'
        place.refuse_option('normalized_shape', f'{whole}, {_extents(place.shape)}', tuple(m.normalized_shape))
    elif math.prod(place.shape) == 1:
        place.refuse_option('normalized_shape', 'more than one value', tuple(m.normalized_shape))
    return _Layer('LayerNorm', _norm_options(place) or [''])


@_for('Flatten', 'start_dim end_dim')
def _flatten(place):
    m = place.module
    if (m.start_dim + len(place.shape) + 1 if m.start_dim < 0 else m.start_dim) == 0:
        place.refuse_option('start_dim', 'start_dim=1 or more, within a sample')
    return _Layer('Flatten') if len(place.output) == 1 else _Layer('Reshape', place.output)


@_for('Unflatten', 'dim unflattened_size')
def _unflatten(place):
    m = place.module
    if not isinstance(m.dim, int):
        place.refuse_option('dim', 'dim=1 and other numbers')
    elif (m.dim + len(place.shape) + 1 if m.dim < 0 else m.dim) == 0:
        place.refuse_option('dim', 'dim=1 or more, within a sample')
    return _Layer('Reshape', place.output)


@_for('Dropout AlphaDropout', 'p inplace')
@_for('Dropout1d', 'p inplace', ranks=(2,))
@_for('Dropout2d', 'p inplace', ranks=(3,))
def _dropout(place):
    if place.module.p == 0:
        return _Layer('PassThrough')
    if place.module.p == 1:
        place.refuse_option('p', 'less than 1')
        return _Layer('PassThrough')
    share = place.ratio('p')
    name = type(place.module).__name__
    return _Layer({'Dropout1d': 'Dropout1D', 'Dropout2d': 'Dropout2D'}.get(name, name), [share])


@_for('Identity', 'args kwargs')
def _identity(_):
    return _Layer('PassThrough')


@_for((Permute,), 'axes')
def _permute(place):
    if sorted(place.module.axes) != list(range(len(place.shape))):
        place.refuse_option('axes', f'the axes 0 to {len(place.shape) - 1}, each once')
    return _Layer('Permute', place.module.axes)


def _rearranged(place, apart, axes):
    """A module that splits the axes of a sample, permutes them and joins them again."""
    return _Layer('Sequential', [_Layer('Reshape', apart), _Layer('Permute', axes), _Layer('Reshape', place.output)])


@_for('PixelShuffle', 'upscale_factor', ranks=(3,))
def _pixel_shuffle(place):
    n, (_, height, width) = place.module.upscale_factor, place.shape
    return _rearranged(place, (place.output[0], n, n, height, width), (0, 3, 1, 4, 2))


@_for('PixelUnshuffle', 'downscale_factor', ranks=(3,))
def _pixel_unshuffle(place):
    n, (channels, _, _), (_, height, width) = place.module.downscale_factor, place.shape, place.output
    return _rearranged(place, (channels, height, n, width, n), (0, 2, 4, 1, 3))


@_for('ChannelShuffle', 'groups', ranks=(3,))
def _channel_shuffle(place):
    n, (channels, height, width) = place.module.groups, place.shape
    return _rearranged(place, (n, channels // n, height, width), (1, 0, 2, 3))


@_for('PReLU', 'num_parameters init')
def _prelu(place):
    if place.in_steps and place.module.num_parameters > 1:   # PyTorch takes axis 1, which is none of the features
        place.refuse_option('num_parameters', 'num_parameters=1 in sequences')
    return _Layer('PReLU', ['PerChannel' if place.module.num_parameters > 1 else ''])


@_for('ReLU ReLU6 Sigmoid Tanh SiLU SELU Softsign Hardsigmoid Hardswish Mish LogSigmoid Tanhshrink', 'inplace', activation=True)
def _plain_activation(place):
    name = type(place.module).__name__
    return _Layer('Activate', activation={'Hardsigmoid': 'HardSigmoid', 'Hardswish': 'HardSwish',
                                          'Tanhshrink': 'TanhShrink'}.get(name, name))


@_for('Hardshrink Softshrink', 'lambd', activation=True)
def _shrink(place):
    name = type(place.module).__name__.replace('shrink', 'Shrink')
    if not place.module.lambd > 0:
        place.refuse_option('lambd', 'positive numbers')
        return _Layer('PassThrough')
    return _Layer('Activate', activation=name if place.module.lambd == 0.5 else f'{name}With<{place.ratio("lambd")}>')


@_for('Hardtanh', 'min_val max_val min_value max_value inplace', activation=True)
def _hard_tanh(place):
    m = place.module
    if (m.min_val, m.max_val) in ((-1, 1), (0, 6)):
        return _Layer('Activate', activation='HardTanh' if m.min_val else 'ReLU6')
    return _Layer('Activate', activation=f'HardTanhWith<{place.ratio("min_val")}, {place.ratio("max_val")}>')


@_for('LeakyReLU', 'negative_slope inplace', activation=True)
def _leaky_relu(place):
    slope = place.module.negative_slope
    if slope < 0:
        place.refuse_option('negative_slope', 'slopes that are not negative')
    if slope <= 0:
        return _Layer('Activate', activation='ReLU')
    return _Layer('Activate', activation='LeakyReLU' if slope == 0.01 else
                  f'LeakyReLUWith<{place.ratio("negative_slope")}>')


@_for('ELU CELU', 'alpha inplace', activation=True)
def _elu(place):
    name, alpha = type(place.module).__name__, place.module.alpha
    if not alpha > 0:
        place.refuse_option('alpha', 'positive numbers')
        alpha = 1
    return _Layer('Activate', activation=name if alpha == 1 else f'{name}With<{place.ratio("alpha")}>')


@_for('GELU', 'approximate', activation=True)
def _gelu(place):
    if place.module.approximate not in ('none', 'tanh'):
        place.refuse_option('approximate', "approximate='none' and approximate='tanh'")
    return _Layer('Activate', activation='GELUTanh' if place.module.approximate == 'tanh' else 'GELU')


@_for('Softplus', 'beta threshold', activation=True)
def _softplus(place):
    if place.module.beta != 1:
        place.refuse_option('beta', 'beta=1')
    if place.module.threshold < 20:   # beyond 20 the line and the curve agree to 2e-9
        place.refuse_option('threshold', 'threshold=20 or more')
    return _Layer('Activate', activation='Softplus')


@_for('Softmax LogSoftmax', 'dim', activation=True)
def _softmax(place):
    m, name = place.module, type(place.module).__name__
    if len(place.shape) != 1:
        place.refuse(f'dim={m.dim!r} of a sample {_extents(place.shape)}; sinew has the {name} of all values of a vector')
    elif m.dim not in ((2, -1) if place.in_steps else (None, 1, -1)):
        place.refuse_option('dim', 'dim=-1, the features of each step' if place.in_steps else 'dim=1, the features')
    elif place.shape == (1,):
        place.refuse_option('dim', f'more than one value; that of one is always {1 if name == "Softmax" else 0}')
    return _Layer('Activate', activation=name)


# ---- Recurrent layers.

_recurrent = (nn.LSTM, nn.GRU, nn.RNN)
_per_step = {nn.Linear, nn.LayerNorm, nn.PReLU, nn.Softmax, nn.LogSoftmax, nn.Embedding}   # of sequences, each step by itself
_anywhere = {nn.Dropout, nn.AlphaDropout, nn.Identity}                           # each value by itself


def _is_recurrent(module):
    return type(module) in _recurrent


def _is_own_recurrent(module):
    """A class of a program with a recurrent layer as a child: its children one after the other."""
    return (isinstance(module, nn.Module) and type(module).__module__.split('.')[0] != 'torch' and
            type(module) is not Outputs and not _is_sequential(module) and
            any(_is_recurrent(child) for child in module._modules.values()))


def _has_steps(model):
    return any(_is_recurrent(module) for module in model.modules())


def _first_leaf(module):
    """The module that gets the input of the model."""
    while module is not None:
        if _is_sequential(module) or _is_own_recurrent(module):
            module = next(iter(module._modules.values()), None)
        elif type(module) is Residual:
            return None
        else:
            return module
    return None


def _takes_indices(model):
    return type(_first_leaf(model)) is nn.Embedding


def _is_batch_first(model):
    return any(module.batch_first for module in model.modules() if _is_recurrent(module))


def _sequence_output(model, sequences):
    """What the model gives for sequences (batch, steps, features): (batch, steps, …) of all steps or (batch, …) of one."""
    x = sequences
    if _takes_indices(model):
        x = x[..., 0].long()
    first = _is_batch_first(model)
    y = model(x if first else x.transpose(0, 1))
    if isinstance(y, (tuple, list)) and y:
        y = y[0]
    return y.transpose(0, 1) if not first and y.dim() == 3 else y


@_for('LSTM GRU RNN', 'input_size hidden_size num_layers nonlinearity bias batch_first dropout bidirectional proj_size mode')
def _recurrent_layers(place):
    m = place.module
    if getattr(m, 'proj_size', 0):
        place.refuse_option('proj_size', 'proj_size=0; put a Linear behind it')
    if not m.bias and not place.conversion.zero_bias:
        place.refuse(f'bias=False; sinew has two biases in every {type(m).__name__}. zero_bias=True (--zero-bias) writes some of '
                     'zeros, which a program that trains the net trains as well')
    if m.bidirectional and not place.conversion.windows:
        place.refuse('bidirectional=True of a net that takes one step, and knows none of those that follow; sinew has it in '
                     f'windows: input_shape=(steps, {place.shape[0]})')
    layers, inputs = [], m.input_size
    for k in range(m.num_layers):
        if k > 0 and m.dropout == 1:
            place.refuse_option('dropout', 'less than 1')
        elif k > 0 and m.dropout > 0:
            layers.append(_Layer('Dropout', [place.ratio('dropout')], steps='any'))
        layer = _Layer(type(m).__name__, [inputs, m.hidden_size], ['ReLU'] if getattr(m, 'nonlinearity', '') == 'relu' else [])
        layer = _Layer('Bidirectional', [layer]) if m.bidirectional else layer
        layer.place, layer.steps = (place.path, k), None if m.bidirectional else place.conversion.steps
        layers.append(layer)
        inputs = m.hidden_size * (2 if m.bidirectional else 1)
    return _Layer('layers', layers)


@_for('Embedding', 'num_embeddings embedding_dim padding_idx max_norm norm_type scale_grad_by_freq sparse _weight _freeze')
def _embedding(place):
    m = place.module
    if m.max_norm is not None:
        place.refuse_option('max_norm', 'max_norm=None')
    if m.padding_idx is not None:
        place.conversion.notes.append(f'padding_idx={m.padding_idx} of {place.path!r} is not kept: sinew trains all rows.')
    return _Layer('Embedding', [m.num_embeddings, m.embedding_dim])


def _grouped(layers):
    """Layers over windows: those that compute each step by itself become Unroll<…>."""
    result, group, steps = [], [], None

    def close():
        nonlocal group, steps
        behind = []
        while group and group[-1].steps == 'any':   # of no use in there
            behind.insert(0, group.pop())
        if group:
            result.append(_Layer('Unroll', [steps] + group))
        result.extend(behind)
        group, steps = [], None

    for layer in layers:
        if isinstance(layer.steps, int):
            if steps not in (None, layer.steps):
                close()
            group.append(layer)
            steps = layer.steps
        elif layer.steps == 'any' and group:
            group.append(layer)
        else:
            close()
            result.append(layer)
    close()
    return result


def _numbers(layers, path=''):
    """(place, name in sinew) of each layer with tensors that stands in these."""
    number = 0
    for layer in layers:
        if not isinstance(layer, _Layer) or layer.name == 'Input':
            continue
        name = _join(path, number)
        number += 2 if layer.activation and layer.name != 'Activate' else 1
        if layer.name in ('Sequential', 'Unroll'):
            yield from _numbers(layer.arguments, name)
        elif layer.name == 'Residual':
            block = layer.arguments
            if block[0].name == 'Projection':
                yield from _numbers(block[0].arguments, name + '.projection')
                block = block[1:]
            yield from _numbers(block, name + '.block')
        elif layer.name == 'Concat':
            for k, branch in enumerate(layer.arguments):
                inner = branch.arguments if branch.name == 'Sequential' else None
                at = f'{name}.branches.{k}'
                yield from _numbers(inner, at) if inner is not None else ((p, at) for p, _ in _numbers([branch]))
        elif layer.place is not None:
            yield layer.place, name


_instead = {
    'Softmax2d': 'nn.Softmax(1) of a vector',
    'ZeroPad2d': 'the option padding of the module behind it',
    'DataParallel': 'model.module',
    'OptimizedModule': 'model._orig_mod',
    'FeatureAlphaDropout': 'nn.AlphaDropout',
    'ModuleList': 'nn.Sequential',
}


def _supported():
    return ', '.join(sorted({c.__name__ for c in _converters} | {'Sequential', 'Residual', 'Concat', 'LastStep', 'Outputs'}))


def _is_sequential(module):
    return isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward


def _changes_its_input(module):
    """Whether a module writes to the tensor that it gets."""
    if _is_sequential(module):
        for child in module:
            if not isinstance(child, (nn.Identity, nn.Flatten, nn.Unflatten)):
                return _changes_its_input(child)
        return False
    if type(module) is Concat:
        return any(_changes_its_input(branch) for branch in module.branches)
    if type(module) is Residual:
        return any(_changes_its_input(part) for part in (module.projection, module.block) if part is not None)
    return bool(getattr(module, 'inplace', False))


# ---- The whole model.

class _Conversion:
    """The layers of a model, the outputs for one sample, and all that cannot be expressed.

    Of a model with recurrent layers the sample is a sequence (1, steps, features), whatever its batch_first. windows: a
    sample of the net is the whole of it, not a step. steps is that of the sequence, if the net takes windows."""

    def __init__(self, model, sample, zero_bias, has_steps=False, windows=False):
        self.problems, self.notes, self.zero_bias, self.dtype = [], [], zero_bias, sample.dtype
        self.layers, self.output = [], None
        self.has_steps, self.windows, self.steps = has_steps, windows, None
        self.batch_first, self.first = _is_batch_first(model), _first_leaf(model)
        try:
            with torch.no_grad():
                if has_steps:
                    self.check_order_of_axes(model)
                self.layers, self.output = self.part(model, '', sample)
                if windows:
                    self.layers = _grouped(self.layers)
        except _Stop:
            pass

    def check_order_of_axes(self, model):
        for path, module in model.named_modules():
            if (_is_recurrent(module) or type(module) is LastStep) and bool(module.batch_first) != self.batch_first:
                self.problems.append(f'{_where(path, module)}: batch_first={module.batch_first!r}, but other modules have '
                                     f'batch_first={self.batch_first!r}; sinew has one of them in a net')

    def fed(self, x):
        """What a module of the model gets for x, and what it has given."""
        return x if self.batch_first or x.dim() != 3 or not self.has_steps else x.transpose(0, 1)

    def stop(self, path, module, sentence):
        self.problems.append(f'{_where(path, module)}: {sentence}')
        raise _Stop

    def check(self, path, module):
        """What can be wrong with any module."""
        hooks = sum(len(getattr(module, name, None) or ()) for name in ('_forward_hooks', '_forward_pre_hooks'))
        if hooks:
            self.problems.append(f'{_where(path, module)}: {_count(hooks, "forward hook")}, which sinew would not run; sinew has '
                                 'modules without')
        if 'forward' in vars(module):
            self.problems.append(f'{_where(path, module)}: a forward of its own, set on the object; sinew has that of '
                                 f'{type(module).__name__}')

    def part(self, module, path, x):
        """A module that is a part of a container, or the model: the layers it is, and its output."""
        if _is_sequential(module):
            self.check(path, module)
            return self.sequence(module, path, x)
        return self.sequence_of([(None, module)], path, x)

    def outputs(self, module, path, x):
        """The layers of Outputs, or of a recurrent layer whose outputs alone are used."""
        if type(module) is Outputs:
            self.check(path, module)
            self.check_own_tensors(path, module)
            path, module = _join(path, 'layer'), module.layer
            if not _is_recurrent(module):
                self.stop(path, module, 'sinew has nn.LSTM, nn.GRU and nn.RNN in Outputs')
        return self.leaf(module, path, x, None)

    def last_step(self, module, path, x):
        if x.dim() != 3:
            self.stop(path, module, f'gets samples {_extents(x.shape[1:])}; sinew has it for sequences, (steps, features)')
        if not self.windows:
            self.notes.append('The net gives its outputs in every step: the model\'s are those of the last step of a sequence.')
            return _Layer('layers'), x[:, -1]
        return _Layer('LastStep'), x[:, -1]

    def own(self, module, path, x):
        """A class of a program with a recurrent layer: its children one after the other, which its outputs must confirm."""
        self.check(path, module)
        self.check_own_tensors(path, module)
        known = len(self.problems), len(self.notes)

        def run(module, sequences, with_last_step):
            layers, y = [], sequences
            children = list(module._modules.items())
            last = max(k for k, (_, child) in enumerate(children) if _is_recurrent(child) or type(child) is Outputs)
            for part in (children[:last + 1], children[last + 1:]):
                more, y = self.sequence_of(part, path, y, True)
                layers += more
                if part and part[-1] is children[last] and with_last_step:
                    step, y = self.last_step(LastStep(self.batch_first), path, y)
                    layers += step.arguments if step.name == 'layers' else [step]
            return layers, y

        def compare(module, sequences):
            """The layers and outputs; or None if they are not what the module gives."""
            expected = _sequence_output(module, sequences)
            layers, y = run(module, sequences, isinstance(expected, torch.Tensor) and expected.dim() == 2)
            if len(self.problems) > known[0]:
                raise _Stop
            same = (isinstance(expected, torch.Tensor) and y.shape == expected.shape and
                    torch.allclose(y, expected, 1e-3, 1e-4, equal_nan=True))
            return (layers, y) if same else None

        # The sample; more sequences, with numbers of other sizes; and weights so large, of both signs, that limits show.
        generator = torch.Generator('cpu').manual_seed(1)
        numbers = torch.randn((7, *x.shape[1:]), generator=generator, dtype=torch.float64, device='cpu').to(self.dtype)
        several = torch.cat([x, numbers * torch.tensor([0.25, 0.5, 1, 1, 2, 4, 8]).to(self.dtype).reshape(7, 1, 1)])
        if _takes_indices(module):
            several = torch.cat([x, x.flip(1)])
        others = [(copy.deepcopy(module), factor) for factor in (8, -8, 64, -64)]
        for other, factor in others:
            for parameter in other.parameters():
                parameter.mul_(factor)
        try:
            result = compare(module, x)
            notes = list(self.notes)
            same = result is not None and compare(module, several) is not None
            first = self.first
            for other, _ in others:
                if first is _first_leaf(module):
                    self.first = _first_leaf(other)
                same = same and compare(other, several) is not None
                self.first = first
            if not same:
                children = ', '.join(name for name in module._modules)
                self.stop(path, module, f'its forward is not that of its modules one after the other ({children}), of every step '
                          'or with the last step behind the last recurrent layer; sinew has nn.Sequential with Outputs and '
                          'LastStep of sinew_export for other orders')
            self.notes = notes
        except (RuntimeError, ValueError, TypeError, IndexError, AttributeError) as error:
            self.stop(path, module, f'PyTorch cannot run it for sequences {_extents(x.shape[1:])}: {str(error).splitlines()[0]}')
        layers, y = result
        return _Layer('layers', layers), y

    def sequence(self, module, path, x):
        self.check_own_tensors(path, module)
        return self.sequence_of(list(module._modules.items()), path, x)

    def sequence_of(self, children, path, x, takes_tuples=False):
        """takes_tuples: a recurrent layer in it gives its outputs, as if in Outputs."""
        layers = []
        for k, (name, child) in enumerate(children):
            follower = children[k + 1][1] if k + 1 < len(children) else None
            at = path if name is None else _join(path, name)
            if _is_recurrent(child) and follower is not None and not takes_tuples:
                self.stop(at, child, f'gives outputs and a state, which {type(follower).__name__} does not take; sinew_export has '
                          f'Outputs(nn.{type(child).__name__}(…))')
            layer, x = self.one(child, at, x, follower)
            if layer.name == 'layers':
                layers += layer.arguments
                continue
            before = layers[-1] if layers else None
            if (type(child) in _activations and before is not None and before.takes is not None and
                    before.activation is None and (before.takes == 'any' or not layer.activation.endswith('Softmax'))):
                before.activation = layer.activation
            else:
                layers.append(layer)
        return layers, x

    def check_own_tensors(self, path, module):
        for name in [n for n, p in module._parameters.items() if p is not None] + list(module._buffers):
            self.problems.append(f'{_where(path, module)}: a tensor of its own, {name!r}; sinew has none here')

    def one(self, module, path, x, follower):
        if module is None:
            self.problems.append(f'module {path!r} is None; sinew has nn.Identity()')
            raise _Stop
        if _is_sequential(module):
            self.check(path, module)
            layers, y = self.sequence(module, path, x)
            return self.in_steps(self.as_one, layers), y
        if _is_recurrent(module) or type(module) is Outputs:
            return self.outputs(module, path, x)
        if type(module) is LastStep:
            self.check(path, module)
            return self.last_step(module, path, x)
        if self.has_steps and _is_own_recurrent(module):
            return self.own(module, path, x)
        if type(module) in (Residual, Concat):
            self.check(path, module)
            self.check_own_tensors(path, module)
            return (self.residual if type(module) is Residual else self.concat)(module, path, x)
        return self.leaf(module, path, x, follower)

    def in_steps(self, join, *parts):
        """join(parts) of a net of windows: as a layer of steps if all layers of the parts are, else with Unroll in them."""
        if not self.windows:
            return join(*parts)
        steps = {layer.steps for part in parts for layer in part}
        if None in steps or len(steps - {'any'}) > 1:
            return join(*(_grouped(part) for part in parts))
        layer = join(*parts)
        layer.steps = next(iter(steps - {'any'}), 'any')
        return layer

    @staticmethod
    def as_one(layers, always=True):
        """Layers one after the other as one layer."""
        if not layers:
            return _Layer('PassThrough')
        if len(layers) == 1 and not always:
            return layers[0]
        return _Layer('Sequential', layers)

    def residual(self, module, path, x):
        if _changes_its_input(module):
            self.problems.append(f'{_where(path, module)}: inplace=True at the beginning of the block, which changes x before '
                                 'it is added; sinew has inplace=False')
        block, y = self.part(module.block, _join(path, 'block'), x.clone())
        projection, shortcut = None, x
        if module.projection is not None:
            projection, shortcut = self.part(module.projection, _join(path, 'projection'), x.clone())
            projection = projection or [_Layer('PassThrough', steps='any')]
        if shortcut.shape != y.shape:
            self.stop(path, module, f'adds {_extents(y.shape[1:])} to {_extents(shortcut.shape[1:])}; sinew has sums of one shape')
        block = block or [_Layer('PassThrough', steps='any')]
        if projection is None:
            return self.in_steps(lambda layers: _Layer('Residual', layers), block), shortcut + y
        return self.in_steps(lambda beside, layers: _Layer('Residual', [_Layer('Projection', beside)] + layers), projection,
                             block), shortcut + y

    def concat(self, module, path, x):
        if self.has_steps and x.dim() == 3:
            self.stop(path, module, 'gets a sequence, of which it would join the steps; sinew has it behind LastStep')
        if len(module.branches) == 0:
            self.stop(path, module, 'no branches; sinew has one or more')
        if _changes_its_input(module):
            self.problems.append(f'{_where(path, module)}: inplace=True at the beginning of a branch, which changes x for the '
                                 'other branches; sinew has inplace=False')
        branches, outputs = [], []
        for k, branch in enumerate(module.branches):
            layers, y = self.part(branch, _join(path, f'branches.{k}'), x.clone())
            # A layer with an activation is two modules, as a Sequential of them; any other Sequential is written as one.
            plain = not _is_sequential(branch) or (len(layers) == 1 and layers[0].takes and layers[0].activation)
            branches.append(self.as_one(layers, always=not plain))
            outputs.append(y)
        if len({y.shape[2:] for y in outputs}) > 1:
            shapes = ', '.join(_extents(y.shape[1:]) for y in outputs)
            self.stop(path, module, f'outputs {shapes}; sinew has outputs that differ in the first extent alone')
        return _Layer('Concat', branches), torch.cat(outputs, dim=1)

    def leaf(self, module, path, x, follower):
        cls, shape = type(module), tuple(x.shape[1:])
        if cls not in _converters:
            name = cls.__name__
            own = cls.__module__.split('.')[0] != 'torch'
            if isinstance(module, nn.modules.lazy.LazyModuleMixin):
                self.stop(path, module, 'has no weights yet; run the model once before')
            if hasattr(module, 'parametrizations'):
                self.stop(path, module, 'parametrized weights; sinew has plain ones: '
                          'torch.nn.utils.parametrize.remove_parametrizations')
            self.stop(path, module, (f'instead of it take {_instead[name]}' if name in _instead else
                                     'a class of a program; sinew has nn.Sequential, and Residual, Concat, Permute, Outputs '
                                     'and LastStep of sinew_export' if own else
                                     f'sinew has no such layer; there are: {_supported()}'))
        self.check(path, module)
        for name in module._modules:
            self.problems.append(f'{_where(path, module)}: a module within it, {name!r}; sinew has none there')
        in_steps = self.has_steps and len(shape) == 2 and self.is_per_step(module, path, shape)
        if in_steps:
            shape = shape[1:]
        place = _Place(self, path, module, shape, follower, in_steps)
        for name, parameter in inspect.signature(cls.__init__).parameters.items():
            if (name not in _options[cls] | {'self', 'device', 'dtype'} and
                    getattr(module, name, parameter.default) != parameter.default):
                place.refuse(f'{name}={getattr(module, name)!r}; sinew_export.py does not know this option of a newer PyTorch')
        ranks = _ranks[cls]
        if ranks is not None and len(shape) not in ranks:
            hint = '; put nn.Flatten() before it' if cls is nn.Linear else ''
            self.stop(path, module, f'gets samples {_extents(shape)}; sinew has it for '
                      f'{" and ".join(_rank_names[r] for r in ranks)}{hint}')
        if getattr(module, 'return_indices', False):
            self.stop(path, module, 'return_indices=True; sinew has return_indices=False')
        if cls is nn.Embedding and not (in_steps and module is self.first and shape == (1,)):
            self.stop(path, module, 'sinew_export has it as the first module of a model with recurrent layers, and one feature: '
                      'input_shape=(1,) or (steps, 1)')
        if _is_recurrent(module):
            if not in_steps:
                self.stop(path, module, f'gets samples {_extents(shape)}; sinew has it for sequences, (steps, features)')
            self.steps = x.shape[1]
            if [id(w) for w in getattr(module, '_flat_weights', ())] != [id(w) for w in _tensors_in(module)]:
                self.stop(path, module, 'the weights that it computes with are not its parameters; sinew has those')
        try:
            y = module(self.fed(x[..., 0].long() if type(module) is nn.Embedding else x))
            y = self.fed(y[0] if _is_recurrent(module) else y)
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            known = len(self.problems)
            if _converters[cls] in (_batch_norm, _instance_norm, _group_norm, _layer_norm, _permute):
                _converters[cls](place)   # which may know why
            if len(self.problems) > known:
                raise _Stop from None
            self.stop(path, module, f'PyTorch cannot run it for samples {_extents(shape)}: {str(error).splitlines()[0]}')
        place.output = tuple(y.shape[2:] if in_steps else y.shape[1:])
        if y.shape[:1] != x.shape[:1]:   # it has joined samples, as Flatten(0) does
            place.output = place.output or (1,)
        layer = _converters[cls](place)
        if y.shape[:1] != x.shape[:1]:
            raise _Stop
        if layer.name != 'layers' and _tensors_of(module):
            layer.place = path, 0
        if self.windows and layer.name != 'layers':
            anywhere = cls in _anywhere or (cls in _activations and cls not in (nn.Softmax, nn.LogSoftmax))
            layer.steps = 'any' if anywhere else x.shape[1] if in_steps else None
        return layer, y

    def is_per_step(self, module, path, shape):
        """Whether a module that gets sequences computes each of their steps by itself. Refuses what else cannot be."""
        if _is_recurrent(module) or type(module) in _per_step | _anywhere | _activations:
            return True
        if not self.windows:
            self.stop(path, module, f'gets sequences, of which the net takes one step; sinew has it in windows: input_shape=(steps, '
                      f'{shape[1]})')
        if not self.batch_first:
            self.stop(path, module, 'gets (steps, batch, features); sinew has it with batch_first=True')
        return False


def _names(module, path='', name='', top=True):
    """(module, path in the model, name in sinew) of each module that is no container, in sinew's order."""
    if _is_sequential(module):
        for k, (key, child) in enumerate(module._modules.items()):
            yield from _names(child, _join(path, key), _join(name, k), False)
    elif type(module) is Residual:
        name = _join(name, '0') if top else name
        for key in ('projection', 'block'):
            part = getattr(module, key)
            if part is not None:
                number = key if _is_sequential(part) else key + '.0'
                yield from _names(part, _join(path, key), _join(name, number), False)
    elif type(module) is Concat:
        name = _join(name, '0') if top else name
        for k, branch in enumerate(module.branches):
            yield from _names(branch, _join(path, f'branches.{k}'), _join(name, f'branches.{k}'), False)
    elif type(module) is Outputs:
        yield from _names(module.layer, _join(path, 'layer'), name, top)
    elif _is_own_recurrent(module):
        for k, (key, child) in enumerate(module._modules.items()):
            yield from _names(child, _join(path, key), _join(name, k), False)
    elif module is not None:
        yield module, path, _join(name, '0') if top else name


def _stacked_name(name, layer, to):
    """weight_ih_l<layer>, weight_ih_l<layer>_reverse with another number; None if it is none of these."""
    found = re.fullmatch(r'((?:weight|bias)_[ih]h_l)(\d+)(_reverse)?', name)
    return f'{found[1]}{to}{found[3] or ""}' if found and int(found[2]) == layer else None


def _tensors_in(module):
    """The parameters of a recurrent layer in its own order."""
    return [module._parameters.get(name) for names in module._all_weights for name in names]


def _zero_biases(module):
    """name -> size of the biases that sinew has and the module has not."""
    if isinstance(module, nn.Linear):
        return {} if module.bias is not None else {'bias': module.out_features}
    if not _is_recurrent(module) or module.bias:
        return {}
    size = module.hidden_size * {'LSTM': 4, 'GRU': 3}.get(type(module).__name__, 1)
    return {f'bias_{kind}_l{k}{way}': size for k in range(module.num_layers)
            for way in ('', '_reverse')[:1 + module.bidirectional] for kind in ('ih', 'hh')}


_not_in_sinew = 'num_batches_tracked'


def _is_uninitialized(tensor):
    return isinstance(tensor, nn.parameter.UninitializedTensorMixin)


def _tensors_of(module):
    """name -> tensor of a module that is no container, as in its state_dict(), without what sinew does not have."""
    tensors = collections.OrderedDict((n, t if _is_uninitialized(t) else t.detach())
                                      for n, t in module._parameters.items() if t is not None)
    transient = getattr(module, '_non_persistent_buffers_set', set())
    tensors.update((n, t) for n, t in module._buffers.items() if t is not None and n not in transient)
    tensors.pop(_not_in_sinew, None)
    return tensors


# ---- The file format: eight bytes with the length of the header, JSON, the numbers.

_dtypes = {'F64': (torch.float64, 8), 'F32': (torch.float32, 4), 'F16': (torch.float16, 2), 'BF16': (torch.bfloat16, 2),
           'I64': (torch.int64, 8)}


def _swapped(data, width):
    """Little-endian bytes in this machine's order, or back."""
    if sys.byteorder == 'big':
        numbers = array.array({2: 'H', 4: 'I', 8: 'Q'}[width], bytes(data))
        numbers.byteswap()
        return bytearray(numbers.tobytes())
    return data


def _bytes_of(tensor):
    tensor = tensor.detach().cpu().contiguous()
    width = tensor.element_size()
    data = ctypes.string_at(tensor.data_ptr(), tensor.numel() * width) if tensor.numel() else b''
    return bytes(_swapped(data, width))


def _write(path, tensors, metadata):
    """Writes a file at once and whole: a temporary one in the same folder takes its place."""
    names = {dtype: name for name, (dtype, _) in _dtypes.items()}
    header, end = {'__metadata__': metadata}, 0
    for name, tensor in tensors.items():
        begin, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {'dtype': names[tensor.dtype], 'shape': list(tensor.shape), 'data_offsets': [begin, end]}
    text = json.dumps(header, separators=(',', ':'), ensure_ascii=False).encode()
    text += b' ' * (-len(text) % 8)
    path = os.path.realpath(path)
    folder = os.path.dirname(path)
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(f'{path}: it is no regular file')
    if os.path.exists(path):
        mode = os.stat(path).st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    handle, temporary = tempfile.mkstemp(prefix=os.path.basename(path) + '.', suffix='.tmp', dir=folder)
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(struct.pack('<Q', len(text)) + text)
            for tensor in tensors.values():
                file.write(_bytes_of(tensor))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    if os.name == 'posix':
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError:   # some file systems cannot
            pass
        finally:
            os.close(handle)


def _unique(pairs):
    result = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f'the key {key!r} twice')
        result[key] = value
    return result


def _is_size(value):
    return type(value) is int and value >= 0


def _read(path, prefix=''):
    """(tensors, metadata) of a file: of the tensors whose names begin with the prefix, without it. The header is checked
    against the file's length before anything is read."""
    def refuse(sentence):
        raise WeightsError(f'{path}: {sentence}')

    with open(path, 'rb') as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(8)
        if len(head) < 8:
            refuse(f'found {_count(size, "byte")}, expected a safetensors file')
        length, = struct.unpack('<Q', head)
        if length > 100_000_000 or length > size - 8:
            refuse(f'found a header of {_count(length, "byte")}, expected at most '
                   f'{_digits(min(size - 8, 100_000_000))}: it is no safetensors file, or not whole')
        try:
            header = json.loads(file.read(length).decode(), object_pairs_hook=_unique)
        except (ValueError, RecursionError) as error:
            refuse(f'the header is no JSON: {error}')
        if not isinstance(header, dict):
            refuse('the header is no JSON object')
        metadata = header.pop('__metadata__', {})
        if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
            refuse('__metadata__ is no object of strings')
        entries = []
        for name, entry in header.items():
            try:
                dtype, shape, (begin, end) = entry['dtype'], entry['shape'], entry['data_offsets']
                right = (len(entry) == 3 and isinstance(dtype, str) and len(shape) <= 16 and
                         all(_is_size(n) and n < 2**63 for n in shape) and _is_size(begin) and _is_size(end))
            except (KeyError, TypeError, ValueError):
                right = False
            if not right:
                refuse(f'tensor {name!r}: found {json.dumps(entry)[:80]}, expected dtype, shape and data_offsets')
            if dtype in _dtypes and end - begin != math.prod(shape) * _dtypes[dtype][1]:
                refuse(f'tensor {name!r}: found data_offsets [{begin}, {end}], expected '
                       f'{_count(math.prod(shape) * _dtypes[dtype][1], "byte")} for {dtype} {_extents(shape)}')
            entries.append((begin, end, name, dtype, shape))
        at = 0
        entries.sort(key=lambda entry: entry[:2])
        for begin, end, name, _, _ in entries:
            if begin != at or end < begin:
                refuse(f'tensor {name!r}: found data_offsets [{begin}, {end}], expected them to begin at {at}')
            at = end
        if at != size - 8 - length:
            refuse(f'found {_count(size - 8 - length, "byte")} of numbers, expected {_digits(at)}')
        if 'sinew.checkpoint' in metadata and not prefix:
            refuse("found a checkpoint, expected weights: prefix='net.' reads its last weights, prefix='best.' the best")
        if prefix and not any(entry[2].startswith(prefix) for entry in entries):
            refuse(f'found no tensor whose name begins with {prefix!r}')
        tensors = {}
        for begin, end, name, dtype, shape in entries:
            if not name.startswith(prefix):
                file.seek(end - begin, os.SEEK_CUR)
                continue
            if dtype not in _dtypes:
                refuse(f'tensor {name!r}: found dtype {dtype!r}, expected one of {", ".join(_dtypes)}')
            data = bytearray(end - begin)
            if file.readinto(data) != end - begin:
                refuse('the file ends early')
            kind, width = _dtypes[dtype]
            flat = torch.frombuffer(_swapped(data, width), dtype=kind) if data else torch.empty(0, dtype=kind, device='cpu')
            tensors[name[len(prefix):]] = flat.reshape(shape)
        return tensors, metadata


def _sample_text(values, dtype):
    """Numbers as the metadata have them: texts of at most 30,000 characters."""
    pieces, piece, length = [], [], 0
    for value in values:
        number = repr(value) if dtype == torch.float64 else '%.9g' % value
        piece.append(number)
        length += len(number) + 1
        if length > 30000:
            pieces.append(' '.join(piece))
            piece, length = [], 0
    return pieces + [' '.join(piece)] if piece else pieces


def _golden(metadata, key):
    numbers, k = [], 0
    while f'sinew.golden_{key}.{k}' in metadata:
        numbers += [float(number) for number in metadata[f'sinew.golden_{key}.{k}'].split()]
        k += 1
    return numbers


# ---- export and load.

class Exported:
    """What export() has written. str() of it is what it prints.

    type: 'Net<…>'; name: the name of the type; declaration: 'using Digits = Net<…>;'; names: those of the modules,
    where sinew needs them, else []; notes: what a user must know; path: the file.
    """

    def __init__(self, path, name, net, names, notes, tensors, dtype):
        self.path, self.name, self.type, self.names, self.notes = path, name, net, names, notes
        self.declaration = _wrapped(f'using {name} = ', net, ';')
        numbers = sum(t.numel() for t in tensors.values())
        self._head = (f'// {os.path.basename(path)}: {_count(len(tensors), "tensor")}, {_count(numbers, "number")}, {dtype}; '
                      f'from PyTorch {torch.__version__}')

    def __str__(self):
        lines = [self._head] + [f'// Note: {note}' for note in self.notes] + [self.declaration]
        if self.names:
            lines.append('// load_safetensors and save_safetensors need its names:')
            line = '// {.names = {'
            for k, name in enumerate(self.names):
                text = _cpp_string(name) + (',' if k + 1 < len(self.names) else '}}')
                if len(line) + len(text) > 100 and not line.endswith('{'):
                    lines.append(line)
                    line = '//            '
                line += ('' if line[-1] in '{ ' else ' ') + text
            lines.append(line)
        return '\n'.join(lines)


_keywords = set('''alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t char8_t class
compl concept const const_cast consteval constexpr constinit continue co_await co_return co_yield decltype default delete do
double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace new
noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires return short signed
sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union
unsigned using virtual void volatile wchar_t while xor xor_eq'''.split())


def _type_name(path, asked, net):
    taken = set(re.findall(r'[A-Za-z_]\w*', net)) | {'Net', 'BasicNet', 'std', 'sinew', 'main'} | _keywords
    if asked is not None:
        if not re.fullmatch(r'[A-Za-z_]\w*', asked, re.ASCII) or asked in taken:
            raise ExportError([f'name={asked!r}; C++ has identifiers that are no other name of the type'])
        return asked
    stem = os.path.basename(path).split('.')[0]
    name = ''.join(word[:1].upper() + word[1:] for word in re.findall('[A-Za-z0-9]+', stem)) or 'Model'
    if name[0].isdigit():
        name = 'Net' + name
    return name + 'Net' if name in taken else name


def _check_tensors(model, problems, notes, allow_non_finite):
    """The tensors of the model by place: no two are one, and all have numbers of one kind. Returns that dtype."""
    seen, dtypes, frozen = {}, {}, []
    for module, path, _ in _names(model):
        for name, tensor in _tensors_of(module).items():
            full = _join(path, name)
            if _is_uninitialized(tensor):
                continue   # said by the module
            if tensor.is_meta or tensor.layout != torch.strided:
                problems.append(f'tensor {full!r} is {"on the device meta" if tensor.is_meta else tensor.layout}; sinew has '
                                'dense numbers')
                continue
            dtypes.setdefault(tensor.dtype, full)
            if tensor.numel() == 0:
                problems.append(f'tensor {full!r} is empty; sinew has one number or more')
                continue
            key = (tensor.device, tensor.data_ptr())
            if key in seen:
                problems.append(f'tensors {seen[key]!r} and {full!r} are one; sinew has two, which it would train apart: give '
                                'one of them a copy, nn.Parameter(tensor.detach().clone())')
            seen[key] = full
            if tensor.is_floating_point() and not allow_non_finite:
                odd = tensor.numel() - int(torch.isfinite(tensor).sum())
                if odd:
                    problems.append(f'tensor {full!r} has {_count(odd, "number")} that {"is" if odd == 1 else "are"} infinite or '
                                    'NaN; sinew has them with allow_non_finite=True (--allow-non-finite) and, in C++, '
                                    '.allow_non_finite')
            recurrent = _is_recurrent(module) and any(name in names for names in module._all_weights)
            if type(module) in _converters and name not in ('weight', 'bias', 'running_mean', 'running_var') and not recurrent:
                by_norm = name.endswith(('_g', '_v', '_orig'))
                problems.append(f'tensor {full!r} is none of nn.{type(module).__name__}; sinew has none there' +
                                (': torch.nn.utils.remove_weight_norm, remove_spectral_norm' if by_norm else ''))
            if name in module._parameters and not module._parameters[name].requires_grad:
                frozen.append(full)
    for dtype, full in dtypes.items():
        if dtype not in (torch.float32, torch.float64):
            problems.append(f'tensor {full!r} is {dtype}; sinew has float and double: export model.float()')
    if torch.float32 in dtypes and torch.float64 in dtypes:
        problems.append(f'tensor {dtypes[torch.float32]!r} is torch.float32, {dtypes[torch.float64]!r} torch.float64; sinew has '
                        'one of them in a net: export model.float() or model.double()')
    if frozen:
        notes.append(f'requires_grad=False of {", ".join(frozen[:3])}{" and others" if len(frozen) > 3 else ""} is not kept: '
                     'sinew trains all parameters.')
    return torch.float64 if torch.float64 in dtypes else torch.float32


class _Evaluating:
    """All modules in evaluation mode, for a while."""

    def __init__(self, model):
        self.modes = [(m, m.training) for m in model.modules()]

    def __enter__(self):
        for m, _ in self.modes:
            m.training = False

    def __exit__(self, *_):
        for m, mode in self.modes:
            m.training = mode


def export(model, input_shape, path, *, name=None, golden_sample=None, numbers=False, zero_bias=False,
           allow_non_finite=False, to=None):
    """Writes the weights of a torch.nn.Sequential to a safetensors file, and prints its type in sinew.

    model            the model. Its training mode, device and gradients do not matter, and it is not changed.
    input_shape      the shape of one sample, without the batch: 4, (1, 28, 28). With recurrent layers that of a step,
                     (features,), or of a window, (steps, features); see above. Of an Embedding there is one feature.
    path             the file. It is replaced at once and whole.
    name             of the type in C++ [made of the name of the file]
    golden_sample    one sample, as a tensor; True: a random one; False: none. The file then also has the sample and the
                     outputs for it, and sinew compares them when it loads the file. [True up to 16,384 numbers]
    numbers          names as in a torch.nn.Sequential without names, "0.weight", in place of those of the modules
    zero_bias        a bias of zeros for Linear(bias=False), which sinew does not have
    allow_non_finite accepts weights that are infinite or NaN
    to               a text file for what is printed [sys.stdout]

    Returns an Exported. Raises ExportError, with all that sinew cannot express; nothing is written then.
    """
    shape = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape)
    if not shape or not all(isinstance(n, int) and n > 0 for n in shape):
        raise ExportError([f'input_shape={input_shape!r}; sinew has one or more positive numbers, without that of the batch'])
    if isinstance(model, torch.jit.ScriptModule) or not isinstance(model, nn.Module):
        raise ExportError([f'the model is a {type(model).__name__}; sinew has torch.nn.Sequential'])
    problems, notes = [], []
    dtype = _check_tensors(model, problems, notes, allow_non_finite)
    if problems:
        raise ExportError(problems)
    if any(t.device.type != 'cpu' for m, _, _ in _names(model) for t in _tensors_of(m).values()):
        model = copy.deepcopy(model).cpu()   # other devices round otherwise, some of them to 11 bits
    has_steps = _has_steps(model)
    if has_steps and len(shape) not in (1, 2):
        raise ExportError([f'input_shape={input_shape!r}; sinew has the shape of a step, (features,), or of a window, (steps, '
                           'features), for a model with recurrent layers'])
    if isinstance(golden_sample, torch.Tensor):
        if golden_sample.numel() != math.prod(shape):
            raise ExportError([f'golden_sample has {_count(golden_sample.numel(), "number")}; sinew has '
                               f'{_digits(math.prod(shape))}, the inputs of the model'])
        sample = golden_sample.detach()
    else:   # short decimal numbers, of both signs
        sample = torch.randint(-16, 17, shape, generator=torch.Generator('cpu').manual_seed(0), device='cpu') / 16
        if has_steps and _takes_indices(model):
            sample = (16 * sample).remainder(min(32, _first_leaf(model).num_embeddings))
    sample = sample.reshape(1, *shape).to('cpu', dtype)
    sequence = sample
    if has_steps and len(shape) == 1:   # states matter from the second step on
        sequence = torch.cat([sample.roll(k, -1) / (k + 1) for k in range(12)]).reshape(1, 12, *shape)
        if _takes_indices(model):
            sequence = sequence.round()
    with _Evaluating(model):
        conversion = _Conversion(model, sequence.clone(), zero_bias, has_steps, len(shape) == 2)
        if not conversion.problems:
            with torch.no_grad():
                try:
                    y = _sequence_output(model, sequence.clone()) if has_steps else model(sample.clone())
                except (RuntimeError, ValueError, TypeError, IndexError) as error:
                    raise ExportError([f'{_where("", model)}: PyTorch cannot run it: {str(error).splitlines()[0]}']) from None
                if y.shape != conversion.output.shape or not torch.allclose(y, conversion.output, 1e-3, 1e-4, equal_nan=True):
                    raise ExportError([f'{_where("", model)}: its output is not that of its modules one after the other'])
                y = _sequence_output(model, sample.reshape(1, 1, *shape)) if has_steps and len(shape) == 1 else conversion.output
    if conversion.problems:
        raise ExportError(conversion.problems)
    notes += conversion.notes

    layers = conversion.layers
    if not (layers and layers[0].name in ('Dense', 'LSTM', 'GRU', 'RNN', 'Embedding') or
            layers and layers[0].name == 'Unroll' and layers[0].arguments[1].name in ('Dense', 'LSTM', 'GRU', 'RNN', 'Embedding')):
        layers = [_Layer('Input', shape)] + layers
    net = _template(*('Net', layers) if dtype == torch.float32 else ('BasicNet', ['double'] + layers))
    tensors, theirs, names = collections.OrderedDict(), {}, []
    number_of = dict(_numbers(layers)) if has_steps else {}
    for module, own, number in _names(model):
        found = _tensors_of(module)
        for key, size in _zero_biases(module).items():
            found[key] = torch.zeros(size, dtype=dtype, device='cpu')
        for k in range(module.num_layers if _is_recurrent(module) else 1):
            part = {_stacked_name(key, k, 0): (key, tensor) for key, tensor in found.items()} if _is_recurrent(module) else \
                {key: (key, tensor) for key, tensor in found.items()}
            part.pop(None, None)
            number = number_of.get((own, k), number)
            if part:
                names.append((own, number))
            for key, (own_key, tensor) in part.items():
                tensors[_join(number, key) if numbers else _join(own, own_key)] = tensor
                theirs[_join(own, own_key)] = _join(number, key)
    if numbers and any(theirs.get(number, number) != number for number in theirs.values()):
        raise ExportError(['numbers=True; the model has modules whose names are other numbers: sinew has none of them then'])
    needed = [] if numbers or all(own == number for own, number in names) else [own for own, _ in names]

    kind = 'F32' if dtype == torch.float32 else 'F64'
    metadata = {'format': 'pt', 'sinew_export.torch': str(torch.__version__)}
    if len(net) < 30000:
        metadata['sinew.net'] = net.replace("'", '')
    y = y.reshape(-1)
    if golden_sample is None:
        golden_sample = sample.numel() + y.numel() <= 16384
    if golden_sample is not False:
        if torch.isfinite(y).all():
            for key, values in (('input', sample.reshape(-1)), ('output', y)):
                for k, text in enumerate(_sample_text(values.tolist(), dtype)):
                    metadata[f'sinew.golden_{key}.{k}'] = text
        else:
            notes.append('The outputs of the golden sample are not finite: the file has none.')
    result = Exported(path, _type_name(path, name, net), net, needed, notes, tensors, kind)
    _write(path, tensors, metadata)
    print(result, file=to or sys.stdout)
    return result


def load(model, path, input_shape=None, prefix=''):
    """Loads a safetensors file that sinew, or export(), has written into a model: load_state_dict(strict=True).

    The names in the file are those of the model, or sinew's numbers. All tensors of the model must be there and no
    others, with the same shapes and finite numbers; num_batches_tracked of BatchNorm may be missing and then stays as it
    is. For a Linear(bias=False) the bias in the file must be 0.
    prefix: only the tensors whose names begin so are read, and without it: 'net.' or 'best.' of a checkpoint of sinew's.
    input_shape, the shape of one sample, makes load() compare the outputs for the golden sample of the file, if it has
    one: within 1e-5 + 1e-4·|y|.

    Returns the model. Raises WeightsError, with all differences; the model is unchanged then.
    """
    found, metadata = _read(path, prefix)
    state = model.state_dict()
    theirs, biases, modules = {}, set(), []
    for module, at, number in _names(model):
        keys = list(_tensors_of(module)) + list(_zero_biases(module))
        biases.update(_join(at, key) for key in _zero_biases(module))
        theirs.update((_join(number, key), _join(at, key)) for key in keys)
        for k in range(module.num_layers if _is_recurrent(module) else 1):
            stack = {_stacked_name(key, k, 0): _join(at, key) for key in keys} if _is_recurrent(module) else \
                {key: _join(at, key) for key in keys}
            stack.pop(None, None)
            modules.append(stack)
    if _has_steps(model):
        theirs = _by_order(found, [module for module in modules if module])
    tracked = {key for key in state if key.split('.')[-1] == _not_in_sinew}
    own = set(state) - tracked
    if set(found) - tracked - biases != own and set(theirs.values()) - biases == own and set(found) <= set(theirs):
        found = {theirs[key]: tensor for key, tensor in found.items()}
    differences = [f'tensor {key!r} is missing' for key in state if key in own and key not in found]
    for key, tensor in found.items():
        if key in biases:
            if bool((tensor != 0).any()):
                differences.append(f'tensor {key!r} is not 0, but the model has Linear(bias=False): the net was trained in '
                                   'sinew, where Dense has a bias')
        elif key not in state:
            differences.append(f'tensor {key!r} is not in the model')
        elif tensor.shape != state[key].shape:
            turned = tensor.dim() == 2 and tensor.shape[::-1] == state[key].shape
            differences.append(f'tensor {key!r}: found {_extents(tensor.shape)}, expected {_extents(state[key].shape)}'
                               f'{", its transpose" if turned else ""}')
        elif state[key].is_floating_point() and not tensor.is_floating_point():
            differences.append(f'tensor {key!r}: found whole numbers, expected floating-point ones')
        elif tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            differences.append(f'tensor {key!r} has numbers that are not finite')
    if differences:
        more = f'; and {len(differences) - 20} more' if len(differences) > 20 else ''
        raise WeightsError(f'{path}: {_count(len(differences), "difference")} from the model: '
                           f'{"; ".join(differences[:20])}{more}')
    complete = collections.OrderedDict((key, found[key] if key in found else value.clone()) for key, value in state.items())
    before = {key: value.clone() for key, value in state.items()}
    model.load_state_dict(complete, strict=True)
    if input_shape is not None and 'sinew.golden_input.0' in metadata:
        try:
            _compare_golden_sample(model, path, metadata, input_shape)
        except BaseException:
            model.load_state_dict(before, strict=True)
            raise
    return model


def _by_order(found, modules):
    """name in the file -> name in the model, of a file with sinew's numbers, whose modules come in the order of the model's;
    empty if it has other modules. (The numbers depend on whether the net takes steps or windows.)"""
    def order(name):
        return [(int(part), '') if part.isdigit() else (-1 if part == 'projection' else 0, part) for part in name.split('.')]

    parts = {}
    for name in found:
        module, _, own = name.rpartition('.')
        parts.setdefault(module, {})[own] = name
    in_order = [parts[module] for module in sorted(parts, key=order)]
    if [set(part) for part in in_order] != [set(module) for module in modules]:
        return {}
    return {part[own]: module[own] for part, module in zip(in_order, modules) for own in part}


def _compare_golden_sample(model, path, metadata, input_shape):
    shape = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape)
    try:
        x, expected = _golden(metadata, 'input'), _golden(metadata, 'output')
    except ValueError as error:
        raise WeightsError(f'{path}: the golden sample has no numbers: {error}') from None
    if len(x) != math.prod(shape):
        raise WeightsError(f'{path}: found a golden sample with {_count(len(x), "input")}, expected {_digits(math.prod(shape))}')
    first = next(iter(model.parameters()), torch.zeros(1))
    with _Evaluating(model), torch.no_grad():
        x = torch.tensor(x, dtype=first.dtype, device=first.device).reshape(1, *shape)
        if _has_steps(model):
            y = _sequence_output(model, x.reshape(1, -1, shape[-1]))
        else:
            y = model(x)
        y = y.cpu().double().reshape(-1)
    if y.numel() != len(expected):
        raise WeightsError(f'{path}: found a golden sample with {_count(len(expected), "output")}, expected {_digits(y.numel())}')
    for k, (is_, was) in enumerate(zip(y.tolist(), expected)):
        if not abs(is_ - was) <= 1e-5 + 1e-4 * abs(was) and not (math.isnan(is_) and math.isnan(was)) and is_ != was:
            raise WeightsError(f'{path}: output {k} of the golden sample: found {is_:g}, expected {was:g}, as when the file was '
                               'saved')


# ---- The command.

class _Storage:
    """The numbers of tensors in a file of torch.save, and which tensors may lie in them."""

    def __init__(self, dtype, numbers):
        self.dtype, self.numbers = dtype, numbers


def _rebuild_tensor(storage, offset, size, stride, *_):
    return storage.numbers.as_strided(size, stride, offset)


def _rebuild_parameter(tensor, requires_grad, *_):
    return nn.Parameter(tensor, requires_grad)


class _Unpickler(pickle.Unpickler):
    """It knows tensors and the modules that can be exported, and looks up no other name. It stands in place of torch.load,
    which takes no unpickler in PyTorch 1.13.0."""

    _functions = {('collections', 'OrderedDict'): collections.OrderedDict, ('torch', 'Size'): torch.Size,
                  ('builtins', 'set'): set, ('__builtin__', 'set'): set,
                  ('torch._utils', '_rebuild_tensor_v2'): _rebuild_tensor,
                  ('torch._utils', '_rebuild_parameter'): _rebuild_parameter}
    _storages = {'DoubleStorage': torch.float64, 'FloatStorage': torch.float32, 'HalfStorage': torch.float16,
                 'BFloat16Storage': torch.bfloat16, 'LongStorage': torch.int64}

    def __init__(self, archive, folder):
        super().__init__(archive.open(f'{folder}/data.pkl'))
        self.archive, self.folder, self.storages = archive, folder, {}

    def find_class(self, module, name):
        for cls in [*_converters, nn.Sequential, nn.ModuleList, Residual, Concat, Outputs, LastStep]:
            if (module, name) == (cls.__module__, cls.__qualname__):
                return cls
        if (module, name) in self._functions:
            return self._functions[module, name]
        if module == 'torch' and name in self._storages:
            return _Storage(self._storages[name], None)
        if module.startswith('torch.nn.modules.'):
            raise pickle.UnpicklingError(f'it has a {name}; ' + (f'instead of it take {_instead[name]}' if name in _instead else
                                         f'sinew has no such layer; there are: {_supported()}'))
        raise pickle.UnpicklingError(f'it has the name {module}.{name}, which is neither a tensor nor a module that can be '
                                     'exported; to look it up may run code. If the file is your own, call '
                                     'sinew_export.export() in the program that has the class')

    def persistent_load(self, saved):
        kind, storage, key, _, count = saved
        if kind != 'storage' or not isinstance(storage, _Storage) or not isinstance(key, str) or not _is_size(count):
            raise pickle.UnpicklingError('it has a reference that is no tensor')
        if key not in self.storages:
            dtype, width = next(entry for entry in _dtypes.values() if entry[0] == storage.dtype)
            data = bytearray(self.archive.read(f'{self.folder}/data/{key}'))
            if len(data) != count * width:
                raise pickle.UnpicklingError(f'it has {_count(len(data), "byte")} for {_count(count, "number")} of {dtype}')
            numbers = torch.frombuffer(_swapped(data, width), dtype=dtype) if data else torch.empty(0, dtype=dtype, device='cpu')
            self.storages[key] = _Storage(dtype, numbers)
        return self.storages[key]


def _check_parts(module, around=()):
    """A model is a tree of modules with tensors: its file may say anything."""
    if not isinstance(module, nn.Module) or module in around or len(around) > 200:
        raise pickle.UnpicklingError('its modules are no tree of modules')
    for name in ('_modules', '_parameters', '_buffers', '_forward_hooks', '_forward_pre_hooks'):
        if not isinstance(vars(module).get(name), dict) or not all(isinstance(key, str) for key in vars(module)[name]):
            raise pickle.UnpicklingError(f'a {type(module).__name__} lacks {name}')
    for tensor in [*module._parameters.values(), *module._buffers.values()]:
        if tensor is not None and not isinstance(tensor, torch.Tensor):
            raise pickle.UnpicklingError(f'a {type(module).__name__} has a tensor that is none')
    for child in module._modules.values():
        if child is not None:
            _check_parts(child, around + (module,))


def _load_model(path):
    """The model in a file of torch.save. Nothing of the file is run; see "Security" in the head of this script."""
    with open(path, 'rb') as file:
        if file.read(4) != b'PK\3\4':
            raise ExportError([f'{path} is no file of torch.save in its format since PyTorch 1.6; files of older ones can be '
                               'loaded and saved again'])
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if any(os.path.basename(name) == 'constants.pkl' for name in names):
                raise ExportError([f'{path} is a TorchScript file; sinew has models that torch.save has saved'])
            folders = [name[:-len('/data.pkl')] for name in names if name.endswith('/data.pkl')]
            if len(folders) != 1 or any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
                raise pickle.UnpicklingError('it is another kind of archive')
            if f'{folders[0]}/byteorder' in names and archive.read(f'{folders[0]}/byteorder') != b'little':
                raise pickle.UnpicklingError('its numbers are big-endian')
            model = _Unpickler(archive, folders[0]).load()
        if isinstance(model, dict):
            raise ExportError([f'{path} is a state_dict, which says nothing of the layers; sinew has whole models, '
                               'torch.save(model, path), or export() in a program'])
        _check_parts(model)
        return model
    except ExportError:
        raise
    except pickle.UnpicklingError as error:
        raise ExportError([f'{path}: {error}']) from None
    except Exception as error:   # a damaged file: pickle raises whatever its steps do
        raise ExportError([f'{path} is damaged: {type(error).__name__}: {error}']) from None


def _extents_of(text):
    try:
        return tuple(int(n) for n in text.split(','))
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text!r} is no list of numbers such as 1,28,28') from None


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog='sinew_export.py',
        description='Export a torch.nn.Sequential, saved as a whole by torch.save, to a safetensors file, and print its type in '
                    'sinew.',
        epilog='Nothing of the model file is unpickled but tensors and modules that can be exported.')
    parser.add_argument('model', help='the file of torch.save(model, file)')
    parser.add_argument('--input', required=True, type=_extents_of, metavar='EXTENTS',
                        help='the shape of one sample without the batch: 1,28,28')
    parser.add_argument('-o', '--output', metavar='FILE', help='the safetensors file [that of the model, .safetensors]')
    parser.add_argument('--name', help='the name of the type in C++ [made of the name of the file]')
    parser.add_argument('--numbers', action='store_true', help='names as in a Sequential without names')
    parser.add_argument('--zero-bias', action='store_true', help='a bias of zeros for Linear(bias=False)')
    parser.add_argument('--no-golden-sample', action='store_true', help='no sample with its outputs in the file')
    parser.add_argument('--allow-non-finite', action='store_true', help='accept weights that are infinite or NaN')
    options = parser.parse_args(arguments)
    output = options.output or os.path.splitext(options.model)[0] + '.safetensors'
    try:
        export(_load_model(options.model), options.input, output, name=options.name, numbers=options.numbers,
               golden_sample=False if options.no_golden_sample else None, zero_bias=options.zero_bias,
               allow_non_finite=options.allow_non_finite)
    except (ExportError, OSError) as error:
        print(f'sinew_export.py: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
