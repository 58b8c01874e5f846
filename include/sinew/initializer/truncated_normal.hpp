#pragma once
/// \file
/// Normal numbers, all of them or those within bounds.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>

namespace SINEW_NAMESPACE {

/// Normal with this standard deviation and mean, drawn anew until it lies within [Low, High].
/// Low and High are the bounds themselves, as in PyTorch, not multiples of the deviation: TruncatedNormal<Ratio<1, 50>>
/// as good as never draws anew; TruncatedNormal<Ratio<1, 50>, Ratio<-1, 25>, Ratio<1, 25>> cuts at two deviations.
/// Cost: on average one draw of a normal number per share of them that is within the bounds.
/// Misuse: a deviation that is no positive Ratio; a High that is not at least a hundredth of a deviation above Low; a
/// mean that is more than two deviations outside the bounds, of which PyTorch warns →
/// mistake::truncated_normal_out_of_range.
/// PyTorch: trunc_normal_(mean, std, a, b).
template <class Deviation, class Low = Ratio<-2, 1>, class High = Ratio<2, 1>, class Mean = Ratio<0, 1>>
struct TruncatedNormal {
 private:
  static constexpr double deviation = _detail::number_of<Deviation>(), low = _detail::number_of<Low>(),
                          high = _detail::number_of<High>(), mean = _detail::number_of<Mean>();
  static constexpr bool holds =
      deviation > 0 && high - low >= deviation / 100 && mean >= low - 2 * deviation&& mean <= high + 2 * deviation;

 public:
  using fault = std::conditional_t<holds, mistake::nothing,
                                   mistake::refuse<mistake::truncated_normal_out_of_range, TruncatedNormal>>;
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t, std::size_t, Engine& engine) noexcept {
    if constexpr (holds) {
      T* const w = weights.data();
      for (std::size_t i = 0; i < weights.size(); ++i) {
        double x = normal<double>(engine, mean, deviation);  // float makes the same decisions as double
        while (!(x >= low && x <= high)) x = normal<double>(engine, mean, deviation);
        w[i] = static_cast<T>(x);
      }
    }
  }
};

}  // namespace sinew
