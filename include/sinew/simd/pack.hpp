#pragma once
/// \file
/// pack<T, W>: W scalars in one register, the compiler's own vector type; pack<T, 1> is T itself. Kernels are written
/// once over a value type V that is either. Memory always holds arrays of scalars.
///
/// No intrinsics header and no other library is included: g++ and clang lower the same source to SSE2, AVX2, AVX-512,
/// NEON or WebAssembly. A constant expression uses only V = T, because neither compiler can copy a whole vector there;
/// `sweep` and `each_block` (simd/loop.hpp) make that choice in one place.

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/floating_point.hpp>

#if defined(_WIN32) && defined(__AVX__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(SINEW_UNALIGNED_VECTOR_MOVES)
// g++ stores AVX registers by moves that need 32 or 64 aligned bytes, to a stack where Windows promises 16: GCC bug
// 54412. Programs crash at random, with optimisation or without. The assembler can write moves that need no alignment
// instead, which are as fast. Some builds of g++ ask for them by themselves (those of Debian and MSYS2), but no macro
// tells which.
#error "AVX by g++ for Windows needs -Wa,-muse-unaligned-vector-move -DSINEW_UNALIGNED_VECTOR_MOVES (simd/pack.hpp)"
#endif

namespace SINEW_NAMESPACE::simd {

/// Bytes of the target's widest native register: of a vector, or of a double on targets without vectors (Cortex-M, x87,
/// RISC-V without V). There compilers would emulate vectors: their code is larger and slower than that of scalars.
#if defined(__AVX512F__)
inline constexpr std::size_t vector_bytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t vector_bytes = 32;
#elif defined(__SSE2__) || defined(__ARM_NEON) || defined(__wasm_simd128__) || defined(__powerpc64__)
inline constexpr std::size_t vector_bytes = 16;
#else
inline constexpr std::size_t vector_bytes = 8;
#endif

/// Scalars of type T in one native register.
template <class T> inline constexpr std::size_t native_lanes = vector_bytes > 8 ? vector_bytes / sizeof(T) : 1;

namespace detail {
template <class T, std::size_t W> struct vector_of { typedef T type __attribute__((vector_size(sizeof(T) * W))); };
template <class T> struct vector_of<T, 1> { using type = T; };
/// V in memory of scalars. A copy by memcpy would pass through the stack in builds that are not optimised, in pieces
/// that the processor cannot forward from stores to the load.
template <class V, class T> struct in_memory {
  typedef T type __attribute__((vector_size(sizeof(V)), aligned(alignof(T)), may_alias));
};
template <class V> struct lane_type { using type = std::remove_cvref_t<decltype(std::declval<V&>()[0])>; };
template <class V>
requires std::is_arithmetic_v<V>
struct lane_type<V> {
  using type = V;
};
}  // namespace detail

/// W values of type T; W is a power of two.
template <class T, std::size_t W> using pack = typename detail::vector_of<T, W>::type;
/// The scalar of a value type: T for T and for every pack<T, W>.
template <class V> using scalar_of = typename detail::lane_type<V>::type;
/// The number of scalars in a value type.
template <class V> inline constexpr std::size_t lanes_of = sizeof(V) / sizeof(scalar_of<V>);
/// V is one sample of a block of L lanes. Only constant expressions process blocks by the sample, so kernels compile
/// no tiles for it.
template <class V, std::size_t L> concept OneOfLanes = (1 < L && lanes_of<V> == 1);

/// The signed integer type of T's size, for operations on the bits of a floating-point number.
template <class T> using bits_of =
    std::conditional_t<sizeof(T) == 8, std::int64_t, std::conditional_t<sizeof(T) == 4, std::int32_t, std::int16_t>>;
/// Loads lanes_of<V> scalars from memory of any alignment.
template <class V, class T> [[gnu::always_inline]] constexpr V load(const T* from) noexcept {
  if constexpr (std::is_same_v<V, T>) return *from;
  else return *static_cast<const typename detail::in_memory<V, T>::type*>(static_cast<const void*>(from));
}
/// Stores the scalars of v to memory of any alignment.
template <class V, class T> [[gnu::always_inline]] constexpr void store(T* to, const V& v) noexcept {
  if constexpr (std::is_same_v<V, T>) *to = v;
  else *static_cast<typename detail::in_memory<V, T>::type*>(static_cast<void*>(to)) = v;
}
/// The same scalar in every lane. Any arithmetic type is converted to the type of the lanes.
template <class V, class T> [[gnu::always_inline]] constexpr V broadcast(T value) noexcept {
  if constexpr (lanes_of<V> == 1) return static_cast<V>(value);
  else return static_cast<scalar_of<V>>(value) - V{};  // not V{} + value: that would turn −0 into +0
}
/// The sum over the lanes, added by halves.
template <class V> [[gnu::always_inline]] constexpr scalar_of<V> sum(const V& v) noexcept {
  using T = scalar_of<V>;
  if constexpr (lanes_of<V> == 1) return v;
  else if constexpr (lanes_of<V> == 2) return v[0] + v[1];
  else {
    using Half = pack<T, lanes_of<V> / 2>;
    Half low, high;
    __builtin_memcpy(&low, &v, sizeof low);
    __builtin_memcpy(&high, reinterpret_cast<const char*>(&v) + sizeof low, sizeof high);
    return simd::sum<Half>(low + high);
  }
}
/// f applied to each lane, for functions that accept only scalars.
template <class V, class F> [[gnu::always_inline]] constexpr V each_lane(const V& v, F f) noexcept {
  using T = scalar_of<V>;
  if constexpr (lanes_of<V> == 1) return f(v);
  else {
    V result{};
    for (std::size_t i = 0; i < lanes_of<V>; ++i) result[i] = f(T(v[i]));
    return result;
  }
}
/// condition ? a : b, lane by lane. The condition is the result of comparing two V.
template <class V, class C>
[[gnu::always_inline]] constexpr V select(const C& condition, const V& a, const V& b) noexcept {
  return condition ? a : b;
}

}  // namespace sinew::simd
