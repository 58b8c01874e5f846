#pragma once
/// \file
/// fold_scalers(net, inputs, targets): a net that takes inputs and gives outputs in their own units, without scalers.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/fold.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/layer/pass_traits.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/compose/sequential.hpp>
#include <sinew/net/layer_path.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/stack_limit.hpp>
#include <sinew/data/scale.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The layers of a layer that runs them one after the other, as written; `nothing` for other layers.
template <class L> struct run_in_order { using type = nothing; };
template <class... L> struct run_in_order<Sequential<L...>> { using type = list<L...>; };
template <class T, class... L> struct run_in_order<BasicNet<T, L...>> { using type = list<L...>; };

/// The first layer (or the last) that does more than change the shape: `path` to it, and `written`. Layers that pass
/// their input on in inference, such as Dropout, are skipped. Path leads to the layer whose layers are L.
template <bool First, class Layers, class Path, class List> struct layer_that_computes;
template <bool First, class Layers, std::size_t... Path, class... L>
struct layer_that_computes<First, Layers, mistake::layer<Path...>, list<L...>> {
  using Run = pass_traits<float, 1, 1, false>;
  static constexpr std::size_t position = []<std::size_t... J>(std::index_sequence<J...>) {
    const bool views[] = {_detail::is_view<typename layer_path<Layers, Path..., J>::layer, Run>()..., false};
    std::size_t found = sizeof...(L);
    for (std::size_t i = sizeof...(L); i-- > 0;)
      if (!views[i] && (First || found == sizeof...(L))) found = i;
    return found;
  }
  (std::index_sequence_for<L...>{});

  static consteval auto find() {
    if constexpr (position == sizeof...(L)) return std::type_identity<nothing>{};
    else {
      using Found = element<position, list<L...>>;
      using Within = typename run_in_order<Found>::type;
      using Place = mistake::layer<Path..., position>;
      if constexpr (std::is_same_v<Within, nothing>) return std::type_identity<list<Found, Place>>{};
      else return layer_that_computes<First, Layers, Place, Within>::find();
    }
  }
};

/// How a layer takes the scaler of the inputs: one column per input, or one per channel.
template <class L> inline constexpr bool scales_inputs = false;
template <std::size_t In, std::size_t Out, class Act, class Init>
inline constexpr bool scales_inputs<Dense<In, Out, Act, Init>> = true;
template <class L> inline constexpr bool scales_channels = false;
template <std::size_t Out, std::size_t Kernel, class... O>
inline constexpr bool scales_channels<Conv2D<Out, Kernel, O...>> = true;
template <std::size_t Out, std::size_t Kernel, class... O>
inline constexpr bool scales_channels<Conv1D<Out, Kernel, O...>> = true;
/// Whether a layer takes the scaler of the targets.
template <class L> inline constexpr bool scales_outputs = false;
template <std::size_t In, std::size_t Out, class Init>
inline constexpr bool scales_outputs<Dense<In, Out, Identity, Init>> = true;
template <class L> inline constexpr bool is_dense_with_activation = false;
template <std::size_t In, std::size_t Out, class Act, class Init>
inline constexpr bool is_dense_with_activation<Dense<In, Out, Act, Init>> = !std::is_same_v<Act, Identity>;

/// Folding a scaler of N columns into the layer `list<Written, Place>` of Net: the mistake, or `nothing`.
template <class Net, class Found, std::size_t N> struct fold_of_inputs {
  using fault = mistake::no_layer_takes_a_scaler<Net>;
};
template <class Net, class Written, std::size_t... J, std::size_t N>
struct fold_of_inputs<Net, list<Written, mistake::layer<J...>>, N> {
  using Place = layer_path<typename Net::layers, J...>;
  using Layer = typename Place::layer;
  using Of = mistake::scaler_of_the_inputs;

  static consteval auto find_fault() {
    if constexpr (scales_inputs<Written>) {
      if constexpr (N == Net::input::size) return std::type_identity<nothing>{};
      else
        return std::type_identity<mistake::scaler_of_another_width<Of, given<mistake::scalars<N>>,
                                                                   expected<mistake::scalars<Net::input::size>>>>{};
    } else if constexpr (scales_channels<Written>) {
      using S = typename Layer::S;
      if constexpr (S::needs_padding)
        return std::type_identity<
            mistake::layer_takes_no_scaler<mistake::layer<J...>, Written, Of, mistake::pads_with_zeros>>{};
      else if constexpr (Layer::parameters == S::weights)
        return std::type_identity<
            mistake::layer_takes_no_scaler<mistake::layer<J...>, Written, Of, mistake::has_no_biases>>{};
      else if constexpr (N != S::channels)
        return std::type_identity<mistake::scaler_of_another_width<Of, given<mistake::scalars<N>>,
                                                                   expected<mistake::channels<S::channels>>>>{};
      else return std::type_identity<nothing>{};
    } else
      return std::type_identity<
          mistake::layer_takes_no_scaler<mistake::layer<J...>, Written, Of, mistake::is_no_weighted_sum>>{};
  }
  using fault = typename decltype(find_fault())::type;

