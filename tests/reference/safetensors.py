#!/usr/bin/python3
"""Files of weights as other programs write them, the outputs of their nets, and numbers in the 16-bit formats.

    python3 tests/reference/safetensors.py > tests/reference/safetensors.hpp

It also writes tests/reference/weights/*.safetensors: the state_dict() of small nets, in the format of
github.com/huggingface/safetensors, here by json and PyTorch's bytes alone. Sums are in double; the nets are in the dtype
of the file, converted to double.
"""
import json
import os
import struct

import numpy
import torch
from torch import nn

from figures import begin, braces, end

torch.manual_seed(16)
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'weights')
os.makedirs(folder, exist_ok=True)
names = {torch.float64: 'F64', torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16', torch.int64: 'I64'}


def save(name, tensors, metadata=None, compact=True):
    header, data = {}, b''
    if metadata is not None:
        header['__metadata__'] = metadata
    for key, tensor in tensors.items():
        storage = tensor.detach().contiguous()
        # NumPy has no bfloat16: its bits as integers
        bits = storage.view(torch.int16).numpy() if storage.dtype == torch.bfloat16 else storage.numpy()
        part = bits.astype(bits.dtype.newbyteorder('<')).tobytes()
        header[key] = {'dtype': names[storage.dtype], 'shape': list(storage.shape), 'data_offsets': [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header, separators=(',', ':') if compact else None).encode()
    text += b' ' * (-len(text) % 8)
    with open(os.path.join(folder, name + '.safetensors'), 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + data)


def row(name, values):
    values = [v.item() if hasattr(v, 'item') else v for v in values]
    head = f'inline constexpr std::array<double, {len(values)}> {name} = '
    print(f'{head}{braces(values, 2, len(head))};')


begin('safetensors', 'Outputs of the nets in tests/reference/weights, and numbers in the 16-bit formats.', ('array', 'cstdint'))

dense = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
x = torch.tensor([0.5, -1.25, 2.0])
print('/// A net of 3, 4 (ReLU) and 2 values, and its outputs with the weights in each format.')
row('dense_input', x)
for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
    state = {k: v.to(dtype) for k, v in dense.state_dict().items()}
    save('dense_' + names[dtype].lower(), state, compact=dtype != torch.float64)
    copy = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    copy.load_state_dict({k: v.double() for k, v in state.items()})
    row('dense_' + names[dtype].lower(), copy(x).detach())
save('dense_named', {new + k[1:]: v.float() for k, v in dense.state_dict().items() for new in [{'0': 'fc1', '2': 'out.head'}[k[0]]]},
     {'format': 'pt', 'note': 'naïve "quotes"\n'})

image = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten(), nn.Linear(3 * 2 * 3, 2))
with torch.no_grad():
    for _ in range(3):
        image(torch.randn(8, 2, 4, 5) * 2 + 1)      # running means and variances
    image[1].weight.uniform_(0.5, 2)
    image[1].bias.uniform_(-1, 1)
image.float()
save('image', image.state_dict())                   # with 1.num_batches_tracked, an integer
image.double().eval()
x = torch.randn(1, 2, 4, 5)
print('/// A net of a convolution, batch normalisation and a linear layer, for an image of 2 × 4 × 5.')
row('image_input', x.reshape(-1))
row('image_output', image(x).detach().reshape(-1))

# Numbers, their nearest binary16 by NumPy (which rounds double once), and floats with their nearest bfloat16 by PyTorch.
random = numpy.random.default_rng(16)
special = [0.0, 1.0, 1 + 2**-11, 1 + 2**-11 + 2**-40, 1 + 3 * 2**-11, 65504.0, 65519.99, 65520.0, 1e6, 2.0**-14, 2.0**-24, 2.0**-25,
           2.0**-25 * (1 + 2**-50), 2.0**-14 * (1 - 2**-11), 2.0**-14 * (1 - 2**-12), 3 * 2.0**-25, 1e-300, 5e-324]
wide = special + [-v for v in special] + list(random.standard_normal(30) * 2.0**random.integers(-26, 17, 30))
print('/// Doubles and the nearest binary16.')
row('wide', wide)
bits = numpy.array(wide).astype(numpy.float16).view(numpy.uint16)
print(f'inline constexpr std::array<std::uint16_t, {len(bits)}> wide_f16 = {braces([int(b) for b in bits], 2, 100)};')
floats = numpy.array([v for v in wide if abs(v) != 1e-300 and abs(v) != 5e-324] +
                     [3.3895313892515355e38, 3.39e38, -3.4e38, 1e-38, 1e-40, 9.2e-41, 4.6e-41, 1.4e-45] +
                     list(random.standard_normal(20) * 2.0**random.integers(-130, 120, 20)), dtype=numpy.float32)
print('/// Floats and the nearest bfloat16.')
row('single', [float(v) for v in floats])
bits = torch.from_numpy(floats).bfloat16().view(torch.int16).numpy().view(numpy.uint16)
print(f'inline constexpr std::array<std::uint16_t, {len(bits)}> single_bf16 = {braces([int(b) for b in bits], 2, 100)};')
end('safetensors')
