"""Nets of PyTorch that go to sinew and come back.

    nets.py make FOLDER    # trains them, exports them, and writes FOLDER/nets.hpp: their types as printed, inputs, outputs
    nets.py back FOLDER    # loads what nets.cpp has saved there, and compares
"""
import copy
import io
import os
import sys
from collections import OrderedDict

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../examples/pytorch'))

try:
    import torch
except ImportError:
    print('Skipped: PyTorch is not installed (Debian: python3-torch)')
    sys.exit(77)
from torch import nn

from sinew_export import Concat, LastStep, Outputs, Permute, Residual, export, load

samples, batch, rate = 3, 8, 0.05


class Case:
    """A model, the samples on which both sides compute it, and the batch of one step of training, where there is one.

    steps: those of each sequence, if a sample of the net is one step. time_major: the model takes (steps, batch, features)."""

    def __init__(self, name, shape, model, classes=0, targets=0, steps=0, time_major=False, indices=0, **options):
        self.name, self.shape, self.model, self.classes, self.targets, self.options = name, shape, model, classes, targets, options
        self.steps, self.time_major, self.indices = steps, time_major, indices
        double = next(model.parameters()).dtype == torch.float64
        self.dtype = torch.float64 if double else torch.float32
        self.tolerance = 1e-9 if double else 1e-6
        self.batch = self.inputs(batch)
        if classes:
            self.wanted = torch.arange(batch) % classes
        elif targets:
            with torch.no_grad():
                self.wanted = torch.randn(self.run(model, self.batch).shape, dtype=self.dtype)
        if classes or targets:
            optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
            for _ in range(40):
                optimizer.zero_grad()
                self.loss(self.run(model.train(), self.batch)).backward()
                optimizer.step()
        else:   # gains that are not 1, running statistics that are not 0 and 1
            with torch.no_grad():
                for key, tensor in model.state_dict().items():
                    if key.split('.')[-1] != 'num_batches_tracked':
                        if tensor.dim() == 1:
                            tensor.uniform_(0.5, 1.5)
        self.x = self.inputs(samples) if indices else 2 * self.inputs(samples)
        with torch.no_grad():
            self.y = self.run(model.eval(), self.x)

    def inputs(self, count):
        shape = (count, self.steps, *self.shape) if self.steps else (count, *self.shape)
        return torch.randint(self.indices, shape).to(self.dtype) if self.indices else torch.randn(shape, dtype=self.dtype)

    def run(self, model, x):
        """The outputs of samples, or in all steps of sequences: (count, …)."""
        x = x[..., 0].long() if self.indices else x
        y = model(x.transpose(0, 1) if self.time_major else x)
        y = y[0] if isinstance(y, tuple) else y
        return y.transpose(0, 1) if self.time_major and y.dim() == 3 else y

    def loss(self, y):
        return nn.functional.nll_loss(y.log(), self.wanted) if self.classes else nn.functional.mse_loss(y, self.wanted)

    def after_a_step(self):
        """A copy of the model after one step of gradient descent."""
        model = copy.deepcopy(self.model).train()
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        optimizer.zero_grad()
        self.loss(self.run(model, self.batch)).backward()
        optimizer.step()
        return model.eval()


class Amplifier(nn.Module):
    """A model as programs write it, with a state for blocks."""

    def __init__(self):
        super().__init__()
        self.rec = nn.LSTM(1, 8, num_layers=2)
        self.lin = nn.Linear(8, 1)

    def forward(self, x, state=None):
        y, state = self.rec(x, state)
        return self.lin(y), state


