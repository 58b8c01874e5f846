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
STEPS = 24
for name, note, make in [
        ('restarts', 'CosineAnnealingWarmRestarts(T_0=5)', lambda o: schedule.CosineAnnealingWarmRestarts(o, 5)),
        ('restarts_twice', 'CosineAnnealingWarmRestarts(T_0=3, T_mult=2, eta_min=0.02)',
         lambda o: schedule.CosineAnnealingWarmRestarts(o, 3, 2, 0.02)),
        ('one_cycle', 'OneCycleLR(max_lr=0.1, total_steps=24)', lambda o: schedule.OneCycleLR(o, BASE, total_steps=STEPS)),
        ('one_cycle_linear', "OneCycleLR(max_lr=0.1, epochs=4, steps_per_epoch=6, pct_start=0.45, anneal_strategy='linear', div_factor=10, final_div_factor=100)",
         lambda o: schedule.OneCycleLR(o, BASE, epochs=4, steps_per_epoch=6, pct_start=0.45, anneal_strategy='linear',
                                       div_factor=10, final_div_factor=100)),
        ('one_cycle_three', 'OneCycleLR(max_lr=0.1, total_steps=24, three_phase=True)',
         lambda o: schedule.OneCycleLR(o, BASE, total_steps=STEPS, three_phase=True)),
        ('one_cycle_three_linear', "OneCycleLR(max_lr=0.1, total_steps=24, pct_start=0.4, anneal_strategy='linear', three_phase=True)",
         lambda o: schedule.OneCycleLR(o, BASE, total_steps=STEPS, pct_start=0.4, anneal_strategy='linear', three_phase=True)),
        ('polynomial', 'PolynomialLR(total_iters=20, power=2.5)', lambda o: schedule.PolynomialLR(o, 20, 2.5)),
        ('linear_down', 'LinearLR(start_factor=1, end_factor=0.1, total_iters=16)', lambda o: schedule.LinearLR(o, 1, 0.1, 16))]:
    array(name, rates(make, STEPS), note + f' at steps 0 to {STEPS - 1}')


losses = [1.0, 0.8, 0.79995, 0.8, 0.81, 0.7, 0.75, 0.75, 0.7, 0.7, 0.72, 0.6, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65]


def plateau(**options):
    """The rate after each of the losses."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    scheduler, out = schedule.ReduceLROnPlateau(optimizer, **options), []
    for loss in losses:
        scheduler.step(loss)
        out.append(optimizer.param_groups[0]['lr'])
    return out


array('plateau_losses', losses, 'losses of epochs for the schedules below')
array('plateau', plateau(patience=2), 'ReduceLROnPlateau(patience=2): the rate after each of these epochs')
array('plateau_cooldown', plateau(patience=1, cooldown=2, factor=0.5), 'ReduceLROnPlateau(patience=1, cooldown=2, factor=0.5)')
array('plateau_least', plateau(patience=0, factor=0.3, min_lr=0.002), 'ReduceLROnPlateau(patience=0, factor=0.3, min_lr=0.002)')
array('plateau_absolute', plateau(patience=1, threshold=0.05, threshold_mode='abs'),
      "ReduceLROnPlateau(patience=1, threshold=0.05, threshold_mode='abs')")
end('schedules')
