"""Writes C++ headers of figures: what the scripts beside it share."""
import mpmath
import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def rounded(y):
    """mpf to the nearest double, once; float() of mpmath 1.2 rounds subnormal results twice."""
    y = mpmath.mpf(y)
    if y == 0 or abs(y) >= mpmath.mpf(2)**-1022:
        return float(y)
    return float(mpmath.nint(y * mpmath.mpf(2)**1074)) * 5e-324


def number(x):
    """A C++ literal that reads back as exactly x."""
    x = float(x)
    if x != x:
        raise ValueError('NaN among the figures')
    if x in (float('inf'), float('-inf')):
        raise ValueError('infinity among the figures')
    return repr(x)


def flat(values):
    """Nested lists, tensors and numbers as one list of numbers, the last index fastest."""
    if isinstance(values, torch.Tensor):
        values = values.detach().reshape(-1).tolist()
    if isinstance(values, (list, tuple)):
        return [y for v in values for y in flat(v)]
    return [values]


def braces(values, indent=4, taken=0, width=138):
    """{a, b, …} on one line if it fits after `taken` columns, else broken into indented lines."""
    items = [str(x) if isinstance(x, int) else number(x) for x in flat(values)]
    if taken + len(', '.join(items)) + 2 <= width:
        return '{' + ', '.join(items) + '}'
    lines = ['']
    for item in items:
        if len(lines[-1]) + len(item) + indent + 2 > width:
            lines.append('')
        lines[-1] += item + ', '
    body = '\n'.join(' ' * indent + line.rstrip() for line in lines)
    return '{\n' + body.rstrip(',') + '\n' + ' ' * (indent - 2) + '}'


def array(name, values, comment):
    values = flat(values)
    head = f'inline constexpr std::array<double, {len(values)}> {name} = '
    print(f'/// {comment}\n{head}{braces(values, 2, len(head))};')


def begin(script, what, includes=('array',)):
    print('#pragma once')
    print(f'/// {what}')
    print(f'/// Made by tests/reference/{script}.py with PyTorch {torch.__version__}, double precision. Do not edit:')
    print(f'///     python3 tests/reference/{script}.py > tests/reference/{script}.hpp\n')
    for include in includes:
        print(f'#include <{include}>')
    if includes:
        print()
    print(f'namespace reference::{script} {{\n')


def end(script):
    print(f'\n}}  // namespace reference::{script}')
