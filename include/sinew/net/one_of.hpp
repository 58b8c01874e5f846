#pragma once
/// \file
/// OneOf<Nets...>: one of several nets, chosen at run time.

#include <array>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#include <sinew/config/contract.hpp>
#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/net/erased.hpp>

namespace sinew {

namespace detail {
/// What the nets of a OneOf share, by the first of them, and the first mistake. Nets that cannot stand beside it are replaced by it,
/// so that nothing follows from the mistake.
template <class First, class... Rest> struct choice {
  using first = std::conditional_t<is_sound_net<First>, First, BasicNet<float, Input<1>>>;
  using scalar = typename first::scalar;
  static constexpr std::size_t in = first::input::size, out = first::output::size;
  template <class Net> static constexpr bool fits = interchangeable<Net, scalar, in, out>;
  template <class Net> using sound = std::conditional_t<fits<Net>, Net, first>;
  static constexpr std::size_t first_other = first_true({!fits<First>, !fits<Rest>...});
  struct no_mistake {};
  using mistake = element<first_other, list<difference<First, scalar, in, out>, difference<Rest, scalar, in, out>..., no_mistake>>;
  template <class Self> using calls = erased_calls<Self, scalar, in, out>;
};
}  // namespace detail

/// One of several nets of the same inputs, outputs and scalar: a program chooses when it starts.
///     OneOf<Small, Large> net(argc > 1 ? 1 : 0);
///     net.visit([](auto& chosen) { initialize(chosen, 1); });
///     const auto y = net(x);
/// Trivially copyable, as nets are, and without a pointer, so it may lie in shared memory. Nothing allocates; it is never empty.
/// Bytes: those of the largest net, and a cache line. Cost: one indirect call beside the net's own.
/// Misuse: nets that cannot stand for each other → mistake::another_number_of_inputs, another_number_of_outputs, another_scalar;
/// a net that is not among them → mistake::not_one_of.
template <class First, class... Rest>
class OneOf : detail::choice<First, Rest...>::mistake, public detail::choice<First, Rest...>::template calls<OneOf<First, Rest...>> {
  using choice = detail::choice<First, Rest...>;

 public:
  using nets = list<typename choice::template sound<First>, typename choice::template sound<Rest>...>;
  static constexpr std::size_t count = 1 + sizeof...(Rest);

  /// The first of the nets.
  OneOf() noexcept { become(0); }
  /// The net of an index or of an enumerator of that value, all parameters 0. Contract: there is such a one.
  template <class Tag> requires (std::is_integral_v<Tag> || std::is_enum_v<Tag>) explicit OneOf(Tag tag) noexcept { become(tag); }
  /// A copy of a net.
  template <class Net> requires (detail::is_net<Net>) explicit(false) OneOf(const Net& net) noexcept {
    if constexpr (is_one<Net>) {
      ::new (place()) Net(net);
      index_ = index_of<Net>;
    } else mistake::not_one_of<given<Net>, expected<First, Rest...>>{};
  }

  /// Changes to another net, all parameters 0.
  template <class Tag> requires (std::is_integral_v<Tag> || std::is_enum_v<Tag>) void become(Tag tag) noexcept {
    contract(static_cast<std::size_t>(tag) < count, "OneOf: there is no net of this index; they are counted from 0");
    index_ = static_cast<std::size_t>(tag);
    visit([](auto& net) { ::new (static_cast<void*>(&net)) std::remove_reference_t<decltype(net)>{}; });
  }
  template <class Net> Net& become() noexcept {
    if constexpr (is_one<Net>) {
      index_ = index_of<Net>;
      return *::new (place()) Net{};
    } else mistake::not_one_of<given<Net>, expected<First, Rest...>>{};
  }

  std::size_t index() const noexcept { return index_; }
  template <class Net> bool holds() const noexcept { return get_if<Net>() != nullptr; }
  /// The net, or nullptr if another one is here.
  template <class Net> Net* get_if() noexcept { return const_cast<Net*>(static_cast<const OneOf&>(*this).template get_if<Net>()); }
  template <class Net> const Net* get_if() const noexcept {
    if constexpr (is_one<Net>) return index_ == index_of<Net> ? &detail::net_at<Net>(place()) : nullptr;
    else { mistake::not_one_of<given<Net>, expected<First, Rest...>>{}; return nullptr; }
  }
  /// f(net), net being the one that is here; f returns the same type for all of them. One indirect call.
  template <class F> decltype(auto) visit(F&& f) { return visit_as(*this, f, nets{}); }
  template <class F> decltype(auto) visit(F&& f) const { return visit_as(*this, f, nets{}); }

 private:
  friend typename choice::template calls<OneOf>;
  template <class Net> static constexpr bool is_one = (std::is_same_v<Net, First> || ... || std::is_same_v<Net, Rest>);
  template <class Net> static constexpr std::size_t index_of = first_true({std::is_same_v<Net, First>, std::is_same_v<Net, Rest>...});

  template <class Result, class Net, class Self, class F> static Result visit_one(Self& self, F& f) {
    if constexpr (std::is_const_v<Self>) return f(detail::net_at<Net>(self.place()));
    else return f(*std::launder(static_cast<Net*>(self.place())));
  }
  template <class Self, class F, class... Net> static decltype(auto) visit_as(Self& self, F& f, list<Net...>) {
    using Result = decltype(f(std::declval<std::conditional_t<std::is_const_v<Self>, const element<0, nets>, element<0, nets>>&>()));
    constexpr Result (*one[])(Self&, F&) = {&OneOf::template visit_one<Result, Net, Self, F>...};
    return one[self.index_](self, f);
  }

  template <class... Net> static constexpr auto table(list<Net...>) { return std::array{&detail::functions_of<Net>...}; }
  const auto& functions() const noexcept {
    static constexpr std::array all = table(nets{});
    return *all[index_];
  }
  void* place() noexcept { return bytes_.data(); }
  const void* place() const noexcept { return bytes_.data(); }

  static constexpr std::size_t largest = []<class... Net>(list<Net...>) { return greatest({sizeof(Net)...}); }(nets{});
  alignas(line_bytes) std::array<std::byte, largest> bytes_;
  std::size_t index_ = 0;
};

}  // namespace sinew