class Gestures(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(3, 5, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Sequential(nn.Linear(10, 6), nn.ReLU(), nn.Linear(6, 3), nn.Softmax(dim=1))

    def forward(self, x):
        y, _ = self.gru(x)
        return self.head(y[:, -1, :])


class Writer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 4)
        self.rnn = nn.RNN(4, 6, batch_first=True)
        self.out = nn.Linear(6, 11)

    def forward(self, x):
        return self.out(self.rnn(self.embedding(x))[0])


def cases():
    torch.manual_seed(16)
    chain, named = nn.Sequential, lambda **modules: nn.Sequential(OrderedDict(modules))
    yield Case('classifier', (4,), named(fc1=nn.Linear(4, 16), act1=nn.ReLU(), fc2=nn.Linear(16, 8), act2=nn.Tanh(),
                                         out=nn.Linear(8, 3), probabilities=nn.Softmax(dim=1)), classes=3)
    yield Case('images', (1, 8, 8), chain(
        nn.Conv2d(1, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Conv2d(6, 8, 3),
        nn.LeakyReLU(0.2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3), nn.Softmax(-1)), classes=3)
    yield Case('blocks', (5,), chain(
        nn.Linear(5, 6), nn.Tanh(), Residual(chain(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 6))),
        Residual(block=chain(nn.BatchNorm1d(6), nn.Linear(6, 3), nn.Tanh()), projection=nn.Linear(6, 3)),
        Concat(nn.Identity(), nn.Linear(3, 2), chain(nn.Linear(3, 4), nn.Sigmoid()), chain(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1)),
               Residual(nn.Linear(3, 3))),
        chain(nn.Linear(13, 4), chain(nn.ELU(0.5), nn.Linear(4, 2)))).double(), targets=2)
    activations = [nn.ReLU, nn.LeakyReLU, lambda: nn.LeakyReLU(0.3), nn.ELU, lambda: nn.ELU(1 / 3), nn.GELU, nn.SiLU, nn.Sigmoid, nn.Tanh,
                   nn.Softplus, nn.Hardsigmoid, lambda: nn.LeakyReLU(0), nn.Identity, nn.SELU, nn.CELU, lambda: nn.CELU(0.75),
                   nn.Hardtanh, lambda: nn.Hardtanh(-0.5, 0.25), lambda: nn.Hardtanh(0, 6), nn.ReLU6, nn.Softsign, nn.Hardswish,
                   lambda: nn.GELU('tanh'), lambda: nn.LogSoftmax(1), nn.Mish, nn.LogSigmoid, nn.Hardshrink, lambda: nn.Softshrink(0.3),
                   nn.Tanhshrink, nn.PReLU, lambda: nn.PReLU(6)]
    # Side by side, so that each one's outputs are compared.
    yield Case('fused', (6,), chain(Concat(*[chain(nn.Linear(6, 6), make()) for make in activations + [lambda: nn.Softmax(1)]])).double())
    yield Case('alone', (6,), chain(nn.Linear(6, 6), Concat(*[make() for make in activations], nn.Softmax(dim=-1))).double())
    yield Case('convolutions', (4, 9, 10), chain(
        nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2, bias=False), nn.SiLU(),
        nn.Conv2d(6, 6, 3, groups=6, padding='same'), nn.Conv2d(6, 6, (1, 3), groups=6, padding='valid', bias=False), nn.ReLU(),
        nn.Conv2d(6, 4, (2, 4), padding='same', dilation=(2, 1)), nn.GELU(),
        nn.ConvTranspose2d(4, 6, (2, 3), stride=(2, 3), padding=(1, 0), output_padding=(1, 2), groups=2, bias=False), nn.Sigmoid(),
        nn.ConvTranspose2d(6, 2, 2, dilation=2, padding=1), Permute(1, 2, 0)).double())
    yield Case('shuffles', (4, 6, 4), chain(
        nn.PixelShuffle(2), nn.PixelUnshuffle(4), nn.ChannelShuffle(2), Permute(2, 0, 1), nn.GroupNorm(1, 2)).double())
    yield Case('pools', (4, 18, 19), chain(
        nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), ceil_mode=True), nn.AvgPool2d(2, stride=1),
        nn.AvgPool2d(3, stride=(1, 2), padding=1, count_include_pad=False, ceil_mode=True), nn.AvgPool2d((2, 1), padding=(1, 0)),
        nn.AdaptiveMaxPool2d((None, 3)), nn.Upsample(scale_factor=2), nn.BatchNorm2d(4, eps=1e-3, momentum=0.25, affine=False),
        nn.GroupNorm(2, 4, eps=0.02), nn.InstanceNorm2d(4, affine=True), nn.InstanceNorm2d(4, eps=0.125), nn.Dropout2d(0.25),
        nn.Upsample(size=(20, 12), mode='bilinear', align_corners=False), nn.AdaptiveAvgPool2d((5, 4)), nn.UpsamplingNearest2d(scale_factor=3),
        nn.LayerNorm((4, 15, 12), eps=1e-4), nn.MaxPool2d(3), nn.Flatten(2), nn.Unflatten(1, (2, 2)), nn.Unflatten(-1, (5, 4)),
        nn.Flatten(1, 2), nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 3, 1), nn.AdaptiveMaxPool2d(1), nn.Flatten()).double())
    yield Case('sequences', (3, 25), named(
        first=nn.Conv1d(3, 4, 3, stride=2, padding=1, dilation=2, bias=False), activation=nn.ReLU(), depthwise=nn.Conv1d(4, 4, 2, groups=4, padding='same'),
        norm=nn.BatchNorm1d(4), largest=nn.MaxPool1d(3, stride=2, padding=1, dilation=1, ceil_mode=True), drop=nn.Dropout1d(0.1), none=nn.Dropout(0),
        mean=nn.AvgPool1d(2, stride=1, padding=1, count_include_pad=False), up=nn.Upsample(scale_factor=2, mode='linear'),
        instance=nn.InstanceNorm1d(4, affine=True), adaptive=nn.AdaptiveAvgPool1d(8), whole=nn.AdaptiveMaxPool1d(1), flat=nn.Flatten(),
        last=nn.Linear(4, 2, bias=False), sure=nn.Dropout(0.2)).double(), zero_bias=True)
    yield Case('slopes', (3, 11), chain(
        nn.Conv1d(3, 4, 3), nn.PReLU(4), nn.ConvTranspose1d(4, 6, 3, stride=3, padding=1, output_padding=2, groups=2, bias=False), nn.Mish(),
        nn.PReLU(init=0.5), nn.ConvTranspose1d(6, 6, 2), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(6, 3), nn.PReLU(3)).double(), targets=3)
    yield Case('dropped', (5,), chain(nn.Linear(5, 6), nn.SELU(), nn.AlphaDropout(0.1), nn.Linear(6, 2)).double())
    yield Case('numbered', (3,), named(first=nn.Linear(3, 4), relu=nn.ReLU(), block=Residual(nn.Linear(4, 4)), both=Concat(nn.Linear(4, 2), nn.Identity())),
               numbers=True)
    yield Case('amplifier', (1,), Amplifier(), targets=1, steps=20, time_major=True)
    yield Case('amplifier_window', (20, 1), Amplifier().double(), targets=1, time_major=True)
    yield Case('gestures', (9, 3), Gestures(), classes=3)
    yield Case('writer', (1,), Writer().double(), steps=12, indices=11)
    yield Case('writer_window', (7, 1), Writer(), indices=11, numbers=True)
    yield Case('recurrent', (4,), named(inp=nn.Linear(4, 5), act=nn.Tanh(), skip=Residual(chain(nn.LayerNorm(5), Outputs(nn.GRU(5, 5)))),
                                        rnn=Outputs(nn.RNN(5, 3, 2, nonlinearity='relu', bias=False)), drop=nn.Dropout(0.1),
                                        out=nn.Linear(3, 2), p=nn.Softmax(-1)).double(), steps=6, time_major=True, zero_bias=True)
    yield Case('recurrent_window', (8, 4), chain(
        nn.Linear(4, 5), nn.Tanh(), Residual(chain(nn.LayerNorm(5), Outputs(nn.GRU(5, 5)))), Outputs(nn.LSTM(5, 3, bidirectional=True)), nn.Sigmoid(),
        chain(nn.Linear(6, 4), Outputs(nn.RNN(4, 4))), Residual(Outputs(nn.LSTM(4, 3, bidirectional=True)), projection=nn.Linear(4, 6)), nn.SiLU(),
        LastStep(), nn.Linear(6, 4), Concat(nn.Identity(), nn.Linear(4, 2))).double(), targets=1, time_major=True)
    yield Case('convolved', (3, 12), chain(nn.Conv1d(3, 4, 3, stride=2), nn.ReLU(), nn.BatchNorm1d(4), Permute(1, 0), Outputs(nn.LSTM(4, 5, batch_first=True)),
                                           nn.Flatten(), nn.Linear(25, 2)).double())
    yield Case('unwrapped', (2,), nn.GRU(2, 3), steps=5, time_major=True)
    yield Case('single', (3,), nn.Linear(3, 2))


