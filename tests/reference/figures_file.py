"""Writes text files of cases that tests/layer/figures_file.hpp reads: what the scripts of layers share."""
import pathlib

import torch

from figures import flat, number


class File:
    """with File('pooling.txt', __file__) as f: f.case('max_2x2', x, layer)"""

    def __init__(self, name, script):
        self.path = pathlib.Path(__file__).parent / 'images' / name
        self.lines = [f'# Made by tests/reference/{pathlib.Path(script).name} with PyTorch {torch.__version__}, double precision. Do not edit.']

    @staticmethod
    def draw(y):
        """mix; a script may set another function, for shorter files."""
        return 2 * torch.rand_like(y) - 1

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.path.parent.mkdir(exist_ok=True)
            self.path.write_text('\n'.join(self.lines) + '\n')

    def entry(self, key, values):
        values = flat(values)
        self.lines.append(' '.join([key, str(len(values))] + [str(v) if isinstance(v, int) else number(v) for v in values]))

    def case(self, name, x, forward, parameters=(), buffers=None, infer=None):
        """y = forward(x), and the gradients of the sum of mix times y.

        parameters: tensors with requires_grad, in sinew's order; where sinew lays one out in another way, a pair (tensor, f) with f(tensor)
        in sinew's layout. buffers(): tensors, called before and after. infer(x): y of inference, where it differs from training's.
        """
        pairs = [p if isinstance(p, tuple) else (p, lambda t: t) for p in parameters]
        x = x.detach().clone().requires_grad_()
        self.lines.append(f'case {name}')
        self.entry('batch', [x.shape[0]])
        self.entry('input', list(x.shape[1:]))
        self.entry('x', x)
        if pairs:
            self.entry('parameters', [f(p.detach()) for p, f in pairs])
        if buffers:
            self.entry('buffers', buffers())
        y = forward(x)
        mix = self.draw(y)
        for p, _ in pairs:
            p.grad = None
        (y * mix).sum().backward()
        self.entry('output', list(y.shape[1:]))
        self.entry('y', y)
        self.entry('mix', mix)
        self.entry('dx', x.grad)
        if pairs:
            self.entry('dparameters', [f(p.grad) for p, f in pairs])
        if buffers:
            self.entry('buffers_after', buffers())
        if infer:
            self.entry('inferred', infer(x.detach()))
