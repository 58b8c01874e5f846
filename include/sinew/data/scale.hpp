#pragma once
/// \file
/// Scalers of features: y = (x − offset) / scale for each column, with offset and scale fitted to the training data.
/// MinMaxScaler: offset = min, scale = max − min, so that the training data fill [0, 1].
/// StandardScaler: offset = mean, scale = population standard deviation √(Σ(x − mean)²/n), so that the training data
/// have mean 0 and deviation 1.
///
///     StandardScaler<float, 4> scaler;
///     scaler.fit(train.inputs);
///     scaler.transform(std::span(train.inputs));
///     scaler.transform(std::span(test.inputs));      // uses the offset and scale of the training data
/// A constant column has scale 1: its training value maps to 0. `offset` and `scale` are public, so that they can be
/// written into firmware. Transforming is noexcept; only `fit` can fail. The definitions follow scikit-learn's
/// scalers of the same names.

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/data.hpp>

namespace SINEW_NAMESPACE {

/// Thrown by `fit`: no rows, a NaN or infinite value, or a column whose range overflows. Row and column are counted
/// from 0.
struct SINEW_SHARED_ERROR scale_error : Error {
  std::size_t row, column;  ///< the place of the value, counted from 0; 0 if the error concerns no single one
  /// Takes the sentence for what(), and the place.
  scale_error(const char* text, std::size_t at_row, std::size_t at_column)
      : Error{text},
        row{at_row},
        column{at_column} {}
};

namespace _detail {
template <class X, class Row> inline constexpr bool rows_or_row =
    std::is_convertible_v<X, const Row&> || std::is_convertible_v<X, std::span<Row>>;
}  // namespace _detail

/// y = (x − offset) / scale with given offset and scale; by default y = x.
template <std::floating_point T, std::size_t N> struct AffineScaler {
  using Row = std::array<T, N>;  ///< one sample: a value per column
  Row offset{};                  ///< subtracted from each column; 0 by default
  Row scale = ones();            ///< the divisor of each column; 1 by default

  /// Returns one row, scaled.
  [[nodiscard]] constexpr Row transform(const Row& x) const noexcept {
    Row y{};
    for (std::size_t i = 0; i < N; ++i) y[i] = (x[i] - offset[i]) / scale[i];
    return y;
  }
  /// Scales rows in place.
  constexpr void transform(std::span<Row> rows) const noexcept {
    for (Row& row : rows) row = transform(row);
  }
  /// Returns x = y·scale + offset, the inverse of transform.
  [[nodiscard]] constexpr Row inverse(const Row& y) const noexcept {
    Row x{};
    for (std::size_t i = 0; i < N; ++i) x[i] = y[i] * scale[i] + offset[i];
    return x;
  }
  /// Undoes transform for rows, in place.
  constexpr void inverse(std::span<Row> rows) const noexcept {
    for (Row& row : rows) row = inverse(row);
  }
  // Catch arguments that fit no overload.
  template <class X>
  requires(!_detail::rows_or_row<X, Row>) constexpr Row transform(X&&) const noexcept {
    decltype(mistake::tell(mistake::of<mistake::wrong_rows<mistake::given<std::remove_reference_t<X>>,
                                                           mistake::expected<Row, std::span<Row>>>>)){};
    return {};
  }
  template <class X>
  requires(!_detail::rows_or_row<X, Row>) constexpr Row inverse(X&&) const noexcept {
    decltype(mistake::tell(mistake::of<mistake::wrong_rows<mistake::given<std::remove_reference_t<X>>,
                                                           mistake::expected<Row, std::span<Row>>>>)){};
    return {};
  }

 private:
  static constexpr Row ones() noexcept {
    Row row{};
    for (T& value : row) value = T(1);
    return row;
  }
};

namespace _detail {
// Throws if there are no rows or a value is not finite.
template <class T, std::size_t N> constexpr void check_rows(std::span<const std::array<T, N>> rows) {
  if (rows.empty()) fail(scale_error("cannot fit a scaler: found no rows, expected at least one", 0, 0));
  constexpr T largest = (std::numeric_limits<T>::max)();
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t column = 0; column < N; ++column)
      if (const T x = rows[row][column]; !(x >= -largest && x <= largest))
        fail(
            scale_error(message("cannot fit a scaler: row %zu, column %zu (from 0): found %s, expected a finite number",
                                row, column,
                                x > 0   ? "inf"
                                : x < 0 ? "-inf"
                                        : "nan")
                            .text,
                        row, column));
}

// √x for x >= 0, also in constant expressions. Newton's iteration from above decreases until it reaches the root.
constexpr double square_root(double x) noexcept {
  if (!__builtin_is_constant_evaluated()) return __builtin_sqrt(x);
  if (_detail::equals(x, 0)) return 0;
  double root = x > 1 ? x : 1;
  for (double next = (root + x / root) / 2; next < root; next = (root + x / root) / 2) root = next;
  return root;
}

// Returns the smallest and the largest value of a column. Throws if their distance is infinite; compares halves, so
// that nothing overflows.
template <class T, std::size_t N>
constexpr std::array<T, 2> bounds(std::span<const std::array<T, N>> rows, std::size_t column) {
  std::array<T, 2> result{rows[0][column], rows[0][column]};
  for (const auto& row : rows) {
    if (row[column] < result[0]) result[0] = row[column];
    if (row[column] > result[1]) result[1] = row[column];
  }
  if (result[1] / 2 - result[0] / 2 > (std::numeric_limits<T>::max)() / 2)
    fail(scale_error(
        message("cannot fit a scaler: column %zu (from 0): the difference of its largest and smallest value overflows",
                column)
            .text,
        0, column));
  return result;
}
}  // namespace _detail

