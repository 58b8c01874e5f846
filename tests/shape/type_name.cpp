#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <sinew/shape/type_name.hpp>
#include <sinew/sinew.hpp>

#include "../laws/user_layers.hpp"

using namespace sinew;

namespace mine {
enum class Colour { red, green };
template <class T, auto V> struct With {};
template <class A = int, class B = double, class C = A> struct Defaults {};
template <std::size_t N, class A = int, class B = double> struct Sized {};
template <std::size_t... N> struct Sizes {};
template <template <class...> class F> struct OfTemplate {};
template <class T> struct Outer {
  template <class U> struct Inner {};
  struct Plain {};
};
struct sinew_like {};
}  // namespace mine
namespace my_sinew {
struct Type {};
}  // namespace my_sinew
namespace other::sinew {
struct Type {};
}  // namespace other::sinew
namespace {
struct Hidden {};
}  // namespace

BOOST_AUTO_TEST_SUITE(shape_type_name)

// The texts are what a user writes; each line is the specification, checked by every compiler.
static_assert(type_name<Dense<784, 128, ReLU>> == "Dense<784, 128, ReLU>");
static_assert(type_name<Dense<784, 128, ReLU, HeNormal>> == "Dense<784, 128, ReLU>");  // ReLU's own
static_assert(type_name<Dense<784, 128, ReLU, XavierNormal>> == "Dense<784, 128, ReLU, XavierNormal>");
static_assert(type_name<Dense<3, 4>> == "Dense<3, 4>");
static_assert(type_name<Dense<3, 4, Identity, Zeros>> == "Dense<3, 4, Identity, Zeros>");
static_assert(type_name<Input<1, 28, 28>> == "Input<1, 28, 28>" && type_name<shape<>> == "shape<>");
static_assert(type_name<Flatten> == "Flatten" && type_name<Flatten::on<shape<1, 2>>> == "Flatten::on<shape<1, 2>>");
static_assert(type_name<Net<Dense<2, 3>, Net<Dense<3, 3, Tanh>, Dense<3, 1>>>> ==
              "BasicNet<float, Dense<2, 3>, BasicNet<float, Dense<3, 3, Tanh>, Dense<3, 1>>>");
static_assert(type_name<Net<>> == "BasicNet<float>" && type_name<Sequential<>> == "Sequential<>");
static_assert(qualified_name<Net<Dense<2, 3, ReLU>, mine::Gain>> ==
              "sinew::BasicNet<float, sinew::Dense<2, 3, sinew::ReLU>, mine::Gain>");
static_assert(type_name<mine::Smooth<4>> == "mine::Smooth<4>");
static_assert(type_name<mine::Defaults<>> == "mine::Defaults<>" &&
              type_name<mine::Defaults<int, float>> == "mine::Defaults<int, float>");
static_assert(type_name<mine::Defaults<float, double, int>> == "mine::Defaults<float, double, int>");
static_assert(type_name<mine::Sized<3>> == "mine::Sized<3>" &&
              type_name<mine::Sized<0, int, char>> == "mine::Sized<0, int, char>");
static_assert(type_name<mine::Sizes<0, 10, SIZE_MAX>> == (sizeof(std::size_t) == 8
                                                              ? "mine::Sizes<0, 10, 18446744073709551615>"
                                                              : "mine::Sizes<0, 10, 4294967295>"));
static_assert(type_name<mine::Outer<int>::Inner<mine::Gain>> == "mine::Outer<int>::Inner<mine::Gain>");
// a default argument may follow here
static_assert(type_name<mine::Outer<Dense<1, 2>>::Plain>.starts_with("mine::Outer<Dense<1, 2"));

// The library's namespace goes, whatever else is called so does not.
static_assert(type_name<mine::sinew_like> == "mine::sinew_like" && type_name<my_sinew::Type> == "my_sinew::Type");
static_assert(type_name<other::sinew::Type> == "other::sinew::Type" && type_name<Hidden> == "Hidden");
static_assert(qualified_name<other::sinew::Type> == "other::sinew::Type" && qualified_name<ReLU> == "sinew::ReLU");

// What the compilers write in different ways.
static_assert(type_name<mine::With<unsigned long, 3u>> == "mine::With<unsigned long, 3>");
static_assert(type_name<mine::With<long long, -5ll>> == "mine::With<long long, -5>");
static_assert(type_name<mine::With<signed char, short(3)>> == "mine::With<signed char, 3>");
static_assert(type_name<mine::With<unsigned short, short(-3)>> == "mine::With<unsigned short, -3>");
static_assert(type_name<mine::With<char, '>'>> == "mine::With<char, '>'>" &&
              type_name<mine::With<bool, true>> == "mine::With<bool, true>");
static_assert(type_name<mine::With<Mode, Mode::training>> == "mine::With<Mode, Mode::training>");
#ifndef _LIBCPP_VERSION  // which has clang print std::string
static_assert(type_name<mine::With<std::string, mine::Colour::green>> ==
              "mine::With<std::basic_string<char>, mine::Colour::green>");
#endif
static_assert(type_name<mine::OfTemplate<Sequential>> == "mine::OfTemplate<Sequential>");
static_assert(type_name<const int*> == "const int*" && type_name<int (&)[3]> == "int (&)[3]" &&
              type_name<long unsigned> == "unsigned long");
static_assert(type_name<std::array<float, 4>> == "std::array<float, 4>" &&
              type_name<std::uint16_t> == "unsigned short");

BOOST_AUTO_TEST_CASE(the_text_is_there_at_run_time) {
  const std::string_view name = type_name<Dense<4, 2>>;
  BOOST_TEST(name == "Dense<4, 2>");
  BOOST_TEST(std::string(name.data()) == "Dense<4, 2>");  // ends in a zero
}

BOOST_AUTO_TEST_SUITE_END()
