#!/usr/bin/python3
"""Reads the arrays that interchange_numpy wrote into a folder, checks them, and writes them in every other way.

    there_and_back.py folder

For each NAME.npy there is NAME.bin, the bytes of its numbers. Returns 77 if NumPy is not installed.
"""
import os
import sys

try:
    import numpy
except ImportError:
    print('interchange.numpy is skipped: NumPy is not installed (Debian: python3-numpy)')
    sys.exit(77)
from numpy.lib import format

os.chdir(sys.argv[1])
shapes = {'matrix': (3, 4), 'row': (12,), 'cube': (2, 3, 2), 'number': (), 'empty': (0, 4)}
dtypes = ['float32', 'float64', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'bool']


def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def fortran(a):   # numpy.asfortranarray makes an array of one number one-dimensional
    return numpy.array(a, order='F')


def write(name, array, version):
    with open(name, 'wb') as file:
        format.write_array(file, array, version)


arrays = {}
for shape, extents in shapes.items():
    for dtype in dtypes:
        name = f'{shape}_{dtype}'
        with open(name + '.npy', 'rb') as file:
            assert format.read_magic(file) == (1, 0)
            format.read_array_header_1_0(file)
            assert file.tell() % 64 == 0
        a = numpy.load(name + '.npy', allow_pickle=False)
        with open(name + '.bin', 'rb') as file:
            content = file.read()
        assert a.dtype == numpy.dtype(dtype) and a.shape == extents and a.tobytes() == content, name
        arrays[name] = a
        swapped = a.astype(a.dtype.newbyteorder('>'))
        write(name + '_fortran.npy', fortran(a), (1, 0))
        write(name + '_big.npy', swapped, (2, 0))
        write(name + '_big_fortran.npy', fortran(swapped), (3, 0))
for name in ('stored', 'deflated'):
    with numpy.load(name + '.npz', allow_pickle=False) as file:
        assert sorted(file.files) == sorted(arrays), file.files
        for key, a in arrays.items():
            assert same(file[key], a), key
numpy.savez('back_stored.npz', **arrays)
numpy.savez_compressed('back_deflated.npz', **{k: fortran(a) for k, a in arrays.items()})

names = ['0.weight', '0.bias', '1.weight', '1.bias', '1.running_mean', '1.running_var', '4.weight', '4.bias']
for net in ('net_stored', 'net_deflated', 'net_float64', 'net_float16'):
    with numpy.load(net + '.npz', allow_pickle=False) as file:
        assert file.files == names, file.files
        state = dict(file)
    assert state['0.weight'].shape == (3, 2, 3, 3) and state['4.weight'].shape == (2, 18)
    assert all(a.dtype == (net[4:] if 'float' in net else 'float32') for a in state.values())
    numpy.savez(net + '_back.npz', **{k: fortran(a.astype(a.dtype.newbyteorder('>'))) for k, a in state.items()})
    numpy.savez_compressed(net + '_compressed.npz', **state)
print(f'{len(arrays)} arrays, 4 nets: NumPy {numpy.__version__} agrees')
