#!/usr/bin/python3
"""Causal convolutions with a stride along streams: outputs and gradients.

    python3 tests/reference/causal_strided.py

writes tests/reference/images/causal_strided.txt, whose entries are those of causal.txt (causal.py). A row has the inputs of a step, one
after the other.
"""
import torch
import torch.nn.functional as F

from figures_file import File

f = File('causal_strided.txt', __file__)
torch.set_default_dtype(torch.float64)

ACTIVATIONS = {'none': lambda z: z, 'tanh': torch.tanh, 'relu': torch.relu, 'gelu': F.gelu}


def conv(x, t, weight, bias=None, stride=1, dilation=1, groups=1):
    """x: (steps, streams, t·channels)."""
    steps, streams = x.shape[:2]
    x = x.reshape(steps, streams, t, -1).permute(1, 3, 0, 2).reshape(streams, -1, steps * t)
    x = F.pad(x, ((weight.shape[2] - 1) * dilation + 1 - stride, 0))  # a negative number cuts
    y = F.conv1d(x, weight, bias, stride=stride, dilation=dilation, groups=groups)
    return y.reshape(streams, -1, steps, t // stride).permute(2, 0, 3, 1).reshape(steps, streams, -1)


def sinews(p):
    return p.permute(2, 1, 0) if p.dim() == 3 else p


def case(name, inputs, streams, steps, earlier, forward, parameters):
    f.lines.append('case ' + name)
    before = 2 * torch.rand(earlier, streams, inputs) - 1
    x = (2 * torch.rand(steps, streams, inputs) - 1).requires_grad_()
    for p in parameters:
        p.requires_grad_()
        p.grad = None
    y = forward(torch.cat([before, x]), earlier)[earlier:]
    mix = 2 * torch.rand_like(y) - 1
    (y * mix).sum().backward()
    f.entry('parameters', [sinews(p.detach()) for p in parameters])
    f.entry('before', before)
    f.entry('x', x)
    f.entry('y', y)
    f.entry('mix', mix)
    f.entry('dx', x.grad)
    f.entry('dparameters', [sinews(p.grad) for p in parameters])


def convolution(name, t, i, o, k, streams, steps, earlier, act='none', bias=True, **options):
    weight = torch.randn(o, i // options.get('groups', 1), k)
    b = torch.randn(o) if bias else None
    case(name, t * i, streams, steps, earlier, lambda x, e: ACTIVATIONS[act](conv(x, t, weight, b, **options)),
         [weight] + ([b] if bias else []))


def encoder(name, streams, steps, earlier):
    """12 inputs a step: 12 × 2 to 4 × 3, to 4 × 5, to 2 × 2. Gradients end where the pass begins."""
    w1, b1, w2, w3, b3 = torch.randn(3, 2, 7), torch.randn(3), torch.randn(5, 3, 2), torch.randn(2, 5, 4), torch.randn(2)

    def forward(x, earlier):
        def detached(h):
            return torch.cat([h[:earlier].detach(), h[earlier:]])
        h = detached(torch.tanh(conv(x, 12, w1, b1, stride=3)))
        h = detached(conv(h, 4, w2, stride=1, dilation=3))
        return conv(h, 4, w3, b3, stride=2)
    case(name, 24, streams, steps, earlier, forward, [w1, b1, w2, w3, b3])


torch.manual_seed(1)
with f:
    for streams, steps, earlier in ((1, 1, 0), (2, 7, 5), (3, 4, 6)):
        at = f'_{streams}_{steps}_{earlier}'
        convolution('even' + at, 2, 3, 5, 4, streams, steps, earlier, stride=2)
        convolution('odd' + at, 6, 2, 4, 5, streams, steps, earlier, 'tanh', stride=3)
        convolution('dilated' + at, 4, 3, 2, 3, streams, steps, earlier, 'gelu', stride=2, dilation=5)
        convolution('groups' + at, 4, 4, 6, 3, streams, steps, earlier, 'relu', bias=False, stride=2, groups=2)
        convolution('beyond' + at, 8, 3, 4, 2, streams, steps, earlier, 'gelu', stride=4)
        convolution('whole' + at, 3, 2, 20, 3, streams, steps, earlier, 'relu', stride=3)
        convolution('dense' + at, 3, 2, 4, 3, streams, steps, earlier, stride=1, groups=2)
        encoder('encoder' + at, streams, steps, earlier)
