#!/usr/bin/python3
"""Exponential moving averages of weights, and target networks.

    python3 tests/reference/ema.py > tests/reference/ema.hpp
"""
import torch
from torch.optim.swa_utils import AveragedModel

from figures import begin, braces, end

UPDATES = 8
START = [0.5, -1.25, 2.0]


def weights(step):
    """What training makes of the weights: any numbers will do."""
    return [w + (0.1 + 0.05 * i) * step * (-1)**(step // 3) for i, w in enumerate(START)]


def averages(decay):
    """decay(n): what update n = 1, 2, ... keeps; AveragedModel copies the first time."""
    model = torch.nn.Linear(3, 1, bias=False)
    average = AveragedModel(model, avg_fn=lambda mean, w, n: decay(int(n) + 1) * mean + (1 - decay(int(n) + 1)) * w)
    found = []
    for step in range(1, UPDATES + 1):
        model.weight.data = torch.tensor([weights(step)])
        average.update_parameters(model)
        found.append(average.module.weight[0].tolist())
    return found


def warm_up(decay):
    """timm's ModelEmaV3.get_decay with use_warmup=True, warmup_gamma=1, warmup_power=2/3, at step n."""
    return lambda n: 0.0 if n <= 1 else min(1 - (1 + (n - 1) / 1.0)**-(2 / 3), decay)


def polyak(tau):
    """Stable-Baselines3's polyak_update: target.mul_(1 - tau), then target += tau * online."""
    target, found = torch.tensor(START), []
    for step in range(1, UPDATES + 1):
        target.mul_(1 - tau)
        torch.add(target, torch.tensor(weights(step)), alpha=tau, out=target)
        found.append(target.tolist())
    return found


begin('ema', 'Averages of weights.', ('array', 'cstddef'))
print(f'/// What the weights are before the first update, and at updates 1 ... {UPDATES}.')
print(f'inline constexpr std::array<double, 3> start = {braces(START)};')


def table(name, rows, comment):
    print(f'/// {comment}')
    print(f'inline constexpr std::array<std::array<double, 3>, {UPDATES}> {name} = {{{{')
    for r in rows:
        print(f'  {{{braces(r)}}},')
    print('}};')


table('weights', [weights(s) for s in range(1, UPDATES + 1)], 'The weights.')
table('decay_09', averages(lambda n: 0.9), 'AveragedModel with decay 0.9')
table('warm_up_06', averages(warm_up(0.6)), "The same with timm's warm-up and decay 0.6, which it reaches at update 4")
table('tau_02', polyak(0.2), 'polyak_update with tau = 0.2, from the start')
end('ema')
