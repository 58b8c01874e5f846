#pragma once
/// \file
/// Dtype: the formats of the numbers in a file of weights, and their conversion from and to the scalars of nets.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/io/narrow.hpp>

namespace SINEW_NAMESPACE {

/// The format of the numbers in a file of weights.
enum class Dtype {
  of_net,    ///< the scalar of the net: F32 of float, F64 of double
  float16,   ///< F16, IEEE 754 binary16: 11 bits of precision, to 65,504
  bfloat16,  ///< BF16, the upper half of a float: 8 bits of precision
  float32,   ///< F32
  float64    ///< F64
};

namespace _detail {

/// The format that stands for `of_net` where the net's scalar is T.
template <class T> constexpr Dtype dtype_of(Dtype asked) noexcept {
  return asked != Dtype::of_net ? asked : sizeof(T) == sizeof(float) ? Dtype::float32 : Dtype::float64;
}
inline std::string_view name_of(Dtype dtype) noexcept {
  return dtype == Dtype::float16 ? "F16" : dtype == Dtype::bfloat16 ? "BF16" : dtype == Dtype::float32 ? "F32" : "F64";
}
/// The format of this name; of_net if there is none.
inline Dtype dtype_named(std::string_view name) noexcept {
  return name == "F32"    ? Dtype::float32
         : name == "F64"  ? Dtype::float64
         : name == "F16"  ? Dtype::float16
         : name == "BF16" ? Dtype::bfloat16
                          : Dtype::of_net;
}
constexpr std::size_t bytes_of(Dtype dtype) noexcept {
  return dtype == Dtype::float64 ? 8 : dtype == Dtype::float32 ? 4 : 2;
}
/// f(dtype), with dtype a constant.
template <class F> void with_dtype(Dtype dtype, F f) {
  if (dtype == Dtype::float16) f(std::integral_constant<Dtype, Dtype::float16>{});
  else if (dtype == Dtype::bfloat16) f(std::integral_constant<Dtype, Dtype::bfloat16>{});
  else if (dtype == Dtype::float32) f(std::integral_constant<Dtype, Dtype::float32>{});
  else f(std::integral_constant<Dtype, Dtype::float64>{});
}

/// The least double whose nearest float is infinite.
inline constexpr double too_large_for_float = 0x1.ffffffp127;
/// The float that is nearest to v; ±∞ beyond the largest. (The conversion of a larger double is undefined in C++.)
constexpr float nearest_float(double v) noexcept {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  return v >= too_large_for_float ? infinity : v <= -too_large_for_float ? -infinity : static_cast<float>(v);
}
/// The scalar of a net that is nearest to v.
template <class T> constexpr T nearest(double v) noexcept {
  if constexpr (sizeof(T) == sizeof(float)) return _detail::nearest_float(v);
  else return v;
}
/// Writes v in the format; returns whether it is finite there.
inline bool encode(Dtype dtype, double v, unsigned char* to) noexcept {
  if (dtype == Dtype::float64) {
    _detail::to_little_endian(v, to);
    return is_finite(v);
  }
  if (dtype == Dtype::float32) {
    const float rounded = _detail::nearest_float(v);
    _detail::to_little_endian(rounded, to);
    return is_finite(rounded);
  }
  const bool half = dtype == Dtype::float16;
  const std::uint16_t bits = half ? binary16::from(v) : bfloat16::from(v);
  _detail::to_little_endian(bits, to);
  return is_finite(half ? binary16::to(bits) : bfloat16::to(bits));
}
inline double decode(Dtype dtype, const unsigned char* from) noexcept {
  if (dtype == Dtype::float64) return _detail::from_little_endian<double>(from);
  if (dtype == Dtype::float32) return static_cast<double>(_detail::from_little_endian<float>(from));
  const auto bits = _detail::from_little_endian<std::uint16_t>(from);
  return dtype == Dtype::float16 ? binary16::to(bits) : bfloat16::to(bits);
}

/// Whether, without their signs, all of these little-endian numbers are less than `limit`, as integers. The bits of
/// floating-point numbers are in the order of their magnitudes, NaN is above infinity.
template <class Bits>
[[SINEW_KERNEL]] bool all_below(const unsigned char* from, std::size_t count, const Bits limit) noexcept {
  constexpr Bits magnitude = (std::numeric_limits<Bits>::max)();
  std::size_t i = 0;
  if constexpr (!simd::always_scalar && std::endian::native == std::endian::little) {
    constexpr std::size_t W = simd::native_lanes<Bits>;
    using V = simd::pack<Bits, W>;
    const V limits = simd::broadcast<V>(limit), magnitudes = simd::broadcast<V>(magnitude);
    V above{};
    for (; i + W <= count; i += W) {
      V bits;  // of any alignment
      __builtin_memcpy(&bits, from + i * sizeof(Bits), sizeof bits);
      above |= (bits & magnitudes) >= limits;
    }
    Bits any = 0;
    for (std::size_t lane = 0; lane < W; ++lane) any = static_cast<Bits>(any | above[lane]);
    if (any != 0) return false;
  }
  for (; i < count; ++i)
    if ((_detail::from_little_endian<Bits>(from + i * sizeof(Bits)) & magnitude) >= limit) return false;
  return true;
}
/// Whether these numbers of a file are finite as scalars T of a net.
template <class T> bool all_finite(Dtype dtype, const unsigned char* from, std::size_t count) noexcept {
  if (dtype == Dtype::float16) return _detail::all_below<std::int16_t>(from, count, 0x7c00);
  if (dtype == Dtype::bfloat16) return _detail::all_below<std::int16_t>(from, count, 0x7f80);
  if (dtype == Dtype::float32) return _detail::all_below<std::int32_t>(from, count, 0x7f800000);
  constexpr double least = sizeof(T) == sizeof(float) ? too_large_for_float : std::numeric_limits<double>::infinity();
  return _detail::all_below<std::int64_t>(from, count, std::bit_cast<std::int64_t>(least));
}

}  // namespace _detail
}  // namespace sinew
