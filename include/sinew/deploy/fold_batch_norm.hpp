#pragma once
/// \file
/// fold_batch_norm(net): removes BatchNorm layers for inference by folding them into the layers before them.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/activate.hpp>
#include <sinew/layer/batch_norm.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/compose/branches.hpp>
#include <sinew/compose/concat.hpp>
#include <sinew/compose/heads.hpp>
#include <sinew/compose/repeat.hpp>
#include <sinew/compose/residual.hpp>
#include <sinew/compose/sequential.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/stack_limit.hpp>

namespace SINEW_NAMESPACE {

// ---- How a layer declares that a BatchNorm and an activation can be folded into it.

/// Declares whether layers can be folded into L, a layer as written. A layer is `open` if its outputs are sums of
/// weighted inputs with no function after them (its activation is Identity), and its parameters are the weights of all
/// outputs side by side, (…, outputs) row-major, followed by the biases, if it has any. An open layer also declares
///
///     with_bias        the same layer with biases
///     with<A>          the same layer with activation A
///     takes_rows       whether A may depend on all outputs, as Softmax does
///
/// Specialise it for layers of your own.
template <class L> struct foldable {
  /// Whether a BatchNorm and an activation can be folded into L.
  static constexpr bool open = false;
};

/// A Dense layer is open if its activation is Identity.
template <std::size_t In, std::size_t Out, class Act, class Init> struct foldable<Dense<In, Out, Act, Init>> {
  static constexpr bool open = std::is_same_v<Act, Identity>,  ///< whether nothing follows the sums
      takes_rows = true;                                       ///< A may depend on all outputs
  /// The layer itself: it has biases.
  using with_bias = Dense<In, Out, Act, Init>;
  /// The layer with activation A, and the default initializer of A if it had its own default.
  template <class A> using with = Dense<In, Out, A,
                                        std::conditional_t<std::is_same_v<Init, _detail::default_initializer<Act>>,
                                                           _detail::default_initializer<A>, Init>>;
};

namespace _detail {

/// The options `O...` without Out, appended to Kept.
template <class Out, class Kept, class... O> struct options_without { using type = Kept; };
template <class Out, class... Kept, class O, class... Rest> struct options_without<Out, list<Kept...>, O, Rest...>
    : options_without<Out, std::conditional_t<std::is_same_v<O, Out>, list<Kept...>, list<Kept..., O>>, Rest...> {};

/// A convolution, rebuilt with other options as `Written::type<O...>`.
template <class Written, class... Options> struct foldable_convolution {
  static constexpr bool open = first_true({(ElementwiseActivation<Options> && !std::is_same_v<Options, Identity>)...,
                                           true}) == sizeof...(Options),
                        takes_rows = false;
  template <class Kept, class... More> struct rebuilt;
  template <class... Kept, class... More> struct rebuilt<list<Kept...>, More...> {
    using type = typename Written::template type<More..., Kept...>;
  };
  using with_bias = typename rebuilt<typename options_without<NoBias, list<>, Options...>::type>::type;
  template <class A> using with =
      typename rebuilt<typename options_without<Identity, list<>, Options...>::type, A>::type;
};
template <std::size_t Out, std::size_t Kernel> struct written_conv2d {
  template <class... O> using type = Conv2D<Out, Kernel, O...>;
};
template <std::size_t Kernel> struct written_depthwise {
  template <class... O> using type = DepthwiseConv2D<Kernel, O...>;
};
template <std::size_t Kernel> struct written_depthwise_1d {
  template <class... O> using type = DepthwiseConv1D<Kernel, O...>;
};
template <std::size_t Out, std::size_t Kernel> struct written_conv1d {
  template <class... O> using type = Conv1D<Out, Kernel, O...>;
};

}  // namespace _detail

/// A convolution is open if its activation is Identity.
template <std::size_t Out, std::size_t Kernel, class... O> struct foldable<Conv2D<Out, Kernel, O...>>
    : _detail::foldable_convolution<_detail::written_conv2d<Out, Kernel>, O...> {};
/// A depthwise convolution is open if its activation is Identity.
template <std::size_t Kernel, class... O> struct foldable<DepthwiseConv2D<Kernel, O...>>
    : _detail::foldable_convolution<_detail::written_depthwise<Kernel>, O...> {};
/// A depthwise convolution of sequences is open if its activation is Identity.
template <std::size_t Kernel, class... O> struct foldable<DepthwiseConv1D<Kernel, O...>>
    : _detail::foldable_convolution<_detail::written_depthwise_1d<Kernel>, O...> {};
/// A one-dimensional convolution is open if its activation is Identity.
template <std::size_t Out, std::size_t Kernel, class... O> struct foldable<Conv1D<Out, Kernel, O...>>
    : _detail::foldable_convolution<_detail::written_conv1d<Out, Kernel>, O...> {};

// ---- The type of the folded net.

namespace _detail {

template <class L> inline constexpr bool is_batch_norm = false;
template <class... O> inline constexpr bool is_batch_norm<BatchNorm<O...>> = true;
/// A for `Activate<A>`; `nothing` for other layers.
template <class L> struct activation_alone { using type = nothing; };
template <class A> struct activation_alone<Activate<A>> { using type = A; };
template <class L> consteval bool takes_rows() {
  if constexpr (foldable<L>::open) return foldable<L>::takes_rows;
  else return false;
}

/// Which neighbours become one layer. Group g is layers begin[g] … begin[g + 1] − 1: a layer, the BatchNorms folded
/// into it, and possibly an activation.
template <std::size_t N> struct fold_groups {
  std::array<std::size_t, N + 1> begin{};
  std::size_t count = 0;
};
template <bool Neighbours, class... L> consteval auto make_fold_groups() {
  constexpr std::size_t n = sizeof...(L);
  constexpr std::array<bool, n> open{(Neighbours && foldable<L>::open)...}, rows{_detail::takes_rows<L>()...},
      norm{is_batch_norm<L>...}, elementwise{ElementwiseActivation<typename activation_alone<L>::type>...},
      by_rows{RowActivation<typename activation_alone<L>::type>...};
  fold_groups<n> all;
  for (std::size_t i = 0; i < n;) {
    const std::size_t head = all.begin[all.count++] = i++;
    while (open[head] && i < n && norm[i]) ++i;
    if (open[head] && i < n && (elementwise[i] || (by_rows[i] && rows[head]))) ++i;
  }
  all.begin[all.count] = n;
  return all;
}

/// The folded contents of a layer made of layers: `layers`, and the same layer made of others, `of<L...>`.
template <class L> struct layers_within { using layers = nothing; };

/// Folds a list of layers. With Neighbours they run one after the other, else side by side.
template <bool Neighbours, class... L> struct folded_layers {
  using written = list<L...>;
  static constexpr auto groups = _detail::make_fold_groups<Neighbours, L...>();

  template <std::size_t G> static consteval auto group() {
    constexpr std::size_t first = groups.begin[G], end = groups.begin[G + 1];
    using Head = element<first, written>;
    if constexpr (end - first == 1) {
      if constexpr (std::is_same_v<typename layers_within<Head>::layers, nothing>) return std::type_identity<Head>{};
      else return std::type_identity<typename layers_within<Head>::layers::template as<layers_within<Head>>>{};
    } else {
      using A = typename activation_alone<element<end - 1, written>>::type;
      using Biased = typename std::conditional_t<is_batch_norm<element<first + 1, written>>, foldable<Head>,
                                                 without_norm<Head>>::with_bias;
      if constexpr (std::is_same_v<A, nothing>) return std::type_identity<Biased>{};
      else return std::type_identity<typename foldable<Biased>::template with<A>>{};
    }
  }
  template <class Of, class Indices = std::make_index_sequence<groups.count>> struct rebuilt;
  template <class Of, std::size_t... G> struct rebuilt<Of, std::index_sequence<G...>> {
    using type = typename Of::template of<typename decltype(group<G>())::type...>;
  };
  template <class Of> using as = typename rebuilt<Of>::type;

 private:
  template <class Head> struct without_norm { using with_bias = Head; };
};
template <class... L> struct layers_within<Residual<L...>> {
  using layers = folded_layers<true, L...>;
  template <class... F> using of = Residual<F...>;
};
template <class... L> struct layers_within<Sequential<L...>> {
  using layers = folded_layers<true, L...>;
  template <class... F> using of = Sequential<F...>;
};
template <class... B> struct layers_within<Concat<B...>> {
  using layers = folded_layers<false, B...>;
  template <class... F> using of = Concat<F...>;
};
/// A Repeat folds each copy. Several layers that become one stay a Sequential, so that their path stays.
template <std::size_t N, class... L> struct layers_within<Repeat<N, L...>> {
  template <class List> struct copies_of;
  template <class... C> struct copies_of<list<C...>> { using type = folded_layers<false, C...>; };
  using layers = typename copies_of<typename Repeat<N, L...>::copies>::type;
  template <class Copy> struct again { using type = Repeat<N, Copy>; };
  template <class First, class Second, class... More> struct again<Sequential<First, Second, More...>> {
    using type = Repeat<N, First, Second, More...>;
  };
  template <class First, class...> using of = typename again<First>::type;
};
template <class... B> struct layers_within<Branches<B...>> {
  using layers = folded_layers<false, B...>;
  template <class... F> using of = Branches<F...>;
};
template <class... H> struct layers_within<Heads<H...>> {
  using layers = folded_layers<false, H...>;
  template <class... F> using of = Heads<F...>;
};
template <class T, class... L> struct layers_within<BasicNet<T, L...>> {
  using layers = folded_layers<true, L...>;
  template <class... F> using of = BasicNet<T, F...>;
};

template <class Net> struct folded_type { using type = mistake::not_a_net<Net>; };
template <class T, class... L> struct folded_type<BasicNet<T, L...>> {
  using type = typename folded_layers<true, L...>::template as<layers_within<BasicNet<T, L...>>>;
};

}  // namespace _detail

/// The type that fold_batch_norm() returns; the same type if there is nothing to fold.
/// `Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>, Dense<8, 2>>` becomes `Net<Dense<4, 8, ReLU>, Dense<8, 2>>`.
template <class Net> using folded_t = typename _detail::folded_type<Net>::type;

// ---- The values of the folded net.

namespace _detail {

/// Parameters and buffers of the net before (from) and after (to).
template <class T> struct fold_pointers {
  const T *from, *from_buffers;
  T *to, *to_buffers;
};

/// Folds a BatchNorm into the weights W (…, outputs) and biases b of the layer before it:
///   y ← (y − mean)·s + β, s = γ / √(variance + ε).
/// An activation changes nothing.
template <class Next, class T>
constexpr void fold_into(T* w, std::size_t parameters, const T* own, const T* running) noexcept {
  if constexpr (buffers_of<Next>() > 0) {
    constexpr std::size_t outputs = Next::channels;
    const std::size_t weights = parameters - outputs;
    for (std::size_t o = 0; o < outputs; ++o) {
      const T scale =
          (Next::settings.affine ? own[o] : T(1)) / math::sqrt(T(running[outputs + o] + Next::template epsilon<T>));
      for (std::size_t i = o; i < weights; i += outputs) w[i] *= scale;
      w[weights + o] = (w[weights + o] - running[o]) * scale + (Next::settings.affine ? own[outputs + o] : T(0));
    }
  }
}

/// Copies the values of the bound layers Before into After, folding as the types in Folded say.
template <class Folded, class Before, class After, class T>
constexpr void fold_values(const fold_pointers<T>& all) noexcept {
  const auto group = [&]<std::size_t G>(std::integral_constant<std::size_t, G>) {
    constexpr std::size_t first = Folded::groups.begin[G], end = Folded::groups.begin[G + 1];
    using Head = typename Before::template at<first>;
    using To = typename After::template at<G>;
    using Within = typename layers_within<element<first, typename Folded::written>>::layers;
    const fold_pointers<T> own{all.from + Before::slice[first], all.from_buffers + Before::buffer[first],
                               all.to + After::slice[G], all.to_buffers + After::buffer[G]};
    if constexpr (end - first == 1 && !std::is_same_v<Within, nothing>) _detail::fold_values<Within, Head, To>(own);
    else {
      for (std::size_t i = 0; i < Head::parameters; ++i) own.to[i] = own.from[i];  // new biases stay 0
      if constexpr (end - first == 1)
        for (std::size_t i = 0; i < buffers_of<Head>(); ++i) own.to_buffers[i] = own.from_buffers[i];
      [&]<std::size_t... J>(std::index_sequence<J...>) {
        (_detail::fold_into<typename Before::template at<first + 1 + J>>(
             own.to, To::parameters, all.from + Before::slice[first + 1 + J],
             all.from_buffers + Before::buffer[first + 1 + J]),
         ...);
      }
      (std::make_index_sequence<end - first - 1>{});
    }
  };
  [&]<std::size_t... G>(std::index_sequence<G...>) {
    const bool in_order[] = {(group(std::integral_constant<std::size_t, G>{}), true)...};
    static_cast<void>(in_order);
  }
  (std::make_index_sequence<Folded::groups.count>{});
}

}  // namespace _detail

namespace _detail {
template <class Net, class Folded> constexpr void fold_net(const Net& net, Folded& folded) noexcept {
  fold_pointers<typename Net::scalar> all{net.parameters.data(), nullptr, folded.parameters.data(), nullptr};
  if constexpr (Net::layers::buffers > 0) all.from_buffers = net.buffers.data();
  if constexpr (Folded::layers::buffers > 0) all.to_buffers = folded.buffers.data();
  _detail::fold_values<typename layers_within<Net>::layers, typename Net::layers, typename Folded::layers>(all);
}
}  // namespace _detail

/// Folds BatchNorm layers into the layers before them, for inference. A BatchNorm is folded if it directly follows a
/// Dense, Conv2D, DepthwiseConv2D, Conv1D or DepthwiseConv1D without activation:
///   W′ = W·s, b′ = (b − mean)·s + β, s = γ / √(running variance + ε), for each output.
/// An Activate after them is folded as well: `Conv2D<8, 3, NoBias>, BatchNorm<>, Activate<ReLU>` becomes
/// `Conv2D<8, 3, ReLU>`. The same happens inside Residual, Concat, Branches, Heads, Sequential and nested nets. Other
/// BatchNorms (first, or after a pooling) remain, and all other layers are copied. The outputs equal those of inference
/// up to rounding. Training the folded net differs from training the original one. For layers of your own, specialise
/// `foldable`.
/// Misuse: something other than a net → `mistake::not_a_net`; a folded net larger than SINEW_STACK_LIMIT
/// (net/stack_limit.hpp) → `mistake::exceeds_stack_limit`: call fold_batch_norm(net, folded).
/// Source: Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only
/// inference", CVPR (2018), 3.2.
/// PyTorch: `torch.nn.utils.fusion.fuse_conv_bn_eval`.
template <class T, class... L>
[[nodiscard]] constexpr folded_t<BasicNet<T, L...>> fold_batch_norm(const BasicNet<T, L...>& net) noexcept {
  using After = folded_t<BasicNet<T, L...>>;
  if constexpr (sizeof(After) > SINEW_STACK_LIMIT) {
    decltype(mistake::tell(
        mistake::of<mistake::exceeds_stack_limit<mistake::takes<sizeof(After)>, mistake::allowed<SINEW_STACK_LIMIT>,
                                                 mistake::instead<mistake::fold_batch_norm_into_a_given_net>>>,
        mistake::of<BasicNet<T, L...>>)){};
    return {};
  } else {
    After folded{};
    _detail::fold_net(net, folded);
    return folded;
  }
}
/// The same into a net that the caller has created, for nets that are too large for the stack:
///
///     const auto folded = std::make_unique<folded_t<Large>>();
///     fold_batch_norm(*net, *folded);
///
/// Its earlier values are lost.
/// Misuse: `folded` is not a folded_t of the net → `mistake::made_for_another_net`; something other than a net →
/// `mistake::not_a_net`.
template <class T, class... L, class Folded>
constexpr void fold_batch_norm(const BasicNet<T, L...>& net, Folded& folded) noexcept {
  using After = folded_t<BasicNet<T, L...>>;
  if constexpr (!std::is_same_v<Folded, After>)
    decltype(mistake::tell(mistake::of<mistake::made_for_another_net<mistake::given<Folded>, mistake::expected<After>>>,
                           mistake::of<mistake::folding<BasicNet<T, L...>>>)){};
  else {
    if constexpr (std::is_same_v<BasicNet<T, L...>, After>)
      if (&net == &folded) return;  // nothing to fold
    folded.parameters.fill(T(0));
    if constexpr (After::layers::buffers > 0) folded.buffers.fill(T(0));
    _detail::fold_net(net, folded);
  }
}
/// Catches an argument that is not a net.
template <class What, class... Folded>
requires(sizeof...(Folded) < 2) constexpr void fold_batch_norm(const What&, Folded&...) noexcept {
  decltype(mistake::tell(mistake::of<mistake::not_a_net<What>>)){};
}

}  // namespace sinew
