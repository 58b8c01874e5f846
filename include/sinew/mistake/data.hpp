#pragma once
/// \file
/// Mistakes in data sets, and calls of functions whose headers are not included.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/data_text.hpp>
#endif

namespace sinew::mistake {

// Data
/// The targets are bool, and std::vector<bool> is not an array of its values. Store 0 and 1 as std::uint8_t.
template <class Given, class Instead> struct targets_of_bool;
#if SINEW_SENTENCES
template <template <class...> class Data, class Input, class Target, class Instead, class In>
constexpr auto sentence<targets_of_bool<given<Data<Input, Target>>, Instead>, In> =
    say(name<Data<Input, Target>>(),
        " has targets of type bool, which std::vector does not store as an array: write Dataset<", name<Input>(),
        ", std::uint8_t>, with targets 0 and 1");
#endif
/// The class label is not an integer. Use integers from 0 to N − 1; the label of a CSV file may also be a
/// floating-point number.
template <class Given, class Expected> struct not_a_class_index;
#if SINEW_SENTENCES
/// The label of a CSV file.
template <class Given, std::integral Index, std::floating_point Number, class In>
constexpr auto sentence<not_a_class_index<given<Given>, expected<Index, Number>>, In> =
    say("the label of a CSV file is asked for as ", name<Given>(),
        ", but must be an integer, for a class, or a floating-point number: write an integer such as std::uint8_t, and "
        "the names of the classes as CsvOptions{.classes = {…}}");
/// The argument of one_hot().
template <class Given, std::integral Index, class Indices, class In>
constexpr auto sentence<not_a_class_index<given<Given>, expected<Index, Indices>>, In> =
    say("one_hot() takes a class, or an array, vector or span of classes, but is given ", name<Given>(),
        ": write classes as integers from 0 on, such as one_hot<3>(1)");
/// The targets of stratified_split().
template <class Given, class Index, class In>
constexpr auto sentence<not_a_class_index<given<Given>, expected<Index>>, In> =
    say("stratified_split() takes data whose targets are classes, integers from 0 on, but these targets are ",
        name<Given>(), ": write train_test_split(data, 0.2, seed), or store classes as integers");
#endif
/// one_hot<N>() is called with N = 0. Pass the number of classes.
template <class Given, class Expected> struct wrong_number_of_classes;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<wrong_number_of_classes<given<Given>, expected<Expected>>, In> =
    say("one_hot<0>() has 0 classes, but must have at least 1: write their number, such as one_hot<3>(label)");
#endif
/// The argument is not a row, or a span of rows that can be written to. A row is a std::array<T, N> with as many
/// columns as the scaler.
template <class Given, class Expected> struct wrong_rows;
#if SINEW_SENTENCES
template <class Given, class Row, class... Rows, class In>
constexpr auto sentence<wrong_rows<given<Given>, expected<Row, Rows...>>, In> = [] {
  if constexpr (sizeof...(Rows) == 0)  // fit(): a span of rows
    return say("fit() of the scaler takes rows of type ", name<std::remove_const_t<typename Row::element_type>>(),
               ", but is given ", name<Given>(), ": ",
               _detail::scaler_for<Given, std::remove_const_t<typename Row::element_type>>::value);
  else
    return say("the scaler takes a row of type ", name<Row>(), ", or a span of rows that it changes, but is given ",
               name<Given>(), ": ", _detail::scaler_for<Given, Row>::value);
}();
#endif
/// The rows of the file have 0 columns. Name the number of columns: read_csv<4>(path).
template <class Given, class Expected> struct wrong_number_of_columns;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<wrong_number_of_columns<given<Given>, expected<Expected>>, In> =
    say("the CSV file is read as 0 columns of numbers, but must have at least 1: write their number, without the "
        "column of labels, such as read_csv<4>(path)");
#endif
/// The type is no array of numbers that NumPy's files can hold. Write std::vector, std::array or std::span of numbers
/// or of std::array, or NpyArray.
template <class Given> struct not_an_array_of_numbers;
#if SINEW_SENTENCES
template <class Given, class In> constexpr auto sentence<not_an_array_of_numbers<given<Given>>, In> = say(
    name<Given>(),
    " is no array of numbers that NumPy's files can hold: write float, double, integers or bool, a std::array of them, "
    "a std::vector of such types (of std::uint8_t in place of bool), or NpyArray<float>");
/// A data set.
template <template <class...> class Data, class Input, class Target, class In>
requires requires(const Data<Input, Target>& data) { data.inputs, data.targets; }
constexpr auto sentence<not_an_array_of_numbers<given<Data<Input, Target>>>, In> = say(
    name<Data<Input, Target>>(),
    " is two arrays, and a .npy file holds one: write save_npy(data.inputs, path) and save_npy(data.targets, path), or "
    "save_npz({{\"x\", data.inputs}, {\"y\", data.targets}}, path)");
#endif

// Headers
/// The function is in a header that sinew.hpp does not include. Include it: header::report_text_hpp is
/// <sinew/report/text.hpp>.
template <class Header> struct header_is_not_included;
#if SINEW_SENTENCES
template <class In> constexpr auto sentence<header_is_not_included<header::diagnose_diagnose_hpp>, In> =
    say("diagnose() is in a header that sinew.hpp does not include: write #include <sinew/diagnose/diagnose.hpp>");
template <class In> constexpr auto sentence<header_is_not_included<header::report_text_hpp>, In> = say(
    "to_string() of a History or ConfusionMatrix is in a header that sinew.hpp does not include: write "
    "#include <sinew/report/text.hpp>");
template <class In> constexpr auto sentence<header_is_not_included<header::report_summary_hpp>, In> =
    say("summary() is in a header that sinew.hpp does not include: write #include <sinew/report/summary.hpp>");
#endif

}  // namespace sinew::mistake
