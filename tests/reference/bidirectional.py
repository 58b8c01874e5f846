#!/usr/bin/python3
"""Recurrent layers in both directions.

    python3 tests/reference/bidirectional.py

writes tests/reference/images/bidirectional.txt. Weights are in sinew's order: W_ih (inputs, gates · units), b_ih, W_hh (units, gates ·
units), b_hh, then those of the other direction.
"""
import torch

from figures_file import File

torch.manual_seed(1)
with File('bidirectional.txt', __file__) as f:
    for kind in ('LSTM', 'GRU', 'RNN'):
        for inputs, units, batch, steps in [(2, 3, 1, 7), (3, 5, 4, 4), (1, 8, 3, 1), (4, 2, 2, 12)]:
            layer = getattr(torch.nn, kind)(inputs, units, batch_first=True, bidirectional=True)
            order = [(getattr(layer, f'{name}_l0{direction}'), lambda t: t.t() if t.dim() == 2 else t)
                     for direction in ('', '_reverse') for name in ('weight_ih', 'bias_ih', 'weight_hh', 'bias_hh')]
            f.case(f'{kind.lower()}_{inputs}_{units}_{batch}_{steps}', 2 * torch.randn(batch, steps, inputs), lambda x: layer(x)[0], order)
