#pragma once
/// \file
/// net_of_tensors: a net as a constant, made of its tensors in PyTorch's order. Headers that a program has written,
/// such as those of sinew-import, are made of it:
///
///     using Net = sinew::Net<sinew::Dense<2, 1>>;
///     static_assert(sinew::has_tensor<Net>("0", "weight", {1, 2}), "…");
///     static_assert(sinew::has_tensor<Net>("0", "bias", {1}), "…");
///     inline constexpr Net net = [] {
///       constexpr float tensor_0[] = {0x1p-1f, 0x1.8p+0f};
///       constexpr float tensor_1[] = {0x1p-3f};
///       return sinew::net_of_tensors<Net>({{"0", "weight", tensor_0}, {"0", "bias", tensor_1}});
///     }();
///
/// Such a header depends on the names and extents of the tensors, not on where the library keeps their elements. A
/// program that writes it needs to know neither the layout of the parameters nor the type of the net.
/// Cost: nothing at run time. During compilation 1 to 2 s for 100,000 weights (g++ 12, clang 14 and 19). Their default
/// limits for constant expressions admit a million: clang counts statements, of which 64 elements need a few, and g++
/// operations, of which an element needs 18, or 40 in a layer of fewer than 16 outputs.

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>

namespace SINEW_NAMESPACE {

/// The values of one tensor in PyTorch's order (row-major), with the name of its module and its own: {"3.block.0",
/// "weight", values}. It refers to an array, which must live as long.
class TensorValues {
 public:
  /// Takes an array of float.
  template <std::size_t N>
  constexpr TensorValues(std::string_view of_module, std::string_view own, const float (&values)[N]) noexcept
      : module{of_module},
        own_name{own},
        size{N},
        singles_{values} {}
  /// Takes an array of double. A net of float gets the nearest numbers.
  template <std::size_t N>
  constexpr TensorValues(std::string_view of_module, std::string_view own, const double (&values)[N]) noexcept
      : module{of_module},
        own_name{own},
        size{N},
        doubles_{values} {}

  std::string_view module;    ///< the name of the module, as in tensor_modules_of<Net>
  std::string_view own_name;  ///< the name within the module, such as "weight"
  std::size_t size;           ///< the number of values
  /// f(values), where values is a pointer to float or to double.
  template <class F> constexpr void visit(F&& f) const {
    if (singles_ != nullptr) f(singles_);
    else f(doubles_);
  }

 private:
  const float* singles_ = nullptr;
  const double* doubles_ = nullptr;
};

namespace _detail {

/// Whether a tensor is called module.own_name.
constexpr bool is_called(const TensorDescription& tensor, std::string_view module, std::string_view own_name) noexcept {
  const std::string_view name = tensor.name;
  return name.size() == module.size() + 1 + own_name.size() && name.substr(0, module.size()) == module &&
         name[module.size()] == '.' && name.substr(module.size() + 1) == own_name;
}

/// An axis of a copy: how many elements, and how far apart they are in both places.
struct copy_axis {
  std::size_t extent, to, from;
};
/// Two axes whose elements are counted through.
struct copy_plane {
  copy_axis outer, inner;
};
// Copies elements K... in one expression, since clang limits statements, and with few operations, since g++ limits
// those.
template <class T, class V, std::size_t... K> constexpr void copy_block(T* to, std::size_t step, const V* from,
                                                                        std::size_t stride,
                                                                        std::index_sequence<K...>) noexcept {
  ((to[K * step] = static_cast<T>(from[K * stride])), ...);
}
template <class T, class V, std::size_t... K> constexpr void copy_block(T* to, const V* from, const copy_plane& p,
                                                                        std::size_t first,
                                                                        std::index_sequence<K...>) noexcept {
  ((to[(first + K) / p.inner.extent * p.outer.to + (first + K) % p.inner.extent * p.inner.to] = static_cast<T>(
        from[(first + K) / p.inner.extent * p.outer.from + (first + K) % p.inner.extent * p.inner.from])),
   ...);
}
template <class T, class V> constexpr void copy_line(T* to, const V* from, const copy_axis& line) noexcept {
  const std::size_t n = line.extent, step = line.to, stride = line.from;
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64)
    _detail::copy_block(to + i * step, step, from + i * stride, stride, std::make_index_sequence<64>{});
  for (; i + 8 <= n; i += 8)
    _detail::copy_block(to + i * step, step, from + i * stride, stride, std::make_index_sequence<8>{});
  for (; i < n; ++i) to[i * step] = static_cast<T>(from[i * stride]);
}
template <class T, class V> constexpr void copy_short_lines(T* to, const V* from, const copy_plane& p) noexcept {
  const std::size_t n = p.outer.extent * p.inner.extent;
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) _detail::copy_block(to, from, p, i, std::make_index_sequence<64>{});
  for (; i < n; ++i) _detail::copy_block(to, from, p, i, std::index_sequence<0>{});
}

