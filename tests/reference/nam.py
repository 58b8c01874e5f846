#!/usr/bin/env python3
"""Writes the cases of models of Neural Amp Modeler in tests/interchange/import/cases: small ones with random weights, in its
format, with a signal and with what PyTorch computes of it.

    python3 tests/reference/nam.py        (package python3-torch)

A case is a folder as rtneural.py writes them."""
import json
import pathlib

import torch

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
