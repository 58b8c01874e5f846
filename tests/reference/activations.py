#!/usr/bin/python3
"""Values and derivatives of activation functions.

    python3 tests/reference/activations.py > tests/reference/activations.hpp

Values and derivatives are PyTorch's (double, autograd) where PyTorch agrees with mpmath to 1e-15 relative;
where it does not (GELU's left tail cancels, softplus is cut off at 20, the slopes of sigmoid and tanh come from y, ELU is exp(z) - 1,
the slope of hardsigmoid is 1/6 in float, GELU's form by tanh cancels too) they are mpmath's. Which rows those are is printed to
standard error.
"""
import sys

import mpmath
import torch
import torch.nn.functional as F
from mpmath import mp, mpf

from figures import begin, end, number, rounded

mp.dps = 400                        # erf near -1 at -40 needs 350 digits before anything is left of 1 + erf

one = mpf(1)


def sigmoid(z):
    return 1 / (1 + mpmath.exp(-z))


def normal_cdf(z):
    return mpmath.erfc(-z / mpmath.sqrt(2)) / 2


def normal_pdf(z):
    return mpmath.exp(-z * z / 2) / mpmath.sqrt(2 * mpmath.pi)


selu_alpha, selu_scale = mpf('1.6732632423543772848170429916717'), mpf('1.0507009873554804934193349852946')
gelu_root, gelu_cubic = mpmath.sqrt(2 / mp.pi), mpf('0.044715')


def gelu_argument(z):
    return gelu_root * (z + gelu_cubic * z**3)


alpha, slope = mpf(1), mpf(0.01)    # 0.01 as the double is


def mish_slope(z):
    t = mpmath.tanh(mpmath.log1p(mpmath.exp(z)))
    return t + z * sigmoid(z) / mpmath.cosh(mpmath.log1p(mpmath.exp(z)))**2



# name, PyTorch, value and derivative by mpmath
functions = (
    ('identity', lambda z: z * 1, lambda z: z, lambda z: one),
    ('sigmoid', torch.sigmoid, sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    ('relu', torch.relu, lambda z: max(z, 0), lambda z: one if z > 0 else 0),
    ('tanh', torch.tanh, mpmath.tanh, lambda z: 1 / mpmath.cosh(z)**2),
    ('leaky_relu', lambda z: F.leaky_relu(z, 0.01), lambda z: z if z > 0 else slope * z, lambda z: one if z > 0 else slope),
    ('elu', lambda z: F.elu(z, 1.0), lambda z: z if z > 0 else mpmath.expm1(z), lambda z: one if z > 0 else mpmath.exp(z)),
    ('gelu', F.gelu, lambda z: z * normal_cdf(z), lambda z: normal_cdf(z) + z * normal_pdf(z)),
    ('silu', F.silu, lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * sigmoid(-z))),
    ('softplus', F.softplus, lambda z: mpmath.log1p(mpmath.exp(z)), sigmoid),
    ('selu', F.selu, lambda z: selu_scale * (z if z > 0 else selu_alpha * mpmath.expm1(z)),
     lambda z: selu_scale * (one if z > 0 else selu_alpha * mpmath.exp(z))),
    ('celu_half', lambda z: F.celu(z, 0.5), lambda z: z if z > 0 else mpmath.expm1(2 * z) / 2, lambda z: one if z > 0 else mpmath.exp(2 * z)),
    ('hard_tanh', F.hardtanh, lambda z: min(max(z, -1), 1), lambda z: one if -1 < z < 1 else 0),
    ('relu6', F.relu6, lambda z: min(max(z, 0), 6), lambda z: one if 0 < z < 6 else 0),
    ('softsign', F.softsign, lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z))**2),
    ('hard_swish', F.hardswish, lambda z: z * min(max(z + 3, 0), 6) / 6, lambda z: 0 if z < -3 else one if z > 3 else z / 3 + one / 2),
    ('gelu_tanh', lambda z: F.gelu(z, approximate='tanh'), lambda z: z * sigmoid(2 * gelu_argument(z)),
     lambda z: sigmoid(2 * gelu_argument(z)) * (1 + 2 * z * sigmoid(-2 * gelu_argument(z)) * gelu_root * (1 + 3 * gelu_cubic * z * z))),
    ('mish', F.mish, lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z))), mish_slope),
    ('log_sigmoid', F.logsigmoid, lambda z: -mpmath.log1p(mpmath.exp(-z)), lambda z: sigmoid(-z)),
    ('hard_shrink', F.hardshrink, lambda z: z if abs(z) > 0.5 else 0, lambda z: one if abs(z) > 0.5 else 0),
    ('soft_shrink_quarter', lambda z: F.softshrink(z, 0.25), lambda z: z - 0.25 if z > 0.25 else z + 0.25 if z < -0.25 else 0,
     lambda z: one if abs(z) > 0.25 else 0),
    ('tanh_shrink', F.tanhshrink, lambda z: z - mpmath.tanh(z), lambda z: mpmath.tanh(z)**2),
    ('hard_sigmoid', F.hardsigmoid, lambda z: min(max(z + 3, 0), 6) / 6, lambda z: one / 6 if -3 < z < 3 else 0),
)