/// Maps each column of the training data onto [0, 1].
template <std::floating_point T, std::size_t N> struct MinMaxScaler : AffineScaler<T, N> {
  using typename AffineScaler<T, N>::Row;

  /// Sets offset = min and scale = max − min, or 1 for a constant column. Errors: scale_error; the scaler then keeps
  /// its old values.
  constexpr MinMaxScaler& fit(std::span<const Row> rows) {
    _detail::check_rows(rows);
    MinMaxScaler fitted;
    for (std::size_t i = 0; i < N; ++i) {
      const auto [low, high] = _detail::bounds(rows, i);
      fitted.offset[i] = low;
      fitted.scale[i] = low < high ? high - low : T(1);
    }
    return *this = fitted;
  }
  // Catches arguments that are no rows.
  template <class X>
  requires(!std::is_convertible_v<const X&, std::span<const Row>>) constexpr MinMaxScaler& fit(const X&) {
    decltype(mistake::tell(
        mistake::of<mistake::wrong_rows<mistake::given<X>, mistake::expected<std::span<const Row>>>>)){};
    return *this;
  }
};

/// Gives each column of the training data mean 0 and (population) standard deviation 1.
template <std::floating_point T, std::size_t N> struct StandardScaler : AffineScaler<T, N> {
  using typename AffineScaler<T, N>::Row;

  /// Sets offset = mean and scale = deviation, or 1 for a constant column, summed in double in two passes.
  /// Errors: scale_error; the scaler then keeps its old values.
  constexpr StandardScaler& fit(std::span<const Row> rows) {
    _detail::check_rows(rows);
    StandardScaler fitted;
    const double count = static_cast<double>(rows.size());
    for (std::size_t i = 0; i < N; ++i) {
      const auto [low, high] = _detail::bounds(rows, i);
      fitted.offset[i] = low;  // exact for a constant column; a rounded mean may not be
      // Sums relative to the middle of the range and in units of half its width, so that a large offset or range
      // loses no digits.
      const double middle = static_cast<double>(low) / 2 + static_cast<double>(high) / 2;
      const double unit = static_cast<double>(high) / 2 - static_cast<double>(low) / 2;
      if (!(unit > 0)) continue;
      double mean = 0, variance = 0;
      for (const Row& row : rows) mean += (static_cast<double>(row[i]) - middle) / unit;
      mean /= count;
      for (const Row& row : rows) {
        const double distance = (static_cast<double>(row[i]) - middle) / unit - mean;
        variance += distance * distance;
      }
      const T deviation = static_cast<T>(_detail::square_root(variance / count) * unit);
      fitted.offset[i] = static_cast<T>(middle + mean * unit);
      fitted.scale[i] = deviation > 0 ? deviation : T(1);
    }
    return *this = fitted;
  }
  // Catches arguments that are no rows.
  template <class X>
  requires(!std::is_convertible_v<const X&, std::span<const Row>>) constexpr StandardScaler& fit(const X&) {
    decltype(mistake::tell(
        mistake::of<mistake::wrong_rows<mistake::given<X>, mistake::expected<std::span<const Row>>>>)){};
    return *this;
  }
};

}  // namespace sinew
