#!/usr/bin/python3
"""Trajectories of 1,000 optimizer steps.

    python3 tests/reference/optimizers.py > tests/reference/optimizers.hpp

Each is run twice, the second time with a gradient that differs in its last bit (another order of operations); the script
fails if that shows by more than 1e-12, so that agreement to 1e-10 is a property of the rule and not of the rounding.
"""
import torch

from figures import begin, braces, end, number

STEPS = [1, 2, 10, 100, 1000]
START = [-1.2, 1.0, 0.5, -0.75, 2.0, 0.25]
SCALE = [10.0, 1.0, 4.0, 0.5, 8.0]


def gradient(x):
    """Of sum_i SCALE[i] (x[i+1] - x[i]^2)^2 + (1 - x[i])^2, i = 0 ... 4, in the operations of the C++ beside it."""
    g = [0.0] * 6
    for i in range(5):
        d = x[i + 1] - x[i] * x[i]
        g[i] += -4.0 * SCALE[i] * d * x[i] - 2.0 * (1.0 - x[i])
        g[i + 1] += 2.0 * SCALE[i] * d
    return g


def loss(x):
    scale = torch.tensor(SCALE)
    return (scale * (x[1:] - x[:-1]**2)**2 + (1 - x[:-1])**2).sum()


def trajectory(make, exact):
    x = torch.nn.Parameter(torch.tensor(START))
    optimizer, found = make([x]), []
    for step in range(1, STEPS[-1] + 1):
        optimizer.zero_grad()
        if exact:
            x.grad = torch.tensor(gradient(x.tolist()))
        else:
            loss(x).backward()
        optimizer.step()
        if step in STEPS:
            found.append(x.tolist())
    return found


class NAdam(torch.optim.Optimizer):
    """The formula of torch.optim.NAdam's documentation. Early versions of PyTorch 1 multiply by mu_t once too often."""

    def __init__(self, params, lr, betas, eps, weight_decay=0, momentum_decay=4e-3):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, momentum_decay=momentum_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (b1, b2), psi, lr = group['betas'], group['momentum_decay'], group['lr']
            for p in group['params']:
                s = self.state[p]
                if not s:
                    s.update(t=0, product=1.0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                s['t'] += 1
                g, t = p.grad + group['weight_decay'] * p, s['t']
                mu, after = (b1 * (1 - 0.5 * 0.96**(k * psi)) for k in (t, t + 1))
                s['product'] *= mu
                s['m'] = b1 * s['m'] + (1 - b1) * g
                s['v'] = b2 * s['v'] + (1 - b2) * g * g
                m = after * s['m'] / (1 - s['product'] * after) + (1 - mu) * g / (1 - s['product'])
                p -= lr * m / ((s['v'] / (1 - b2**t)).sqrt() + group['eps'])


class Lion(torch.optim.Optimizer):
    """Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS (2023), algorithm 2."""

    def __init__(self, params, lr, betas, weight_decay=0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group['betas']
            for p in group['params']:
                s = self.state[p]
                if not s:
                    s.update(m=torch.zeros_like(p))
                update = torch.sign(b1 * s['m'] + (1 - b1) * p.grad)
                s['m'] = b2 * s['m'] + (1 - b2) * p.grad
                p -= group['lr'] * (update + group['weight_decay'] * p)


rules = (
    ('sgd', torch.optim.SGD, dict(lr=0.002), ''),
    ('sgd_weight_decay', torch.optim.SGD, dict(lr=0.002, weight_decay=0.05), 'gradient += weight_decay * x'),
    ('momentum', torch.optim.SGD, dict(lr=0.001, momentum=0.9), 'v = momentum v + gradient; x -= rate v; the first v is the gradient'),
    ('nesterov', torch.optim.SGD, dict(lr=0.001, momentum=0.9, nesterov=True), 'v as above; x -= rate (gradient + momentum v)'),
    ('adam', torch.optim.Adam, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8),
     'x -= rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)'),
    ('adam_weight_decay', torch.optim.Adam, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.05),
     'gradient += weight_decay * x, as Adam in PyTorch does'),
    ('adamw', torch.optim.AdamW, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.05), 'x *= 1 - rate weight_decay first'),
    ('rmsprop', torch.optim.RMSprop, dict(lr=0.001, alpha=0.99, eps=1e-8),
     'v = alpha v + (1 - alpha) gradient^2; x -= rate gradient / (sqrt(v) + epsilon); not centered, no momentum'),
    ('adamax', torch.optim.Adamax, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8),
     'u = max(beta2 u, |gradient| + epsilon); x -= rate / (1 - beta1^t) m / u'),
    ('nadam', NAdam, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004), 'as the documentation of torch.optim.NAdam'),
    ('radam', torch.optim.RAdam, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.05), ''),
    ('adadelta', torch.optim.Adadelta, dict(lr=0.1, rho=0.9, eps=1e-6, weight_decay=0.05),
     'd = sqrt(u + epsilon) / sqrt(v + epsilon) gradient; x -= rate d'),
    ('lion', Lion, dict(lr=0.0007, betas=(0.9, 0.99), weight_decay=0.05),
     'x -= rate (sign(beta1 m + (1 - beta1) gradient) + weight_decay x); m = beta2 m + (1 - beta2) gradient'),
    ('adagrad', torch.optim.Adagrad, dict(lr=0.1, eps=1e-10), 'sum += gradient^2; x -= rate gradient / (sqrt(sum) + epsilon)'),
)

