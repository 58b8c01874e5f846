#!/usr/bin/python3
"""Bounds and standard deviations of initial weights.

    python3 tests/reference/initializers.py > tests/reference/initializers.hpp

torch.nn.init draws from uniform(-bound, bound) or normal(0, std); the figures are caught from those calls.
"""
import torch
import torch.nn.init as init

from figures import begin, end, number

caught = {}
init._no_grad_uniform_ = lambda tensor, a, b: caught.update(value=b)
init._no_grad_normal_ = lambda tensor, mean, std: caught.update(value=std)


class Recorder(torch.Tensor):
    """A weight that remembers with which bound or deviation it was to be filled (kaiming_* call these two)."""
    def uniform_(self, a, b):
        caught['value'] = b
        return self

    def normal_(self, mean, std):
        caught['value'] = std
        return self


def figure(initialize, fan_in, fan_out, **options):
    caught.clear()
    initialize(torch.empty(fan_out, fan_in).as_subclass(Recorder), **options)
    return caught['value']


fans = [(1, 1), (2, 3), (4, 16), (784, 128), (128, 64), (64, 10)]
begin('initializers', 'Bounds (uniform on [-bound, bound]) and standard deviations (normal, mean 0) of torch.nn.init.', ())
print('''/// xavier: gain 1, bound = sqrt(6 / (fan_in + fan_out)), std = sqrt(2 / (fan_in + fan_out)).
/// kaiming: mode fan_in, nonlinearity relu (gain sqrt 2), bound = gain sqrt(3 / fan_in), std = gain / sqrt(fan_in).
struct example { int fan_in, fan_out; double xavier_uniform_bound, xavier_normal_std, kaiming_uniform_bound, kaiming_normal_std; };
inline constexpr example examples[] = {''')
for a, b in fans:
    values = [figure(init.xavier_uniform_, a, b), figure(init.xavier_normal_, a, b),
              figure(init.kaiming_uniform_, a, b, nonlinearity='relu'), figure(init.kaiming_normal_, a, b, nonlinearity='relu')]
    print(f'  {{{a}, {b}, ' + ', '.join(number(v) for v in values) + '},')
print('};\n')
print('/// torch.nn.init.calculate_gain')
for name in ('linear', 'sigmoid', 'tanh', 'relu', 'selu'):
    print(f'inline constexpr double gain_{name} = {number(init.calculate_gain(name))};')
print(f'inline constexpr double gain_leaky_relu = {number(init.calculate_gain("leaky_relu", 0.01))};   // slope 0.01')
print(f'inline constexpr double gain_leaky_relu_fifth = {number(init.calculate_gain("leaky_relu", 0.2))};   // slope 1/5')
print('''
/// kaiming: mode fan_out, leaky_relu of slope 1/5; (fan_in, fan_out) as above.
struct leaky_example { int fan_in, fan_out; double uniform_bound, normal_std; };
inline constexpr leaky_example leaky[] = {''')
for a, b in fans:
    values = [figure(f, a, b, a=0.2, mode='fan_out', nonlinearity='leaky_relu')
              for f in (init.kaiming_uniform_, init.kaiming_normal_)]
    print(f'  {{{a}, {b}, ' + ', '.join(number(v) for v in values) + '},')
print('};\n')

bounds = []
torch.Tensor.uniform_ = lambda self, a, b: bounds.append(b) or self
init._no_grad_uniform_ = lambda tensor, a, b: bounds.append(b)
print('/// The bounds of the weights and biases with which modules begin.')
for name, module in (('linear_7_3', lambda: torch.nn.Linear(7, 3)),
                     ('conv1d_2_4_3', lambda: torch.nn.Conv1d(2, 4, 3)),
                     ('conv2d_4_6_3_groups_2', lambda: torch.nn.Conv2d(4, 6, 3, groups=2)),
                     ('conv_transpose2d_4_6_3_stride_2_groups_2',
                      lambda: torch.nn.ConvTranspose2d(4, 6, 3, stride=2, groups=2))):
    bounds.clear()
    module()
    print(f'inline constexpr double {name}[] = {{{number(bounds[0])}, {number(bounds[1])}}};')


def truncated(mean, std, low, high):                     # mean and deviation, by quadrature of the density
    x = torch.linspace(low, high, 2_000_001, dtype=torch.float64)
    p = torch.exp(-((x - mean) / std)**2 / 2)
    p /= torch.trapezoid(p, x)
    m = torch.trapezoid(p * x, x)
    return float(m), float(torch.sqrt(torch.trapezoid(p * (x - m)**2, x)))


print('\n/// Mean and deviation of normal numbers (mean, std) within bounds, by quadrature of the density.')
for name, arguments in (('standard_within_2', (0, 1, -2, 2)), ('quarter_above_1_of_half', (0.25, 0.5, -0.5, 1))):
    print(f'inline constexpr double {name}[] = {{' + ', '.join(number(v) for v in truncated(*arguments)) + '};')
end('initializers')