/// Copies values to the places of a tensor. The elements are written in the order of the memory, since g++ takes
/// quadratic time for another order.
template <class T, class V> class tensor_copy {
 public:
  constexpr tensor_copy(const TensorDescription& tensor, T* to, const V* from) noexcept {
    precondition(tensor.extents.size() <= axes_.size(), "net_of_tensors: found {} dimensions, expected at most {}",
                 tensor.extents.size(), axes_.size());
    for (std::size_t k = tensor.extents.size(), step = 1; k-- > 0; step *= tensor.extents[k]) {
      if (tensor.extents[k] == 1) continue;
      std::size_t at = used_++;  // insertion, by decreasing distance
      for (; at > 0 && axes_[at - 1].to < tensor.strides[k]; --at) axes_[at] = axes_[at - 1];
      axes_[at] = {tensor.extents[k], tensor.strides[k], step};
    }
    for (std::size_t k = used_; k-- > 1;) {  // two axes that are one in both places
      copy_axis &outer = axes_[k - 1], &inner = axes_[k];
      if (outer.to != inner.extent * inner.to || outer.from != inner.extent * inner.from) continue;
      outer = {outer.extent * inner.extent, inner.to, inner.from};
      for (std::size_t j = k; j + 1 < used_; ++j) axes_[j] = axes_[j + 1];
      --used_;
    }
    copy(0, to, from);
  }

 private:
  constexpr void copy(std::size_t k, T* to, const V* from) const noexcept {
    if (k == used_) *to = static_cast<T>(*from);
    else if (k + 1 == used_) _detail::copy_line(to, from, axes_[k]);
    else if (k + 2 == used_ && axes_[k + 1].extent < 16) _detail::copy_short_lines(to, from, {axes_[k], axes_[k + 1]});
    else
      for (std::size_t i = 0; i < axes_[k].extent; ++i) copy(k + 1, to + i * axes_[k].to, from + i * axes_[k].from);
  }
  std::array<copy_axis, 16> axes_{};
  std::size_t used_ = 0;
};

}  // namespace _detail

/// Whether the net has a tensor called `module`.`own_name` with these extents, in PyTorch's order.
template <class Net> [[nodiscard]] consteval bool has_tensor(std::string_view module, std::string_view own_name,
                                                             std::initializer_list<std::size_t> extents) {
  for (const TensorDescription& t : tensors_of<Net>) {
    if (!_detail::is_called(t, module, own_name)) continue;
    bool same = t.extents.size() == extents.size();
    for (std::size_t k = 0; same && k < extents.size(); ++k) same = t.extents[k] == extents.begin()[k];
    return same;
  }
  return false;
}

/// A net with these tensors. What no tensor has, such as padding, is 0.
/// Preconditions: each tensor of the net is given once, with as many values as it has; nothing else is given. In a
/// constant expression a violation is a compile error.
template <class Net> [[nodiscard]] constexpr Net net_of_tensors(std::initializer_list<TensorValues> tensors) {
  using T = typename Net::scalar;
  _detail::precondition(tensors.size() == tensors_of<Net>.size(),
                        "net_of_tensors: found {} tensor{s}, expected {}, those of the net", tensors.size(),
                        tensors_of<Net>.size());
  Net net;
  for (const TensorDescription& t : tensors_of<Net>) {
    std::size_t at = 0;  // no pointer: g++ 12 compares none to an element of the list
    while (at < tensors.size() && !_detail::is_called(t, tensors.begin()[at].module, tensors.begin()[at].own_name))
      ++at;
    _detail::precondition(at < tensors.size(), "net_of_tensors: a tensor of the net is missing");
    const TensorValues& found = tensors.begin()[at];
    _detail::precondition(found.size == t.size(), "net_of_tensors: found {} value{s} of a tensor, expected {}",
                          found.size, t.size());
    T* const to = tensor_storage(net, t).data() + t.offset;
    found.visit([&]<class V>(const V* from) { _detail::tensor_copy<T, V>(t, to, from); });
  }
  return net;
}

}  // namespace sinew
