#!/usr/bin/env python3
"""Trains a classifier of Iris flowers with PyTorch and writes it as iris.onnx, which 26_onnx_to_header imports.

    python3 examples/import/iris.py        (packages python3-torch and python3-onnx)"""
import csv
import pathlib

import torch
from torch import nn

here = pathlib.Path(__file__).resolve().parent
torch.manual_seed(3)
rows = [r for r in csv.reader(open(here.parent / 'data' / 'iris.csv')) if r and r[0].replace('.', '', 1).isdigit()]
species = sorted({r[-1] for r in rows})
x = torch.tensor([[float(v) for v in r[:4]] for r in rows])
t = torch.tensor([species.index(r[-1]) for r in rows])

model = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 12), nn.ReLU(), nn.Linear(12, 3))
adam = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(80):
    adam.zero_grad()
    nn.functional.cross_entropy(model(x), t).backward()
    adam.step()
model.eval()
print('accuracy', (model(x).argmax(1) == t).float().mean().item(), species)
torch.onnx.export(nn.Sequential(*model, nn.Softmax(1)), x[:1], str(here / 'iris.onnx'), input_names=['lengths'],
                  output_names=['species'], dynamic_axes={'lengths': {0: 'flowers'}, 'species': {0: 'flowers'}})
