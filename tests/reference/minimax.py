#!/usr/bin/python3
"""Polynomial coefficients of include/sinew/simd/{exp,log,logistic,erf}.hpp.

    python3 tests/reference/minimax.py            (mpmath 1.2.1; about a minute)

Each is a minimax polynomial by Remez' exchange algorithm (E. Remez, C. R. Acad. Sci. Paris 198, 1934) on a fine Chebyshev
grid. Coefficients are rounded to the working precision, where it helps one after the other, lowest first, the rest fitted
again to what the rounding left over. Output: coefficients, highest power first as `horner` takes them, and the largest weighted error
in units of 2^-24 (float) or 2^-53 (double).
"""
from mpmath import mp, mpf, cos, pi, exp, expm1, log, tanh, erf, erfc, atanh, sqrt, matrix, lu_solve, fabs, floor, frexp, ldexp

mp.dps = 60


def rounded(value, bits):
    """The nearest binary number of that many significant bits."""
    mantissa, exponent = frexp(value)
    return ldexp(floor(ldexp(mantissa, bits) + mpf(1) / 2), exponent - bits)


def remez(xs, f, w, power, terms):
    """c[i] of sum c[i] x^(power+i) with the least max |w (f - p)| over the grid."""
    n = terms
    pick = [round(i * (len(xs) - 1) / n) for i in range(n + 1)]
    for _ in range(60):
        a, b = matrix(n + 1, n + 1), matrix(n + 1, 1)
        for row, k in enumerate(pick):
            for i in range(n):
                a[row, i] = xs[k] ** (power + i)
            a[row, n] = (-1) ** row / w[k]
            b[row] = f[k]
        solution = lu_solve(a, b)
        c, level = [solution[i] for i in range(n)], fabs(solution[n])
        error = [w[k] * (f[k] - horner(c, xs[k]) * xs[k] ** power) for k in range(len(xs))]
        extrema, start = [], 0
        for k in range(1, len(xs) + 1):
            if k == len(xs) or (error[k] > 0) != (error[start] > 0):
                extrema.append(max(range(start, k), key=lambda j: fabs(error[j])))
                start = k
        while len(extrema) > n + 1:
            extrema.pop(0 if fabs(error[extrema[0]]) < fabs(error[extrema[-1]]) else -1)
        worst = max(fabs(e) for e in error)
        if len(extrema) < n + 1 or worst <= level * mpf('1.0001'):
            return c, worst
        pick = extrema
    return c, worst


def horner(c, x):
    r = mpf(0)
    for k in reversed(c):
        r = r * x + k
    return r


def show(name, bits, f, w, lo, hi, terms, points=1200):
    xs = [(lo + hi) / 2 + (hi - lo) / 2 * cos(pi * (2 * i + 1) / (2 * points)) for i in range(points)]
    exact, weight = [f(x) for x in xs], [w(x) for x in xs]

    def error_of(c):
        return max(fabs(weight[k] * (exact[k] - horner(c, xs[k]))) for k in range(points))

    ideal, worst = remez(xs, exact, weight, 0, terms)
    candidates = [[rounded(c, bits) for c in ideal]]
    if lo > 0:                                   # powers from the k-th on are a Chebyshev system only off zero
        left, refitted = exact[:], []
        for k in range(terms):
            c, _ = remez(xs, left, weight, k, terms - k)
            refitted.append(rounded(c[0], bits))
            left = [y - refitted[-1] * x**k for x, y in zip(xs, left)]
            candidates.append(refitted + [rounded(v, bits) for v in c[1:]])
    result = min(candidates, key=error_of)
    print(f'// {name}, {"float" if bits == 24 else "double"}: error {float(error_of(result) * 2**bits):.3g} '
          f'(before rounding {float(worst * 2**bits):.3g})')
    print(',\n'.join(hexadecimal(c, bits) for c in reversed(result)))


