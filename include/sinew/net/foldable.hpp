#pragma once
/// \file
/// foldable<L>: what a layer says so that fold() (net/fold.hpp) can put the BatchNorm and the activation behind it into it.

#include <cstddef>
#include <type_traits>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/layer/options.hpp>

namespace sinew {

/// Of a layer as it is written. `open`: its outputs are sums of weights, nothing comes after them (its activation is Identity), and its
/// parameters are the weights of all outputs side by side, (…, outputs) row-major, then the biases, if it has any. It then says
///   with_bias        the same layer with biases
///   with<A>          the same layer with activation A
///   takes_rows       whether A may be one over all outputs, as Softmax
/// For a layer of your own, specialise it.
template <class L> struct foldable { static constexpr bool open = false; };

template <std::size_t In, std::size_t Out, class Act, class Init> struct foldable<Dense<In, Out, Act, Init>> {
  static constexpr bool open = std::is_same_v<Act, Identity>, takes_rows = true;
  using with_bias = Dense<In, Out, Act, Init>;
  template <class A> using with = Dense<In, Out, A, std::conditional_t<std::is_same_v<Init, default_initializer<Act>>, default_initializer<A>, Init>>;
};

namespace detail {

/// The options of list<O...> that are not Out, and what stands before and behind them.
template <class Out, class Kept, class... O> struct options_without { using type = Kept; };
template <class Out, class... Kept, class O, class... Rest> struct options_without<Out, list<Kept...>, O, Rest...>
    : options_without<Out, std::conditional_t<std::is_same_v<O, Out>, list<Kept...>, list<Kept..., O>>, Rest...> {};

/// A convolution, rebuilt with other options: Written::type<O...>.
template <class Written, class... Options> struct foldable_convolution {
  static constexpr bool open = first_true({(ElementwiseActivation<Options> && !std::is_same_v<Options, Identity>)..., true}) == sizeof...(Options),
      takes_rows = false;
  template <class Kept, class... More> struct rebuilt;
  template <class... Kept, class... More> struct rebuilt<list<Kept...>, More...> { using type = typename Written::template type<More..., Kept...>; };
  using with_bias = typename rebuilt<typename options_without<NoBias, list<>, Options...>::type>::type;
  template <class A> using with = typename rebuilt<typename options_without<Identity, list<>, Options...>::type, A>::type;
};
template <std::size_t Out, std::size_t Kernel> struct written_conv2d { template <class... O> using type = Conv2D<Out, Kernel, O...>; };
template <std::size_t Kernel> struct written_depthwise { template <class... O> using type = DepthwiseConv2D<Kernel, O...>; };
template <std::size_t Out, std::size_t Kernel> struct written_conv1d { template <class... O> using type = Conv1D<Out, Kernel, O...>; };

}  // namespace detail

template <std::size_t Out, std::size_t Kernel, class... O>
struct foldable<Conv2D<Out, Kernel, O...>> : detail::foldable_convolution<detail::written_conv2d<Out, Kernel>, O...> {};
template <std::size_t Kernel, class... O>
struct foldable<DepthwiseConv2D<Kernel, O...>> : detail::foldable_convolution<detail::written_depthwise<Kernel>, O...> {};
template <std::size_t Out, std::size_t Kernel, class... O>
struct foldable<Conv1D<Out, Kernel, O...>> : detail::foldable_convolution<detail::written_conv1d<Out, Kernel>, O...> {};

}  // namespace sinew
