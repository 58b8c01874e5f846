"""Prints the figures that tests/initializer compares with: first weights, from the engine and distributions of
tests/random/reference.py and the schemes as their docstrings give them.  Run: python3 tests/initializer/reference.py
"""
import contextlib
import importlib.util
import io
import math
import pathlib
import struct

path = pathlib.Path(__file__).resolve().parent.parent / "random" / "reference.py"
spec = importlib.util.spec_from_file_location("random_reference", path)
random = importlib.util.module_from_spec(spec)
with contextlib.redirect_stdout(io.StringIO()):          # it prints its own figures
    spec.loader.exec_module(random)


def single(x):                                           # to the nearest float
    return struct.unpack("<f", struct.pack("<f", x))[0]


def uniform(engine, limit, is_float):                    # low + (high - low) u, low = -limit
    limit = single(limit) if is_float else limit
    u = (engine() >> 40) * 2.0**-24 if is_float else (engine() >> 11) * 2.0**-53
    result = random.multiply_add(limit + limit, u, -limit)
    return single(result) if is_float else result


def normal(engine, deviation, is_float):
    deviation = single(deviation) if is_float else deviation
    result = random.multiply_add(deviation, random.normal(engine), 0.0)
    return single(result) if is_float else result


schemes = {
    "XavierUniform": lambda e, i, o, f: uniform(e, math.sqrt(6 / (i + o)), f),
    "XavierNormal": lambda e, i, o, f: normal(e, math.sqrt(2 / (i + o)), f),
    "HeUniform": lambda e, i, o, f: uniform(e, math.sqrt(6 / i), f),
    "HeNormal": lambda e, i, o, f: normal(e, math.sqrt(2 / i), f),
    "LeCunNormal": lambda e, i, o, f: normal(e, math.sqrt(1 / i), f),
}


def show(name, values):
    print(f"{name}: " + ", ".join(v.hex() for v in values))


for name, draw in schemes.items():                       # fan_in 4, fan_out 16, seed 1
    for is_float in (True, False):
        engine = random.Engine(seed=1)
        show(f"{name}, {'float' if is_float else 'double'}", [draw(engine, 4, 16, is_float) for _ in range(4)])

import numpy

for name, rows, outputs, gain in (("Orthogonal<>, 5 x 3", 5, 3, 1), ("Orthogonal<Tanh>, 2 x 4", 2, 4, 5 / 3)):   # seed 1, double
    engine = random.Engine(seed=1)
    w = numpy.array([random.normal(engine) for _ in range(rows * outputs)]).reshape(rows, outputs)
    tall = w if rows >= outputs else w.T                 # torch.nn.init.orthogonal_
    q, r = numpy.linalg.qr(tall)
    q = q * numpy.sign(numpy.diag(r))
    print(f"{name}: " + ", ".join(repr(float(v)) for v in (gain * (q if rows >= outputs else q.T)).flatten()))
for is_float in (True, False):                           # TruncatedNormal<Ratio<1, 2>, Ratio<-1, 2>, Ratio<1, 1>, Ratio<1, 4>>
    engine, values = random.Engine(seed=1), []
    while len(values) < 6:
        x = random.multiply_add(0.5, random.normal(engine), 0.25)
        if -0.5 <= x <= 1:
            values.append(single(x) if is_float else x)
    show(f"TruncatedNormal, {'float' if is_float else 'double'}", values)

print("Net<Dense<4, 16, ReLU>, Dense<16, 8, Tanh>, Dense<8, 3, Softmax>>, seed 42: the first and last weight of each layer")
engine = random.Engine(seed=42)
for i, o, scheme in ((4, 16, "HeNormal"), (16, 8, "XavierUniform"), (8, 3, "XavierUniform")):
    weights = [schemes[scheme](engine, i, o, True) for _ in range(i * o)]
    show(scheme, [weights[0], weights[-1]])
