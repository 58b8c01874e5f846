#pragma once
/// \file
/// How a layer says what its parameters and buffers are in PyTorch's terms: the member `tensors`, next to
/// `weight_index`. net/tensors.hpp makes the list of a whole net of it.
///
///     static constexpr void tensors(auto& list) {                // of Dense<In, Out>
///       list.parameter("weight", {Out, In}, {1, Out});           // PyTorch's (out, in); element (o, i) is i·Out + o
///       list.parameter("bias", {Out});
///     }
///
/// `list.parameter` adds a tensor of the layer's parameters, `list.buffer` one of its buffers. Their arguments:
///
///     name         that of the tensor in PyTorch's module: "weight", "running_mean"
///     {extents}    in PyTorch's order                                           [none: a single number]
///     {strides}    how far apart neighbours along each extent are               [row-major: 1 along the last extent]
///     offset       the index of the first element in the layer's array          [behind the tensor before it]
///
/// or name, shape<…>{} and offset, which is optional, for a row-major tensor.
///
/// So element (i, j, …) of a tensor is number offset + i·stride₀ + j·stride₁ + … of the layer's parameters or buffers.
/// That expresses transposed tensors and padded rows. Each stride is larger than the distance between any two elements
/// that the smaller strides reach, and each tensor lies as a whole before or behind each other one. What no tensor has
/// is padding, which `parameter_count` does not count either.
///
/// A layer without the member has one vector of all its parameters, named "parameters", and one of its buffers, named
/// "buffers". Misuse: see mistake/own_layer.hpp.

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/own_layer.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A tensor of a layer. `offset` counts from the layer's first parameter or buffer. (A std::string_view would cost
/// every program its header.)
struct layer_tensor {
  const char* name;
  std::span<const std::size_t> extents, strides;
  std::size_t offset;
  bool buffer;

  constexpr std::size_t size() const noexcept {
    std::size_t product = 1;
    for (const std::size_t extent : extents) product *= extent;
    return product;
  }
  /// One more than the largest index of an element.
  constexpr std::size_t end() const noexcept {
    if (size() == 0) return offset;
    std::size_t last = offset;
    for (std::size_t k = 0; k < extents.size(); ++k) last += (extents[k] - 1) * strides[k];
    return last + 1;
  }
};

/// Calls f with each tensor of one array of a layer.
template <class F> class tensors_in {
 public:
  constexpr tensors_in(F& f, bool buffers) noexcept : f_(f), buffers_(buffers) {}

  constexpr void operator()(const char* name) { add({name, {}, {}, next_, buffers_}); }
  template <std::size_t R> constexpr void operator()(const char* name, const std::size_t (&extents)[R]) {
    add_row_major(name, extents, next_);
  }
  template <std::size_t R>
  constexpr void operator()(const char* name, const std::size_t (&extents)[R], const std::size_t (&strides)[R]) {
    add({name, extents, strides, next_, buffers_});
  }
  template <std::size_t R> constexpr void operator()(const char* name, const std::size_t (&extents)[R],
                                                     const std::size_t (&strides)[R], std::size_t offset) {
    add({name, extents, strides, offset, buffers_});
  }
  template <std::size_t... D> constexpr void operator()(const char* name, shape<D...> extents) {
    (*this)(name, extents, next_);
  }
  template <std::size_t... D> constexpr void operator()(const char* name, shape<D...>, std::size_t offset) {
    if constexpr (sizeof...(D) == 0) add({name, {}, {}, offset, buffers_});
    else add_row_major(name, {D...}, offset);
  }

 private:
  template <std::size_t R>
  constexpr void add_row_major(const char* name, const std::size_t (&extents)[R], std::size_t offset) {
    std::size_t strides[R]{};
    for (std::size_t k = R, step = 1; k-- > 0; step *= extents[k]) strides[k] = step;
    add({name, extents, strides, offset, buffers_});
  }
  constexpr void add(const layer_tensor& tensor) {
    f_(tensor);
    next_ = tensor.end();
  }
  F& f_;
  bool buffers_;
  std::size_t next_ = 0;
};
/// The argument of a layer's `tensors`.
template <class F> struct tensor_list { tensors_in<F> parameter, buffer; };

struct no_tensor {
  constexpr void operator()(const layer_tensor&) const noexcept {}
};
template <class L> concept TellsTensors = requires(tensor_list<no_tensor>& list) { L::tensors(list); };
// Detects a `tensors` that cannot be called, such as a data member: the name becomes ambiguous with that of another
// base class.
struct has_tensors {
  int tensors;
};
template <class L> struct with_tensors : L, has_tensors {};
template <class L> consteval bool tensors_are_never_called() {
  if constexpr (TellsTensors<L> || std::is_final_v<L>) return false;
  else return !requires {
      &with_tensors<L>::tensors;
    };
}

