"""Prints PyTorch's figures that by_hand.cpp holds.  Run: /usr/bin/python3 tests/examples/reference.py"""
import torch

torch.set_default_dtype(torch.float64)


def layer(weights, biases):
    """weights[i][j] leads from input i to output j, as in the library; PyTorch has it the other way round."""
    w = torch.tensor(weights).T.clone().requires_grad_()
    return w, torch.tensor(biases)


def forward(x, *layers):
    values = []
    for w, b in layers:
        x = torch.sigmoid(w @ x + b)
        values.append(x)
    return values


hidden, output = forward(torch.tensor([0.6, -1.2]),
                         layer([[0.5, -0.3, 0.8], [0.2, 0.7, -0.4]], [0.1, -0.2, 0.05]), layer([[1.2], [-0.7], [0.4]], [-0.3]))
print('2-3-1, hidden:', [repr(v) for v in hidden.tolist()], 'output:', repr(output.item()))

first, second = layer([[0.15, 0.25], [0.20, 0.30]], [0.35, 0.35]), layer([[0.40, 0.50], [0.45, 0.55]], [0.60, 0.60])
optimizer = torch.optim.SGD([first[0], second[0]], lr=0.5)
for step in range(2):
    loss = ((forward(torch.tensor([0.05, 0.10]), first, second)[-1] - torch.tensor([0.01, 0.99])) ** 2).sum() / 2
    print('2-2-2, loss:', repr(loss.item()))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
