"""Prints the figures that tests/random compares with: the papers' algorithms, written again in Python's exact integers.

xoshiro256++ and SplitMix64 are first checked against the published outputs. Run: python3 tests/random/reference.py
"""
import struct
from fractions import Fraction

MASK = 2**64 - 1


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


class Engine:
    def __init__(self, seed=None, state=None):
        self.s = list(state) if state else []
        while len(self.s) < 4:
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.s.append(z ^ (z >> 31))

    def __call__(self):
        s = self.s
        result = (rotl((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result


reference = Engine(state=[1, 2, 3, 4])      # xoshiro256plusplus.c, as quoted by the tests of Rust's rand_xoshiro
assert [reference() for _ in range(4)] == [41943041, 58720359, 3588806011781223, 3591011842654386]
assert Engine(seed=1234567).s[:3] == [6457827717110365317, 3203168211198807973, 9817491932198370423]   # Rosetta Code
seeded = Engine(seed=0)                     # the tests of Rust's rand, small_rng
assert [seeded() for _ in range(3)] == [5987356902031041503, 7051070477665621255, 6633766593972829180]


def index(engine, n):                       # Lemire (2019), figure 4, in 32 bits
    if n >= 2**32:
        while True:
            x = engine() >> (64 - (n - 1).bit_length())
            if x < n:
                return x
    m = (engine() >> 32) * n
    if m % 2**32 < n:
        while m % 2**32 < 2**32 % n:
            m = (engine() >> 32) * n
    return m >> 32


def algorithm_h(engine):                    # Karney (2016): true with probability 1/sqrt(e)
    n, last = 0, Fraction(1, 2)
    while True:
        u = Fraction(engine(), 2**64)
        if u >= last:
            return n % 2 == 0
        n, last = n + 1, u


def algorithm_b(engine, k, x):              # true with probability exp(-x (2k + x)/(2k + 2))
    n, y = 0, x
    while True:
        z = Fraction(engine(), 2**64)
        if not z < y:
            return n % 2 == 0
        f = index(engine, 2 * k + 2)        # r < (2k + x)/m: certainly, when a new deviate is below x, or never
        if not (f < 2 * k or (f == 2 * k and Fraction(engine(), 2**64) < x)):
            return n % 2 == 0
        n, y = n + 1, z


def normal(engine):                         # algorithm N
    while True:
        k = 0
        while algorithm_h(engine):
            k += 1
        if not all(algorithm_h(engine) for _ in range(k * (k - 1))):
            continue
        bits = engine()
        x = Fraction(bits, 2**64)
        if all(algorithm_b(engine, k, x) for _ in range(k + 1)):
            y = float(k + Fraction(bits >> 11, 2**53))
            return -y if bits & 1 else y


def cut(x, bits):
    return struct.unpack("<d", struct.pack("<Q", struct.unpack("<Q", struct.pack("<d", x))[0] & ~((1 << bits) - 1)))[0]


def multiply_add(a, b, c):                  # each sum of exact terms rounded once
    b = cut(b, 1)
    a1, b1 = cut(a, 27), cut(b, 27)
    a2, b2 = a - a1, b - b1
    for p, q in ((a1, b1), (a1, b2), (a2, b1), (a2, b2)):
        c = float(Fraction(c) + Fraction(p) * Fraction(q))
    return c


def show(name, values):
    print(name, ", ".join(v.hex() if isinstance(v, float) else str(v) for v in values))


e = Engine(seed=1)
show("uniform<double>, seed 1:", [float(Fraction(e() >> 11, 2**53)) for _ in range(4)])
e = Engine(seed=1)
show("uniform<float>, seed 1:", [float(Fraction(e() >> 40, 2**24)) for _ in range(4)])
e = Engine(seed=1)
show("uniform(-0.3, 0.7), seed 1:", [multiply_add(0.7 - -0.3, float(Fraction(e() >> 11, 2**53)), -0.3) for _ in range(4)])
e = Engine(seed=1)
show("normal<double>, seed 1:", [normal(e) for _ in range(12)])
e = Engine(seed=1)
show("normal(1.5, 0.1), seed 1:", [multiply_add(0.1, normal(e), 1.5) for _ in range(4)])
e = Engine(seed=1)
show("uniform_index(10), seed 1:", [index(e, 10) for _ in range(12)])
e = Engine(seed=1)
show("uniform_index(3000000000), seed 1:", [index(e, 3000000000) for _ in range(6)])
e = Engine(seed=1)
show("uniform_index(3 * 2**60), seed 1:", [index(e, 3 * 2**60) for _ in range(4)])
e = Engine(seed=1)
order = list(range(10))
for i in range(10, 1, -1):                  # Fisher, Yates, as Durstenfeld (1964)
    j = index(e, i)
    order[i - 1], order[j] = order[j], order[i - 1]
show("shuffle(0 ... 9), seed 1:", order)
e = Engine(seed=1)
values = [normal(e) for _ in range(10000)]
show("normal<double> 10000, seed 1:", [values[-1]])
show("the draw after them:", [e()])
