#pragma once
/// The laws of elementwise activations: the derivative is the numeric one; a pack gives what its scalars give; NaN
/// stays NaN (Step, which decides, is the exception); nothing finite becomes NaN.
/// An activation meets the laws through pointers to its functions, so that each law is compiled once.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/concept.hpp>
#include <sinew/simd/pack.hpp>

#include "draws.hpp"

namespace laws {

/// y, and ∂y/∂z as a layer gets it: from z, or from y.
template <class A, class V> V value(V z) { return sinew::activate<A, V>(z); }
template <class A, class V> V slope(V z) {
  if constexpr (sinew::KeepsInput<A>) return sinew::activation_derivative<A, V>(z);
  else return sinew::activation_derivative<A, V>(sinew::activate<A, V>(z));
}

template <class T> struct functions {
  using row = std::array<T, sinew::simd::native_lanes<T>>;
  T (*value)(T);
  T (*slope)(T);
  row (*values)(const row&);  // of a pack
  row (*slopes)(const row&);
};
template <class A, class T> constexpr functions<T> functions_of() {
  using row = typename functions<T>::row;
  using V = sinew::simd::pack<T, sinew::simd::native_lanes<T>>;
  return {laws::value<A, T>, laws::slope<A, T>,
          [](const row& z) {
            row y;
            sinew::simd::store(y.data(), laws::value<A, V>(sinew::simd::load<V>(z.data())));
            return y;
          },
          [](const row& z) {
            row d;
            sinew::simd::store(d.data(), laws::slope<A, V>(sinew::simd::load<V>(z.data())));
            return d;
          }};
}

/// In [−5, 5) but for the neighbourhood of 0, ±1 and ±3, where some activations have a kink.
inline void derivative_is_numeric(const functions<double>& f) {
  auto draw = draws(3);
  double worst = 0;
  for (int i = 0; i < 1000; ++i) {
    const double z = 5 * draw(), h = 1e-5;
    if (std::abs(z) < 1e-4 || std::abs(std::abs(z) - 1) < 1e-4 || std::abs(std::abs(z) - 3) < 1e-4) continue;
    worst = std::max(worst, relative_error((f.value(z + h) - f.value(z - h)) / (2 * h), f.slope(z)));
  }
  BOOST_TEST(worst < 1e-6);
}

template <class T> void pack_is_scalar(const functions<T>& f) {
  auto draw = draws(4);
  const auto far = [](T a, T b, T least) {
    return double(std::abs(a - b) / (std::max(least, std::abs(b)) * std::numeric_limits<T>::epsilon()));
  };
  double of_values = 0, of_slopes = 0;
  for (int i = 0; i < 100; ++i) {
    typename functions<T>::row z;
    for (T& v : z) v = T(10 * draw());
    const auto y = f.values(z), d = f.slopes(z);
    for (std::size_t k = 0; k < z.size(); ++k) {
      of_values = std::max(of_values, far(y[k], f.value(z[k]), T(1e-3)));
      of_slopes = std::max(of_slopes, far(d[k], f.slope(z[k]), T(1)));
    }
  }
  BOOST_TEST(of_values <= 4);
  BOOST_TEST(of_slopes <= 8);  // 1 − y² doubles what y is off, and cancels: measured against 1
}

template <class T> void stays_a_number(const functions<T>& f) {
  for (const double z : {-1e30, -1e10, -700., -100., -1e-30, -0., 0., 1e-30, 100., 700., 1e10, 1e30}) {
    BOOST_TEST(std::isfinite(f.value(T(z))), "value at " << z);
    BOOST_TEST(std::abs(f.slope(T(z))) < T(1.76), "slope at " << z);  // not for NaN; SELU has the steepest, 1.758
  }
  for (const T z : {-std::numeric_limits<T>::infinity(), std::numeric_limits<T>::infinity()})
    BOOST_TEST(!std::isnan(f.value(z)));
  BOOST_TEST(std::isnan(f.value(std::numeric_limits<T>::quiet_NaN())));
}

inline void activation(const functions<float>& narrow, const functions<double>& wide) {
  derivative_is_numeric(wide);
  pack_is_scalar(narrow);
  pack_is_scalar(wide);
  stays_a_number(narrow);
  stays_a_number(wide);
}
template <class A> void activation() { activation(functions_of<A, float>(), functions_of<A, double>()); }

}  // namespace laws
