"""Models of ONNX with recurrent layers, as PyTorch and tf2onnx write them, with inputs and outputs.

    /usr/bin/python3 tests/reference/onnx_recurrent.py      # python3-torch, python3-onnx
    writes tests/interchange/import/cases/onnx_<name>/

Outputs are PyTorch's, or, of what it does not have, those of ONNX's formulas in NumPy.
"""
import os
import warnings

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

warnings.simplefilter('ignore')
cases = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../interchange/import/cases')


def write(name, model, x, y, arguments=None):
    folder = os.path.join(cases, 'onnx_' + name)
    os.makedirs(os.path.join(folder, 'test_data_set_0'), exist_ok=True)
    for node in model.graph.node:
        node.doc_string = ''
    onnx.checker.check_model(model)
    onnx.save(model, os.path.join(folder, 'model.onnx'))
    for kind, values in (('input_0', x), ('output_0', y)):
        with open(os.path.join(folder, 'test_data_set_0', kind + '.pb'), 'wb') as file:
            file.write(numpy_helper.from_array(np.ascontiguousarray(values, np.float32)).SerializeToString())
    if arguments:
        with open(os.path.join(folder, 'arguments'), 'w') as file:
            file.write(arguments + '\n')


# ---- As torch.onnx.export writes them.

class Model(nn.Module):
    def __init__(self, rnn, features, take, activation=None):
        super().__init__()
        self.rnn, self.take, self.activation = rnn, take, activation
        self.out = nn.Linear(features, 2)

    def forward(self, x):
        y, state = self.rnn(x)
        y = self.out(self.take(y, state[0] if isinstance(state, tuple) else state))
        return y if self.activation is None else self.activation(y)


def from_pytorch(name, model, shape, opset, dynamic=None, arguments=None):
    x = torch.randn(shape)
    path = os.path.join(cases, 'exported.onnx')
    torch.onnx.export(model.eval(), torch.randn(shape), path, opset_version=opset, input_names=['x'], output_names=['y'],
                      dynamic_axes={'x': dynamic} if dynamic else None)
    exported = onnx.load(path)
    os.remove(path)
    with torch.no_grad():
        write(name, exported, x.numpy(), model(x).numpy(), arguments)


torch.manual_seed(1)
from_pytorch('lstm_stack', Model(nn.LSTM(3, 4, 2, batch_first=True), 4, lambda y, h: y, torch.tanh), (2, 5, 3), 13, {0: 'batch'})
from_pytorch('lstm_states', Model(nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), 8, lambda y, h: torch.cat([h[-2], h[-1]], 1)),
             (2, 5, 3), 14, {0: 'batch'})
from_pytorch('gru_bidirectional', Model(nn.GRU(2, 3, 2, bidirectional=True), 6, lambda y, h: y, nn.Sigmoid()), (4, 3, 2), 11, {1: 'batch'})
from_pytorch('gru_steps', Model(nn.GRU(3, 4, batch_first=True), 4, lambda y, h: y[:, -1:], nn.ReLU()), (1, 5, 3), 15, {0: 'batch', 1: 'steps'},
             '--steps 5')
from_pytorch('gru_states', Model(nn.GRU(3, 4, 2), 4, lambda y, h: h[-1]), (5, 2, 3), 12)
from_pytorch('rnn_last', Model(nn.RNN(3, 4, nonlinearity='relu', batch_first=True), 4, lambda y, h: y[:, -1], nn.Softmax(-1)), (1, 5, 3), 9)
from_pytorch('rnn_first', nn.Sequential(nn.Linear(2, 3), nn.Tanh(), Model(nn.RNN(3, 4, batch_first=True, bias=False), 4, lambda y, h: y[:, 0],
                                                                           nn.Hardtanh(-0.25, 0.5))), (3, 4, 2), 13)


# ---- As tf2onnx writes Keras' layers, and with options that neither has.

