#!/usr/bin/python3
"""The learning rate range test by the formulas of PyTorch Lightning's lr_find, in NumPy.

    python3 tests/reference/rates.py > tests/reference/rates.hpp

Smoothing as in fastai and Lightning: average = beta * average + (1 - beta) * loss, divided by 1 - beta^n. The suggestion is that of
Lightning's _LRFinder.suggestion(skip_begin=10, skip_end=1): the minimum of numpy.gradient(losses[10:-1]).
The training is that of y = w + b by SGD towards 10: a step takes y to y + 4 rate (10 - y).
"""
import numpy as np

import figures
from figures import array, end

LOWEST, HIGHEST, STEPS, BETA = 1e-4, 1e3, 100, 0.9
print('#pragma once')
print('/// A learning rate range test and its suggestion, by PyTorch Lightning\'s formulas.')
print('/// Made by tests/reference/rates.py with NumPy, double precision. Do not edit:')
print('///     python3 tests/reference/rates.py > tests/reference/rates.hpp\n')
print('#include <array>\n\nnamespace reference::rates {\n')
rates, losses, smoothed, y, average = [], [], [], 0.0, 0.0
for n in range(STEPS):
    rate = LOWEST * (HIGHEST / LOWEST)**(n / (STEPS - 1))
    loss = (10 - y)**2
    average = BETA * average + (1 - BETA) * loss
    rates.append(rate)
    losses.append(loss)
    smoothed.append(average / (1 - BETA**(n + 1)))
    if smoothed[-1] > 4 * min(smoothed):
        break
    y += 4 * rate * (10 - y)
assert 20 < len(rates) < STEPS
array('rate', rates, 'rates from 0.0001 to 1000 in 100 steps, until the smoothed loss is 4 times its minimum')
array('loss', losses, 'losses')
array('smoothed', smoothed, 'smoothed losses, beta = 0.9')
best = 10 + int(np.argmin(np.gradient(np.array(smoothed)[10:-1])))
print(f'/// suggestion(skip_begin=10, skip_end=1)\ninline constexpr double suggestion = {figures.number(rates[best])};')
end('rates')
