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


def sigmoid_focal_loss(inputs, targets, alpha, gamma):
    """As in torchvision.ops.focal_loss, with reduction='mean'."""
    p = torch.sigmoid(inputs)
    ce_loss = F.binary_cross_entropy_with_logits(inputs, targets, reduction='none')
    p_t = p * targets + (1 - p) * (1 - targets)
    loss = ce_loss * ((1 - p_t)**gamma)
    if alpha >= 0:
        alpha_t = alpha * targets + (1 - alpha) * (1 - targets)
        loss = alpha_t * loss
    return loss.mean()


def focal(x, target, gamma):
    """-sum t (1 - p)^gamma log p of each sample."""
    log = torch.log_softmax(x, 1)
    return -(target * (1 - log.exp())**gamma * log).sum(1)


weights = torch.tensor([0.2, 1., 5.])
of_samples = torch.tensor([1., 0.5, 0., 3.])


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
    'smooth_l1': 'torch SmoothL1Loss, beta 0.5: d^2 / (2 beta) up to |d| = beta, |d| - beta/2 beyond, mean over all elements',
    'smoothed': 'torch CrossEntropyLoss(label_smoothing=0.1) with class indices 2 0 1 2',
    'smoothed_soft': 'torch CrossEntropyLoss(label_smoothing=0.3) with soft targets',
    'weighted_classes': 'torch CrossEntropyLoss(weight=[0.2, 1, 5]) with class indices 2 0 1 2: divided by the sum of their weights',
    'weighted_smoothed': 'torch CrossEntropyLoss(weight=[0.2, 1, 5], label_smoothing=0.1) with class indices 2 0 1 2',
    'weighted_with_0': 'torch CrossEntropyLoss(weight=[2, 0.5, 0]) with class indices 2 0 1 2',
    'weighted_soft': 'the same with weights [0.2, 1, 5] and soft targets, divided by the sum of w t (torch divides by the number of samples)',
    'weighted_labels': 'torch BCEWithLogitsLoss(weight=[0.2, 1, 5]): mean over all elements',
    'positive': 'torch BCEWithLogitsLoss(pos_weight=3)',
    'positive_labels': 'torch BCEWithLogitsLoss(pos_weight=[0.5, 3, 10])',
    'focal_binary': "torchvision's sigmoid_focal_loss(alpha=0.25, gamma=2, reduction='mean')",
    'focal_binary_half': "torchvision's sigmoid_focal_loss(alpha=-1, gamma=0.5, reduction='mean')",
    'focal_classes': 'mean over samples of -(1 - p)^2 log p, p the softmax probability of classes 2 0 1 2',
    'focal_soft': 'mean over samples of -sum t (1 - p)^1.5 log p with soft targets',
    'focal_weighted': 'focal_classes with class weights [0.2, 1, 5], divided by the sum of the weights of the samples',
    'kl_divergence': "torch KLDivLoss(reduction='batchmean') on log_softmax, soft targets",
    'weighted_samples': "torch CrossEntropyLoss(reduction='none') times the weights [1, 0.5, 0, 3] of the samples, mean over the 4 samples",
    'weighted_squares': "torch MSELoss(reduction='none') times the weights [1, 0.5, 0, 3] of the samples, mean over all elements",
    'weighted_both': 'the weights of weighted_samples times those of weighted_classes, divided by the sum of the latter',
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

index = one_hot(classes)


def of_classes(loss):
    """loss(x, classes) where the targets are written as one-hot ones."""
    return lambda x, _: loss(x, classes)


row('smooth_l1', lambda y, t: F.smooth_l1_loss(y, t, beta=0.5), z, t)
row('smoothed', of_classes(lambda x, c: F.cross_entropy(x, c, label_smoothing=0.1)), z, index)
row('smoothed_soft', lambda x, t: F.cross_entropy(x, t, label_smoothing=0.3), z, soft)
row('weighted_classes', of_classes(lambda x, c: F.cross_entropy(x, c, weights)), z, index)
row('weighted_smoothed', of_classes(lambda x, c: F.cross_entropy(x, c, weights, label_smoothing=0.1)), z, index)
row('weighted_with_0', of_classes(lambda x, c: F.cross_entropy(x, c, torch.tensor([2., 0.5, 0.]))), z, index)
row('weighted_soft', lambda x, t: F.cross_entropy(x, t, weights) * B / (weights * t).sum(), z, soft)
row('weighted_labels', lambda x, t: F.binary_cross_entropy_with_logits(x, t, weights), z, binary)
row('positive', lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=torch.tensor(3.)), z, binary)
row('positive_labels', lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=torch.tensor([0.5, 3., 10.])), z, binary)
row('focal_binary', lambda x, t: sigmoid_focal_loss(x, t, 0.25, 2), z, binary)
row('focal_binary_half', lambda x, t: sigmoid_focal_loss(x, t, -1, 0.5), z, binary)
row('focal_classes', lambda x, t: focal(x, t, 2).mean(), z, index)
row('focal_soft', lambda x, t: focal(x, t, 1.5).mean(), z, soft)
row('focal_weighted', lambda x, t: (focal(x, t, 2) * weights[classes]).sum() / weights[classes].sum(), z, index)
row('kl_divergence', lambda x, t: F.kl_div(torch.log_softmax(x, 1), t, reduction='batchmean'), z, soft)
row('weighted_samples', of_classes(lambda x, c: (F.cross_entropy(x, c, reduction='none') * of_samples).mean()), z, index)
row('weighted_squares', lambda y, t: (F.mse_loss(y, t, reduction='none') * of_samples[:, None]).mean(), z, t)
row('weighted_both', of_classes(lambda x, c: (F.cross_entropy(x, c, weights, reduction='none') * of_samples).sum()
                                / weights[c].sum()), z, index)

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
