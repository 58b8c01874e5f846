#pragma once
/// \file
/// OneOf<Nets...>: one of several nets, chosen at run time.

#include <array>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/deploy/type_erasure.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// What the nets of a OneOf share, by the first of them, and the first mistake. Nets that cannot stand beside it are
/// replaced by it, so that nothing follows from the mistake.
template <class First, class... Rest> struct choice {
  using first = std::conditional_t<is_sound_net<First>, First, BasicNet<float, Input<1>>>;
  using scalar = typename first::scalar;
  static constexpr std::size_t in = first::input::size, out = first::output::size;
  template <class Net> static constexpr bool fits = interchangeable<Net, scalar, in, out>;
  template <class Net> using sound = std::conditional_t<fits<Net>, Net, first>;
  static constexpr std::size_t first_other = first_true({!fits<First>, !fits<Rest>...});
  struct no_mistake {};
  using mistake =
      element<first_other, list<difference<First, scalar, in, out>, difference<Rest, scalar, in, out>..., no_mistake>>;
  template <class Self> using calls = type_erased_calls<Self, scalar, in, out>;
};
}  // namespace _detail

/// One of several nets of the same inputs, outputs and scalar: a program chooses when it starts.
///     OneOf<Small, Large> net(argc > 1 ? 1 : 0);
///     net.visit([](auto& chosen) { initialize(chosen, 1); });
///     const auto y = net(x);
/// Trivially copyable, as nets are, and without a pointer, so it may lie in shared memory. Nothing allocates; it is
/// never empty.
/// Bytes: those of the largest net, and a cache line. Cost: one indirect call beside the net's own.
/// Misuse: nets that cannot stand for each other → mistake::another_number_of_inputs, another_number_of_outputs,
/// another_scalar; a net that is not among them → mistake::not_one_of.
template <class First, class... Rest> class OneOf
    : _detail::choice<First, Rest...>::mistake,
      public _detail::choice<First, Rest...>::template calls<OneOf<First, Rest...>> {
  using choice = _detail::choice<First, Rest...>;

 public:
  using nets = _detail::list<typename choice::template sound<First>, typename choice::template sound<Rest>...>;
  static constexpr std::size_t count = 1 + sizeof...(Rest);

  /// The first of the nets.
  OneOf() noexcept { emplace(0); }
  /// The net of an index or of an enumerator of that value, all parameters 0. Contract: there is such a one.
  template <class Tag>
  requires(std::is_integral_v<Tag> || std::is_enum_v<Tag>) explicit OneOf(Tag tag) noexcept { emplace(tag); }
  /// A copy of a net.
  template <class Net>
  requires(_detail::is_net<Net>) explicit(false) OneOf(const Net& net) noexcept {
    if constexpr (is_one<Net>) {
      ::new (storage()) Net(net);
      index_ = index_of<Net>;
    } else mistake::not_one_of<mistake::given<Net>, mistake::expected<First, Rest...>>{};
  }

  /// Changes to another net, all parameters 0.
  template <class Tag>
  requires(std::is_integral_v<Tag> || std::is_enum_v<Tag>) void emplace(Tag tag) noexcept {
    _detail::precondition(static_cast<std::size_t>(tag) < count,
                          "OneOf: there is no net of this index; they are counted from 0");
    index_ = static_cast<std::size_t>(tag);
    visit([](auto& net) { ::new (static_cast<void*>(&net)) std::remove_reference_t<decltype(net)>{}; });
  }
  template <class Net> Net& emplace() noexcept {
    if constexpr (is_one<Net>) {
      index_ = index_of<Net>;
      return *::new (storage()) Net{};
    } else mistake::not_one_of<mistake::given<Net>, mistake::expected<First, Rest...>>{};
  }

  std::size_t index() const noexcept { return index_; }
  template <class Net> bool holds() const noexcept { return get_if<Net>() != nullptr; }
  /// The net, or nullptr if another one is here.
  template <class Net> Net* get_if() noexcept {
    return const_cast<Net*>(static_cast<const OneOf&>(*this).template get_if<Net>());
  }
  template <class Net> const Net* get_if() const noexcept {
    if constexpr (is_one<Net>) return index_ == index_of<Net> ? &_detail::net_at<Net>(storage()) : nullptr;
    else {
      mistake::not_one_of<mistake::given<Net>, mistake::expected<First, Rest...>>{};
      return nullptr;
    }
  }
  /// f(net), net being the one that is here; f returns the same type for all of them. One indirect call.
  template <class F> decltype(auto) visit(F&& f) { return visit_as(*this, f, nets{}); }
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

  template <class... Net> static constexpr auto table(_detail::list<Net...>) {
    return std::array{&_detail::functions_of<Net>...};
  }
  const auto& functions() const noexcept {
    static constexpr std::array all = table(nets{});
    return *all[index_];
  }
  void* storage() noexcept { return bytes_.data(); }
  const void* storage() const noexcept { return bytes_.data(); }

  static constexpr std::size_t largest = []<class... Net>(_detail::list<Net...>) {
    return _detail::max_of({sizeof(Net)...});
  }(nets{});
  alignas(_detail::line_bytes) std::array<std::byte, largest> bytes_;
  std::size_t index_ = 0;
};

}  // namespace sinew
