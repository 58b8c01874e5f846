#!/usr/bin/env python3
"""Writes the cases of files that are not ONNX in tests/interchange/import/cases: models in the format of RTNeural, as its
python/model_utils.py writes them, and tensors in that of safetensors, with inputs and with outputs that PyTorch computes.

    python3 tests/reference/rtneural.py        (package python3-torch)

A case is a folder with the model; `arguments`, those of sinew-import; and `numbers`: how many inputs and the inputs, then
the outputs."""
import json
import pathlib
import struct

import torch
import torch.nn.functional as F

cases = pathlib.Path(__file__).resolve().parent.parent / 'interchange' / 'import' / 'cases'
torch.manual_seed(11)


def numbers(*shape):
    """Random numbers of few digits, which are short in a file."""
    return (torch.randn(*shape) * 128).round() / 256


def write(name, x, y, arguments, **files):
    folder = cases / name
    folder.mkdir(parents=True, exist_ok=True)
    for ending, data in files.items():
        path = folder / ('model.' + ending)
        path.write_bytes(data) if isinstance(data, bytes) else path.write_text(json.dumps(data) + '\n')
    (folder / 'arguments').write_text(arguments + '\n')
    with open(folder / 'numbers', 'w') as f:
        for values in (x, y):
            flat = values.flatten().tolist()
            f.write(' '.join([str(len(flat))] + ['%.9g' % v for v in flat]) + '\n')


def layer(kind, shape, weights=(), activation='', **keys):
    return dict(type=kind, activation=activation, shape=[None] + shape, weights=[w.tolist() for w in weights], **keys)


# Dense layers: Keras has the weights as (inputs, outputs). The activations that RTNeural knows, and a bias left out.
w = [numbers(3, 6), numbers(6), numbers(6, 5), numbers(5), numbers(5, 4), numbers(4, 4), numbers(4)]
x = numbers(4, 3)
y = torch.tanh(x @ w[0] + w[1])
y = F.elu(y @ w[2] + w[3])
y = torch.sigmoid(F.relu(y @ w[4]))
y = F.leaky_relu(y @ w[5] + w[6], 0.25)
write('rtneural_dense', x, torch.softmax(y, 1), '',
      json=dict(in_shape=[None, None, 3], samplerate=48000, layers=[
          layer('time-distributed-dense', [None, 6], w[0:2], 'tanh'),
          layer('dense', [None, 5], w[2:4]), layer('activation', [None, 5], activation='elu'),
          layer('dense', [None, 4], w[4:5], 'relu'), layer('activation', [None, 4], activation='sigmoid'),
          layer('dense', [None, 4], w[5:7]), layer('prelu', [None, 4], [torch.full((1, 4), 0.25)]),
          layer('activation', [None, 4], activation='softmax')]))

# Convolutions along time: causal, with dilation and groups. Keras: (kernel, inputs of a group, outputs).
w = [numbers(2, 4), numbers(4), numbers(3, 4, 6), numbers(6), numbers(2, 3, 4), numbers(4), numbers(4, 1)]
stats = [numbers(6), numbers(6), numbers(6), numbers(6).abs() + 0.5]
x = numbers(1, 2, 12)


def conv1d(x, kernel, bias, dilation=1, groups=1):
    return F.conv1d(F.pad(x, ((kernel.shape[0] - 1) * dilation, 0)), kernel.permute(2, 1, 0), bias, dilation=dilation,
                    groups=groups)


y = torch.tanh(conv1d(x, w[0][None], w[1]))
y = conv1d(y, w[2], w[3], dilation=2)
y = F.relu(F.batch_norm(y, stats[2], stats[3], stats[0], stats[1], eps=0.01))
y = conv1d(y, w[4], w[5], groups=2)
y = conv1d(y, w[6][None], None)
write('rtneural_conv1d', x, y, '--steps 12',
      json=dict(in_shape=[None, None, 2], layers=[
          layer('dense', [None, 4], w[0:2], 'tanh'),
          layer('conv1d', [None, 6], w[2:4], kernel_size=[3], dilation=[2]),
          layer('batchnorm', [None, 6], stats, epsilon=0.01), layer('activation', [None, 6], activation='relu'),
          layer('conv1d', [None, 4], w[4:6], kernel_size=[2], dilation=[1], groups=2),
          layer('dense', [None, 1], w[6:7])]))

