#pragma once
/// \file
/// Members that a type of a program's own must have, as mistakes name them.

#include <sinew/config/language.hpp>
#if SINEW_SENTENCES
#include <sinew/mistake/sentence.hpp>
#endif

namespace sinew::mistake {

/// Members that a user's type must have, each declared as its comment shows.
namespace member {
struct input;       ///< using input = shape<8>;
struct output;      ///< using output = shape<8>;
struct parameters;  ///< static constexpr std::size_t parameters = 0;
struct tensors;     ///< static constexpr void tensors(auto& list);  see layer/tensors.hpp
/// template <class V> static constexpr V derivative(const V& z), or derivative_at_output(const V& y): see
/// activation/concept.hpp
struct derivative_or_derivative_at_output;
/// template <class V, std::size_t N, std::size_t Stride, class T> static void backward(y, dy, dz)
struct backward;
/// template <class V> static constexpr V value(const V& y, const V& t): see loss/concept.hpp
struct value;
struct derivative;        ///< template <class V> static constexpr V derivative(const V& y, const V& t)
struct sample_of_y_t_dy;  ///< T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy)
struct rate;              ///< double rate = 0.1;  see optimizer/concept.hpp
struct slot_count;        ///< static constexpr std::size_t slot_count = 0;
/// template <class T> constexpr auto at(std::size_t step) const; or update(tensor, step)
struct at_step;
}  // namespace member

#if SINEW_SENTENCES
/// How the member is declared.
template <class Member> inline constexpr auto declaration = say(word_of<Member>());
template <> inline constexpr _detail::text_view declaration<member::input> = "using input = shape<8>;";
template <> inline constexpr _detail::text_view declaration<member::output> = "using output = shape<8>;";
template <> inline constexpr _detail::text_view declaration<member::parameters> =
    "static constexpr std::size_t parameters = 0;";
template <> inline constexpr _detail::text_view declaration<member::tensors> =
    "static constexpr void tensors(auto& list);";
template <> inline constexpr _detail::text_view declaration<member::derivative_or_derivative_at_output> =
    "template <class V> static constexpr V derivative(const V& z), or derivative_at_output(const V& y)";
template <> inline constexpr _detail::text_view declaration<member::backward> =
    "template <class V, std::size_t N, std::size_t Stride, class T> static void backward(y, dy, dz)";
template <> inline constexpr _detail::text_view declaration<member::value> =
    "template <class V> static constexpr V value(const V& y, const V& t)";
template <> inline constexpr _detail::text_view declaration<member::derivative> =
    "template <class V> static constexpr V derivative(const V& y, const V& t)";
template <> inline constexpr _detail::text_view declaration<member::sample_of_y_t_dy> =
    "template <class T> static constexpr T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy)";
template <> inline constexpr _detail::text_view declaration<member::rate> = "double rate = 0.1;";
template <> inline constexpr _detail::text_view declaration<member::slot_count> =
    "static constexpr std::size_t slot_count = 0;";
template <> inline constexpr _detail::text_view declaration<member::at_step> =
    "template <class T> constexpr auto at(std::size_t step) const";
#endif

}  // namespace sinew::mistake
