#pragma once
/// \file
/// Whether a net can be run on a sample that comes from a file: layers such as Embedding take only some values, and
/// abort for others.

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/layer/pass_traits.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/net/wrong_tensors.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A value that a layer does not take.
struct RefusedValue {
  static constexpr std::size_t within_the_net = (std::numeric_limits<std::size_t>::max)();
  std::string_view layer{};            ///< as written; empty if all are taken
  std::size_t index = within_the_net;  ///< which input of the net it is, if it is one
  double value = 0;
};

template <class L> concept Choosy = requires(std::span<const float, L::input::size> x) { L::takes(x); };
/// Whether L, or a layer in it, takes only some values: has a `takes` (layer/traits.hpp).
template <class L> consteval bool is_choosy() {
  if constexpr (Choosy<L>) return true;
  else if constexpr (HasParts<L>) return []<std::size_t... J>(std::index_sequence<J...>) {
      return (_detail::is_choosy<typename L::template at<J>>() || ...);
    }
  (std::make_index_sequence<L::depth>{});
  else return false; }

/// Looks at what reaches the choosy layers. A net without one compiles none of this.
template <class T> class InputCheck {
 public:
  RefusedValue refused{};

  /// `x` are the inputs of L, which are those of the net from `index` on, unless that is within_the_net.
  template <class L> void look(const T* x, const T* parameters, const T* buffers, std::size_t index) {
    if constexpr (Choosy<L>) {
      const std::span<const T, L::input::size> values(x, L::input::size);
      if (!refused.layer.empty() || L::takes(values)) return;
      refused = {type_name<L>, index, static_cast<double>(*x)};
    } else if constexpr (is_choosy<L>()) {
      if constexpr (requires { L::side_by_side; }) side_by_side<L>(x, parameters, buffers, index);
      else {
        // Several times for the steps of a window.
        constexpr std::size_t size = L::template at<0>::input::size;
        for (std::size_t at = 0; at < L::input::size; at += size) [&]<std::size_t... J>(std::index_sequence<J...>) {
            (part<L, J>(x + at, parameters, buffers, plus(index, at)), ...);
          }
        (std::make_index_sequence<L::depth>{});
      }
    }
  }

 private:
  static constexpr std::size_t plus(std::size_t index, std::size_t n) noexcept {
    return index == RefusedValue::within_the_net ? index : index + n;
  }
  template <class L> void side_by_side(const T* x, const T* parameters, const T* buffers, std::size_t index) {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      std::size_t begin = 0;
      const auto branch = [&]<class Part>(std::type_identity<Part>, std::size_t j) {
        look<Part>(x + begin, parameters + L::slice[j], buffers + L::buffer[j], plus(index, begin));
        if constexpr (requires { L::takes_parts; }) begin += Part::input::size;
      };
      (branch(std::type_identity<typename L::template at<J>>{}, J), ...);
    }
    (std::make_index_sequence<L::depth>{});
  }
  /// Part J of layers one behind the other. What the ones before it do to the values is computed if they do something.
  template <class L, std::size_t J> void part(const T* x, const T* parameters, const T* buffers, std::size_t index) {
    using Part = typename L::template at<J>;
    if constexpr (is_choosy<Part>()) {
      using Run = pass_traits<T, 1, 1, false>;
      const auto before = [&]<std::size_t... K>(std::index_sequence<K...>) {
        if constexpr ((_detail::is_view<typename L::template at<K>, Run>() && ...))
          look<Part>(x, parameters + L::slice[J], buffers + L::buffer[J], index);
        else {
          if (!refused.layer.empty()) return;  // one before would abort
          using Before = BasicNet<T, typename L::template at<K>...>;
          static_assert(Before::layers::parameters == L::slice[J] && Before::layers::buffers == L::buffer[J]);
          on_heap<Before> net;
          for (std::size_t i = 0; i < Before::layers::parameters; ++i) net.value.parameters[i] = parameters[i];
          if constexpr (Before::layers::buffers > 0)
            for (std::size_t i = 0; i < Before::layers::buffers; ++i) net.value.buffers[i] = buffers[i];
          on_heap<Workspace<Before, 1>> w;
          auto&& row = w.value.x()[0];
          for (std::size_t i = 0; i < Before::input::size; ++i) row[i] = x[i];
          net.value.forward(w.value);
          look<Part>(&w.value.y()[0][0], parameters + L::slice[J], buffers + L::buffer[J],
                     RefusedValue::within_the_net);
        }
      };
      before(std::make_index_sequence<J>{});
    }
  }
};

}  // namespace sinew::_detail
