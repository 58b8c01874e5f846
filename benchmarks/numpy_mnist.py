#!/usr/bin/python3
"""Times one epoch of MNIST in NumPy: 784-128-64-10, ReLU, ReLU, softmax with cross-entropy, SGD, shuffled batches of
64, float32.

    benchmarks --reference=FILE && numpy_mnist.py FILE OUT.json [--repetitions N]        N = 0 only compares
    numpy_mnist.py --beyond-avx2        prints NumPy's names of what is beyond AVX2, for NPY_DISABLE_CPU_FEATURES

FILE holds sinew's results on net C; NumPy's outputs and its parameters after one step are compared with them before the
timing. Pixels are stored as bytes and converted batch by batch, as in sinew; products write into preallocated arrays.
OUT.json has the format of Google Benchmark.
"""
import argparse
import gzip
import json
import os
import pathlib
import statistics
import sys
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[threads] = "1"
import numpy as np  # imported after the number of threads is set

SIZES = (784, 128, 64, 10)
BATCH = 64


class Net:
    def __init__(self, parameters, batch=BATCH):
        self.w = [w.copy() for w, _ in parameters]
        self.b = [b.copy() for _, b in parameters]
        self.y = [np.empty((batch, out), np.float32) for out in SIZES[1:]]
        self.dz = [np.empty((batch, out), np.float32) for out in SIZES[1:]]
        self.dw = [np.empty_like(w) for w in self.w]

    def forward(self, x):
        for l, y in enumerate(self.y):
            np.matmul(self.y[l - 1] if l else x, self.w[l], out=y)
            y += self.b[l]
            if l + 1 < len(self.y):
                np.maximum(y, 0, out=y)
        y -= y.max(axis=1, keepdims=True)
        np.exp(y, out=y)
        y /= y.sum(axis=1, keepdims=True)
        return y

    def step(self, x, t, rate):
        """One SGD step; t is one-hot. Computes dx of a layer before its weights change, and none for the first layer."""
        dz = self.dz[-1]
        np.subtract(self.forward(x), t, out=dz)
        dz *= np.float32(1 / len(x))
        for l in reversed(range(len(self.w))):
            dz = self.dz[l]
            if l:
                np.matmul(dz, self.w[l].T, out=self.dz[l - 1])
                self.dz[l - 1] *= self.y[l - 1] > 0
            np.matmul((self.y[l - 1] if l else x).T, dz, out=self.dw[l])
            self.dw[l] *= np.float32(rate)
            self.w[l] -= self.dw[l]
            self.b[l] -= np.float32(rate) * dz.sum(axis=0)


def split(flat):
    """Returns [(w, b), ...] of net C from one array, and the rest of the array."""
    parameters = []
    for i, o in zip(SIZES, SIZES[1:]):
        parameters.append((flat[:i * o].reshape(i, o), flat[i * o:i * o + o]))
        flat = flat[i * o + o:]
    return parameters, flat


def agrees(reference):
    """Compares with the reference file: rate, parameters, x, t, outputs, parameters after one step."""
    rest = np.fromfile(reference, np.float32)
    rate, (first, rest) = rest[0], split(rest[1:])
    x, t, y = (a.reshape(BATCH, -1) for a in np.split(rest[:BATCH * 804], [BATCH * 784, BATCH * 794]))
    after, rest = split(rest[BATCH * 804:])
    assert not len(rest)
    net = Net(first)
    good = np.allclose(net.forward(x), y, rtol=0, atol=1e-4)
    net.step(x, t, rate)
    for l, (w, b) in enumerate(after):
        for ours, theirs, before in ((net.w[l], w, first[l][0]), (net.b[l], b, first[l][1])):
            change = np.abs(theirs - before).max()
            good = good and bool(np.all(np.abs(ours - theirs) <= 1e-4 * change + 4 * 2.0**-24 * np.abs(theirs)))
    return good


def pictures():
    """Returns 60,000 × 784 bytes and 60,000 labels."""
    folder = os.environ.get("SINEW_MNIST")
    if not folder:
        return np.random.default_rng(1).integers(0, 256, (60000, 784), np.uint8), np.arange(60000) % 10

    def read(name):
        path = pathlib.Path(folder, name)
        return path.read_bytes() if path.exists() else gzip.decompress(pathlib.Path(folder, name + ".gz").read_bytes())

    return (np.frombuffer(read("train-images-idx3-ubyte"), np.uint8, offset=16).reshape(-1, 784),
            np.frombuffer(read("train-labels-idx1-ubyte"), np.uint8, offset=8))


def instruction_sets():
    """Returns {name: whether it is used} of the instruction sets for which NumPy has kernels, from the least."""
    core = (np._core if hasattr(np, "_core") else np.core)._multiarray_umath   # NumPy 2 and 1
    return {name: core.__cpu_features__[name] for name in core.__cpu_dispatch__}


def main():
    if sys.argv[1:] == ["--beyond-avx2"]:
        names = list(instruction_sets())
        return print(*names[names.index("AVX2") + 1:] if "AVX2" in names else [])
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("reference")
    options.add_argument("out")
    options.add_argument("--repetitions", type=int, default=5)
    options = options.parse_args()
    if not agrees(options.reference):
        sys.exit("numpy/C: outputs or parameters after one step differ from sinew's, so nothing is timed")

    if options.repetitions < 1:
        return print("numpy agrees")

    images, labels = pictures()
    one_hot = np.eye(10, dtype=np.float32)
    random = np.random.default_rng(1)
    parameters = [(random.normal(0, (2 / i)**0.5, (i, o)).astype(np.float32), np.zeros(o, np.float32)) for i, o in zip(SIZES, SIZES[1:])]
    x = np.empty((BATCH, 784), np.float32)
    times = []
    for _ in range(options.repetitions):
        net, last = Net(parameters), Net(parameters, len(images) % BATCH)
        last.w, last.b = net.w, net.b
        start = time.process_time()
        order = random.permutation(len(images))
        for at in range(0, len(order), BATCH):
            chosen = order[at:at + BATCH]
            rows = x[:len(chosen)]
            np.multiply(images[chosen], np.float32(1 / 255), out=rows)
            (net if len(chosen) == BATCH else last).step(rows, one_hot[labels[chosen]], 0.1)
        times.append((time.process_time() - start) * 1e3)
    row = {"name": "numpy/mnist/epoch_median", "run_name": "numpy/mnist/epoch", "run_type": "aggregate", "aggregate_name": "median",
           "repetitions": len(times), "cpu_time": statistics.median(times), "time_unit": "ms"}
    used = [name for name, uses in instruction_sets().items() if uses]
    context = {"NumPy": np.__version__, "numpy instruction set": used[-1] if used else "the baseline"}
    print(f"numpy/mnist/epoch  {row['cpu_time']:.0f} ms")
    pathlib.Path(options.out).write_text(json.dumps({"context": context, "benchmarks": [row]}, indent=1))


if __name__ == "__main__":
    main()