# ---- a small net: 3 inputs, 5 tanh, 2 linear outputs, MSE (mean over all elements), full batch of 8 rows
torch.manual_seed(7)
rounded = lambda *shape: (torch.randn(*shape) * 1000).round() / 1000          # figures a reader can type
tenth = lambda n: (torch.randn(n) * 1000).round() / 10000
INPUTS, TARGETS = rounded(8, 3), rounded(8, 2)
WEIGHTS = [rounded(3, 5), tenth(5), rounded(5, 2), tenth(2)]    # W (in, out), b (out)
LOSS_STEPS = [1, 2, 10, 100, 1000]


def train(make, nudge):
    w0, b0, w1, b1 = parameters = [torch.nn.Parameter(p * (1 + nudge)) for p in WEIGHTS]
    optimizer, losses = make(parameters), []
    for step in range(1, 1001):
        optimizer.zero_grad()
        value = ((torch.tanh(INPUTS @ w0 + b0) @ w1 + b1 - TARGETS)**2).mean()
        value.backward()
        if step in LOSS_STEPS:
            losses.append(value.item())
        optimizer.step()
    return [p.detach() for p in parameters], losses


trainings = (('sgd', torch.optim.SGD, dict(lr=0.1)), ('momentum', torch.optim.SGD, dict(lr=0.05, momentum=0.9)),
             ('adam', torch.optim.Adam, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8)))

# Parameter groups: the first layer at a tenth of the rate, and no weight decay of biases; and the first layer frozen.
def groups(p, lr, weight_decay):
    return torch.optim.AdamW([
        dict(params=[p[0]], lr=lr / 10), dict(params=[p[1]], lr=lr / 10, weight_decay=0.0),
        dict(params=[p[2]]), dict(params=[p[3]], weight_decay=0.0)], lr=lr, weight_decay=weight_decay)


def frozen(p, lr, weight_decay):
    p[0].requires_grad = p[1].requires_grad = False
    return torch.optim.AdamW(p, lr=lr, weight_decay=weight_decay)


trainings += (('groups', groups, dict(lr=0.01, weight_decay=0.1)), ('frozen', frozen, dict(lr=0.01, weight_decay=0.1)))

HYPER = (('rate', 'lr'), ('momentum', 'momentum'), ('beta1', 'betas'), ('beta2', 'betas'), ('alpha', 'alpha'), ('rho', 'rho'),
         ('momentum_decay', 'momentum_decay'), ('epsilon', 'eps'), ('weight_decay', 'weight_decay'))


def hyper(options):
    """The options as designated initialisers of struct hyper."""
    parts = []
    for ours, theirs in HYPER:
        if theirs in options:
            value = options[theirs]
            parts.append(f'.{ours} = {number(value[int(ours == "beta2")] if theirs == "betas" else value)}')
    return '{' + ', '.join(parts) + '}'


