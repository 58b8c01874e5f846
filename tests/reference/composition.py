#!/usr/bin/python3
"""Residual blocks and branches put together: outputs and gradients.

    python3 tests/reference/composition.py > tests/reference/composition.hpp
"""
import torch

from figures import begin, braces, end

BATCH = 9


class Residual(torch.nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Concat(torch.nn.ModuleList):
    def forward(self, x):
        return torch.cat([branch(x) for branch in self], dim=1)


def dense(inputs, outputs, activation=None):
    linear = torch.nn.Linear(inputs, outputs)
    return [linear] if activation is None else [linear, activation]


def flat(net, of):
    """Parameters in sinew's order: of each layer W (inputs, outputs), then b. PyTorch keeps W transposed."""
    return [of(p).t() if p.dim() == 2 else of(p) for p in net.parameters()]


def figures(name, comment, inputs, net):
    x = (4 * torch.rand(BATCH, inputs) - 2).requires_grad_()
    y = net(x)
    mix = 2 * torch.rand_like(y) - 1
    (y * mix).sum().backward()
    parameters = [v for p in flat(net, lambda p: p.detach()) for v in p.reshape(-1).tolist()]
    gradients = [v for p in flat(net, lambda p: p.grad) for v in p.reshape(-1).tolist()]
    sizes = f'{BATCH}, {inputs}, {y.shape[1]}, {len(parameters)}'
    print(f'/// {comment}\ninline constexpr example<{sizes}> {name} = {{')
    for values in (parameters, x, y, mix, x.grad, gradients):
        print(f'  {braces(values, 4, 2)},')
    print('};')


begin('composition', 'Residual blocks and branches put together: outputs y, and gradients of the sum of mix times y.', ('array', 'cstddef'))
print('''/// W of each layer (inputs, outputs), then its b. x, y, mix and dx: one sample after the other.
template <std::size_t Batch, std::size_t In, std::size_t Out, std::size_t Parameters> struct example {
  static constexpr std::size_t batch = Batch;
  std::array<double, Parameters> parameters;
  std::array<double, Batch * In> x;
  std::array<double, Batch * Out> y, mix;
  std::array<double, Batch * In> dx;
  std::array<double, Parameters> dparameters;
};
''')
torch.manual_seed(1)
relu, tanh, sigmoid = torch.nn.ReLU(), torch.nn.Tanh(), torch.nn.Sigmoid()
sequence = torch.nn.Sequential
figures('residual', 'Dense<3, 4, Tanh>, Residual<Dense<4, 5, ReLU>, Dense<5, 4, Tanh>>, Dense<4, 2>', 3,
        sequence(*dense(3, 4, tanh), Residual(*dense(4, 5, relu), *dense(5, 4, tanh)), *dense(4, 2)))
figures('concat', 'Dense<3, 6, Tanh>, Concat<PassThrough, Dense<6, 3, ReLU>, Net<Dense<6, 4, Tanh>, Dense<4, 2>>>, Dense<11, 2, Sigmoid>', 3,
        sequence(*dense(3, 6, tanh),
                 Concat([torch.nn.Identity(), sequence(*dense(6, 3, relu)), sequence(*dense(6, 4, tanh), *dense(4, 2))]),
                 *dense(11, 2, sigmoid)))
figures('all', 'Concat<PassThrough, Residual<Dense<2, 3, Tanh>, Dense<3, 2>>>, Residual<Concat<Dense<4, 1>, Dense<4, 3, Tanh>>>, Net<Dense<4, 2>>', 2,
        sequence(Concat([torch.nn.Identity(), Residual(*dense(2, 3, tanh), *dense(3, 2))]),
                 Residual(Concat([sequence(*dense(4, 1)), sequence(*dense(4, 3, tanh))])), sequence(*dense(4, 2))))
end('composition')
