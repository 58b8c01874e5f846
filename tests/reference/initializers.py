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
end('initializers')
