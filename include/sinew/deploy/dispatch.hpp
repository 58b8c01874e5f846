#pragma once
/// \file
/// SINEW_LEVEL and SINEW_DISPATCH: functions that are compiled once per level of x86-64, of which the program runs the
/// best that its processor has. The CMake function sinew_dispatch (dispatch.cmake) compiles the files.
///
///     // digits.hpp, an ordinary header
///     std::size_t recognise(const float* image);
///
///     // digits.cpp
///     #include "digits.hpp"
///     #include <sinew/deploy/dispatch.hpp>
///     #include <sinew/sinew.hpp>
///     namespace SINEW_LEVEL {
///     std::size_t recognise(const float* image) { return net.predict(std::span<const float, 784>(image, 784)); }
///     }
///     SINEW_DISPATCH(recognise, image)
///
///     # CMakeLists.txt
///     add_executable(app main.cpp digits.cpp)
///     target_link_libraries(app PRIVATE sinew::sinew)
///     sinew_dispatch(app SOURCES digits.cpp LEVELS x86-64-v3 x86-64-v4)
///
/// Everything that the file defines stands in `namespace SINEW_LEVEL` or has internal linkage; each level has its own
/// copy of it, static data included. Other files call `recognise` as they do without dispatch. A file that another
/// build system compiles, or that is for another processor, has the level "baseline" alone.
///
/// Levels: `baseline` is what the flags of the target give. `x86-64-v2`, `-v3` and `-v4` are those of the x86-64 psABI:
/// up to SSE4.2, AVX2 with FMA, AVX-512. A level that the baseline contains is not chosen by itself.
///
/// Choice: at the first call of a dispatched function of the target, once, by one thread while others wait. Dynamic
/// initialisers of static data in the file run then, those of the chosen level alone. The environment variable
/// SINEW_LEVEL names another level, for tests; one that the processor or the program does not have ends the program
/// with status 1 and a sentence on stderr that names what there is.
///
/// Cost of a call: one load, one comparison and one indirect call.

#include <cstddef>

#include <sinew/config/namespace.hpp>

// What sinew_dispatch defines. For a level: SINEW_DISPATCH_LEVEL_OF_TARGET (x86_64_v3) and SINEW_LEVEL_NAME. For the
// baseline of a target with further levels: SINEW_DISPATCH_TARGET, an identifier, and those of SINEW_DISPATCH_V2, _V3
// and _V4 that there are.
#if defined(SINEW_DISPATCH_LEVEL_OF_TARGET)
#define SINEW_DISPATCH_LEVEL SINEW_DISPATCH_LEVEL_OF_TARGET
#else
#define SINEW_DISPATCH_LEVEL baseline
/// The level that this file is compiled for, as text: "baseline", "x86-64-v3".
#define SINEW_LEVEL_NAME "baseline"
#endif
#define SINEW_DISPATCH_PASTE_2(a, b) a##b
#define SINEW_DISPATCH_PASTE(a, b) SINEW_DISPATCH_PASTE_2(a, b)
/// The namespace of what is compiled per level. It may stand in another namespace.
#define SINEW_LEVEL SINEW_DISPATCH_PASTE(sinew_level_, SINEW_DISPATCH_LEVEL)

namespace SINEW_NAMESPACE::_detail {

/// Parameter J of those in the list.
template <std::size_t J, class... As> struct dispatched_parameter;
template <std::size_t J, class A, class... As> struct dispatched_parameter<J, A, As...>
    : dispatched_parameter<J - 1, As...> {};
template <class A, class... As> struct dispatched_parameter<0, A, As...> { using type = A; };

/// The parts of a function's type.
template <class F> struct dispatched_function;
template <class R, class... As> struct dispatched_function<R(As...)> {
  using type = R(As...);
  using result = R;
  template <std::size_t J> using parameter = typename dispatched_parameter<J, As...>::type;
  static constexpr std::size_t count = sizeof...(As);
  static constexpr bool does_not_throw = false;
};
template <class R, class... As> struct dispatched_function<R(As...) noexcept> : dispatched_function<R(As...)> {
  using type = R(As...) noexcept;
  static constexpr bool does_not_throw = true;
};

template <class, class> inline constexpr bool same_signature = false;
template <class F> inline constexpr bool same_signature<F, F> = true;

}  // namespace sinew::_detail