begin('optimizers', 'Trajectories of 1,000 optimizer steps, on a polynomial and on a small net.', ('array', 'cstddef'))
print(f'''/// The hyper-parameters of a rule; those it does not have are 0.
struct hyper {{ double rate = 0, momentum = 0, beta1 = 0, beta2 = 0, alpha = 0, rho = 0, momentum_decay = 0, epsilon = 0, weight_decay = 0; }};

// ---- f(x) = sum over i = 0 ... 4 of scale[i] (x[i+1] - x[i]^2)^2 + (1 - x[i])^2

inline constexpr std::array<double, 6> start = {braces(START)};
inline constexpr std::array<double, 5> scale = {braces(SCALE)};

/// The gradient of f, in the order of operations that the figures were made with.
constexpr std::array<double, 6> gradient(const std::array<double, 6>& x) {{
  std::array<double, 6> g{{}};
  for (std::size_t i = 0; i < 5; ++i) {{
    const double d = x[i + 1] - x[i] * x[i];
    g[i] += -4.0 * scale[i] * d * x[i] - 2.0 * (1.0 - x[i]);
    g[i + 1] += 2.0 * scale[i] * d;
  }}
  return g;
}}

/// x after steps 1, 2, 10, 100 and 1000 from `start`.
inline constexpr std::array<int, 5> steps = {braces(STEPS)};
struct trajectory {{ hyper options; std::array<std::array<double, 6>, 5> x; }};
''')
for name, rule, options, comment in rules:
    made, other = (trajectory(lambda p: rule(p, **options), exact) for exact in (True, False))
    gap = max(abs(a - b) for u, v in zip(made, other) for a, b in zip(u, v))
    assert gap < 1e-12, (name, gap)
    called = (f'{"" if rule.__module__ == "__main__" else "torch.optim."}{rule.__name__}(' +
              ', '.join(f'{k}={v}' for k, v in options.items()) + ')')
    print(f'/// {called}' + (f'\n/// {comment}' if comment else ''))
    print(f'inline constexpr trajectory {name} = {{\n  {hyper(options)},\n  {{{{')
    for x in made:
        print(f'    {{{braces(x, 5)}}},')
    print('  }}};')

print(f'''
// ---- y = tanh(x W0 + b0) W1 + b1, 8 rows at once, loss = mean over all 16 elements of (y - t)^2

/// W0 (3, 5), b0 (5), W1 (5, 2), b1 (2): weights are (in, out) row-major.
struct weights {{ std::array<double, 15> w0; std::array<double, 5> b0; std::array<double, 10> w1; std::array<double, 2> b1; }};
/// The weights after 1,000 steps, and the loss before the update of steps 1, 2, 10, 100 and 1000.
struct training {{ hyper options; std::array<double, 5> loss; weights trained; }};

/// x (8, 3) and t (8, 2), row by row.
inline constexpr std::array<std::array<double, 3>, 8> inputs = {{{{''')
for r in INPUTS:
    print(f'  {{{braces(r)}}},')
print('}};\ninline constexpr std::array<std::array<double, 2>, 8> targets = {{')
for r in TARGETS:
    print(f'  {{{braces(r)}}},')
print('}};')
print('inline constexpr weights initial = {\n  ' + ',\n  '.join(braces(p, 4, 4) for p in WEIGHTS) + '};')
for name, rule, options in trainings:
    (final, losses), (other, _) = (train(lambda p: rule(p, **options), nudge) for nudge in (0, 2.0**-52))
    gap = max((a - b).abs().max().item() for a, b in zip(final, other))
    assert gap < 1e-12, (name, gap)
    called = (f'{"torch.optim.AdamW, " if rule.__module__ == "__main__" else "torch.optim."}{rule.__name__}(' +
              ', '.join(f'{k}={v}' for k, v in options.items()) + ')')
    print(f'/// {called}')
    print(f'inline constexpr training net_{name} = {{\n  {hyper(options)},\n  {braces(losses)},\n  {{'
          + ',\n   '.join(braces(p) for p in final) + '}};')
end('optimizers')
