#pragma once
/// \file
/// Type erasure for OneOf and AnyNet: pointers to the functions of a net, and the calls through them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/budget.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/memory/value_span.hpp>
#include <sinew/layer/pass_traits.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/misuse.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/own_mistake.hpp>
#include <sinew/net/stack_limit.hpp>
#include <sinew/net/stream.hpp>
#include <sinew/deploy/type_identity.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Calls of a net without the limit of the stack (net/stack_limit.hpp), for callers that have checked it.
struct net_access {
  /// What the stack of net(xs, ys) may take in addition to that of net(x).
  template <class Net> static constexpr std::size_t block_bytes = Net::template batch_stack_bytes<> - Net::stack_bytes;
  /// A bound for the stack of net(xs, ys, stream) with Streams streams.
  template <class Net, std::size_t Streams> static constexpr std::size_t steps_bytes =
      Net::template steps_stack<std::array<typename Net::scalar, Net::input::size>, Streams>;
  template <class Net, class X>
  static std::array<typename Net::scalar, Net::output::size> infer(const Net& net, const X& x) noexcept {
    if constexpr (has_several_parts<typename Net::output>) return net.infer(x).values;
    else return net.infer(x);
  }
  template <class Net, class X>
  static void infer_all(const Net& net, const X* xs, typename Net::Output* ys, std::size_t count) noexcept {
    net.infer_all(xs, ys, count);
  }
  /// One sample, with the values between layers in `scratch`.
  template <class Net, class T> static void infer_in(const Net& net, const T* x, T* y, T* scratch) noexcept {
    net.infer_pointers(x, y, scratch);
  }
};

/// The functions of a net. `net` points to the object; x, xs, y and ys are whole samples of the net's scalar.
template <class T, std::size_t In, std::size_t Out> struct net_functions {
  std::array<T, Out> (*infer)(const void* net, const T* x) noexcept SINEW_NONBLOCKING;
  void (*infer_all)(const void* net, const std::array<T, In>* xs, std::array<T, Out>* ys,
                    std::size_t count) noexcept SINEW_NONBLOCKING;
  /// One sample, with the values between layers in `scratch`.
  void (*infer_in)(const void* net, const T* x, T* y, T* scratch) noexcept SINEW_NONBLOCKING;
  /// The class that outputs stand for.
  std::size_t (*decide)(const T* y) noexcept SINEW_NONBLOCKING;
  std::span<T> (*parameters)(void* net) noexcept SINEW_NONBLOCKING;
  std::size_t scratch;        ///< scalars of scratch
  const type_identity* type;  ///< nullptr: there is no net
};

template <class Net> const Net& net_at(const void* storage) noexcept {
  return *std::launder(static_cast<const Net*>(storage));
}
template <class Net> std::size_t decide(const typename Net::scalar* y) noexcept SINEW_NONBLOCKING {
  if constexpr (has_several_parts<typename Net::output>) {
    precondition(false, "predict(): the net has several outputs (Heads); look at those of a head in net(x)");
    return 0;
  } else if constexpr (Net::output::size > 1 || requires { Net::activation::decision; })
    return _detail::predicted_class<typename Net::activation, Net::output::size>(y);
  else {
    precondition(false,
                 "predict(): the single output of this net is not a decision; end the net with Sigmoid, HardSigmoid, "
                 "Step, Tanh or Identity");
    return 0;
  }
}
inline void refuse_stack() noexcept {
  precondition(false,
               "AnyNet: the net it holds takes more stack than SINEW_STACK_LIMIT allows; give the call memory: "
               "net(x, memory) with net.workspace_bytes() bytes");
}
/// The calls of a net that fit SINEW_STACK_LIMIT.
enum class stack_fits { nothing, one_sample, blocks };
template <class Net, std::size_t Limit> inline constexpr stack_fits stack_fits_of = stack_fits::nothing;
template <class Net, std::size_t Limit>
requires(is_sound_net<Net>) inline constexpr stack_fits stack_fits_of<Net, Limit> =
    Net::stack_bytes > Limit                                  ? stack_fits::nothing
    : Net::stack_bytes + net_access::block_bytes<Net> > Limit ? stack_fits::one_sample
                                                              : stack_fits::blocks;

