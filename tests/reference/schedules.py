#!/usr/bin/python3
"""Learning rates per epoch from torch.optim.lr_scheduler.

    python3 tests/reference/schedules.py > tests/reference/schedules.hpp
"""
import math
import warnings

import torch
from torch.optim import lr_scheduler as schedule

from figures import array, begin, end

warnings.filterwarnings('ignore', message='The epoch parameter')     # SequentialLR of PyTorch 1.13 warns of itself
BASE, EPOCHS = 0.1, 12


def rates(make, epochs=EPOCHS):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    scheduler, out = make(optimizer), []
    for _ in range(epochs):
        out.append(optimizer.param_groups[0]['lr'])
        optimizer.step()
        scheduler.step()
    return out


cosine = rates(lambda o: schedule.CosineAnnealingLR(o, T_max=EPOCHS - 1, eta_min=0.001))
for i, rate in enumerate(cosine):               # PyTorch computes it by recurrence; the closed form is the definition
    assert abs(rate - (0.001 + (BASE - 0.001) * (1 + math.cos(math.pi * i / (EPOCHS - 1))) / 2)) < 1e-16 * 5

begin('schedules', f'Learning rates of epochs 0, 1, ... {EPOCHS - 1} with the initial rate {BASE}.')
array('constant', rates(lambda o: schedule.ConstantLR(o, factor=1.0)), 'the initial rate')
array('step', rates(lambda o: schedule.StepLR(o, step_size=4, gamma=0.5)), 'StepLR(step_size=4, gamma=0.5): 0.1 * 0.5^floor(epoch / 4)')
array('exponential', rates(lambda o: schedule.ExponentialLR(o, gamma=0.9)), 'ExponentialLR(gamma=0.9): 0.1 * 0.9^epoch')
array('cosine', cosine, 'CosineAnnealingLR(T_max=11, eta_min=0.001): 0.001 + (0.1 - 0.001) (1 + cos(pi epoch / 11)) / 2')
array('cosine_to_zero', rates(lambda o: schedule.CosineAnnealingLR(o, T_max=EPOCHS)),
      'CosineAnnealingLR(T_max=12, eta_min=0): 0.1 (1 + cos(pi epoch / 12)) / 2; the 0 would be epoch 12\'s')
array('warm_up', rates(lambda o: schedule.LambdaLR(o, lambda epoch: min(1.0, (epoch + 1) / 5))),
      'LambdaLR(min(1, (epoch + 1) / 5)): five epochs of linear warm-up, epoch 4 is the first at the full rate')
array('linear', rates(lambda o: schedule.LinearLR(o, start_factor=0.1, end_factor=1.0, total_iters=5)),
      'LinearLR(start_factor=0.1, end_factor=1, total_iters=5): 0.1 * (0.1 + 0.9 min(epoch, 5) / 5)')
array('warm_up_cosine', rates(lambda o: schedule.SequentialLR(o, [
    schedule.LinearLR(o, start_factor=0.25, end_factor=1.0, total_iters=3), schedule.CosineAnnealingLR(o, T_max=9)], [3])),
      'SequentialLR: LinearLR(start_factor=0.25, total_iters=3) for epochs 0 to 2, then CosineAnnealingLR(T_max=9) from its epoch 0')
end('schedules')
