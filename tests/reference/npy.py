#!/usr/bin/python3
"""Arrays as NumPy itself writes them, in tests/reference/numpy/.

    python3 tests/reference/npy.py

- cases.bin: .npy files one behind the other, each after a line "name bytes". Number k of an array is k·step + first, see
  `numbers` below; the extremes of each type are in a case of their own.
- *.npz: data sets, and the weights in tests/reference/weights/*.safetensors.

The times in the archives are those of NumPy's zipfile, 1980, so that a second run writes the same bytes.
"""
import io
import json
import os
import struct

import numpy
from numpy.lib import format

here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, 'numpy')
os.makedirs(folder, exist_ok=True)
cases = []


def case(name, array, version=None, pickled=False):
    file = io.BytesIO()
    format.write_array(file, array, version, allow_pickle=pickled)
    cases.append((name, file.getvalue()))


def numbers(count, dtype):
    step, first = {'f': (0.5, -1.25), 'i': (7, -11), 'u': (37, 5), 'b': (1, 0)}[dtype[0]]
    values = numpy.arange(count) * step + first
    return (values % 2 if dtype[0] == 'b' else values).astype(dtype)


types = ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'b1']
for dtype in types:
    for order in 'CF':
        for endian in '<>':
            for version in (1, 2, 3):
                a = numpy.array(numbers(6, dtype).reshape(2, 3), dtype=endian + dtype, order=order)
                case(f'{dtype}_{order}_{"little" if endian == "<" else "big"}_{version}', a, (version, 0))
for dtype in types[:-1]:
    info = numpy.finfo(dtype) if dtype[0] == 'f' else numpy.iinfo(dtype)
    case('extremes_' + dtype, numpy.array([info.min, info.max], dtype='>' + dtype))
case('scalar', numpy.float32(0.5) + numpy.zeros((), numpy.float32))
case('row', numbers(5, 'f4'))
case('column', numbers(5, 'i8').reshape(5, 1))
case('cube_C', numbers(24, 'f8').reshape(2, 3, 4))
case('cube_F', numpy.asfortranarray(numbers(24, 'f8').reshape(2, 3, 4)))
case('channels_last', numpy.ascontiguousarray(numbers(24, 'u1').reshape(2, 3, 2, 2).transpose(0, 2, 3, 1)))
case('empty', numpy.zeros((0, 4), numpy.float32))
case('odd', numpy.array([0, numpy.nan, -numpy.inf, 1e300]))
# What is refused.
case('refused_object', numpy.array([[1], [2, 3]], dtype=object), pickled=True)
case('refused_structured', numpy.zeros(2, [('a', 'f4'), ('b', 'i4')]))
case('refused_names', numpy.zeros(2, [('größe', 'f4')]), (3, 0))
case('refused_unicode', numpy.array(['setosa', 'virginica']))
case('refused_bytes', numpy.array([b'setosa']))
case('refused_complex', numpy.zeros(2, 'c8'))
case('refused_dates', numpy.zeros(2, 'M8[ns]'))
case('refused_times', numpy.zeros(2, 'm8[s]'))
case('refused_void', numpy.zeros(2, 'V2'))
case('refused_long_double', numpy.zeros(2, numpy.longdouble))
with open(os.path.join(folder, 'cases.bin'), 'wb') as file:
    for name, content in cases:
        file.write(f'{name} {len(content)}\n'.encode() + content)


def weights(name):
    with open(os.path.join(here, 'weights', name + '.safetensors'), 'rb') as file:
        header = json.loads(file.read(struct.unpack('<Q', file.read(8))[0]))
        data = file.read()
    dtypes = {'F64': '<f8', 'F32': '<f4', 'F16': '<f2', 'I64': '<i8'}
    return {key: numpy.frombuffer(data[slice(*t['data_offsets'])], dtypes[t['dtype']]).reshape(t['shape'])
            for key, t in header.items() if key != '__metadata__'}


def path(name):
    return os.path.join(folder, name + '.npz')


dense = weights('dense_f32')
numpy.savez(path('dense_f32'), **dense)
numpy.savez_compressed(path('dense_compressed'), **dense)
numpy.savez(path('dense_f64'), **weights('dense_f64'))
numpy.savez(path('dense_f16'), **weights('dense_f16'))
numpy.savez_compressed(path('dense_big_fortran'), **{k: numpy.asfortranarray(v.astype('>f8')) for k, v in dense.items()})
numpy.savez(path('dense_transposed'), **{k: v.T for k, v in dense.items()})
numpy.savez(path('dense_named'), **weights('dense_named'))
numpy.savez_compressed(path('image'), **weights('image'))
numpy.savez(path('dataset'), x_train=numbers(24, 'u1').reshape(6, 2, 2), y_train=numpy.array([0, 1, 2, 0, 1, 2]),
            x_test=numbers(8, 'u1').reshape(2, 2, 2), y_test=numpy.array([2, 1]))
numpy.savez_compressed(path('dataset_compressed'), x=numpy.asfortranarray(numbers(12, 'f8').reshape(3, 4)),
                       y=numpy.array([0.5, 1.5, 2.5], '>f4'), names=numpy.array(['a', 'b']))
numpy.savez(path('nothing'))
