#!/usr/bin/env python3
"""From PyTorch to C++ and back, the half in Python. spirals.cpp is the other half.

    python3 train_spirals.py                               # trains a little, writes spirals.safetensors, prints the type
    spirals spirals.safetensors trained.safetensors        # trains further, in C++
    python3 train_spirals.py --check trained.safetensors   # loads the result, and checks it
"""
import argparse
import math
import os
import sys
from collections import OrderedDict

try:
    import torch
except ImportError:
    print('PyTorch is not installed (Debian: python3-torch)')
    sys.exit(77)
from torch import nn

from sinew_export import export, load

points = 97   # of each spiral


def spirals():
    """Two spirals around each other: points and the number of their spiral. spirals.cpp has the same points."""
    x, t = [], []
    for k in range(points):
        angle, radius = k * math.pi / 24, (104 - k) / 104
        for spiral in range(2):
            sign = 1 - 2 * spiral
            x.append([sign * radius * math.sin(angle), sign * radius * math.cos(angle)])
            t.append(spiral)
    return torch.tensor(x), torch.tensor(t)


def model():
    return nn.Sequential(OrderedDict(first=nn.Linear(2, 24), tanh1=nn.Tanh(), second=nn.Linear(24, 24), tanh2=nn.Tanh(),
                                     out=nn.Linear(24, 2), probabilities=nn.Softmax(dim=1)))


def accuracy(net):
    x, t = spirals()
    with torch.no_grad():
        return (net.eval()(x).argmax(dim=1) == t).float().mean().item()


def train(path):
    torch.manual_seed(1)
    net = model()
    x, t = spirals()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(220):
        optimizer.zero_grad()
        nn.functional.nll_loss(net(x).log(), t).backward()
        optimizer.step()
    print(f'// trained by PyTorch: accuracy {accuracy(net):.3f}')
    export(net, 2, path)


def check(path):
    net = load(model(), path, input_shape=2)   # compares the golden sample, too
    reached = accuracy(net)
    print(f'loaded into PyTorch: accuracy {reached:.3f}')
    return 0 if reached > 0.97 else 1


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description='Trains a net for spirals.cpp, or checks what that has made of it.')
    parser.add_argument('--check', metavar='FILE', help='the file that spirals.cpp has saved')
    parser.add_argument('-o', '--output', metavar='FILE', help='the file to write [spirals.safetensors beside this script]',
                        default=os.path.join(os.path.dirname(os.path.abspath(__file__)), 'spirals.safetensors'))
    options = parser.parse_args()
    sys.exit(check(options.check) if options.check else train(options.output))
