#!/usr/bin/python3
"""Recurrent layers: outputs, gradients and states of RNN, GRU and LSTM.

    python3 tests/reference/recurrent.py

writes tests/reference/images/recurrent.txt. Rows are time-major, as in PyTorch without batch_first. Weights are in sinew's order: W_ih
(inputs, gates · units), b_ih, W_hh (units, gates · units), b_hh. PyTorch has no GRU that resets before the product: that is its formula in
Cho et al. (2014), differentiated by PyTorch.
"""
import torch

from figures_file import File

f = File('recurrent.txt', __file__)


def reset_before(layer, x, h):
    w, u, b, c = layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0
    units, ys = h.shape[-1], []
    h = h[0]
    for step in x:
        a = step @ w.t() + b
        p = h @ u[:2 * units].t() + c[:2 * units]
        r, z = torch.sigmoid(a[:, :units] + p[:, :units]), torch.sigmoid(a[:, units:2 * units] + p[:, units:])
        n = torch.tanh(a[:, 2 * units:] + (r * h) @ u[2 * units:].t() + c[2 * units:])
        h = (1 - z) * n + z * h
        ys.append(h)
    return torch.stack(ys), h[None]


def case(kind, inputs, units, streams, steps, **options):
    before = options.pop('reset_before', False)
    layer = getattr(torch.nn, kind)(inputs, units, **options)
    name = f'{kind.lower()}{"_before" if before else ""}_{options.get("nonlinearity", "")}_{inputs}_{units}_{streams}_{steps}'
    f.lines.append('case ' + name.replace('__', '_'))
    x = (2 * torch.randn(steps, streams, inputs)).requires_grad_()
    first = [torch.rand(1, streams, units) - 0.5 for _ in range(2 if kind == 'LSTM' else 1)]
    if before:
        y, last = reset_before(layer, x, first[0])
    else:
        y, last = layer(x, tuple(first) if kind == 'LSTM' else first[0])
    mix = 2 * torch.rand_like(y) - 1
    (y * mix).sum().backward()
    order = [layer.weight_ih_l0, layer.bias_ih_l0, layer.weight_hh_l0, layer.bias_hh_l0]
    f.entry('parameters', [p.detach().t() if p.dim() == 2 else p.detach() for p in order])
    f.entry('first', torch.cat([s[0] for s in first], dim=1))
    f.entry('x', x)
    f.entry('y', y)
    f.entry('last', torch.cat([s[0] for s in (last if kind == 'LSTM' else [last])], dim=1))
    f.entry('mix', mix)
    f.entry('dx', x.grad)
    f.entry('dparameters', [p.grad.t() if p.dim() == 2 else p.grad for p in order])


torch.manual_seed(1)
SIZES = [(1, 1, 2, 10), (2, 3, 1, 7), (3, 5, 3, 4), (1, 8, 2, 3), (2, 6, 5, 2), (1, 11, 1, 1), (2, 3, 4, 9)]
with f:
    for kind in ('LSTM', 'GRU'):
        for size in SIZES:
            case(kind, *size)
    for size in SIZES:
        case('GRU', *size, reset_before=True)
    for size in SIZES:
        case('RNN', *size, nonlinearity='relu' if size[1] in (3, 6) else 'tanh')
