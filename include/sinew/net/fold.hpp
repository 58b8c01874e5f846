#pragma once
/// \file
/// fold(net): the same function without the BatchNorms that the layers before them can take in: for inference.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/net/folded.hpp>
#include <sinew/net/net.hpp>

namespace sinew {

namespace detail {

/// Parameters and buffers, before and after.
template <class T> struct fold_places {
  const T *from, *from_buffers;
  T *to, *to_buffers;
};

/// Into W (…, outputs) and b: y ← (y − mean)·s + β, s = γ / √(variance + ε). Of an activation: nothing.
template <class Next, class T> constexpr void fold_into(T* w, std::size_t parameters, const T* own, const T* running) noexcept {
  if constexpr (buffers_of<Next>() > 0) {
    constexpr std::size_t outputs = Next::channels;
    const std::size_t weights = parameters - outputs;
    for (std::size_t o = 0; o < outputs; ++o) {
      const T scale = (Next::settings.affine ? own[o] : T(1)) / math::sqrt(T(running[outputs + o] + Next::template epsilon<T>));
      for (std::size_t i = o; i < weights; i += outputs) w[i] *= scale;
      w[weights + o] = (w[weights + o] - running[o]) * scale + (Next::settings.affine ? own[outputs + o] : T(0));
    }
  }
}

/// The layers Before (bound), which were written as Chain says, as After.
template <class Chain, class Before, class After, class T> constexpr void fold_values(const fold_places<T>& all) noexcept {
  const auto group = [&]<std::size_t G>(std::integral_constant<std::size_t, G>) {
    constexpr std::size_t first = Chain::groups.begin[G], end = Chain::groups.begin[G + 1];
    using Head = typename Before::template at<first>;
    using Folded = typename After::template at<G>;
    using Within = typename layers_within<element<first, typename Chain::written>>::chain;
    const fold_places<T> own{all.from + Before::slice[first], all.from_buffers + Before::buffer[first],
                             all.to + After::slice[G], all.to_buffers + After::buffer[G]};
    if constexpr (end - first == 1 && !std::is_same_v<Within, nothing>) detail::fold_values<Within, Head, Folded>(own);
    else {
      for (std::size_t i = 0; i < Head::parameters; ++i) own.to[i] = own.from[i];   // biases that are new stay 0
      if constexpr (end - first == 1)
        for (std::size_t i = 0; i < buffers_of<Head>(); ++i) own.to_buffers[i] = own.from_buffers[i];
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (detail::fold_into<typename Before::template at<first + 1 + I>>(own.to, Folded::parameters, all.from + Before::slice[first + 1 + I],
                                                                        all.from_buffers + Before::buffer[first + 1 + I]), ...);
      }(std::make_index_sequence<end - first - 1>{});
    }
  };
  [&]<std::size_t... G>(std::index_sequence<G...>) {
    const bool in_order[] = {(group(std::integral_constant<std::size_t, G>{}), true)...};
    static_cast<void>(in_order);
  }(std::make_index_sequence<Chain::groups.count>{});
}

}  // namespace detail

/// The net for inference: every BatchNorm right behind a Dense, Conv2D, DepthwiseConv2D or Conv1D without activation becomes part of it,
///   W′ = W·s, b′ = (b − mean)·s + β, s = γ / √(running variance + ε), for each output,
/// and so does an Activate behind them: Conv2D<8, 3, NoBias>, BatchNorm<>, Activate<ReLU> is Conv2D<8, 3, ReLU>. Within Residual, Concat,
/// Sequential and nested nets as well. BatchNorms elsewhere (first, or behind a pooling) stay, and all else is copied. Outputs are those of
/// inference up to rounding; training the folded net is another thing than training the first one.
/// Layers of your own: specialise `foldable` (net/foldable.hpp).
/// Misuse: what is no net → mistake::not_a_net.
/// Source: Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference", CVPR (2018), 3.2.
template <class T, class... L> constexpr folded_t<BasicNet<T, L...>> fold(const BasicNet<T, L...>& net) noexcept {
  using Before = BasicNet<T, L...>;
  using After = folded_t<Before>;
  After folded{};
  detail::fold_places<T> all{net.parameters.data(), nullptr, folded.parameters.data(), nullptr};
  if constexpr (Before::layers::buffers > 0) all.from_buffers = net.buffers.data();
  if constexpr (After::layers::buffers > 0) all.to_buffers = folded.buffers.data();
  detail::fold_values<detail::fold_chain<true, L...>, typename Before::layers, typename After::layers>(all);
  return folded;
}
// Whatever is no net.
template <class What> constexpr void fold(const What&) noexcept { mistake::not_a_net<What>{}; }

}  // namespace sinew
