#!/usr/bin/python3
"""Causal convolutions, WaveNets and feature-wise modulation along streams: outputs and gradients.

    python3 tests/reference/causal.py

writes tests/reference/images/causal.txt. Rows are time-major. `before` are inputs of steps before the pass, whose outputs and gradients
do not count; the state after them is what the streams begin with. Weights are in sinew's order: (taps, inputs, outputs), then biases. The
WaveNet is that of Neural Amp Modeler, written with torch.nn.functional.conv1d.
"""
import torch
import torch.nn.functional as F

from figures_file import File

f = File('causal.txt', __file__)
torch.set_default_dtype(torch.float64)

ACTIVATIONS = {'none': lambda z: z, 'tanh': torch.tanh, 'relu': torch.relu, 'gelu': F.gelu, 'sigmoid': torch.sigmoid,
               'leaky': lambda z: F.leaky_relu(z, 0.01)}


def conv(x, weight, bias=None, dilation=1, groups=1):
    """x: (steps, streams, channels)."""
    x = F.pad(x.permute(1, 2, 0), ((weight.shape[2] - 1) * dilation, 0))
    return F.conv1d(x, weight, bias, dilation=dilation, groups=groups).permute(2, 0, 1)


def sinews(p):
    return p.permute(2, 1, 0) if p.dim() == 3 else p.t() if p.dim() == 2 else p


def case(name, inputs, streams, steps, earlier, forward, parameters):
    f.lines.append('case ' + name)
    before = 2 * torch.rand(earlier, streams, inputs) - 1
    x = (2 * torch.rand(steps, streams, inputs) - 1).requires_grad_()
    for p in parameters:
        p.requires_grad_()
        p.grad = None
    # what an earlier step leaves behind has no gradient: forward detaches it
    y = forward(torch.cat([before, x]), earlier)[earlier:]
    mix = 2 * torch.rand_like(y) - 1
    (y * mix).sum().backward()
    f.entry('parameters', [sinews(p.detach()) for p in parameters])
    f.entry('before', before)
    f.entry('x', x)
    f.entry('y', y)
    f.entry('mix', mix)
    f.entry('dx', x.grad)
    f.entry('dparameters', [sinews(p.grad if p.grad is not None else torch.zeros_like(p)) for p in parameters])


def detached(x, earlier):
    """Gradients end where the pass begins: also those of values inside of the net that earlier steps computed."""
    return torch.cat([x[:earlier].detach(), x[earlier:]])


def convolution(name, i, o, k, streams, steps, earlier, act='none', bias=True, **options):
    weight = torch.randn(o, i // options.get('groups', 1), k)
    b = torch.randn(o) if bias else None
    case(name, i, streams, steps, earlier, lambda x, e: ACTIVATIONS[act](conv(x, weight, b, **options)), [weight] + ([b] if bias else []))


def stacked(name, streams, steps, earlier):
    """Three layers, of which the second sees values that the first one computed in earlier steps."""
    w1, b1, w2, w3, b3 = torch.randn(4, 2, 3), torch.randn(4), torch.randn(4, 2, 2), torch.randn(2, 4, 4), torch.randn(2)

    def forward(x, earlier):
        h = detached(torch.tanh(conv(x, w1, b1, dilation=2)), earlier)
        h = detached(h + conv(h, w2, groups=2, dilation=3), earlier)
        return conv(h, w3, b3)
    case(name, 2, streams, steps, earlier, forward, [w1, b1, w2, w3, b3])


def wavenet(name, inputs, arrays, scale, streams, steps, earlier):
    """arrays: (channels, bottleneck, [(kernel, act or pair, dilations)], (head, taps, bias))"""
    parameters = []

    def new(*shape):
        parameters.append(0.5 * torch.randn(*shape))
        return parameters[-1]
    nets, size = [], inputs
    for channels, shown, runs, (out, taps, bias) in arrays:
        rechannel, layers = new(channels, size, 1), []
        for kernel, act, dilations in runs:
            width = shown * (2 if isinstance(act, tuple) else 1)
            layers += [(act, d, new(width, channels, kernel), new(width), new(width, inputs, 1), new(channels, shown, 1), new(channels))
                       for d in dilations]
        nets.append((shown, rechannel, layers, new(out, shown, taps), new(out) if bias else None))
        size = channels

    def forward(c, earlier):
        h, head = c, 0
        for shown, rechannel, layers, head_weight, head_bias in nets:
            h = conv(h, rechannel)
            for act, dilation, w, b, mixer, w1, b1 in layers:
                h = detached(h, earlier)
                z = conv(h, w, b, dilation=dilation) + conv(c, mixer)
                a = ACTIVATIONS[act[0]](z[..., :shown]) * ACTIVATIONS[act[1]](z[..., shown:]) if isinstance(act, tuple) else ACTIVATIONS[act](z)
                head = head + a
                h = h + conv(a, w1, b1)
            head = conv(detached(head, earlier), head_weight, head_bias)
        return scale * head
    case(name, inputs, streams, steps, earlier, forward, parameters)


def film(name, n, c, streams, steps):
    """x, then the condition; scale, then shift."""
    weight, bias = torch.randn(2 * n, c), torch.randn(2 * n)

    def forward(x, earlier):
        scale, shift = F.linear(x[..., n:], weight, bias).chunk(2, dim=-1)
        return x[..., :n] * scale + shift
    case(name, n + c, streams, steps, 0, forward, [weight, bias])


torch.manual_seed(1)
with f:
    film('film_1_1_1_1_0', 1, 1, 1, 1)
    film('film_5_3_2_7_0', 5, 3, 2, 7)
    film('film_18_2_3_20_0', 18, 2, 3, 20)
    for streams, steps, earlier in ((1, 1, 0), (2, 7, 5), (3, 20, 30)):
        at = f'_{streams}_{steps}_{earlier}'
        convolution('plain' + at, 1, 1, 3, streams, steps, earlier)
        convolution('dilated' + at, 2, 5, 3, streams, steps, earlier, 'tanh', dilation=4)
        convolution('no_bias' + at, 3, 4, 2, streams, steps, earlier, 'relu', bias=False, dilation=7)
        convolution('keeps_z' + at, 4, 3, 4, streams, steps, earlier, 'gelu', dilation=2)
        convolution('groups' + at, 4, 6, 3, streams, steps, earlier, 'tanh', groups=2, dilation=3)
        convolution('groups_no_bias' + at, 6, 3, 2, streams, steps, earlier, bias=False, groups=3)
        convolution('by_channel' + at, 5, 5, 3, streams, steps, earlier, 'gelu', groups=5, dilation=2)
        convolution('pointwise' + at, 3, 4, 1, streams, steps, earlier, 'tanh')
        convolution('wide' + at, 9, 18, 2, streams, steps, earlier, dilation=2)
        stacked('stacked' + at, streams, steps, earlier)
        wavenet('wavenet' + at, 1, [(3, 3, [(3, 'tanh', [1, 2])], (2, 1, False)), (2, 2, [(3, 'tanh', [8])], (1, 1, True))], 0.02,
                streams, steps, earlier)
        wavenet('gated' + at, 2, [(4, 4, [(2, ('tanh', 'sigmoid'), [1, 3])], (3, 1, True)),
                                  (5, 3, [(3, 'gelu', [2]), (2, ('gelu', 'tanh'), [1, 5])], (2, 4, True))], 1, streams, steps, earlier)
        wavenet('long_head' + at, 1, [(3, 2, [(4, 'leaky', [1, 3]), (6, 'leaky', [1]), (4, 'leaky', [2])], (1, 6, True))], 0.5,
                streams, steps, earlier)
