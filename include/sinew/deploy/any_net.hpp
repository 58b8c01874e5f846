#pragma once
/// \file
/// `AnyNet<In, Out, Capacity>`: any net with the given numbers of inputs and outputs, behind one type.

#include <array>
#include <cstddef>
#include <new>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/budget.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/deploy/type_erasure.hpp>

namespace SINEW_NAMESPACE {

/// Holds a copy of any net with In inputs, Out outputs and scalar T whose size is at most Capacity bytes. It serves
/// code that must not know the type of the net, such as a plug-in or the interface of a library. If all nets are known,
/// OneOf (deploy/one_of.hpp) needs no Capacity.
///
///     AnyNet<784, 10, 512_KiB> net = small;
///     const auto y = net(x);
///
/// It is called as a net is: `net(x)`, `net(xs, ys)`, `net.predict(x)`; `net.parameters()` are those of the net it
/// holds (deploy/type_erasure.hpp). A copy copies all Capacity bytes. It is as trivial as a copy of a net, and nothing
/// allocates. Assigning a net copies it in place.
///
/// **Libraries.** An AnyNet may be made in one library and used in another or in the program, also across dlopen(),
/// with symbols that are hidden or local. holds() and get_if() compare types by their names there
/// (deploy/type_identity.hpp): a net of another instruction set (config/namespace.hpp) is another type, and so are nets
/// with types of unnamed namespaces or of static functions, even of the same name. Under -fno-rtti two more kinds of
/// nets are recognised only by the library that made them: those with layers of your own outside of a named namespace,
/// and with layers of your own that have values as template arguments. The library must stay loaded as long as its nets
/// are used.
/// Layers with state (LSTM, …) start from rest in each call: a Stream needs the type of the net, `net.get_if<Amp>()`.
/// Precondition: calls need a net; a default-constructed AnyNet is empty. A net that takes more stack than
/// SINEW_STACK_LIMIT (net/stack_limit.hpp) is called with memory: net(x, memory).
/// Cost: one indirect call in addition to that of the net.
/// Misuse: a net that is too large → `mistake::net_exceeds_capacity<takes<…>, allowed<…>, Net>`; a net that does
/// not match the type → `mistake::another_number_of_inputs`, `another_number_of_outputs` or `another_scalar`.
template <std::size_t In, std::size_t Out, std::size_t Capacity, class T = float> class AnyNet
    : public _detail::type_erased_calls<AnyNet<In, Out, Capacity, T>, T, In, Out> {
 public:
  /// The most bytes that a net may have.
  static constexpr std::size_t capacity = Capacity;

  /// Empty: holds no net.
  AnyNet() = default;
  /// A copy of a net, made in place.
  // Fits is an argument because SINEW_STACK_LIMIT may differ between files.
  template <class Net, _detail::stack_fits Fits = _detail::stack_fits_of<Net, SINEW_STACK_LIMIT>> explicit(false)
      AnyNet(const Net& net) noexcept {
    if constexpr (!std::is_same_v<mistake_of<Net>, mistake::nothing>)
      decltype(mistake::tell(mistake::of<mistake_of<Net>>, mistake::of<_detail::held<AnyNet, Net>>)){};
    else hold<Fits>(::new (storage()) Net(net));
  }
  /// Replaces the content by a copy of a net, without another copy on the stack.
  template <class Net, _detail::stack_fits Fits = _detail::stack_fits_of<Net, SINEW_STACK_LIMIT>>
  requires(!std::is_same_v<Net, AnyNet>) AnyNet& operator=(const Net& net) noexcept {
    if constexpr (!std::is_same_v<mistake_of<Net>, mistake::nothing>)
      decltype(mistake::tell(mistake::of<mistake_of<Net>>, mistake::of<_detail::held<AnyNet, Net>>)){};
    else if (static_cast<const void*>(&net) != storage()) hold<Fits>(::new (storage()) Net(net));
    return *this;
  }

  /// Replaces the content by a new net with all parameters 0, and returns it, to be initialized or trained. It needs no
  /// copy of the net on the stack.
  template <class Net, _detail::stack_fits Fits = _detail::stack_fits_of<Net, SINEW_STACK_LIMIT>>
  Net& emplace() noexcept {
    if constexpr (!std::is_same_v<mistake_of<Net>, mistake::nothing>)
      decltype(mistake::tell(mistake::of<mistake_of<Net>>, mistake::of<_detail::held<AnyNet, Net>>)){};
    else return hold<Fits>(::new (storage()) Net{});
  }

  /// Whether it holds a net.
  explicit operator bool() const noexcept { return functions_->type != nullptr; }
  /// Whether it holds a net of this type.
  template <class Net> [[nodiscard]] bool holds() const noexcept { return holds_if<Net>(); }
  /// The net, or nullptr if it holds another one or none.
  template <class Net> [[nodiscard]] Net* get_if() noexcept SINEW_LIFETIMEBOUND {
    return holds_if<Net>() ? std::launder(reinterpret_cast<Net*>(bytes_.data())) : nullptr;
  }
  /// The same for a const AnyNet.
  template <class Net> [[nodiscard]] const Net* get_if() const noexcept SINEW_LIFETIMEBOUND {
    return holds_if<Net>() ? std::launder(reinterpret_cast<const Net*>(bytes_.data())) : nullptr;
  }
  /// Bytes of memory for net(x, memory) with the net it holds.
  std::size_t workspace_bytes() const noexcept { return _detail::memory_of_call<T, In, Out>(functions_->scratch); }

 private:
  friend _detail::type_erased_calls<AnyNet, T, In, Out>;
  using Functions = _detail::net_functions<T, In, Out>;

  static void refuse() noexcept { _detail::precondition(false, "AnyNet holds no net yet: assign one first"); }
  /// The functions of an empty AnyNet: each one reports the broken precondition.
  static constexpr Functions nobody{
      .infer =
          [](const void*, const T*) noexcept SINEW_NONBLOCKING {
            refuse();
            return std::array<T, Out>{};
          },
      .infer_all = [](const void*, const std::array<T, In>*, std::array<T, Out>*,
                      std::size_t) noexcept SINEW_NONBLOCKING { refuse(); },
      .infer_in = [](const void*, const T*, T*, T*) noexcept SINEW_NONBLOCKING { refuse(); },
      .decide =
          [](const T*) noexcept SINEW_NONBLOCKING {
            refuse();
            return std::size_t{0};
          },
      .parameters =
          [](void*) noexcept SINEW_NONBLOCKING {
            refuse();
            return std::span<T>{};
          },
      .scratch = 0,
      .type = nullptr};

  /// The mistake in holding Net, or `nothing`.
  template <class Net> static consteval auto find_mistake() {
    if constexpr (!_detail::interchangeable<Net, T, In, Out>)
      return std::type_identity<_detail::difference<Net, T, In, Out>>{};
    else if constexpr (sizeof(Net) > Capacity)
      return std::type_identity<
          mistake::net_exceeds_capacity<mistake::takes<sizeof(Net)>, mistake::allowed<Capacity>, Net>>{};
    else return std::type_identity<mistake::nothing>{};
  }
  template <class Net> using mistake_of = typename decltype(find_mistake<Net>())::type;
  /// What is known at compile time of the stack under a call: nothing. The table's functions know it.
  static constexpr std::size_t known_stack_bytes() noexcept { return 0; }
  static constexpr std::size_t known_block_bytes() noexcept { return 0; }
  const Functions& functions() const noexcept { return *functions_; }
  void* storage() noexcept { return bytes_.data(); }
  const void* storage() const noexcept { return bytes_.data(); }
  template <class Net> bool holds_if() const noexcept {
    if constexpr (_detail::interchangeable<Net, T, In, Out>)
      return *this && _detail::same_type(*functions_->type, _detail::identity_of<Net>);
    else return false;
  }
  template <_detail::stack_fits Fits, class Net> Net& hold(Net* net) noexcept {
    functions_ = &_detail::functions_of<Net, Fits>;
    return *net;
  }

  alignas(_detail::line_bytes) std::array<std::byte, Capacity> bytes_;
  const Functions* functions_ = &nobody;
};

}  // namespace sinew
