#pragma once
/// \file
/// AnyNet<In, Out, Capacity>: any net of so many inputs and outputs, behind one type.

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

/// Holds a copy of any net of In inputs, Out outputs and scalar T that takes Capacity bytes at most: for code that
/// shall not know the net, such as a plug-in or a library's interface. Where all nets are known, OneOf
/// (deploy/one_of.hpp) needs no Capacity.
///     AnyNet<784, 10, 512_KiB> net = small;
///     const auto y = net(x);
/// Copies are of all Capacity bytes, and as trivial as a net's; no allocation. Cost: one indirect call beside the net's
/// own.
/// Contract: calls need a net; a default-made one is empty.
/// Misuse: a net too large → mistake::net_larger_than_its_place<takes<…>, allowed<…>, Net>; one that does not fit the
/// type → mistake::another_number_of_inputs, another_number_of_outputs, another_scalar.
template <std::size_t In, std::size_t Out, std::size_t Capacity, class T = float> class AnyNet
    : public _detail::type_erased_calls<AnyNet<In, Out, Capacity, T>, T, In, Out> {
 public:
  static constexpr std::size_t capacity = Capacity;

  AnyNet() = default;
  template <class Net> explicit(false) AnyNet(const Net& net) noexcept {
    if constexpr (!_detail::interchangeable<Net, T, In, Out>) _detail::difference<Net, T, In, Out>{};
    else if constexpr (sizeof(Net) > Capacity)
      mistake::net_larger_than_its_place<mistake::takes<sizeof(Net)>, mistake::allowed<Capacity>, Net>{};
    else hold(::new (storage()) Net(net));
  }

  /// Puts a new net in place, all parameters 0, and gives it back, to initialize or train: where it does not fit on the
  /// stack as well.
  template <class Net> Net& emplace() noexcept {
    if constexpr (!_detail::interchangeable<Net, T, In, Out>) _detail::difference<Net, T, In, Out>{};
    else if constexpr (sizeof(Net) > Capacity)
      mistake::net_larger_than_its_place<mistake::takes<sizeof(Net)>, mistake::allowed<Capacity>, Net>{};
    else return hold(::new (storage()) Net{});
  }

  explicit operator bool() const noexcept { return functions_ != &nobody; }
  template <class Net> bool holds() const noexcept { return holds_if<Net>(); }
  /// The net, or nullptr if another one (or none) is here.
  template <class Net> Net* get_if() noexcept {
    return holds_if<Net>() ? std::launder(reinterpret_cast<Net*>(bytes_.data())) : nullptr;
  }
  template <class Net> const Net* get_if() const noexcept {
    return holds_if<Net>() ? std::launder(reinterpret_cast<const Net*>(bytes_.data())) : nullptr;
  }

 private:
  friend _detail::type_erased_calls<AnyNet, T, In, Out>;
  using Functions = _detail::net_functions<T, In, Out>;

  static void refuse() noexcept { _detail::precondition(false, "AnyNet: it holds no net yet; assign one"); }
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
