#!/usr/bin/env python3
"""Writes the cases of models of Neural Amp Modeler in tests/interchange/import/cases: small ones with random weights, in its
format, with a signal and with what PyTorch computes of it.

    python3 tests/reference/nam.py        (package python3-torch)

A case is a folder as rtneural.py writes them."""
import json
import pathlib

import torch
import torch.nn.functional as F

cases = pathlib.Path(__file__).resolve().parent.parent / 'interchange' / 'import' / 'cases'
torch.manual_seed(12)


def numbers(*shape):
    """Random numbers of few digits, which are short in a file."""
    return (torch.randn(*shape) * 128).round() / 256


def small(module):
    for p in module.parameters():
        p.data = numbers(*p.shape)
    return module


def write(name, x, y, model, arguments=''):
    folder = cases / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'model.nam').write_text(json.dumps(model) + '\n')
    (folder / 'arguments').write_text(arguments + '\n')
    with open(folder / 'numbers', 'w') as f:
        for values in (x, y):
            flat = values.flatten().tolist()
            f.write(' '.join([str(len(flat))] + ['%.9g' % v for v in flat]) + '\n')


def model(architecture, config, weights, rate=48000, **more):
    flat = torch.cat([w.detach().flatten() for w in weights]).tolist()
    return dict(version='0.5.4', metadata=dict(name='test', training=None), architecture=architecture, config=config,
                weights=flat, sample_rate=rate, **more)


# LSTM: of each layer W (4 · units, inputs + units), one bias, h and c before the first step; then the head. Half a second of
# silence precedes the signal, in blocks of 64. Most of c is kept for so long: the gates f are nearly 1.
x = 2 * numbers(200, 1)
lstm, head = small(torch.nn.LSTM(1, 3, num_layers=2)), small(torch.nn.Linear(3, 1))
first = [numbers(2, 3), 2 * numbers(2, 3)]
weights = []
for k in range(2):
    w, u, b, c = (getattr(lstm, f'{p}_l{k}').data for p in ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'))
    c.zero_()
    b[3:6] = 10
    weights += [torch.cat([w, u], 1), b, first[0][k], first[1][k]]
signal = torch.cat([torch.zeros(512, 1), x])


def outputs(first):
    return head(lstm(signal, first)[0])[512:].detach()


y = outputs(tuple(first))
assert (y - outputs(None)).abs().max() > 0.01
write('nam_lstm', x, y, model('LSTM', dict(input_size=1, hidden_size=3, num_layers=2), weights + [head.weight, head.bias],
                              rate=1000))


# WaveNet: of each stack what makes its channels; of each layer the convolution, what mixes the input in, and what is added to
# the channels; the head. Last the factor of the output. The net has heard silence for as long as it reaches back.
def conv(x, weight, bias=None, dilation=1):
    return F.conv1d(F.pad(x, ((weight.shape[2] - 1) * dilation, 0)), weight, bias, dilation=dilation)


def wavenet(x, stacks, scale):
    """stacks: (channels, bottleneck, [(kernel, dilation, act, gate)], (outputs, taps, bias))"""
    weights, c = [], F.pad(x.t()[None], (512, 0))
    h, head, size = c, 0, 1

    def new(*shape):
        weights.append(numbers(*shape))
        return weights[-1]
    for channels, shown, layers, (outputs, taps, bias) in stacks:
        h = conv(h, new(channels, size, 1))
        for kernel, dilation, act, gate in layers:
            width = shown * (2 if gate else 1)
            z = conv(h, new(width, channels, kernel), new(width), dilation) + conv(c, new(width, 1, 1))
            a = act(z[:, :shown]) * gate(z[:, shown:]) if gate else act(z)
            head = head + a
            h = h + conv(a, new(channels, shown, 1), new(channels))
        head = conv(head, new(outputs, shown, taps), new(outputs) if bias else None)
        size = channels
    weights.append(torch.tensor([scale]))
    return scale * head[0, 0, 512:], weights


x, tanh, sigmoid = 2 * numbers(200, 1), torch.tanh, torch.sigmoid
common = dict(condition_size=1, kernel_size=3)
y, weights = wavenet(x, [(3, 3, [(3, d, tanh, None) for d in (1, 2, 40)], (2, 1, False)),
                         (2, 2, [(3, d, F.relu, sigmoid) for d in (1, 5)], (1, 1, True))], 0.02)
write('nam_wavenet', x, y, model('WaveNet', dict(layers=[
    dict(common, input_size=1, head_size=2, channels=3, dilations=[1, 2, 40], activation='Tanh', gated=False, head_bias=False),
    dict(common, input_size=3, head_size=1, channels=2, dilations=[1, 5], activation='ReLU', gated=True, head_bias=True)],
    head=None, head_scale=0.02), weights))

# A container of two: the second one is that of the case. Kernels and activations differ from layer to layer.
def leaky(z):
    return F.leaky_relu(z, 0.25)


off, slope = dict(active=False, shift=True, groups=1), dict(type='LeakyReLU', negative_slope=0.25)
y, weights = wavenet(x, [(4, 3, [(2, 3, leaky, None), (2, 7, leaky, None), (5, 1, F.silu, tanh)], (1, 6, True))], -0.75)
full = model('WaveNet', dict(layers=[
    dict(input_size=1, condition_size=1, channels=4, bottleneck=3, kernel_sizes=[2, 2, 5], dilations=[3, 7, 1],
         activation=[slope, slope, 'SiLU'], gating_mode=['none', 'none', 'gated'], secondary_activation=[None, None, 'Tanh'],
         head=dict(out_channels=1, kernel_size=6, bias=True), head1x1=dict(active=False, out_channels=1, groups=1),
         layer1x1=dict(active=True, groups=1), groups_input=1, groups_input_mixin=1, conv_pre_film=off, slimmable=None)],
    head=None, head_scale=-0.75), weights)
lite = json.loads((cases / 'nam_lstm' / 'model.nam').read_text())
write('nam_container', x, y, dict(version='0.7.0', architecture='SlimmableContainer', weights=[], sample_rate=48000.0, config=dict(
    submodels=[dict(max_value=0.5, model=lite), dict(max_value=1.0, model=full)])), '--submodel 1')