def rational(name, g, top, n, m, points=1500):
    """P(u) / Q(u) of degrees n and m, 1 at u = 0, with the least relative error to g(sqrt u) on (0, top], for float: Remez' exchange, the
    system made linear by the last Q. Printed with 1 as the highest coefficient of Q."""
    xs = [sqrt(top) * (1 - cos(pi * (i + mpf(1) / 2) / points / 2)) for i in range(points // 60, points)]   # at 0 the error is 0
    us, gs, points = [x * x for x in xs], [g(x) for x in xs], len(xs)
    k = n + m + 1
    pick, q, best = [round(i * (points - 1) / (k - 1)) for i in range(k)], [mpf(1)], None
    for _ in range(40):
        for _ in range(6):
            a, b = matrix(k, k), matrix(k, 1)
            for row, i in enumerate(pick):
                for j in range(1, n + 1):
                    a[row, j - 1] = us[i]**j
                for j in range(1, m + 1):
                    a[row, n + j - 1] = -gs[i] * us[i]**j
                a[row, k - 1] = (-1)**row * gs[i] * horner(q, us[i])
                b[row] = gs[i] - 1
            solution = lu_solve(a, b)
            p, q = [mpf(1)] + [solution[j] for j in range(n)], [mpf(1)] + [solution[n + j] for j in range(m)]
        error = [horner(p, u) / horner(q, u) / v - 1 for u, v in zip(us, gs)]
        extrema, start = [], 0
        for i in range(1, points + 1):
            if i == points or (error[i] > 0) != (error[start] > 0):
                extrema.append(max(range(start, i), key=lambda j: fabs(error[j])))
                start = i
        while len(extrema) > k:
            extrema.pop(0 if fabs(error[extrema[0]]) < fabs(error[extrema[-1]]) else -1)
        worst = max(fabs(e) for e in error)
        if best is None or worst < best[0]:
            best = worst, p, q
        if len(extrema) < k or worst <= fabs(solution[k - 1]) * mpf('1.001'):
            break
        pick = extrema
    worst, p, q = best
    print(f'// {name}, float: error {float(worst * 2**24):.3g} before rounding; P, then Q')
    for c in (p, q):
        print(', '.join(hexadecimal(rounded(v / q[m], 24), 24) for v in reversed(c)))


def hexadecimal(c, bits):
    return float(c).hex().replace('0000000p', 'p') + ('f' if bits == 24 else '')


half_ln2 = log(2) / 2 * mpf('1.001')


# tanh x = x P(u) / Q(u), u = x^2, |x| <= 7.8125, where 1 is 5.5 ULP off. Rounding errs more than the fit: logistic.hpp has a neighbour of it,
# found by trial, whose worst float is better and which comes to 1 near there, and never beyond, however its products are rounded.
rational('tanh: tanh x / x, u = x^2', lambda x: tanh(x) / x, mpf('7.8125')**2, 4, 4)

root = sqrt(2) - 1
s_max = root / (2 + root) * mpf('1.0001')
for bits, exp_terms, log_terms, erf_terms, tail_terms, cut, end in (
        (24, 4, 4, 7, 7, mpf('0.9375'), 4), (53, 9, 7, 12, 20, mpf(1), 6)):
    # e^r = 1 + r + r^2 (1/2 + r P(r)), |r| <= ln2 / 2; weight: relative error of e^r
    show('exp: (e^r - 1 - r - r^2/2) / r^3', bits, lambda r: (expm1(r) - r - r * r / 2) / r**3, lambda r: fabs(r)**3 / exp(r),
         -half_ln2, half_ln2, exp_terms)
    # log(1 + f) = 2 s + s z P(z), s = f / (2 + f), z = s^2; weight: relative error
    show('log: (2 atanh s - 2 s) / (s z), z = s^2', bits, lambda z: (2 * atanh(sqrt(z)) / sqrt(z) - 2) / z,
         lambda z: z / 2, mpf(10)**-20, s_max**2, log_terms)
    # erf x = x + x P(z), z = x^2, |x| < cut
    show('erf: erf x / x - 1, z = x^2', bits, lambda z: erf(sqrt(z)) / sqrt(z) - 1,
         lambda z: sqrt(z) / erf(sqrt(z)), mpf(10)**-20, cut**2, erf_terms)
    # erf x = 1 - e^(x P(x)), cut <= x <= end: the error of P counts x erfc(x) / erf(x)
    show('erf: log(erfc x) / x', bits, lambda x: log(erfc(x)) / x, lambda x: x * erfc(x) / erf(x), cut, mpf(end), tail_terms)
