#pragma once
/// \file
/// Mistakes in data sets, and calls of functions whose headers are not included.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

namespace sinew::mistake {

// Data
/// The targets are bool, and std::vector<bool> is not an array of its values. Store 0 and 1 as std::uint8_t.
template <class Given, class Instead> struct targets_of_bool;
/// The class label is not an integer. Use integers from 0 to N − 1; the label of a CSV file may also be a
/// floating-point number.
template <class Given, class Expected> struct not_a_class_index;
/// one_hot<N>() is called with N = 0. Pass the number of classes.
template <class Given, class Expected> struct wrong_number_of_classes;
/// The argument is not a row, or a span of rows that can be written to. A row is a std::array<T, N> with as many
/// columns as the scaler.
template <class Given, class Expected> struct wrong_rows;
/// The rows of the file have 0 columns. Name the number of columns: read_csv<4>(path).
template <class Given, class Expected> struct wrong_number_of_columns;

// Headers
/// The function is in a header that sinew.hpp does not include. Include it: header::report_text_hpp is
/// <sinew/report/text.hpp>.
template <class Header> struct header_is_not_included;

}  // namespace sinew::mistake
