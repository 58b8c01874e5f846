#!/usr/bin/python3
"""Attention over the last steps of a sequence, and embeddings: outputs, gradients and states.

    python3 tests/reference/attention.py

writes tests/reference/images/attention.txt. The figures are those of torch.nn.functional.multi_head_attention_forward, the function of
torch.nn.MultiheadAttention, with a mask of the window and with the keys and values of steps before the block, which are constants. Rows are
time-major. Parameters and states are in sinew's order: W_in (inputs, 3 · D), b_in, W_out (D, D), b_out; keys (D, slots), values (slots, D)
and a position of each stream, where step n is in slot n modulo the number of slots.
"""
import torch

from figures_file import File

f = File('attention.txt', __file__)


def ring(keys, values, window):
    """What a stream keeps after these steps: (steps, D) each."""
    steps, d = keys.shape
    k, v = torch.zeros(d, window), torch.zeros(window, d)
    for n in range(steps):
        k[:, n % window], v[n % window] = keys[n], values[n]
    return torch.cat([k.flatten(), v.flatten(), torch.tensor([float(steps if steps < window else window + steps % window)])])


def case(d, heads, window, streams, steps, past, alibi):
    layer = torch.nn.MultiheadAttention(d, heads)
    torch.nn.init.uniform_(layer.in_proj_weight, -1, 1)
    torch.nn.init.uniform_(layer.out_proj.weight, -1, 1)
    torch.nn.init.uniform_(layer.in_proj_bias, -1, 1)
    torch.nn.init.uniform_(layer.out_proj.bias, -1, 1)
    f.lines.append(f'case attention{"_alibi" if alibi else ""}_{d}_{heads}_{window}_{streams}_{steps}_{past}')
    x = (2 * torch.randn(steps, streams, d)).requires_grad_()
    before = [2 * torch.randn(past, streams, d) for _ in range(2)]
    now = torch.nn.functional.linear(x, layer.in_proj_weight, layer.in_proj_bias).split(d, dim=2)[1:]
    keys, values = (torch.cat(pair) for pair in zip(before, now))
    distance = torch.arange(past, past + steps)[:, None] - torch.arange(past + steps)[None, :]
    mask = torch.zeros(streams * heads, steps, past + steps)
    if alibi:
        for i in range(streams * heads):
            mask[i] = -distance * 2.0 ** (-8 * (i % heads + 1) / heads)
    mask = mask.masked_fill((distance < 0) | (distance >= window), float('-inf'))

    def by_head(t):  # (streams · heads, steps, values)
        return t.reshape(past + steps, streams * heads, d // heads).transpose(0, 1)

    length = torch.zeros(past + steps, streams, d)  # of the keys and values, which are given below
    y, _ = torch.nn.functional.multi_head_attention_forward(
        x, length, length, d, heads, layer.in_proj_weight, layer.in_proj_bias, None, None, False, 0.0, layer.out_proj.weight, layer.out_proj.bias,
        need_weights=False, attn_mask=mask, static_k=by_head(keys), static_v=by_head(values))
    mix = 2 * torch.rand_like(y) - 1
    (y * mix).sum().backward()
    order = [layer.in_proj_weight, layer.in_proj_bias, layer.out_proj.weight, layer.out_proj.bias]
    f.entry('parameters', [p.detach().t() if p.dim() == 2 else p.detach() for p in order])
    f.entry('first', torch.cat([ring(before[0][:, s], before[1][:, s], window) for s in range(streams)]))
    f.entry('x', x)
    f.entry('y', y)
    f.entry('last', torch.cat([ring(keys[:, s], values[:, s], window) for s in range(streams)]))
    f.entry('mix', mix)
    f.entry('dx', x.grad)
    f.entry('dparameters', [p.grad.t() if p.dim() == 2 else p.grad for p in order])


def embedding(vocabulary, d, streams, steps):
    layer = torch.nn.Embedding(vocabulary, d)
    f.lines.append(f'case embedding_{vocabulary}_{d}_{streams}_{steps}')
    x = torch.randint(vocabulary, (steps, streams))
    y = layer(x)
    mix = 2 * torch.rand_like(y) - 1
    (y * mix).sum().backward()
    f.entry('parameters', layer.weight)
    f.entry('first', torch.zeros(0))
    f.entry('x', x.double())
    f.entry('y', y)
    f.entry('last', torch.zeros(0))
    f.entry('mix', mix)
    f.entry('dx', torch.zeros(steps, streams))
    f.entry('dparameters', layer.weight.grad)


def whole(d, heads, batch, steps):
    """Each step attends to all of its window."""
    layer = torch.nn.MultiheadAttention(d, heads, batch_first=True)
    torch.nn.init.uniform_(layer.in_proj_bias, -1, 1)
    torch.nn.init.uniform_(layer.out_proj.bias, -1, 1)
    order = [(p, lambda t: t.t() if t.dim() == 2 else t)
             for p in (layer.in_proj_weight, layer.in_proj_bias, layer.out_proj.weight, layer.out_proj.bias)]
    f.case(f'whole_{d}_{heads}_{batch}_{steps}', 2 * torch.randn(batch, steps, d), lambda x: layer(x, x, x)[0], order)


torch.manual_seed(1)
with f:
    # D, heads, slots of the window, streams, steps, steps before
    for alibi in (False, True):
        case(1, 1, 3, 2, 7, 0, alibi)
        case(6, 2, 4, 1, 9, 0, alibi)
        case(6, 3, 5, 2, 3, 2, alibi)
        case(8, 1, 4, 2, 2, 7, alibi)
        case(6, 2, 3, 2, 8, 11, alibi)
        case(10, 2, 19, 1, 4, 33, alibi)
        case(4, 4, 1, 3, 4, 2, alibi)
        case(12, 2, 37, 1, 12, 30, alibi)
    embedding(5, 3, 2, 6)
    embedding(20, 9, 3, 2)
    embedding(1, 1, 1, 1)
    whole(6, 2, 3, 5)
    whole(1, 1, 2, 9)
    whole(10, 1, 1, 20)
    whole(8, 4, 2, 1)
