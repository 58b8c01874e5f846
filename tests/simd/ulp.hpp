#pragma once
/// How far a function is from another library's, in units in the last place (ULP) of the exact result, over a sample of
/// all floats, over doubles of all exponents and of an interval, and at the points of tests/reference/functions.hpp.
/// For a sweep of every float define SINEW_MATH_STRIDE=1; --log_level=message prints the largest errors.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/pack.hpp>

#include "../reference/functions.hpp"

#ifndef SINEW_MATH_STRIDE
#define SINEW_MATH_STRIDE 4099
#endif

namespace ulp {

/// |got − want| in units in the last place of T near want; infinite where want is special and got differs, sign of 0
/// included.
template <class T, class Exact> double error(T got, Exact want) {
  constexpr double wrong = std::numeric_limits<double>::infinity();
  if (std::isnan(want)) return std::isnan(got) ? 0 : wrong;
  if (!std::isfinite(T(want))) return got == T(want) ? 0 : wrong;
  if (want == 0) return got == 0 && std::signbit(got) == std::signbit(want) ? 0 : wrong;
  const int exponent = std::max(std::ilogb(want), std::numeric_limits<T>::min_exponent - 1);
  return double(std::fabs(Exact(got) - want) / std::ldexp(Exact(1), exponent - (std::numeric_limits<T>::digits - 1)));
}

template <class T> struct worst {
  double pack = 0, scalar = 0;
  T at_pack = 0, at_scalar = 0;
};

template <class T> using native = std::array<T, sinew::simd::native_lanes<T>>;

// Not inlined, so that each function is compiled once per scalar type and once per pack, sanitizers and all.
template <class T, class F> [[gnu::noinline]] T one(F f, T x) { return f(x); }
template <class T, class F> [[gnu::noinline]] native<T> many(F f, const native<T>& x) {
  native<T> y;
  sinew::simd::store(y.data(), f(sinew::simd::load<sinew::simd::pack<T, sinew::simd::native_lanes<T>>>(x.data())));
  return y;
}

/// Errors of f over a native vector of inputs, and over the same inputs one by one.
template <class T, class F, class G> [[gnu::noinline]] void measure(F f, G reference, const native<T>& x, worst<T>& w) {
  const native<T> y = many<T>(f, x);
  for (std::size_t k = 0; k < x.size(); ++k) {
    const auto want = reference(x[k]);
    const double of_pack = error(y[k], want), of_scalar = error(one(f, x[k]), want);
    if (of_pack > w.pack) {
      w.pack = of_pack;
      w.at_pack = x[k];
    }
    if (of_scalar > w.scalar) {
      w.scalar = of_scalar;
      w.at_scalar = x[k];
    }
  }
}

template <class T> void report(const char* what, const worst<T>& w, double bound) {
  BOOST_TEST_MESSAGE(what << ": pack " << w.pack << " at " << w.at_pack << ", scalar " << w.scalar << " at "
                          << w.at_scalar);
  BOOST_TEST(w.pack <= bound, what << ": " << w.pack << " ULP at " << w.at_pack);
  BOOST_TEST(w.scalar <= bound, what << ": scalar " << w.scalar << " ULP at " << w.at_scalar);
}

/// Every SINEW_MATH_STRIDE-th float against the same function of libm in double.
template <class F, class G> void floats(F f, G reference, double bound) {
  native<float> x;
  worst<float> w;
  for (std::uint64_t bits = 0; bits < std::uint64_t(1) << 32;) {
    for (float& value : x) value = std::bit_cast<float>(std::uint32_t(std::exchange(bits, bits + SINEW_MATH_STRIDE)));
    measure<float>(
        f, [&](float value) { return reference(double(value)); }, x, w);
  }
  report("float", w, bound);
}

/// What libm's long double may be off itself, in ULP of a double: wasi-libc computes these functions in double.
#ifdef __wasi__
inline constexpr double of_reference = 1;
#else
inline constexpr double of_reference = 0;
#endif

/// Doubles of every exponent, then doubles from lowest to highest, against libm in long double where that is wider.
template <class F, class G> void doubles(F f, G reference, double lowest, double highest, double bound) {
  if constexpr (std::numeric_limits<long double>::digits > std::numeric_limits<double>::digits) {
    native<double> x;
    worst<double> anywhere, inside;
    std::uint64_t weyl = 0;  // multiples of 2^64/golden ratio fill an interval evenly
    for (int i = 0; i < 40'000; ++i) {
      for (double& value : x) {
        weyl += 0x9E3779B97F4A7C15;
        value = i % 2 == 0 ? std::bit_cast<double>(weyl) : lowest + (highest - lowest) * (double(weyl >> 11) * 0x1p-53);
      }
      measure<double>(
          f, [&](double value) { return reference(static_cast<long double>(value)); }, x,
          i % 2 == 0 ? anywhere : inside);
    }
    report("double", anywhere, bound + of_reference);
    report("double in an interval", inside, bound + of_reference);
  } else {
    BOOST_TEST_MESSAGE("long double is no wider than double here");
  }
}

/// T(x) at points whose results mpmath gave, correctly rounded to double: half a unit more for a double.
template <class T, class F> void points(F f, std::span<const ::reference::functions::point> table, double bound) {
  for (const auto& [x, y] : table) {
    const double e = error(one(f, T(x)), y);
    BOOST_TEST(e <= bound + (sizeof(T) == 8 ? 0.5 : 0), "f(" << x << ") is " << e << " ULP from " << y);
  }
}

inline constexpr float inf = std::numeric_limits<float>::infinity();
inline constexpr double double_inf = std::numeric_limits<double>::infinity();

/// Bounds hold for packs below native width, of it and of several registers; make(i) is the input of lane i.
template <class V, class F, class G, class Make> void width(F f, G reference, Make make, double bound) {
  using T = sinew::simd::scalar_of<V>;
  V x{};
  for (std::size_t i = 0; i < sinew::simd::lanes_of<V>; ++i) x[i] = make(T(i));
  const V y = f(x);
  double largest = 0;
  for (std::size_t i = 0; i < sinew::simd::lanes_of<V>; ++i)
    largest = std::max(largest, error(T(y[i]), T(reference(double(x[i])))));
  BOOST_TEST(largest <= bound + 0.5,
             sinew::simd::lanes_of<V> << " lanes of " << sizeof(T) << " bytes: " << largest << " ULP");
}
template <class F, class G, class Make> void widths(F f, G reference, Make make, double bound, double bound_of_double) {
  width<sinew::simd::pack<float, 2>>(f, reference, make, bound);
  width<sinew::simd::pack<float, 16>>(f, reference, make, bound);
  width<sinew::simd::pack<float, 32>>(f, reference, make, bound);
  width<sinew::simd::pack<double, 4>>(f, reference, make, bound_of_double);
}

template <class F, class G, class Make> void widths(F f, G reference, Make make, double bound) {
  widths(f, reference, make, bound, bound);
}

template <class T> bool is_negative_zero(T x) { return x == 0 && std::signbit(x); }

}  // namespace ulp
