#!/usr/bin/python3
"""Values and gradients of loss functions on small batches.

    python3 tests/reference/losses.py > tests/reference/losses.hpp

Reduction 'mean' as PyTorch's: over all elements (mse, l1, huber, both binary cross-entropies) or over samples (cross-entropy).
squared_error is no loss of PyTorch's: half the sum over outputs, mean over the batch, built from its operations.
"""
import torch
import torch.nn.functional as F

from figures import begin, braces, end, number

torch.manual_seed(1)
B, M = 4, 3
z = torch.randn(B, M) * 1.5                         # logits, or the outputs of a net for regression
t = torch.randn(B, M)                               # targets of regression
z[0, 0], t[0, 0] = 2.5, -1.75                       # |z - t| far above every delta, equal to 0, and to 1 exactly
z[1, 1] = t[1, 1]
z[2, 2], t[2, 2] = 1.25, 0.25
classes = torch.tensor([2, 0, 1, 2])
soft = torch.softmax(torch.randn(B, M), 1)          # soft targets, rows sum to 1
binary = torch.tensor([[1., 0., 1.], [0., 0., 1.], [1., 1., 0.], [0.25, 1., 0.5]])
large = torch.tensor([[800., -800., 0.], [-50., 40., 50.], [3., 2., 1.], [0., 0., -750.]])   # naive formulas overflow


def row(name, loss, z, target):
    x = z.clone().requires_grad_()
    value = loss(x, target)
    g, = torch.autograd.grad(value, x)
    print(f'/// {comments[name]}')
    print(f'inline constexpr example {name} = {{\n  {braces(z)},\n  {braces(target)},\n  {number(value)},\n  {braces(g)}}};')


def one_hot(c):
    return F.one_hot(c, M).to(z.dtype)


def squared_error(y, t):
    return 0.5 * ((y - t)**2).sum(1).mean()


def cross_entropy(x, target):                       # -sum t log softmax(x), mean over the batch
    return F.cross_entropy(x, target)


comments = {
    'mse': 'mean over all 12 elements of (y - t)^2',
    'squared_error': 'mean over the batch of half the sum over outputs of (y - t)^2',
    'mae': 'torch L1Loss: mean of |y - t|; the gradient where y == t is 0',
    'huber': 'torch HuberLoss, delta 1: d^2/2 up to |d| = delta, delta (|d| - delta/2) beyond, mean over all elements',
    'huber_half': 'delta 0.5',
    'huber_3': 'delta 3',
    'cross_entropy_index': 'torch CrossEntropyLoss on logits with class indices 2 0 1 2, written here as one-hot targets',
    'cross_entropy_soft': 'torch CrossEntropyLoss on logits with soft targets; gradient (softmax(z) - t) / B',
    'cross_entropy_large': 'large logits, class indices 0 2 0 1 (as one-hot)',
    'binary_cross_entropy': 'torch BCEWithLogitsLoss: mean over all elements; gradient (sigmoid(z) - t) / (B M)',
    'binary_cross_entropy_large': 'large logits; torch BCELoss on sigmoid(z) would cap each logarithm at -100',
}

begin('losses', 'Values and gradients of loss functions on batches of 4 samples and 3 outputs.', ('array', 'cstddef'))
print('''/// [sample][output] flat, the output index fastest. gradient = d value / d input, the division by the batch included.
/// input: the outputs y of the net for regression, the logits z (before softmax or sigmoid) for the cross-entropies.
struct example {
  std::array<double, 12> input, target;
  double value;
  std::array<double, 12> gradient;
};
inline constexpr std::size_t batch = 4, outputs = 3;
''')
row('mse', F.mse_loss, z, t)
row('squared_error', squared_error, z, t)
row('mae', F.l1_loss, z, t)
row('huber', lambda y, t: F.huber_loss(y, t, delta=1.0), z, t)
row('huber_half', lambda y, t: F.huber_loss(y, t, delta=0.5), z, t)
row('huber_3', lambda y, t: F.huber_loss(y, t, delta=3.0), z, t)
row('cross_entropy_index', cross_entropy, z, one_hot(classes))
assert torch.equal(F.cross_entropy(z, classes), F.cross_entropy(z, one_hot(classes))) or \
    abs(F.cross_entropy(z, classes) - F.cross_entropy(z, one_hot(classes))) < 1e-15
row('cross_entropy_soft', cross_entropy, z, soft)
row('cross_entropy_large', cross_entropy, large, one_hot(torch.tensor([0, 2, 0, 1])))
row('binary_cross_entropy', F.binary_cross_entropy_with_logits, z, binary)
row('binary_cross_entropy_large', F.binary_cross_entropy_with_logits, large, binary)

print(f'''
/// The class indices of cross_entropy_index and cross_entropy_large.
inline constexpr std::array<int, 4> classes = {braces(classes.tolist())}, classes_large = {{0, 2, 0, 1}};
/// softmax and sigmoid of the logits of the cross-entropies: what a net that ends in them puts out (not the large ones).
inline constexpr std::array<double, 12> softmax_of_input = {braces(torch.softmax(z, 1), 2)};
inline constexpr std::array<double, 12> sigmoid_of_input = {braces(torch.sigmoid(z), 2)};
/// log_softmax of the logits, the large ones too.
inline constexpr std::array<double, 12> log_softmax_of_input = {braces(torch.log_softmax(z, 1), 2)};
inline constexpr std::array<double, 12> log_softmax_of_large = {braces(torch.log_softmax(large, 1), 2)};''')

y = torch.softmax(z, 1).requires_grad_()
g, = torch.autograd.grad(-(soft * torch.log(y)).sum(1).mean(), y)
print(f'''/// d cross_entropy_soft / d softmax output: -t / (y B).
inline constexpr std::array<double, 12> cross_entropy_soft_dy = {braces(g, 2)};''')
y = torch.sigmoid(z).requires_grad_()
g, = torch.autograd.grad(F.binary_cross_entropy(y, binary), y)
print(f'''/// d binary_cross_entropy / d sigmoid output: torch BCELoss, (y - t) / (y (1 - y) B M).
inline constexpr std::array<double, 12> binary_cross_entropy_dy = {braces(g, 2)};''')

end('losses')
