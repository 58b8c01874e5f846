#!/usr/bin/python3
"""Elementary functions at chosen points, for tests/simd: correctly rounded to double by mpmath at 60 digits.

    python3 tests/reference/functions.py > tests/reference/functions.hpp
"""
import struct

import mpmath
from mpmath import mp, mpf

from figures import rounded

mp.dps = 60


def single(x):
    """x rounded to float, so that one table serves float and double."""
    return struct.unpack('f', struct.pack('f', x))[0]


def text(x):
    return 'infinity' if x == float('inf') else '-infinity' if x == float('-inf') else float(x).hex()


both = lambda xs: [s * x for x in xs for s in (1, -1)]
small = [1e-30, 1e-10, 1e-5, 0.001, 0.01, 0.1, 0.125, 0.25, 0.3, 0.346, 0.35, 0.4, 0.5, 0.6, 0.62, 0.63, 0.65, 0.7, 0.75, 0.8, 0.9,
         0.93, 0.94, 0.99, 1.0, 1.01, 1.04, 1.1, 1.25, 1.5, 1.75, 2.0, 2.3, 2.5, 3.0, 3.5, 4.5, 5.0, 5.5, 6.0, 7.0, 8.0, 9.0, 10.0]
large = [12.0, 15.0, 16.6, 18.0, 20.0, 25.0, 30.0, 36.0, 40.0, 50.0, 60.0, 70.0, 80.0, 87.0]
positive = [1e-37, 1e-30, 1e-10, 0.001, 0.1, 0.25, 0.5, 0.7, 0.71, 0.9, 0.99, 0.999, 1.0, 1.001, 1.01, 1.1, 1.25, 1.4, 1.42, 1.5, 2.0,
            2.718281828, 3.0, 5.0, 7.0, 10.0, 100.0, 12345.0, 1e6, 1e10, 1e20, 1e38]

tables = (
    ('exp', mpmath.exp, both(small + large)),
    ('expm1', mpmath.expm1, both(small + large)),
    ('log', mpmath.log, positive),
    ('log1p', mpmath.log1p, both([x for x in small if x < 1]) + [x for x in positive if x >= 1e-3]),
    ('tanh', mpmath.tanh, both(small + large)),
    ('sigmoid', lambda x: 1 / (1 + mpmath.exp(-x)), both(small + large)),
    ('softplus', lambda x: mpmath.log1p(mpmath.exp(x)), both(small + large)),
    ('erf', mpmath.erf, both(small)),
    ('sqrt', mpmath.sqrt, positive),
    # double alone: results near the ends of its range
    ('exp_double', mpmath.exp, [100.25, 400.5, 709.0, 709.78, 709.782712893384, -100.25, -400.5, -700.0, -708.0, -708.5, -710.0, -720.0,
                                -740.0, -744.0, -745.0, -745.13]),
    ('log_double', mpmath.log, [5e-324, 1e-320, 1e-310, 2.2250738585072014e-308, 1e-300, 1e100, 1.7976931348623157e308]),
)

print('#pragma once')
print(f'/// Made by tests/reference/functions.py with mpmath {mpmath.__version__} at {mp.dps} digits. Do not edit.')
print('/// {x, f(x)}; x is exact in float too (not in the tables *_double), f(x) is correctly rounded to double.')
print('\nnamespace reference::functions {\n')
print('struct point { double x, y; };\n')
for name, f, xs in tables:
    print(f'inline constexpr point {name}[] = {{')
    for x in xs:
        x = x if name.endswith('_double') else single(x)
        print(f'  {{{text(x)}, {text(rounded(f(mpf(x))))}}},')
    print('};\n')
print('}  // namespace reference::functions')
