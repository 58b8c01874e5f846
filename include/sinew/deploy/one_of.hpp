#pragma once
/// \file
/// `OneOf<Nets...>`: one of several nets, chosen at run time.

#include <array>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/budget.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/deploy/type_erasure.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// What the nets of a OneOf have in common, given by the first one, and the first mistake. Nets that cannot replace the
/// first one are replaced by it, to prevent further errors.
template <class First, class... Rest> struct choice {
  using first = std::conditional_t<is_sound_net<First>, First, BasicNet<float, Input<1>>>;
  using scalar = typename first::scalar;
  static constexpr std::size_t in = first::input::size, out = first::output::size;
  template <class Net> static constexpr bool fits = interchangeable<Net, scalar, in, out>;
  template <class Net> using sound = std::conditional_t<fits<Net>, Net, first>;
  static constexpr std::size_t first_other = first_true({!fits<First>, !fits<Rest>...});
  struct no_mistake {};
  /// The net with the first mistake.
  using other = element<first_other, list<First, Rest..., nothing>>;
  using mistake = element<first_other, list<difference<First, scalar, in, out>, difference<Rest, scalar, in, out>...,
                                            sinew::mistake::reports_itself<no_mistake>>>;
  template <class Self> using calls = type_erased_calls<Self, scalar, in, out>;
};
/// The functions of each net of a list. Not a static variable of the function that uses it, which clang takes for one
/// that may lock (config/effects.hpp).
template <class Nets> inline constexpr mistake::nothing functions_of_each{};
template <class... Net> inline constexpr std::array functions_of_each<list<Net...>>{&functions_of<Net>...};
}  // namespace _detail

