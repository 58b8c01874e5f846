#pragma once
/// \file
/// Type erasure for OneOf and AnyNet: pointers to the functions of a net, and the calls through them.

#include <array>
#include <cstddef>
#include <new>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/misuse.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/own_mistake.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The functions of a net. `net` points to the object; x and xs are whole samples of the net's scalar.
template <class T, std::size_t In, std::size_t Out> struct net_functions {
  std::array<T, Out> (*infer)(const void* net, const T* x) noexcept;
  void (*infer_all)(const void* net, std::span<const std::array<T, In>> xs, std::array<T, Out>* ys) noexcept;
  std::size_t (*predict)(const void* net, const T* x) noexcept;
  std::span<T> (*parameters)(void* net) noexcept;
};

template <class Net> const Net& net_at(const void* storage) noexcept {
  return *std::launder(static_cast<const Net*>(storage));
}
template <class Net> std::size_t predict_at(const void* net, const typename Net::scalar* x) noexcept {
  using Sample = std::span<const typename Net::scalar, Net::input::size>;
  if constexpr (Net::output::size > 1 || requires { Net::activation::decision; })
    return _detail::net_at<Net>(net).predict(Sample(x, Net::input::size));
  else {
    precondition(false,
                 "predict(): the single output of this net is not a decision; end the net with Sigmoid, HardSigmoid, "
                 "Step, Tanh or Identity");
    return 0;
  }
}
/// The functions of Net: one constant object per type, whose address identifies the type.
template <class Net, class T = typename Net::scalar, std::size_t In = Net::input::size,
          std::size_t Out = Net::output::size>
inline constexpr net_functions<T, In, Out> functions_of{
    .infer = [](const void* net,
                const T* x) noexcept { return _detail::net_at<Net>(net)(std::span<const T, In>(x, In)); },
    .infer_all = [](const void* net, std::span<const std::array<T, In>> xs,
                    std::array<T, Out>* ys) noexcept { _detail::net_at<Net>(net)(xs, std::span(ys, xs.size())); },
    .predict = _detail::predict_at<Net>,
    .parameters = [](void* net) noexcept { return std::span<T>(std::launder(static_cast<Net*>(net))->parameters); }};

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
  [[nodiscard]] Output operator()(const Input& x) const noexcept {
    return self().functions().infer(self().storage(), x.data());
  }
  /// The same for a braced list.
  template <std::size_t N> [[nodiscard]] Output operator()(const T (&x)[N]) const noexcept {
    if constexpr (N == In) return self().functions().infer(self().storage(), x);
    else {
      mistake::wrong_input<given<T[N]>, expected<Input>>{};
      return {};
    }
  }
  /// The same for any other type of sample.
  template <class X> [[nodiscard]] Output operator()(const X& x) const noexcept {
    if constexpr (SampleOf<X, T, In>) return self().functions().infer(self().storage(), &x[0]);
    else if constexpr (PixelsOf<X, In>) {
      Input values;
      read_sample<T, In>(x, values.data());
      return (*this)(values);
    } else {
      mistake::wrong_input<given<X>, expected<Input>>{};
      return {};
    }
  }
  /// Computes the outputs of many samples: ys[i] = net(xs[i]). xs and ys are contiguous ranges of arrays.
  /// Precondition: xs and ys have the same size.
  /// Cost: one indirect call for all samples.
  template <class Xs, class Ys> void operator()(const Xs& xs, Ys&& ys) const noexcept {
    using X = std::remove_cv_t<item_of<const Xs>>;
    using Y = item_of<Ys>;
    if constexpr (!std::is_same_v<X, Input>) mistake::wrong_input<given<X>, expected<Input>>{};
    else if constexpr (!std::is_same_v<Y, Output>) mistake::wrong_output<given<Y>, expected<Output>>{};
    else {
      precondition(std::size(xs) == std::size(ys), "net(xs, ys) needs as many outputs as inputs");
      self().functions().infer_all(self().storage(), {std::data(xs), std::size(xs)}, std::data(ys));
    }
  }
  /// The predicted class of one sample, as net.predict(x) returns it.
  /// Precondition: the net has several outputs, or an output activation with a threshold.
  [[nodiscard]] std::size_t predict(const Input& x) const noexcept { return predict_whole(x.data()); }
  /// The same for a braced list.
  template <std::size_t N> [[nodiscard]] std::size_t predict(const T (&x)[N]) const noexcept {
    if constexpr (N == In) return predict_whole(x);
    else {
      mistake::wrong_input<given<T[N]>, expected<Input>>{};
      return 0;
    }
  }
  /// All parameters of the current net, to load or inspect, in the layout of that net.
  std::span<T> parameters() noexcept { return self().functions().parameters(self().storage()); }

 private:
  const Self& self() const noexcept { return static_cast<const Self&>(*this); }
  Self& self() noexcept { return static_cast<Self&>(*this); }
  std::size_t predict_whole(const T* x) const noexcept {
    if constexpr (Out > 1) return predicted_class<nothing, Out>(self().functions().infer(self().storage(), x).data());
    else return self().functions().predict(self().storage(), x);
  }
};

/// The first difference that prevents Net from being used with In inputs, Out outputs and T; or an empty class.
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
  else return std::type_identity<told<nothing>>{};
}
template <class Net, class T, std::size_t In, std::size_t Out> using difference =
    typename decltype(_detail::find_difference<Net, T, In, Out>())::type;
template <class Net, class T, std::size_t In, std::size_t Out> inline constexpr bool interchangeable =
    std::is_same_v<difference<Net, T, In, Out>, told<nothing>>;

}  // namespace sinew::_detail