magnitudes = [1e-300, 1e-20, 1e-8, 1e-4, 0.01, 0.1, 0.25, 0.5, 0.7, 1.0, 1.3, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0,
              21.0, 30.0, 36.0, 40.0, 100.0]
points = [0.0] + [s * m for m in magnitudes for s in (1, -1)]


def chosen(name, what, z, of_torch, of_mpmath):
    exact = rounded(mpf(of_mpmath))
    if abs(of_torch - exact) <= 1e-15 * abs(exact):
        return of_torch
    print(f'{name} {what} at {z!r}: PyTorch {of_torch!r}, mpmath {exact!r}', file=sys.stderr)
    return exact


begin('activations', f'Values and derivatives of activation functions; where PyTorch is inexact, mpmath {mpmath.__version__}\'s.')
print('''/// y = f(z), slope = f'(z). At a kink (relu, leaky_relu, hard_sigmoid, hard_tanh, relu6) the slope is PyTorch's: the one on the flat side.
/// Slopes are correct to their last digits in the tails too: one computed from y, as y (1 - y) or 1 - y^2, has an absolute
/// error of 1e-16 there.
struct point { double z, y, slope; };
''')
for name, torch_f, value, derivative in functions:
    print(f'inline constexpr point {name}[] = {{')
    for p in points:
        z = torch.tensor(p, requires_grad=True)
        y = torch_f(z)
        g, = torch.autograd.grad(y, z)
        y = chosen(name, 'value', p, y.item(), value(mpf(p)))
        g = chosen(name, 'slope', p, g.item(), derivative(mpf(p)))
        print(f'  {{{number(p)}, {number(y)}, {number(g)}}},')
    print('};\n')

print('/// 1 where z >= 0, else 0: torch.heaviside with the value 1 at 0. No slope.')
print('struct step_point { double z, y; };')
print('inline constexpr step_point step[] = {')
for p in points + [-0.0]:
    y = torch.heaviside(torch.tensor(p), torch.tensor(1.0)).item()
    print(f'  {{{number(p)}, {number(y)}}},')
print('};\n')

print('''/// Softmax or LogSoftmax of a row z, and dz for a gradient dy at the output.
struct row { std::array<double, 5> z, y, dy, dz; };''')
rows = ([0.1, -0.4, 1.2, 0.7, -2.0], [0.0] * 5, [1000.0, 999.0, -1000.0, 0.0, 998.5], [-1e30, 1e30, 0.0, 1.0, -1.0],
        [-700.0, -701.0, -702.0, -703.5, -699.25], [1e-9, 2e-9, -1e-9, 0.0, 3e-9], [50.0, -50.0, 20.0, 49.0, 0.5])
weights = torch.tensor([0.3, -1.1, 0.8, 2.0, -0.25])
for name, function in ('softmax', torch.softmax), ('log_softmax', torch.log_softmax):
    print(f'inline constexpr row {name}[] = {{')
    for row in rows:
        z = torch.tensor(row, requires_grad=True)
        y = function(z, 0)
        g, = torch.autograd.grad(y, z, weights)
        join = lambda v: '{' + ', '.join(number(x) for x in v) + '}'
        print(f'  {{{join(row)},\n   {join(y.tolist())},\n   {join(weights.tolist())},\n   {join(g.tolist())}}},')
    print('};')
end('activations')
