#!/usr/bin/python3
"""A net with two inputs and three outputs: outputs, losses, gradients and steps of training.

    python3 tests/reference/heads.py > tests/reference/heads.hpp
"""
import copy

import torch

from figures import array, begin, braces, end

nn = torch.nn
BATCH = 6


# The modules that the documentation of sinew's Branches (compose/branches.hpp) and Heads (compose/heads.hpp) shows.
class Branches(torch.nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = torch.nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(part) for branch, part in zip(self.branches, x)], dim=1)


class Heads(torch.nn.Module):
    def __init__(self, *heads):
        super().__init__()
        self.heads = torch.nn.ModuleList(heads)

    def forward(self, x):
        return tuple(head(x) for head in self.heads)


def losses(y, classes, position, yes):
    """Softmax and Sigmoid are modules of the net, so that its outputs are probabilities, as sinew's are."""
    return (nn.functional.nll_loss(y[0].log(), classes), nn.functional.mse_loss(y[1], position),
            nn.functional.binary_cross_entropy(y[2], yes))


WEIGHTS = (1, 0.5, 2)


def total(net, data):
    return sum(w * loss for w, loss in zip(WEIGHTS, losses(net(data[0]), *data[1])))


def values(net):
    return [v for value in net.state_dict().values() for v in value.reshape(-1).tolist()]


def trained(net, optimizer_of, steps, data):
    net = copy.deepcopy(net)
    optimizer = optimizer_of(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        total(net, data).backward()
        optimizer.step()
    return values(net)


torch.manual_seed(1)
net = nn.Sequential(
    Branches(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()), nn.Sequential(nn.Linear(3, 4), nn.Tanh())),
    nn.Linear(12, 6), nn.Tanh(),
    Heads(nn.Sequential(nn.Linear(6, 3), nn.Softmax(1)), nn.Linear(6, 2), nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 1), nn.Sigmoid())))
image, numbers = torch.rand(BATCH, 1, 6, 6), 2 * torch.rand(BATCH, 3) - 1
targets = (torch.randint(0, 3, (BATCH,)), torch.rand(BATCH, 2), torch.randint(0, 2, (BATCH, 1)).double())
image.requires_grad_()
numbers.requires_grad_()
data = ((image, numbers), targets)
y = net(data[0])
each = losses(y, *targets)
total(net, data).backward()
gradient = [v for p in net.parameters() for v in p.grad.reshape(-1).tolist()]
data = ((image.detach(), numbers.detach()), targets)

begin('heads',
      'Inputs<shape<1, 6, 6>, shape<3>>, Branches<Sequential<Conv2D<2, 3, ReLU>, MaxPool2D<2>, Flatten>, Dense<3, 4, Tanh>>, '
      'Dense<12, 6, Tanh>,\n/// Heads<Dense<6, 3, Softmax>, Dense<6, 2>, Sequential<Dense<6, 4, ReLU>, Dense<4, 1, Sigmoid>>>',
      ('array', 'cstddef', 'string_view'))
print(f'inline constexpr std::size_t batch = {BATCH};')
print('/// The names in state_dict().')
names = list(net.state_dict())
print(f'inline constexpr std::array<std::string_view, {len(names)}> names = {{')
for name in names:
    print(f'  "{name}",')
print('};')
array('values', values(net), 'All entries of state_dict(), one after the other, row-major.')
array('images', image, 'One sample after the other.')
array('numbers', numbers, 'One sample after the other.')
print(f'/// Targets of the heads.\ninline constexpr std::array<int, {BATCH}> classes = {braces(targets[0])};')
array('positions', targets[1], 'Two for each sample.')
print(f'inline constexpr std::array<int, {BATCH}> yes = {braces([int(t) for t in targets[2].reshape(-1)])};')
for j, what in enumerate(('probabilities', 'places', 'certainties')):
    array(what, y[j], f'The outputs of head {j}.')
array('weights', [float(w) for w in WEIGHTS], 'The weights of cross-entropy, mean squared error and binary cross-entropy.')
array('losses', list(each), 'Each without its weight.')
array('gradient', gradient, 'Of the weighted sum, in the order of `values`.')
array('image_gradient', image.grad, 'The same by the images.')
array('numbers_gradient', numbers.grad, 'The same by the numbers.')
array('after_sgd', trained(net, lambda p: torch.optim.SGD(p, lr=0.1), 1, data), '`values` after a step of SGD with rate 0.1.')
array('after_adam', trained(net, lambda p: torch.optim.Adam(p, lr=0.01), 3, data), '`values` after three steps of Adam with rate 0.01.')
end('heads')
