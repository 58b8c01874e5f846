"""Prints the figures that tests/data compares with: scikit-learn's scalers and split, Python's csv and gzip.

Run with Debian's python3-sklearn: /usr/bin/python3 tests/data/reference.py
"""
import csv
import gzip
import os
import struct
from collections import Counter

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
with open(os.path.join(root, "examples", "data", "iris.csv"), newline="") as file:
    iris = np.array([[float(x) for x in row[:4]] for row in list(csv.reader(file))[1:]])

np.set_printoptions(precision=17, floatmode="unique")
standard = StandardScaler().fit(iris)
print("standard mean     ", standard.mean_.tolist())
print("standard deviation", standard.scale_.tolist())
print("standard rows 0, 149", standard.transform(iris)[[0, 149]].tolist())
minmax = MinMaxScaler().fit(iris)
print("minmax min, range ", minmax.data_min_.tolist(), minmax.data_range_.tolist())
print("minmax rows 0, 149", minmax.transform(iris)[[0, 149]].tolist())
print("minmax of (9, 1, 0, 3)", minmax.transform([[9, 1, 0, 3]]).tolist())
constant = np.array([[1, 0.1], [2, 0.1], [4, 0.1]])
print("constant column   ", StandardScaler().fit_transform(constant).tolist(), MinMaxScaler().fit_transform(constant).tolist())

for n, fraction in ((150, 0.2), (10, 0.25), (7, 0.5), (1000, 0.333)):
    train, test = train_test_split(np.arange(n), test_size=fraction, random_state=0)
    print("sizes", n, fraction, len(train), len(test))
for counts, fraction in (((50, 50, 50), 0.2), ((60, 30, 10), 0.25), ((7, 11, 3), 0.3), ((97, 2, 5), 0.4)):
    labels = np.repeat(np.arange(3), counts)
    seen = {tuple(sorted(Counter(train_test_split(labels, test_size=fraction, stratify=labels, random_state=s)[1].tolist()).items()))
            for s in range(200)}
    print("test counts", counts, fraction, sorted(tuple(c for _, c in s) for s in seen))

images = struct.pack(">BBBBIII", 0, 0, 8, 3, 2, 2, 3) + bytes(range(10, 22))
labels = struct.pack(">BBBBI", 0, 0, 8, 1, 2) + bytes([1, 0])
for name, data in (("images", images), ("labels", labels)):
    packed = gzip.compress(data, mtime=0)
    assert gzip.decompress(packed) == data
    print(name + ".gz", ", ".join("0x%02x" % b for b in packed))

# Two items of 2 × 1 × 3 numbers in each element type of IDX, packed by struct.
values = [0, 1, 127, 3, 100, 7, 5, 64, 2, 99, 8, 33]
signed = [v if i % 3 else -v - 1 for i, v in enumerate(values)]
for name, code, letter, numbers in (("unsigned_bytes", 8, "B", values), ("signed_bytes", 9, "b", signed), ("shorts", 11, "h", [200 * v for v in signed]),
                                    ("ints", 12, "i", [10_000_000 * v for v in signed]), ("floats", 13, "f", [v / 8 for v in signed]),
                                    ("doubles", 14, "d", [v / 10 for v in signed])):
    data = struct.pack(">BBBBIIII", 0, 0, code, 4, 2, 2, 1, 3) + struct.pack(">12" + letter, *numbers)
    print(f"const Bytes {name}{{" + ", ".join("%d" % b for b in data) + "};  // " + ", ".join(map(repr, numbers)))
print("doubles.gz", ", ".join("0x%02x" % b for b in gzip.compress(data, mtime=0)))
# The letter L of 3 rows and 2 columns, in the order of EMNIST's files: MATLAB's, as NumPy's order "F".
letter = np.array([[[1, 2], [3, 4], [5, 6]]], np.uint8)
print("transposed", list(struct.pack(">BBBBIII", 0, 0, 8, 3, 1, 2, 3) + letter[0].tobytes(order="F")))