def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru(xs, w, r, b):
    """ONNX's GRU with linear_before_reset = 0 over (steps, batch, values)."""
    h, ys, units = np.zeros((xs.shape[1], r.shape[1])), [], r.shape[1]
    part = lambda m, k: m[k * units:(k + 1) * units]
    wb, rb = b[:3 * units], b[3 * units:]
    for x in xs:
        z = sigmoid(x @ part(w, 0).T + h @ part(r, 0).T + part(wb, 0) + part(rb, 0))
        reset = sigmoid(x @ part(w, 1).T + h @ part(r, 1).T + part(wb, 1) + part(rb, 1))
        new = np.tanh(x @ part(w, 2).T + (reset * h) @ part(r, 2).T + part(rb, 2) + part(wb, 2))
        h = (1 - z) * new + z * h
        ys.append(h)
    return np.array(ys)


def lstm(xs, w, r):
    """ONNX's LSTM without biases."""
    units = r.shape[1]
    h = c = np.zeros((xs.shape[1], units))
    ys = []
    for x in xs:
        i, o, f, g = (x @ w[k * units:(k + 1) * units].T + h @ r[k * units:(k + 1) * units].T for k in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        ys.append(h)
    return np.array(ys)


def tensor(name, values):
    return numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name)


def model_of(nodes, constants, shape, result, opset):
    graph = helper.make_graph(nodes, 'g', [helper.make_tensor_value_info('x', onnx.TensorProto.FLOAT, shape)],
                              [helper.make_tensor_value_info('y', onnx.TensorProto.FLOAT, result)], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset)], ir_version=7)


random = np.random.default_rng(2)
w, r, b, v = random.normal(size=(2, 9, 2)), random.normal(size=(2, 9, 3)), random.normal(size=(2, 18)), random.normal(size=(6, 2))
x = random.normal(size=(3, 4, 2))   # batch, steps, values
time = x.transpose(1, 0, 2)
ways = np.concatenate([gru(time, w[0], r[0], b[0])[-1], gru(time[::-1], w[1], r[1], b[1])[-1]], 1)
write('gru_keras', model_of([
    helper.make_node('Transpose', ['x'], ['t'], perm=[1, 0, 2]),
    helper.make_node('GRU', ['t', 'W', 'R', 'B', '', 'start'], ['', 'h'], direction='bidirectional', hidden_size=3, linear_before_reset=0,
                     activations=['Sigmoid', 'Tanh', 'Sigmoid', 'Tanh']),
    helper.make_node('Transpose', ['h'], ['u'], perm=[1, 0, 2]),
    helper.make_node('Reshape', ['u', 'flat'], ['f']),
    helper.make_node('MatMul', ['f', 'V'], ['y'])],
    [tensor('W', w), tensor('R', r), tensor('B', b), tensor('V', v), tensor('start', np.zeros((2, 3, 3))),
     numpy_helper.from_array(np.array([-1, 6], np.int64), 'flat')], [None, 4, 2], [None, 2], 13), x, ways @ v)

w, r, v, c = random.normal(size=(1, 12, 2)), random.normal(size=(1, 12, 3)), random.normal(size=(3, 2)), random.normal(size=2)
ys = lstm(time[::-1], w[0], r[0])[::-1].transpose(1, 0, 2) @ v + c
ys = np.exp(ys) / np.exp(ys).sum(-1, keepdims=True)
write('lstm_reverse', model_of([
    helper.make_node('LSTM', ['x', 'W', 'R'], ['Y'], direction='reverse', hidden_size=3, layout=1),
    helper.make_node('Squeeze', ['Y', 'axis'], ['s']),
    helper.make_node('MatMul', ['s', 'V'], ['m']),
    helper.make_node('Add', ['m', 'c'], ['a']),
    helper.make_node('Softmax', ['a'], ['y'], axis=-1)],
    [tensor('W', w), tensor('R', r), tensor('V', v), tensor('c', c), numpy_helper.from_array(np.array([2], np.int64), 'axis')],
    [None, 4, 2], [None, 4, 2], 14), x, ys)