/// f(tensor) for each tensor of L, a layer that is not made of layers, in order.
template <class L, class F> constexpr void each_layer_tensor(F&& f) {
  tensor_list<std::remove_reference_t<F>> list{{f, false}, {f, true}};
  if constexpr (TellsTensors<L>) L::tensors(list);
  else {
    if constexpr (L::parameters > 0) list.parameter("parameters", {L::parameters});
    if constexpr (buffers_of<L>() > 0) list.buffer("buffers", {buffers_of<L>()});
  }
}

// ---- Whether the tensors are right: every parameter and buffer in exactly one of them.

/// Whether no two elements of a tensor are at one place, because each stride is beyond all elements of the smaller
/// ones.
constexpr bool is_nested(const layer_tensor& t) noexcept {
  if (t.size() == 0) return true;
  std::size_t counted = 0, last = 0, least = 0;  // extents compared, the last of their elements, the largest stride
  for (const std::size_t extent : t.extents) counted += extent == 1;
  while (counted < t.extents.size()) {
    std::size_t next = ~std::size_t{}, at = 0;
    for (std::size_t k = 0; k < t.extents.size(); ++k)
      if (t.extents[k] > 1 && t.strides[k] > least && t.strides[k] < next) next = t.strides[at = k];
    if (next == ~std::size_t{} || next <= last) return false;
    last += (t.extents[at] - 1) * next;
    least = next;
    ++counted;
  }
  return true;
}
/// What there is to say of the tensors of a layer. It is a type of its own, and no closure, because each list of
/// another type costs the compiler another instantiation of `tensors`.
class tensor_check {
 public:
  std::size_t count = 0;                                                         // tensors
  std::size_t parameters = 0, buffers = 0, parameters_end = 0, buffers_end = 0;  // elements, and where they end
  bool overlap = false, same_name = false;

  /// Adds the next tensor; or after compare_with(i), compares it with tensor i if it follows that one.
  constexpr void operator()(const layer_tensor& t) noexcept {
    if (comparing_) {
      if (next_ == chosen_) {
        first_ = {t.name, {}, {}, t.offset, t.buffer};
        first_end_ = t.end();
      } else if (next_ > chosen_) {
        overlap |= t.buffer == first_.buffer && first_.offset < t.end() && t.offset < first_end_;
        std::size_t k = 0;
        while (t.name[k] != '\0' && t.name[k] == first_.name[k]) ++k;
        same_name |= t.name[k] == first_.name[k];
      }
      ++next_;
      return;
    }
    ++count;
    (t.buffer ? buffers : parameters) += t.size();
    std::size_t& end = t.buffer ? buffers_end : parameters_end;
    end = max_of(end, t.end());
    overlap |= !_detail::is_nested(t);
  }
  constexpr void compare_with(std::size_t tensor) noexcept {
    comparing_ = true;
    chosen_ = tensor;
    next_ = 0;
  }

 private:
  bool comparing_ = false;
  std::size_t chosen_ = 0, next_ = 0, first_end_ = 0;
  layer_tensor first_{};
};
template <class L> consteval tensor_check check_tensors() {
  tensor_check check;
  _detail::each_layer_tensor<L>(check);
  for (std::size_t i = 0; i + 1 < check.count; ++i) {
    check.compare_with(i);
    _detail::each_layer_tensor<L>(check);
  }
  return check;
}

/// Why the tensors of L, which is not made of layers, are wrong: a fault, or nothing.
template <class L> consteval auto find_fault_of_tensors() {
  if constexpr (_detail::tensors_are_never_called<L>())
    return std::type_identity<refuse<mistake::layer_lacks, L, member::tensors>>{};
  else {
    constexpr tensor_check found = _detail::check_tensors<L>();
    if constexpr (found.parameters != parameter_count_of<L>())
      return std::type_identity<refuse<mistake::tensors_of_another_size, L, given<scalars<found.parameters>>,
                                       expected<scalars<parameter_count_of<L>()>>>>{};
    else if constexpr (found.buffers != buffers_of<L>())
      return std::type_identity<refuse<mistake::tensors_of_another_size, L, given<scalars<found.buffers>>,
                                       expected<scalars<buffers_of<L>()>>>>{};
    else if constexpr (found.parameters_end > L::parameters)
      return std::type_identity<refuse<mistake::tensors_reach_too_far, L, given<scalars<found.parameters_end>>,
                                       expected<at_most<scalars<L::parameters>>>>>{};
    else if constexpr (found.buffers_end > buffers_of<L>())
      return std::type_identity<refuse<mistake::tensors_reach_too_far, L, given<scalars<found.buffers_end>>,
                                       expected<at_most<scalars<buffers_of<L>()>>>>>{};
    else if constexpr (found.overlap) return std::type_identity<refuse<mistake::tensors_overlap, L>>{};
    else if constexpr (found.same_name) return std::type_identity<refuse<mistake::tensors_of_one_name, L>>{};
    else return std::type_identity<nothing>{};
  }
}

}  // namespace sinew::_detail