def numbers(tensor):
    return '{' + ', '.join(v.hex() for v in tensor.double().reshape(-1).tolist()) + '}'


def make(folder):
    with open(os.path.join(folder, 'nets.hpp'), 'w') as file:
        print('#pragma once\n// Written by nets.py.\n\n#include "case.hpp"\n\nnamespace nets {\n\nusing namespace sinew;\n', file=file)
        for case in cases():
            printed = io.StringIO()
            exported = export(case.model, case.shape, os.path.join(folder, case.name + '.safetensors'), to=printed, **case.options)
            print(printed.getvalue(), file=file)
            step = f'Training{{{numbers(case.batch)}, {numbers(case.wanted)}}}' if case.classes or case.targets else 'Training{}'
            names = ', '.join(f'"{name}"' for name in exported.names)
            print(f'inline const Case<{exported.name}> {case.name}{{"{case.name}", {{{names}}}, {case.tolerance}, {numbers(case.x)},\n'
                  f'  {numbers(case.y)}, {step}, {case.steps}}};\n', file=file)
        print('}  // namespace nets', file=file)
    # The last net once more, with another bias than the golden sample was computed with.
    with open(os.path.join(folder, case.name + '.safetensors'), 'rb') as file:
        content = bytearray(file.read())
    content[-1] ^= 0x80   # the sign of the last number
    with open(os.path.join(folder, 'negated.safetensors'), 'wb') as file:
        file.write(content)