/// The functions of Net, one constant object per type in each program and library. Calls that would put more on the
/// stack than Fits says end the program with a message, or run sample by sample.
template <class Net, stack_fits Fits = stack_fits::blocks, class T = typename Net::scalar,
          std::size_t In = Net::input::size, std::size_t Out = Net::output::size>
inline constexpr net_functions<T, In, Out> functions_of{
    .infer = [](const void* net, const T* x) noexcept SINEW_NONBLOCKING -> std::array<T, Out> {
      if constexpr (Fits == stack_fits::nothing) return refuse_stack(), std::array<T, Out>{};
      else return net_access::infer(_detail::net_at<Net>(net), std::span<const T, In>(x, In));
    },
    .infer_all =
        [](const void* net, const std::array<T, In>* xs, std::array<T, Out>* ys,
           std::size_t count) noexcept SINEW_NONBLOCKING {
          if constexpr (Fits == stack_fits::blocks && !has_several_parts<typename Net::output>)
            net_access::infer_all(_detail::net_at<Net>(net), xs, ys, count);
          else if constexpr (Fits == stack_fits::nothing) refuse_stack();
          else
            for (std::size_t i = 0; i < count; ++i) ys[i] = net_access::infer(_detail::net_at<Net>(net), xs[i]);
        },
    .infer_in =
        [](const void* net, const T* x, T* y, T* scratch) noexcept SINEW_NONBLOCKING {
          net_access::infer_in(_detail::net_at<Net>(net), x, y, scratch);
        },
    .decide = _detail::decide<Net>,
    .parameters =
        [](void* net) noexcept SINEW_NONBLOCKING {
          return std::span<T>(std::launder(static_cast<Net*>(net))->parameters);
        },
    .scratch = Net::layers::template scratch<pass_traits<T, 1, 1, false>>,
    .type = &identity_of<Net>};

/// Bytes of memory for a call of a net with `scratch` scalars of scratch: these, a sample and its outputs, each from
/// the beginning of a cache line.
template <class T, std::size_t In, std::size_t Out> constexpr std::size_t memory_of_call(std::size_t scratch) noexcept {
  return line_bytes - 1 + (whole_lines<T>(scratch) + whole_lines<T>(In) + whole_lines<T>(Out)) * sizeof(T);
}
/// Memory that a caller gives to a call.
template <class M> concept CallMemory = std::is_convertible_v<M, std::span<std::byte>>;