  /// W′ = W / scale, b′ = b − Σ offset·W′. The rounded W′ is used, so that the sum of W′·(x − offset) is right, however
  /// large the offset is.
  template <class T, class U> static constexpr void fold(T* all, const AffineScaler<U, N>& scaler) noexcept {
    T* const p = all + Place::begin;
    const auto take = [&](T& w, std::size_t column, double& bias) {
      w = static_cast<T>(static_cast<double>(w) / static_cast<double>(scaler.scale[column]));
      bias -= static_cast<double>(scaler.offset[column]) * static_cast<double>(w);
    };
    if constexpr (scales_inputs<Written>)
      for (std::size_t o = 0; o < Layer::output::size; ++o) {
        T& b = p[Layer::bias_index(o)];
        double bias = static_cast<double>(b);
        for (std::size_t i = 0; i < N; ++i) take(p[Layer::weight_index(i, o)], i, bias);
        b = static_cast<T>(bias);
      }
    else {
      using S = typename Layer::S;
      for (std::size_t o = 0; o < S::outputs; ++o) {
        double bias = static_cast<double>(p[S::weights + o]);
        for (std::size_t c = 0; c < S::group_channels; ++c)
          for (std::size_t r = 0; r < S::rows.kernel; ++r)
            for (std::size_t s = 0; s < S::cols.kernel; ++s)
              take(p[S::weight_index(c, r, s, o)], o / S::group_outputs * S::group_channels + c, bias);
        p[S::weights + o] = static_cast<T>(bias);
      }
    }
  }
};
template <class Net, class Found, std::size_t N> struct fold_of_targets {
  using fault = mistake::no_layer_takes_a_scaler<Net>;
};
template <class Net, class Written, std::size_t... J, std::size_t N>
struct fold_of_targets<Net, list<Written, mistake::layer<J...>>, N> {
  using Place = layer_path<typename Net::layers, J...>;
  using Layer = typename Place::layer;
  using Of = mistake::scaler_of_the_targets;
  using Why = std::conditional_t<is_dense_with_activation<Written>, mistake::has_an_activation_behind,
                                 mistake::is_no_weighted_sum>;
  using fault = std::conditional_t<
      !scales_outputs<Written>, mistake::layer_takes_no_scaler<mistake::layer<J...>, Written, Of, Why>,
      std::conditional_t<N == Net::output::size, nothing,
                         mistake::scaler_of_another_width<Of, given<mistake::scalars<N>>,
                                                          expected<mistake::scalars<Net::output::size>>>>>;

  /// W′ = W·scale, b′ = b·scale + offset.
  template <class T, class U> static constexpr void fold(T* all, const AffineScaler<U, N>& scaler) noexcept {
    T* const p = all + Place::begin;
    for (std::size_t o = 0; o < N; ++o) {
      const double scale = static_cast<double>(scaler.scale[o]);
      for (std::size_t i = 0; i < Layer::input::size; ++i) {
        T& w = p[Layer::weight_index(i, o)];
        w = static_cast<T>(static_cast<double>(w) * scale);
      }
      T& b = p[Layer::bias_index(o)];
      b = static_cast<T>(static_cast<double>(b) * scale + static_cast<double>(scaler.offset[o]));
    }
  }
};
template <class Net, std::size_t N> struct inputs_folded;
template <class T, class... L, std::size_t N> struct inputs_folded<BasicNet<T, L...>, N> {
  using type = fold_of_inputs<BasicNet<T, L...>,
                              typename decltype(layer_that_computes<true, typename BasicNet<T, L...>::layers,
                                                                    mistake::layer<>, list<L...>>::find())::type,
                              N>;
};
template <class Net, std::size_t N> struct targets_folded;
template <class T, class... L, std::size_t N> struct targets_folded<BasicNet<T, L...>, N> {
  using type = fold_of_targets<BasicNet<T, L...>,
                               typename decltype(layer_that_computes<false, typename BasicNet<T, L...>::layers,
                                                                     mistake::layer<>, list<L...>>::find())::type,
                               N>;
};

/// The columns of a scaler; `nothing::columns` of other types does not exist.
template <class U, std::size_t N> std::integral_constant<std::size_t, N> scaler_columns(const AffineScaler<U, N>&);
template <class S> concept SomeScaler = requires(const S& scaler) { _detail::scaler_columns(scaler); };
template <SomeScaler S> inline constexpr std::size_t scaler_width =
    decltype(_detail::scaler_columns(std::declval<const S&>()))::value;