/// One of several nets with equal inputs, outputs and scalar, for a program that chooses at run time.
///
///     OneOf<Small, Large> net(argc > 1 ? 1 : 0);
///     net.visit([](auto& chosen) { initialize(chosen, 1); });
///     const auto y = net(x);
///
/// It is called as a net is: `net(x)`, `net(xs, ys)`, `net.predict(x)`; `net.parameters()` are those of the current net
/// (deploy/type_erasure.hpp). It is trivially copyable, as nets are, and holds no pointer, so that it may be in shared
/// memory. It never allocates and is never empty. Its size is that of the largest net plus a cache line.
/// Layers with state (LSTM, …) start from rest in each call: a Stream needs the type of the net, `net.get_if<Amp>()`.
/// Cost: one indirect call in addition to that of the net.
/// Misuse: nets that cannot replace each other → `mistake::another_number_of_inputs`, `another_number_of_outputs` or
/// `another_scalar`; a net that is not in the list → `mistake::not_one_of`.
template <class First, class... Rest> class OneOf
    : decltype(mistake::tell(
          mistake::of<typename _detail::choice<First, Rest...>::mistake>,
          mistake::of<_detail::held<OneOf<First, Rest...>, typename _detail::choice<First, Rest...>::other>>)),
      public _detail::choice<First, Rest...>::template calls<OneOf<First, Rest...>> {
  using choice = _detail::choice<First, Rest...>;

 public:
  /// The nets, in order.
  using nets = _detail::list<typename choice::template sound<First>, typename choice::template sound<Rest>...>;
  /// The number of nets.
  static constexpr std::size_t count = 1 + sizeof...(Rest);

  /// The first of the nets, with all parameters 0.
  OneOf() noexcept { emplace(0); }
  /// The net at an index, or at the value of an enumerator, with all parameters 0.
  /// Precondition: tag < count.
  template <class Tag>
  requires(std::is_integral_v<Tag> || std::is_enum_v<Tag>) explicit OneOf(Tag tag) noexcept { emplace(tag); }
  /// A copy of one of the nets.
  template <class Net>
  requires(_detail::is_net<Net>) explicit(false) OneOf(const Net& net) noexcept {
    if constexpr (is_one<Net>) {
      ::new (storage()) Net(net);
      index_ = index_of<Net>;
    } else
      decltype(mistake::tell(
          mistake::of<mistake::not_one_of<mistake::given<Net>, mistake::expected<First, Rest...>>>)){};
  }
  /// Changes to a copy of one of the nets, without another copy on the stack.
  template <class Net>
  requires(_detail::is_net<Net>) OneOf& operator=(const Net& net) noexcept {
    if constexpr (is_one<Net>) {
      if (static_cast<const void*>(&net) != storage()) ::new (storage()) Net(net);
      index_ = index_of<Net>;
    } else
      decltype(mistake::tell(
          mistake::of<mistake::not_one_of<mistake::given<Net>, mistake::expected<First, Rest...>>>)){};
    return *this;
  }

  /// Changes to the net at an index, with all parameters 0.
  /// Precondition: tag < count.
  template <class Tag>
  requires(std::is_integral_v<Tag> || std::is_enum_v<Tag>) void emplace(Tag tag) noexcept {
    _detail::precondition(static_cast<std::size_t>(tag) < count, "OneOf: found net {}, expected an index from 0 to {}",
                          static_cast<std::size_t>(tag), count - 1);
    index_ = static_cast<std::size_t>(tag);
    visit([](auto& net) { ::new (static_cast<void*>(&net)) std::remove_reference_t<decltype(net)>{}; });
  }
  /// Changes to a net given by its type, with all parameters 0, and returns it.
  template <class Net> Net& emplace() noexcept {
    if constexpr (is_one<Net>) {
      index_ = index_of<Net>;
      return *::new (storage()) Net{};
    } else
      decltype(mistake::tell(
          mistake::of<mistake::not_one_of<mistake::given<Net>, mistake::expected<First, Rest...>>>)){};
  }

  /// Bytes of memory for net(x, memory), whichever net is the current one.
  static constexpr std::size_t workspace_bytes() noexcept {
    return _detail::memory_of_call<typename OneOf::scalar, choice::in, choice::out>(
        []<class... Net>(_detail::list<Net...>) {
          return _detail::max_of({_detail::functions_of<Net>.scratch...});
        }(nets{}));
  }

  /// The index of the current net.
  [[nodiscard]] std::size_t(index)() const noexcept { return index_; }
  /// Whether the current net is of this type.
  template <class Net> [[nodiscard]] bool holds() const noexcept { return get_if<Net>() != nullptr; }
  /// The net, or nullptr if the current net is another one.
  template <class Net> [[nodiscard]] Net* get_if() noexcept SINEW_LIFETIMEBOUND {
    return const_cast<Net*>(static_cast<const OneOf&>(*this).template get_if<Net>());
  }
  /// The same for a const OneOf.
  template <class Net> [[nodiscard]] const Net* get_if() const noexcept SINEW_LIFETIMEBOUND {
    if constexpr (is_one<Net>) return index_ == index_of<Net> ? &_detail::net_at<Net>(storage()) : nullptr;
    else {
      decltype(mistake::tell(
          mistake::of<mistake::not_one_of<mistake::given<Net>, mistake::expected<First, Rest...>>>)){};
      return nullptr;
    }
  }
  /// Calls f(net) with the current net and returns its result. The result has the same type for all nets.
  /// Cost: one indirect call.
  template <class F> decltype(auto) visit(F&& f) { return visit_as(*this, f, nets{}); }
  /// The same for a const OneOf.
  template <class F> decltype(auto) visit(F&& f) const { return visit_as(*this, f, nets{}); }

 private:
  friend typename choice::template calls<OneOf>;
  template <class Net> static constexpr bool is_one = (std::is_same_v<Net, First> || ... || std::is_same_v<Net, Rest>);
  template <class Net> static constexpr std::size_t index_of = _detail::first_true({std::is_same_v<Net, First>,
                                                                                    std::is_same_v<Net, Rest>...});

  template <class Result, class Net, class Self, class F> static Result visit_one(Self& self, F& f) {
    if constexpr (std::is_const_v<Self>) return f(_detail::net_at<Net>(self.storage()));
    else return f(*std::launder(static_cast<Net*>(self.storage())));
  }
  template <class Self, class F, class... Net> static decltype(auto) visit_as(Self& self, F& f, _detail::list<Net...>) {
    using Result = decltype(f(
        std::declval<
            std::conditional_t<std::is_const_v<Self>, const _detail::element<0, nets>, _detail::element<0, nets>>&>()));
    constexpr Result (*one[])(Self&, F&) = {&OneOf::template visit_one<Result, Net, Self, F>...};
    return one[self.index_](self, f);
  }

  /// Bounds for the stack of net(x), and of what net(xs, ys) takes in addition.
  static constexpr std::size_t known_stack_bytes() noexcept {
    return []<class... Net>(_detail::list<Net...>) { return _detail::max_of({Net::stack_bytes...}); }(nets{});
  }
  static constexpr std::size_t known_block_bytes() noexcept {
    return []<class... Net>(_detail::list<Net...>) {
      return _detail::max_of({_detail::net_access::block_bytes<Net>...});
    }(nets{});
  }
  const auto& functions() const noexcept { return *_detail::functions_of_each<nets>[index_]; }
  void* storage() noexcept { return bytes_.data(); }
  const void* storage() const noexcept { return bytes_.data(); }

  static constexpr std::size_t largest = []<class... Net>(_detail::list<Net...>) {
    return _detail::max_of({sizeof(Net)...});
  }(nets{});
  alignas(_detail::line_bytes) std::array<std::byte, largest> bytes_;
  std::size_t index_ = 0;
};

}  // namespace sinew
