#pragma once
/// \file
/// `AnyNet<In, Out, Capacity>`: any net with the given numbers of inputs and outputs, behind one type.

#include <array>
#include <cstddef>
#include <new>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/mistake.hpp>
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
/// allocates.
/// Precondition: calls need a net; a default-constructed AnyNet is empty.
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
  /// A copy of a net.
  template <class Net> explicit(false) AnyNet(const Net& net) noexcept {
    if constexpr (!_detail::interchangeable<Net, T, In, Out>) _detail::difference<Net, T, In, Out>{};
    else if constexpr (sizeof(Net) > Capacity)
      mistake::net_exceeds_capacity<mistake::takes<sizeof(Net)>, mistake::allowed<Capacity>, Net>{};
    else hold(::new (storage()) Net(net));
  }

  /// Replaces the content by a new net with all parameters 0, and returns it, to be initialized or trained. It needs no
  /// copy of the net on the stack.
  template <class Net> Net& emplace() noexcept {
    if constexpr (!_detail::interchangeable<Net, T, In, Out>) _detail::difference<Net, T, In, Out>{};
    else if constexpr (sizeof(Net) > Capacity)
      mistake::net_exceeds_capacity<mistake::takes<sizeof(Net)>, mistake::allowed<Capacity>, Net>{};
    else return hold(::new (storage()) Net{});
  }

  /// Whether it holds a net.
  explicit operator bool() const noexcept { return functions_ != &nobody; }
  /// Whether it holds a net of this type.
  template <class Net> [[nodiscard]] bool holds() const noexcept { return holds_if<Net>(); }
  /// The net, or nullptr if it holds another one or none.
  template <class Net> [[nodiscard]] Net* get_if() noexcept {
    return holds_if<Net>() ? std::launder(reinterpret_cast<Net*>(bytes_.data())) : nullptr;
  }
  /// The same for a const AnyNet.
  template <class Net> [[nodiscard]] const Net* get_if() const noexcept {
    return holds_if<Net>() ? std::launder(reinterpret_cast<const Net*>(bytes_.data())) : nullptr;
  }

 private:
  friend _detail::type_erased_calls<AnyNet, T, In, Out>;
  using Functions = _detail::net_functions<T, In, Out>;

  static void refuse() noexcept { _detail::precondition(false, "AnyNet holds no net yet: assign one first"); }
  /// The functions of an empty AnyNet: each one reports the broken precondition.
  static constexpr Functions nobody{
      [](const void*, const T*) noexcept { return refuse(), std::array<T, Out>{}; },
      [](const void*, std::span<const std::array<T, In>>, std::array<T, Out>*) noexcept { refuse(); },
      [](const void*, const T*) noexcept { return refuse(), std::size_t{0}; },
      [](void*) noexcept { return refuse(), std::span<T>{}; }};

  const Functions& functions() const noexcept { return *functions_; }
  void* storage() noexcept { return bytes_.data(); }
  const void* storage() const noexcept { return bytes_.data(); }
  template <class Net> bool holds_if() const noexcept {
    if constexpr (_detail::interchangeable<Net, T, In, Out>) return functions_ == &_detail::functions_of<Net>;
    else return false;
  }
  template <class Net> Net& hold(Net* net) noexcept {
    functions_ = &_detail::functions_of<Net>;
    return *net;
  }

  alignas(_detail::line_bytes) std::array<std::byte, Capacity> bytes_;
  const Functions* functions_ = &nobody;
};

}  // namespace sinew
