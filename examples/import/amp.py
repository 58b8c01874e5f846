#!/usr/bin/env python3
"""Writes amp.nam, the model of 30_guitar_amp: a small WaveNet in the format of Neural Amp Modeler, which has learnt a tube that
clips one side more than the other, between two filters of RC type.

    python3 amp.py        (packages python3-torch, python3-numpy; 5 minutes)
"""
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

rate, steps, batch, length = 48_000, 1200, 16, 4096
rng = np.random.default_rng(1)
torch.manual_seed(1)


def pluck(seconds):
    """Plucked strings: tones that begin loud and fade out."""
    signal, note = [], rate // 4
    t = np.arange(note)
    for _ in range(int(4 * seconds)):
        pitch, loud, phase = rng.uniform(80, 800), rng.uniform(0.05, 1), rng.uniform(0, 6)
        tone = sum(rng.uniform(0, 1) / k * np.sin(2 * np.pi * k * pitch / rate * t + phase) for k in range(1, 9))
        signal.append(loud * np.exp(-t / (0.1 * rate)) * tone)
    return np.concatenate(signal)


def tube(x):
    y, before, after = np.empty_like(x), 0.0, 0.0
    for i, v in enumerate(x):
        before += 0.4 * (v - before)
        after += 0.6 * (np.tanh(6 * before + 0.5) - np.tanh(0.5) - after)
        y[i] = 0.5 * after
    return y


stacks = [(1, 4, [1, 2, 4, 8, 16, 32], 2, False), (4, 2, [1, 2, 4, 8], 1, True)]   # inputs, channels, dilations, head, bias
weights = []
for size, channels, dilations, head, bias in stacks:
    weights.append(torch.randn(channels, size, 1) / size ** 0.5)
    for _ in dilations:
        weights += [torch.randn(channels, channels, 3) / (3 * channels) ** 0.5, torch.zeros(channels), 0.5 * torch.randn(channels, 1, 1),
                    0.3 * torch.randn(channels, channels, 1) / channels ** 0.5, torch.zeros(channels)]
    weights.append(torch.randn(head, channels, 1) / (channels * len(dilations)) ** 0.5)
    if bias:
        weights.append(torch.zeros(head))
for w in weights:
    w.requires_grad_()


def net(x):
    left, h, s = iter(weights), x, 0

    def conv(x, bias, dilation=1):
        w = next(left)
        return F.conv1d(F.pad(x, ((w.shape[2] - 1) * dilation, 0)), w, next(left) if bias else None, dilation=dilation)
    for _, _, dilations, _, bias in stacks:
        h = conv(h, False)
        for d in dilations:
            a = torch.tanh(conv(h, True, d) + conv(x, False))
            s, h = s + a, h + conv(a, True)
        s = conv(s, bias)
    return s


x = pluck(60)
xs, ys = (torch.tensor(v, dtype=torch.float32) for v in (x, tube(x)))
adam = torch.optim.Adam(weights, 0.01)
decay = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
reach = 256
for step in range(steps):
    at = torch.randint(0, len(xs) - length - reach, (batch,))
    inputs = torch.stack([xs[i:i + length + reach] for i in at])[:, None]
    targets = torch.stack([ys[i + reach:i + reach + length] for i in at])[:, None]
    loss = ((net(inputs)[..., reach:] - targets) ** 2).mean() / ys.var()
    adam.zero_grad()
    loss.backward()
    adam.step()
    decay.step()
    if step % 100 == 99:
        print(step + 1, f'{loss.item():.5f}', flush=True)

numbers = [float('%.5g' % v) for w in weights for v in w.detach().flatten().tolist()] + [1.0]
common = dict(condition_size=1, kernel_size=3, activation='Tanh', gated=False)
config = dict(layers=[dict(common, input_size=i, channels=c, dilations=d, head_size=h, head_bias=b) for i, c, d, h, b in stacks],
              head=None, head_scale=1.0)
model = dict(version='0.5.4', metadata=dict(name='a tube between two filters'), architecture='WaveNet', config=config,
             weights=numbers, sample_rate=rate)
pathlib.Path(__file__).with_name('amp.nam').write_text(json.dumps(model) + '\n')