def back(folder):
    """Each model loads what sinew has saved, and gives the outputs that sinew had; after a step in sinew, also the weights
    that PyTorch has after that step."""
    wrong = []

    def compare(what, found, expected, tolerance):
        off = (found.double() - expected.double()).abs().max().item()
        if not off <= tolerance * max(1, expected.abs().max().item()):
            wrong.append(f'{what}: off by {off}')

    with open(os.path.join(folder, 'outputs.txt')) as file:
        outputs = {line.split()[0]: [float(n) for n in line.split()[1:]] for line in file}
    for case in cases():
        before = {key: value.clone() for key, value in case.model.state_dict().items()}
        tracked = [key for key in before if key.endswith('num_batches_tracked')]
        path = os.path.join(folder, case.name + '.back.safetensors')
        load(case.model, path, input_shape=case.shape)
        state = {key: value.clone() for key, value in case.model.state_dict().items()}
        with torch.no_grad():
            y = case.run(case.model.eval(), case.x)
        expected = torch.tensor(outputs[case.name], dtype=torch.float64).reshape(y.shape)
        compare(case.name, y, expected, case.tolerance)
        if torch.equal(y, case.y):
            wrong.append(f'{case.name}: nothing has changed')
        if any(not torch.equal(state[key], before[key]) for key in tracked):
            wrong.append(f'{case.name}: num_batches_tracked has changed')
        if case.classes or case.targets:
            case.model.load_state_dict(before)
            for key, value in case.after_a_step().state_dict().items():
                if key not in tracked:
                    compare(f'{case.name}, {key} after a step', state[key], value, case.tolerance)
        print(f'{case.name}: {len(state)} tensors, outputs within {(y - expected).abs().max().item():.1g}')
    if wrong:
        sys.exit('\n'.join(wrong))


def without(_):
    print('Skipped: what reads safetensors files is not built (Debian: nlohmann-json3-dev)')
    sys.exit(77)


{'make': make, 'back': back, 'without': without}[sys.argv[1]](sys.argv[-1])