// ---- P: parameters with the types of f and the names given. F: the same as arguments.
#define SINEW_DISPATCH_P(f, j, a) ::sinew::_detail::dispatched_function<decltype(f)>::template parameter<j> a
#define SINEW_DISPATCH_P_0(f)
#define SINEW_DISPATCH_P_1(f, a) SINEW_DISPATCH_P(f, 0, a)
#define SINEW_DISPATCH_P_2(f, a, b) SINEW_DISPATCH_P_1(f, a), SINEW_DISPATCH_P(f, 1, b)
#define SINEW_DISPATCH_P_3(f, a, b, c) SINEW_DISPATCH_P_2(f, a, b), SINEW_DISPATCH_P(f, 2, c)
#define SINEW_DISPATCH_P_4(f, a, b, c, d) SINEW_DISPATCH_P_3(f, a, b, c), SINEW_DISPATCH_P(f, 3, d)
#define SINEW_DISPATCH_P_5(f, a, b, c, d, e) SINEW_DISPATCH_P_4(f, a, b, c, d), SINEW_DISPATCH_P(f, 4, e)
#define SINEW_DISPATCH_P_6(f, a, b, c, d, e, g) SINEW_DISPATCH_P_5(f, a, b, c, d, e), SINEW_DISPATCH_P(f, 5, g)
#define SINEW_DISPATCH_P_7(f, a, b, c, d, e, g, h) SINEW_DISPATCH_P_6(f, a, b, c, d, e, g), SINEW_DISPATCH_P(f, 6, h)
#define SINEW_DISPATCH_P_8(f, a, b, c, d, e, g, h, i) \
  SINEW_DISPATCH_P_7(f, a, b, c, d, e, g, h), SINEW_DISPATCH_P(f, 7, i)
#define SINEW_DISPATCH_F(a) static_cast<decltype(a)&&>(a)
#define SINEW_DISPATCH_F_0()
#define SINEW_DISPATCH_F_1(a) SINEW_DISPATCH_F(a)
#define SINEW_DISPATCH_F_2(a, b) SINEW_DISPATCH_F_1(a), SINEW_DISPATCH_F(b)
#define SINEW_DISPATCH_F_3(a, b, c) SINEW_DISPATCH_F_2(a, b), SINEW_DISPATCH_F(c)
#define SINEW_DISPATCH_F_4(a, b, c, d) SINEW_DISPATCH_F_3(a, b, c), SINEW_DISPATCH_F(d)
#define SINEW_DISPATCH_F_5(a, b, c, d, e) SINEW_DISPATCH_F_4(a, b, c, d), SINEW_DISPATCH_F(e)
#define SINEW_DISPATCH_F_6(a, b, c, d, e, g) SINEW_DISPATCH_F_5(a, b, c, d, e), SINEW_DISPATCH_F(g)
#define SINEW_DISPATCH_F_7(a, b, c, d, e, g, h) SINEW_DISPATCH_F_6(a, b, c, d, e, g), SINEW_DISPATCH_F(h)
#define SINEW_DISPATCH_F_8(a, b, c, d, e, g, h, i) SINEW_DISPATCH_F_7(a, b, c, d, e, g, h), SINEW_DISPATCH_F(i)
#define SINEW_DISPATCH_COUNT_2(f, a, b, c, d, e, g, h, i, n, ...) n
#define SINEW_DISPATCH_COUNT(...) SINEW_DISPATCH_COUNT_2(__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1, 0, )

// ---- What a file must fulfil for each of its levels.
#define SINEW_DISPATCH_CHECK(f, n)                                                                                    \
  static_assert(::sinew::_detail::dispatched_function<decltype(f)>::count == n,                                       \
                "SINEW_DISPATCH(" #f ", …): name each parameter of " #f " once, after the function");                 \
  static_assert(::sinew::_detail::same_signature<decltype(f), decltype(SINEW_LEVEL::f)>,                              \
                "SINEW_DISPATCH(" #f ", …): " #f " in namespace SINEW_LEVEL must have the type that the header's " #f \
                " has");

#if defined(SINEW_DISPATCH_TARGET)
// ---- The baseline beside further levels: their functions are declared, and f calls that of the chosen level.
#define SINEW_DISPATCH_CHOICE SINEW_DISPATCH_PASTE(sinew_dispatch_, SINEW_DISPATCH_TARGET)
// Defined by the file that sinew_dispatch writes for the target. Hidden: each library of a program has its own.
namespace SINEW_DISPATCH_CHOICE {
/// The place of the chosen level in the tables of functions; −1 before the first call. It is written once.
[[gnu::visibility("hidden")]] extern int chosen;
[[gnu::visibility("hidden")]] int choose();
[[gnu::visibility("hidden")]] inline int place() {
  const int known = __atomic_load_n(&chosen, __ATOMIC_ACQUIRE);
  return known >= 0 ? known : choose();
}
}  // namespace SINEW_DISPATCH_CHOICE
#define SINEW_DISPATCH_DECLARE(f, level)                                                      \
  namespace sinew_level_##level {                                                             \
    [[gnu::visibility("hidden")]] ::sinew::_detail::dispatched_function<decltype(f)>::type f; \
  }
