#pragma once
/// \file
/// smooth_field: random displacements of an image's pixels that vary smoothly, computed row by row.

#include <array>
#include <cstddef>
#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Returns the four cubic B-splines that are not 0 at the fraction f between two knots; their sum is 1.
template <class T> constexpr std::array<T, 4> cubic_splines(T f) noexcept {
  const T g = 1 - f;
  return {g * g * g / 6, (3 * f * f * f - 6 * f * f + 4) / 6, (3 * g * g * g - 6 * g * g + 4) / 6, f * f * f / 6};
}

/// Two displacement fields, right and down, over an image W pixels wide: random numbers at the knots of a grid,
/// smoothed by cubic B-splines.
/// The source smooths white noise by a Gaussian of deviation σ. With knots √3·σ apart the spline equals that Gaussian
/// to within 2 % of its height, at a fraction of the cost. The position of the grid is random too, so that all pixels
/// have the same distribution.
/// Parameters: `rms` is the root mean square of the displacement, in pixels. The source's α = 34 with σ = 4
/// corresponds to 1.4. The constructor draws one number, the seed of the field's own engine, so that a copy of the
/// field yields the same displacements.
/// Cost: keeps four rows of knots.
/// analysis", ICDAR (2003).
template <class T, std::size_t W> class smooth_field {
 public:
  static constexpr bool moves = true;
  std::array<T, W> right, down;  // of the current row

  constexpr smooth_field(double rms, double smoothness, Engine& engine) noexcept : engine_{engine()} {
    constexpr double root_of_three = 1.7320508075688773;
    // Uniform numbers within ±1 have a variance of 1/3. The splines reduce it by a factor of 151/315 along each axis,
    // averaged over the positions of the grid.
    amplitude_ = static_cast<T>(rms * root_of_three * 315 / 151);
    step_ = static_cast<T>(1 / (smoothness * root_of_three));
    first_row_ = uniform<T>(engine_);
    const T first_column = uniform<T>(engine_);
    for (std::size_t j = 0; j < W; ++j) {
      const T at = first_column + step_ * static_cast<T>(j);
      knot_[j] = static_cast<std::uint32_t>(at);
      const auto weights = _detail::cubic_splines(at - static_cast<T>(knot_[j]));
      for (std::size_t k = 0; k < 4; ++k) weights_[k][j] = weights[k];
    }
    knots_ = knot_[W - 1] + 4;
  }

  /// Computes right and down for row i. A row must not precede the current one.
  constexpr void to_row(std::size_t i) noexcept {
    const T at = first_row_ + step_ * static_cast<T>(i);
    const auto knot = static_cast<std::size_t>(at);
    for (; drawn_ < knot + 4; ++drawn_) draw(rows_[drawn_ % 4]);
    const auto weights = _detail::cubic_splines(at - static_cast<T>(knot));
    const auto &r0 = rows_[knot % 4], &r1 = rows_[(knot + 1) % 4], &r2 = rows_[(knot + 2) % 4],
               &r3 = rows_[(knot + 3) % 4];
    for (std::size_t j = 0; j < W; ++j)
      right[j] = weights[0] * r0[j] + weights[1] * r1[j] + weights[2] * r2[j] + weights[3] * r3[j];
    for (std::size_t j = 0; j < W; ++j)
      down[j] = weights[0] * r0[W + j] + weights[1] * r1[W + j] + weights[2] * r2[W + j] + weights[3] * r3[W + j];
  }

 private:
  /// Draws one row of knots, smoothed along the row.
  constexpr void draw(std::array<T, 2 * W>& row) noexcept {
    for (std::size_t field = 0; field < 2; ++field) {
      std::array<T, W + 4> knots{};
      for (std::size_t k = 0; k < knots_; ++k) knots[k] = amplitude_ * (2 * uniform<T>(engine_) - 1);
      for (std::size_t j = 0; j < W; ++j) {
        const T* const knot = &knots[knot_[j]];
        row[field * W + j] =
            weights_[0][j] * knot[0] + weights_[1][j] * knot[1] + weights_[2][j] * knot[2] + weights_[3][j] * knot[3];
      }
    }
  }

  Engine engine_;
  T amplitude_, step_, first_row_;
  std::size_t knots_ = 0, drawn_ = 0;
  std::array<std::uint32_t, W> knot_;
  std::array<std::array<T, W>, 4> weights_;
  std::array<std::array<T, 2 * W>, 4> rows_;
};

}  // namespace sinew::_detail