/// The members of AnyNet and OneOf that call the net. Self has functions() and storage().
template <class Self, class T, std::size_t In, std::size_t Out> struct type_erased_calls {
  /// The scalar of the net.
  using scalar = T;
  /// The inputs of one sample.
  using Input = std::array<T, In>;
  /// The outputs of one sample.
  using Output = std::array<T, Out>;

  /// Computes the outputs of one sample, as net(x) does. x is an array, a fixed-extent span, or bytes that stand for
  /// pixels.
  /// Cost: one indirect call.
  /// Misuse: `mistake::wrong_input`; OneOf: a net that takes more stack than SINEW_STACK_LIMIT (net/stack_limit.hpp) →
  /// `mistake::exceeds_stack_limit`: call net(x, memory). An AnyNet with such a net ends the program with a message.
  [[nodiscard]] Output operator()(const Input& x) const noexcept SINEW_NONBLOCKING { return infer(x.data()); }
  /// The same for a braced list.
  template <std::size_t N> [[nodiscard]] Output operator()(const T (&x)[N]) const noexcept SINEW_NONBLOCKING {
    if constexpr (N == In) return infer(x);
    else {
      decltype(mistake::tell(mistake::of<mistake::wrong_input<given<T[N]>, expected<Input>>>, mistake::of<Self>)){};
      return {};
    }
  }
  /// The same for any other type of sample.
  template <class X> [[nodiscard]] Output operator()(const X& x) const noexcept SINEW_NONBLOCKING {
    if constexpr (SampleOf<X, T, In>) return infer(&x[0]);
    else if constexpr (PixelsOf<X, In> && SINEW_STACK_LIMIT < sizeof(Input)) {
      decltype(mistake::tell(mistake::of<mistake::exceeds_stack_limit<takes<sizeof(Input)>, allowed<SINEW_STACK_LIMIT>,
                                                                      instead<mistake::net_of_x_and_memory>>>)){};
      return {};
    } else if constexpr (PixelsOf<X, In>) {
      Input values;
      read_sample<T, In>(x, values.data());
      return infer<sizeof(Input)>(values.data());
    } else {
      decltype(mistake::tell(mistake::of<mistake::wrong_input<given<X>, expected<Input>>>, mistake::of<Self>)){};
      return {};
    }
  }
  /// Computes the outputs of many samples: ys[i] = net(xs[i]). xs and ys are contiguous ranges of arrays.
  /// Precondition: xs and ys have the same size.
  /// Cost: one indirect call for all samples.
  template <class Xs, class Ys> void operator()(const Xs& xs, Ys&& ys) const noexcept SINEW_NONBLOCKING {
    using Mistake = samples_mistake<Xs, Ys>;
    constexpr std::size_t bytes = Self::known_stack_bytes() + Self::known_block_bytes();
    if constexpr (!std::is_same_v<Mistake, nothing>)
      decltype(mistake::tell(mistake::of<Mistake>, mistake::of<mistake::rows_for<Self>>)){};
    else if constexpr (SINEW_STACK_LIMIT < bytes)
      decltype(mistake::tell(mistake::of<mistake::exceeds_stack_limit<takes<bytes>, allowed<SINEW_STACK_LIMIT>,
                                                                      instead<mistake::net_of_x_and_memory>>>,
                             mistake::of<mistake::rows_for<Self>>)){};
    else {
      precondition(std::size(xs) == std::size(ys), "net(xs, ys): found {} output{s} for {} input{s}, expected as many",
                   std::size(ys), std::size(xs));
      self().functions().infer_all(self().storage(), std::data(xs), std::data(ys), std::size(xs));
    }
  }
  /// The predicted class of one sample, as net.predict(x) returns it; x is what net(x) takes.
  /// Precondition: the net has several outputs, or an output activation with a threshold.
  [[nodiscard]] std::size_t predict(const Input& x) const noexcept SINEW_NONBLOCKING { return predict_whole(x.data()); }
  /// The same for a braced list.
  template <std::size_t N> [[nodiscard]] std::size_t predict(const T (&x)[N]) const noexcept SINEW_NONBLOCKING {
    if constexpr (N == In) return predict_whole(x);
    else {
      decltype(mistake::tell(mistake::of<mistake::wrong_input<given<T[N]>, expected<Input>>>, mistake::of<Self>)){};
      return 0;
    }
  }
  /// The same for any other type of sample.
  template <class X> std::size_t predict(const X& x) const noexcept SINEW_NONBLOCKING {
    if constexpr (SampleOf<X, T, In>) return predict_whole(&x[0]);
    else if constexpr (PixelsOf<X, In>) {
      Input values;
      read_sample<T, In>(x, values.data());
      return predict_whole(values.data());
    } else {
      decltype(mistake::tell(mistake::of<mistake::wrong_input<given<X>, expected<Input>>>, mistake::of<Self>)){};
      return 0;
    }
  }

  /// net(x) in the caller's memory, for nets that are too large for the stack: `memory` holds workspace_bytes bytes of
  /// any alignment. x is any sample.
  ///
  ///     std::vector<std::byte> memory(net.workspace_bytes());   // of a OneOf: a constant, Choice::workspace_bytes()
  ///     const auto y = net(x, memory);
  ///
  /// Precondition: memory.size() ≥ workspace_bytes().
  /// Cost: one indirect call.
  template <class X, CallMemory M> Output operator()(const X& x, M&& memory) const noexcept SINEW_NONBLOCKING {
    Output y;
    infer_in(x, std::span<std::byte>(memory), y.data());
    return y;
  }
  /// The same for a braced list.
  template <std::size_t N, CallMemory M>
  Output operator()(const T (&x)[N], M&& memory) const noexcept SINEW_NONBLOCKING {
    Output y;
    infer_in(x, std::span<std::byte>(memory), y.data());
    return y;
  }
  /// net.predict(x) in the caller's memory.
  template <class X, CallMemory M> std::size_t predict(const X& x, M&& memory) const noexcept SINEW_NONBLOCKING {
    return decide((*this)(x, memory).data());
  }
  /// The same for a braced list.
  template <std::size_t N, CallMemory M>
  std::size_t predict(const T (&x)[N], M&& memory) const noexcept SINEW_NONBLOCKING {
    return decide((*this)(x, memory).data());
  }
  /// net(xs, ys) in the caller's memory, one sample after the other.
  /// Precondition: xs and ys have the same size, and memory.size() ≥ workspace_bytes().
  template <class Xs, class Ys, CallMemory M>
  void operator()(const Xs& xs, Ys&& ys, M&& memory) const noexcept SINEW_NONBLOCKING {
    using Mistake = samples_mistake<Xs, Ys>;
    if constexpr (!std::is_same_v<Mistake, nothing>)
      decltype(mistake::tell(mistake::of<Mistake>, mistake::of<mistake::rows_for<Self>>)){};
    else {
      precondition(std::size(xs) == std::size(ys),
                   "net(xs, ys, memory): found {} output{s} for {} input{s}, expected as many", std::size(ys),
                   std::size(xs));
      for (std::size_t i = 0; i < std::size(xs); ++i)
        infer_in(std::data(xs)[i], std::span<std::byte>(memory), std::data(ys)[i].data());
    }
  }
  // Misuse: a Stream, which needs the type of its net.
  template <class X, AnyStream S> Output operator()(const X&, S&) const noexcept { return refuse_stream<S, Output>(); }
  template <std::size_t N, AnyStream S> Output operator()(const T (&)[N], S&) const noexcept {
    return refuse_stream<S, Output>();
  }
  template <class Xs, class Ys, AnyStream S> void operator()(const Xs&, Ys&&, S&) const noexcept {
    refuse_stream<S, Output>();
  }
  template <class X, AnyStream S> std::size_t predict(const X&, S&) const noexcept {
    return refuse_stream<S, std::size_t>();
  }
  template <std::size_t N, AnyStream S> std::size_t predict(const T (&)[N], S&) const noexcept {
    return refuse_stream<S, std::size_t>();
  }

  /// All parameters of the current net, to load or inspect, in the layout of that net. Assigning to them copies a
  /// range of as many values, such as the parameters of another net of the same type.
  /// Precondition: the range has as many values.
  /// Misuse: calling it on a temporary → `mistake::view_of_a_temporary`.
  value_span<T> parameters() & noexcept SINEW_LIFETIMEBOUND {
    return value_span<T>(self().functions().parameters(self().storage()));
  }
  /// Catches a temporary.
  value_span<T> parameters() && noexcept {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<Self>>)){};
    return parameters();
  }

 private:
  const Self& self() const noexcept { return static_cast<const Self&>(*this); }
  Self& self() noexcept { return static_cast<Self&>(*this); }

  template <class S, class Result> static Result refuse_stream() noexcept {
    decltype(mistake::tell(mistake::of<mistake::stream_needs_the_type_of_its_net<std::remove_const_t<S>, Self>>)){};
    return {};
  }
  template <class Xs, class Ys> using samples_mistake =
      std::conditional_t<!std::is_same_v<std::remove_cv_t<item_of<const Xs>>, Input>,
                         mistake::wrong_input<given<std::remove_cv_t<item_of<const Xs>>>, expected<Input>>,
                         std::conditional_t<!std::is_same_v<item_of<Ys>, Output>,
                                            mistake::wrong_output<given<item_of<Ys>>, expected<Output>>, nothing>>;
  /// net(x), with More bytes on the stack already.
  template <std::size_t More = 0> Output infer(const T* x) const noexcept {
    constexpr std::size_t bytes = Self::known_stack_bytes() + More;
    if constexpr (bytes > SINEW_STACK_LIMIT) {
      decltype(mistake::tell(mistake::of<mistake::exceeds_stack_limit<takes<bytes>, allowed<SINEW_STACK_LIMIT>,
                                                                      instead<mistake::net_of_x_and_memory>>>)){};
      return {};
    } else return self().functions().infer(self().storage(), x);
  }
  template <class X> void infer_in(const X& x, std::span<std::byte> memory, T* y) const noexcept {
    if constexpr (!InputSample<X, T, In>)
      decltype(mistake::tell(mistake::of<mistake::wrong_input<given<X>, expected<Input>>>, mistake::of<Self>)){};
    else {
      const auto& functions = self().functions();
      precondition(memory.size() >= memory_of_call<T, In, Out>(functions.scratch),
                   "net(x, memory): found {} byte{s} of memory, expected at least {}, workspace_bytes()", memory.size(),
                   memory_of_call<T, In, Out>(functions.scratch));
      const auto past_a_line = reinterpret_cast<std::uintptr_t>(memory.data()) % line_bytes;
      std::byte* const aligned = memory.data() + (past_a_line > 0 ? line_bytes - past_a_line : 0);
      T* const scratch = reinterpret_cast<T*>(aligned);
      const T* from;
      if constexpr (SampleOf<X, T, In>) from = &x[0];
      else {
        T* const values = scratch + whole_lines<T>(functions.scratch);
        read_sample<T, In>(x, values);
        from = values;
      }
      functions.infer_in(self().storage(), from, y, scratch);
    }
  }
  std::size_t decide(const T* y) const noexcept {
    if constexpr (Out > 1) return predicted_class<nothing, Out>(y);
    else return self().functions().decide(y);
  }
  std::size_t predict_whole(const T* x) const noexcept { return decide(infer(x).data()); }
};