# Convolutions over time and features. Keras: (time, features, inputs, outputs).
w = [numbers(3, 2, 1, 3), numbers(3), numbers(2, 3, 3, 2), numbers(2)]
stats = [numbers(3), numbers(3).abs() + 0.5]
x = numbers(1, 1, 9, 7)
y = F.relu(F.conv2d(x, w[0].permute(3, 2, 0, 1), w[1], dilation=(2, 1)))   # valid: 5 steps, 6 features
y = F.batch_norm(y, stats[0], stats[1], eps=2.0)
y = F.pad(y, (0, 1, 0, 1))                                 # same: features 6 → 3 by a stride of 2, kernel 3
y = torch.tanh(F.conv2d(y, w[2].permute(3, 2, 0, 1), w[3], stride=(1, 2)))
write('rtneural_conv2d', x, y, '',
      json=dict(in_shape=[None, 9, 7, 1], layers=[
          layer('conv2d', [5, 6, 3], w[0:2], 'relu', kernel_size_time=3, kernel_size_feature=2, dilation=2, strides=1,
                num_filters_in=1, num_features_in=7, num_filters_out=3, padding='valid'),
          layer('batchnorm2d', [5, 6, 3], stats, epsilon=2.0, num_filters_in=3, num_features_in=6),
          layer('conv2d', [5, 3, 2], w[2:4], 'tanh', kernel_size_time=2, kernel_size_feature=3, dilation=1, strides=2,
                num_filters_in=3, num_features_in=6, num_filters_out=2, padding='same')]))

# PReLU with a slope per channel, of a vector, along time and of two dimensions.
slopes, w = numbers(3), [numbers(2, 3), numbers(3)]
prelu = [slopes.reshape(1, 3)]
x = numbers(4, 2)
write('rtneural_prelu', x, F.prelu(x @ w[0] + w[1], slopes), '',
      json=dict(in_shape=[None, 2], layers=[layer('dense', [3], w), layer('prelu', [3], prelu)]))
x = numbers(1, 2, 5)
write('rtneural_prelu_1d', x, torch.tanh(F.prelu(conv1d(x, w[0][None], w[1]), slopes)), '--steps 5',
      json=dict(in_shape=[None, None, 2], layers=[layer('dense', [None, 3], w),
                                                  layer('prelu', [None, 3], prelu, 'tanh')]))
x = numbers(1, 2, 3, 4)
y = F.conv2d(x, w[0].t()[:, :, None, None], w[1])
write('rtneural_prelu_2d', x, F.prelu(y, slopes), '',
      json=dict(in_shape=[None, 3, 4, 2], layers=[
          layer('conv2d', [3, 4, 3], [w[0][None, None], w[1]], kernel_size_time=1, kernel_size_feature=1, dilation=1,
                strides=1, num_filters_in=2, num_features_in=4, num_filters_out=3, padding='valid'),
          layer('prelu', [3, 4, 3], prelu)]))

# Tensors of PyTorch's modules, whose type is given: as RTNeural's state_dict in JSON, and as safetensors with names of
# the program's own, in several types of numbers.
model = torch.nn.Conv1d(2, 3, 4, dilation=2)
for p in model.parameters():
    p.data = numbers(*p.shape)
x = numbers(1, 2, 10)
write('rtneural_tensors', x, model(x).detach(), '--type "Net<Input<2, 10>, Conv1D<3, 4, Dilation<2>>>" --names ""',
      json={k: v.tolist() for k, v in model.state_dict().items()})


def safetensors(tensors):
    header, data = {}, b''
    for name, t in tensors.items():
        dtype = {torch.float32: 'F32', torch.float64: 'F64', torch.float16: 'F16', torch.bfloat16: 'BF16',
                 torch.int64: 'I64'}[t.dtype]
        raw = (t.view(torch.int16) if dtype == 'BF16' else t).numpy().tobytes()
        header[name] = dict(dtype=dtype, shape=list(t.shape), data_offsets=[len(data), len(data) + len(raw)])
        data += raw
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    return struct.pack('<Q', len(text)) + text + data


w = dict(body=torch.nn.Linear(3, 5), norm=torch.nn.BatchNorm1d(5), out=torch.nn.Linear(5, 2))
w['norm'].running_mean = numbers(5)
w['norm'].running_var = numbers(5).abs() + 0.5
for m in w.values():
    m.weight.data, m.bias.data = numbers(*m.weight.shape), numbers(*m.bias.shape)
    m.eval()
x = numbers(2, 3)
tensors = {f'{name}.{k}': v for name, m in w.items() for k, v in m.state_dict().items()}
tensors['body.weight'] = tensors['body.weight'].to(torch.float16)     # exact: the numbers have few digits
tensors['norm.bias'] = tensors['norm.bias'].to(torch.float64)
tensors['out.weight'] = (tensors['out.weight'] * 256).round().clamp(-200, 200).to(torch.bfloat16)
w['out'].weight.data = tensors['out.weight'].float()
write('safetensors_typed', x, w['out'](torch.relu(w['norm'](w['body'](x)))).detach(),
      '--type "Net<Dense<3, 5>, BatchNorm<>, Activate<ReLU>, Dense<5, 2>>" --names body,norm,out',
      safetensors=safetensors(tensors))

# Recurrent layers: sequences of one stream. Keras has the kernels as (inputs, gates · units), with the gates of a GRU in the
# order z, r, n; an LSTM has one bias, a GRU two, or one with reset_after=False.
def small(module):
    for p in module.parameters():
        p.data = numbers(*p.shape)
    return module