/// The first mistake in the arguments of fold_scalers(), or `nothing`.
template <class Net, class Inputs, class... Targets> consteval auto find_fold_mistake() {
  if constexpr (!SomeScaler<Inputs>) return std::type_identity<mistake::not_a_scaler<Inputs>>{};
  else if constexpr (sizeof...(Targets) == 0)
    return std::type_identity<typename inputs_folded<Net, scaler_width<Inputs>>::type::fault>{};
  else if constexpr (!(... && SomeScaler<Targets>))
    return std::type_identity<mistake::not_a_scaler<element<0, list<Targets...>>>>{};
  else
    return std::type_identity<
        typename first_of<typename inputs_folded<Net, scaler_width<Inputs>>::type::fault,
                          typename targets_folded<Net, scaler_width<Targets>>::type::fault...>::type>{};
}
template <class Net, class Inputs, class... Targets>
constexpr void fold_into_net(Net& net, const Inputs& inputs, const Targets&... targets) noexcept {
  inputs_folded<Net, scaler_width<Inputs>>::type::fold(net.parameters.data(), inputs);
  (targets_folded<Net, scaler_width<Targets>>::type::fold(net.parameters.data(), targets), ...);
}

}  // namespace _detail

/// Folds scalers into a net, for inference: the result takes inputs as they are measured and gives outputs in the units
/// of the targets, so that a program that uses it needs no scaler.
///
///     const auto deployed = fold_scalers(net, hours, degrees);
///     deployed({12.0f})        // degrees.inverse(net(hours.transform({12.0f}))) up to rounding
///
/// The scaler of the inputs goes into the first layer:  W′ = W / scale, b′ = b − Σ offset·W′.
/// The scaler of the targets goes into the last one:    W′ = W·scale, b′ = b·scale + offset.
/// Layers that only change the shape, and Dropout, may come before or behind. To fold that of the targets alone, pass
/// AffineScaler<float, inputs>{} for the inputs.
/// Parameters:
/// `inputs` a StandardScaler, MinMaxScaler or AffineScaler with a column for each input; if the first layer is a Conv2D
/// or Conv1D, one for each channel (PyTorch: torchvision's Normalize). The first layer is a Dense layer, or a
/// convolution without padding and with biases.
/// `targets` one with a column for each output. The last layer is a Dense layer with the activation Identity.
/// The sums are rounded once to the net's scalar. The result needs inputs as exact as they were: where |offset| is far
/// larger than the scale (a year, a pressure in pascals), the sum of W′·x and b′ cancels digits that the scaler, which
/// subtracts first, does not. Training the result differs from training the net.
/// Misuse: another first or last layer → `mistake::layer_takes_no_scaler`; another number of columns →
/// `mistake::scaler_of_another_width`; no scaler → `mistake::not_a_scaler`; a net larger than SINEW_STACK_LIMIT
/// (net/stack_limit.hpp) → `mistake::exceeds_stack_limit`: call fold_scalers(net, folded, inputs).
template <class T, class... L, class Inputs, class... Targets>
requires(sizeof...(Targets) <= 1 && !_detail::is_net<Inputs>)
    [[nodiscard]] constexpr BasicNet<T, L...> fold_scalers(const BasicNet<T, L...>& net, const Inputs& inputs,
                                                           const Targets&... targets) noexcept {
  using Net = BasicNet<T, L...>;
  using Mistake = typename decltype(_detail::find_fold_mistake<Net, Inputs, Targets...>())::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else if constexpr (sizeof(Net) > SINEW_STACK_LIMIT) {
    decltype(mistake::tell(
        mistake::of<mistake::exceeds_stack_limit<mistake::takes<sizeof(Net)>, mistake::allowed<SINEW_STACK_LIMIT>,
                                                 mistake::instead<mistake::fold_scalers_into_a_given_net>>>,
        mistake::of<Net>)){};
    return {};
  } else {
    Net folded = net;
    _detail::fold_into_net(folded, inputs, targets...);
    return folded;
  }
}
/// The same into a net that the caller has created, for nets that are too large for the stack:
///
///     const auto folded = std::make_unique<Large>();
///     fold_scalers(*net, *folded, inputs, targets);
///
/// It may be the net itself. Its earlier values are lost.
template <class T, class... L, class Inputs, class... Targets>
requires(sizeof...(Targets) <= 1) constexpr void fold_scalers(const BasicNet<T, L...>& net, BasicNet<T, L...>& folded,
                                                              const Inputs& inputs,
                                                              const Targets&... targets) noexcept {
  using Net = BasicNet<T, L...>;
  using Mistake = typename decltype(_detail::find_fold_mistake<Net, Inputs, Targets...>())::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>)
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
  else {
    if (&folded != &net) folded = net;
    _detail::fold_into_net(folded, inputs, targets...);
  }
}
/// Catches an argument that is not a net.
template <class What, class... Rest>
requires(!_detail::is_net<What>) constexpr void fold_scalers(const What&, const Rest&...) noexcept {
  decltype(mistake::tell(mistake::of<mistake::not_a_net<What>>)){};
}

}  // namespace sinew