/// The first difference that prevents Net from being used with In inputs, Out outputs and T; or `nothing`.
template <class Net, class T, std::size_t In, std::size_t Out> consteval auto find_difference() {
  if constexpr (!is_sound_net<Net>) return std::type_identity<own_mistake_of<Net>>{};
  else if constexpr (!std::is_same_v<typename Net::scalar, T>)
    return std::type_identity<mistake::another_scalar<given<typename Net::scalar>, expected<T>>>{};
  else if constexpr (Net::input::size != In)
    return std::type_identity<
        mistake::another_number_of_inputs<given<scalars<Net::input::size>>, expected<scalars<In>>>>{};
  else if constexpr (Net::output::size != Out)
    return std::type_identity<
        mistake::another_number_of_outputs<given<scalars<Net::output::size>>, expected<scalars<Out>>>>{};
  else return std::type_identity<nothing>{};
}
/// What a sentence about Net in Holder, an AnyNet or OneOf, is told: both; of a net with a mistake of its own, the net.
template <class Holder, class Net> using held =
    std::conditional_t<is_sound_net<Net>, mistake::held_by<Holder, Net>, Net>;
template <class Net, class T, std::size_t In, std::size_t Out> using difference =
    typename decltype(_detail::find_difference<Net, T, In, Out>())::type;
template <class Net, class T, std::size_t In, std::size_t Out> inline constexpr bool interchangeable =
    std::is_same_v<difference<Net, T, In, Out>, nothing>;

}  // namespace sinew::_detail