#if defined(SINEW_DISPATCH_V2)
#define SINEW_DISPATCH_DECLARE_V2(f) SINEW_DISPATCH_DECLARE(f, x86_64_v2)
#define SINEW_DISPATCH_TABLE_V2(f) , &sinew_level_x86_64_v2::f
#else
#define SINEW_DISPATCH_DECLARE_V2(f)
#define SINEW_DISPATCH_TABLE_V2(f)
#endif
#if defined(SINEW_DISPATCH_V3)
#define SINEW_DISPATCH_DECLARE_V3(f) SINEW_DISPATCH_DECLARE(f, x86_64_v3)
#define SINEW_DISPATCH_TABLE_V3(f) , &sinew_level_x86_64_v3::f
#else
#define SINEW_DISPATCH_DECLARE_V3(f)
#define SINEW_DISPATCH_TABLE_V3(f)
#endif
#if defined(SINEW_DISPATCH_V4)
#define SINEW_DISPATCH_DECLARE_V4(f) SINEW_DISPATCH_DECLARE(f, x86_64_v4)
#define SINEW_DISPATCH_TABLE_V4(f) , &sinew_level_x86_64_v4::f
#else
#define SINEW_DISPATCH_DECLARE_V4(f)
#define SINEW_DISPATCH_TABLE_V4(f)
#endif
#define SINEW_DISPATCH_DECLARATIONS(f) \
  SINEW_DISPATCH_DECLARE_V2(f) SINEW_DISPATCH_DECLARE_V3(f) SINEW_DISPATCH_DECLARE_V4(f)
#define SINEW_DISPATCH_TABLE(f)                                                                    \
  static constexpr ::sinew::_detail::dispatched_function<decltype(f)>::type* sinew_functions[] = { \
      &SINEW_LEVEL::f SINEW_DISPATCH_TABLE_V2(f) SINEW_DISPATCH_TABLE_V3(f) SINEW_DISPATCH_TABLE_V4(f)};
#define SINEW_DISPATCH_FUNCTION(f) sinew_functions[SINEW_DISPATCH_CHOICE::place()]
#else
// ---- The baseline alone.
#define SINEW_DISPATCH_DECLARATIONS(f)
#define SINEW_DISPATCH_TABLE(f)
#define SINEW_DISPATCH_FUNCTION(f) SINEW_LEVEL::f
#endif

#if defined(SINEW_DISPATCH_LEVEL_OF_TARGET)
// ---- A level: what the header declares is defined by the baseline's file.
#define SINEW_DISPATCH_N(f, n, ...) SINEW_DISPATCH_CHECK(f, n)
#else
#define SINEW_DISPATCH_N(f, n, ...)                                                              \
  SINEW_DISPATCH_CHECK(f, n)                                                                     \
  SINEW_DISPATCH_DECLARATIONS(f)                                                                 \
  ::sinew::_detail::dispatched_function<decltype(f)>::result f(                                  \
      SINEW_DISPATCH_P_##n(f __VA_OPT__(, ) __VA_ARGS__)) noexcept(SINEW_DISPATCH_NOEXCEPT(f)) { \
    SINEW_DISPATCH_TABLE(f)                                                                      \
    return SINEW_DISPATCH_FUNCTION(f)(SINEW_DISPATCH_F_##n(__VA_ARGS__));                        \
  }
#endif
#define SINEW_DISPATCH_NOEXCEPT(f) ::sinew::_detail::dispatched_function<decltype(f)>::does_not_throw
#define SINEW_DISPATCH_WITH_COUNT(n, f, ...) SINEW_DISPATCH_N(f, n __VA_OPT__(, ) __VA_ARGS__)
#define SINEW_DISPATCH_EXPANDED(...) SINEW_DISPATCH_WITH_COUNT(__VA_ARGS__)
/// SINEW_DISPATCH(f, a, b): defines the function f of the header, which calls f of the chosen level. The names stand
/// for the parameters, one each, at most eight; their types are those of the header's declaration. f has this name for
/// itself (no overloads) and is no template and no member; the macro stands in the namespace of the declaration.
#define SINEW_DISPATCH(...) SINEW_DISPATCH_EXPANDED(SINEW_DISPATCH_COUNT(__VA_ARGS__), __VA_ARGS__)