def keras(w, order=(0, 1, 2, 3)):
    gates = w.chunk(len(order))
    return torch.cat([gates[g] for g in order]).t()


def sequence(module, x):
    return module(x[:, None])[0][:, 0].detach()


def reset_before(w, u, b, x):
    units, h, ys = u.shape[1], torch.zeros(u.shape[1]), []
    for step in x:
        a, p = step @ w.t() + b, h @ u[:2 * units].t()
        r, z = torch.sigmoid(a[:units] + p[:units]), torch.sigmoid(a[units:2 * units] + p[units:])
        h = (1 - z) * torch.tanh(a[2 * units:] + (r * h) @ u[2 * units:].t()) + z * h
        ys.append(h)
    return torch.stack(ys)


zrn = (1, 0, 2)
w, x = [numbers(2, 3), numbers(3), numbers(4, 1), numbers(1)], 2 * numbers(100, 2)
lstm = small(torch.nn.LSTM(3, 4))
lstm.bias_hh_l0.data.zero_()
y = sequence(lstm, torch.tanh(x @ w[0] + w[1])) @ w[2] + w[3]
write('rtneural_lstm', x, y, '', json=dict(in_shape=[None, None, 2], layers=[
    layer('time-distributed-dense', [None, 3], w[0:2], 'tanh'),
    layer('lstm', [None, 4], [keras(lstm.weight_ih_l0), keras(lstm.weight_hh_l0), lstm.bias_ih_l0], 'tanh'),
    layer('dense', [None, 1], w[2:4])]))

x, slopes = 2 * numbers(100, 1), numbers(4)
gru, before, last = small(torch.nn.GRU(1, 4)), small(torch.nn.GRU(4, 3)), small(torch.nn.LSTM(3, 2, bias=False))
y = reset_before(before.weight_ih_l0, before.weight_hh_l0, before.bias_ih_l0, F.prelu(sequence(gru, x), slopes))
write('rtneural_gru', x, sequence(last, y), '', json=dict(in_shape=[None, None, 1], layers=[
    layer('gru', [None, 4], [keras(gru.weight_ih_l0, zrn), keras(gru.weight_hh_l0, zrn),
                             torch.stack([keras(gru.bias_ih_l0, zrn), keras(gru.bias_hh_l0, zrn)])], 'tanh'),
    layer('prelu', [None, 4], [slopes.reshape(1, 4)]),
    layer('gru', [None, 3], [keras(before.weight_ih_l0, zrn), keras(before.weight_hh_l0, zrn),
                             keras(before.bias_ih_l0, zrn)]),
    layer('lstm', [None, 2], [keras(last.weight_ih_l0), keras(last.weight_hh_l0)])]))

# A stack of two layers is two modules of sinew.
gru, dense = small(torch.nn.GRU(1, 3, num_layers=2)), small(torch.nn.Linear(3, 2))
x = 2 * numbers(100, 1)
write('rtneural_gru_tensors', x, dense(sequence(gru, x)).detach(),
      '--type "Net<GRU<1, 3>, GRU<3, 3>, Dense<3, 2>>" --names body,out',
      json={f'{name}.{k}': v.tolist() for name, m in (('body', gru), ('out', dense)) for k, v in m.state_dict().items()})

# Convolutions and a GRU of one stream, with a normalization and slopes of channels between them.
w = [numbers(1, 3), numbers(3), numbers(3, 3, 4), numbers(4), numbers(2, 2, 4), numbers(4)]
stats, slopes = [numbers(4), numbers(4), numbers(4), numbers(4).abs() + 0.5], numbers(4)
gru, out = small(torch.nn.GRU(4, 3)), [numbers(3, 1), numbers(1)]
x = 2 * numbers(100, 1)
y = torch.tanh(x @ w[0] + w[1]).t()[None]
y = torch.tanh(conv1d(y, w[2], w[3], dilation=5))
y = F.prelu(F.batch_norm(y, stats[2], stats[3], stats[0], stats[1], eps=0.01), slopes)
y = F.relu(conv1d(y, w[4], w[5], groups=2))[0].t()
write('rtneural_stream', x, sequence(gru, y) @ out[0] + out[1], '', json=dict(in_shape=[None, None, 1], layers=[
    layer('dense', [None, 3], w[0:2], 'tanh'), layer('conv1d', [None, 4], w[2:4], 'tanh', kernel_size=[3], dilation=[5]),
    layer('batchnorm', [None, 4], stats, epsilon=0.01), layer('prelu', [None, 4], [slopes.reshape(1, 4)]),
    layer('conv1d', [None, 4], w[4:6], 'relu', kernel_size=[2], dilation=[1], groups=2),
    layer('gru', [None, 3], [keras(gru.weight_ih_l0, zrn), keras(gru.weight_hh_l0, zrn),
                             torch.stack([keras(gru.bias_ih_l0, zrn), keras(gru.bias_hh_l0, zrn)])], 'tanh'),
    layer('dense', [None, 1], out)]))
