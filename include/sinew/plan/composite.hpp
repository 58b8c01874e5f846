#pragma once
/// \file
/// `composite<L...>`: base of all layers made of layers. It divides what the whole layer owns (parameters, buffers,
/// caches, state) among the parts, and makes the pass of a part from the pass of the whole. Derived classes define how
/// values flow between the parts: one after the other (plan/pipeline.hpp) or side by side (compose/parallel.hpp). A
/// derived class whose PyTorch module is no torch.nn.Sequential says by `part_names()` what it calls the parts.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/concept.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A fault of part J with J prepended to its path; `nothing` stays `nothing`.
template <std::size_t J, class Fault> struct fault_of_part { using type = typename Fault::template within<J>; };
template <std::size_t J> struct fault_of_part<J, nothing> { using type = nothing; };

/// What the PyTorch module of a layer made of layers calls a part: "block", "branches.1", "2".
struct part_name {
  static constexpr std::size_t unnumbered = ~std::size_t{};
  const char* name = nullptr;
  std::size_t number = unnumbered;
  bool in_sequential = false;  ///< the part and its activation are the modules 0 and 1 of a torch.nn.Sequential
};
/// The names of the parts of L in a torch.nn.Sequential called `name`, if it has a name.
template <class L> consteval std::array<part_name, L::depth> numbered_parts(const char* name = nullptr) {
  return [=]<std::size_t... J>(std::index_sequence<J...>) {
    const std::array<std::size_t, L::depth> modules{modules_of<typename L::template at<J>>()...};
    std::array<part_name, L::depth> all{};
    for (std::size_t j = 0, number = 0; j < L::depth; number += modules[j++]) all[j] = {name, number};
    return all;
  }
  (std::make_index_sequence<L::depth>{});
}

/// A layer made of the layers L...: their slices of the flat arrays, their sums, and the passes of the parts.
template <class... L> struct composite {
  static constexpr std::size_t depth = sizeof...(L);
  using layers = list<L...>;
  template <std::size_t J> using at = element<J, layers>;

  /// Offsets of the parts' parameters and buffers; the last entry is the total.
  static constexpr auto slice = slice_starts<depth>({L::parameters...}),
                        buffer = slice_starts<depth>({buffers_of<L>()...});
  static constexpr std::size_t parameters = slice[depth], buffers = buffer[depth];
  static constexpr std::size_t parameter_count = total_of({parameter_count_of<L>()...});
  static constexpr std::size_t multiply_adds = total_of({multiply_adds_of<L>()...});
  static constexpr bool random = first_true({is_random<L>()...}) < depth, gradients_once = true;
  static constexpr bool samplewise = first_true({!is_samplewise<L>()...}) == depth;
  /// Offsets of the parts' values within a stream's; the last entry is the total.
  static constexpr auto state_begin = running_total<depth>({state_values_of<L>()...});
  static constexpr std::size_t state_values = state_begin[depth];
  static constexpr bool timed = first_true({is_timed<L>()...}) < depth;
  /// Why some part cannot be trained by gradient: the first such fault, or `nothing`.
  using no_gradient = typename fault_of_part<first_of<no_gradient_of<L>...>::index,
                                             typename first_of<no_gradient_of<L>...>::type>::type;
  /// Why some part cannot be trained by a batch of one sample; see no_single_sample in layer/traits.hpp.
  static consteval auto find_no_single_sample_of_parts() {
    using First = first_of<no_single_sample_of<L>...>;
    return fault_of_part<First::index, typename First::type>{};
  }

  /// Sets the parameters of every layer by its own scheme, in order. Equal engines give equal values on every platform.
  template <class T, class Engine>
  static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const bool in_order[] = {(initialize_part<J, L, T>(all, engine), true)...};
      static_cast<void>(in_order);
    }
    (std::index_sequence_for<L...>{});
  }
  /// The same by the scheme By for the layers that draw weights; the others by their own.
  template <class By, class T, class Engine>
  static constexpr void initialize_by(std::span<T, parameters> all, Engine& engine) noexcept {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const bool in_order[] = {(initialize_part_by<By, J, L, T>(all, engine), true)...};
      static_cast<void>(in_order);
    }
    (std::index_sequence_for<L...>{});
  }

 protected:
  template <std::size_t J, class K, class T, class Engine>
  static constexpr void initialize_part(std::span<T, parameters> all, Engine& engine) noexcept {
    const std::span<T, K::parameters> mine = all.template subspan<slice[J], K::parameters>();
    if constexpr (requires { K::initialize(mine, engine); }) K::initialize(mine, engine);
  }
  template <class By, std::size_t J, class K, class T, class Engine>
  static constexpr void initialize_part_by(std::span<T, parameters> all, Engine& engine) noexcept {
    const std::span<T, K::parameters> mine = all.template subspan<slice[J], K::parameters>();
    if constexpr (requires { K::template initialize_by<By>(mine, engine); })
      K::template initialize_by<By>(mine, engine);
    else initialize_part<J, K>(all, engine);
  }
  /// The cache of part J, from `whole.of`. Parts without one share one empty object.
  template <std::size_t J, class Part> static constexpr auto& part(auto& whole) noexcept {
    if constexpr (std::is_same_v<Part, nothing>) return nowhere;
    else return boost::hana::at_c<J>(whole.of);
  }

  // The pass of part J, made from the pass of the whole. K is the layer that runs as part J, under the pass_traits Run.
  template <std::size_t J> static constexpr part_offsets offsets{slice[J], buffer[J], state_begin[J]};
  template <std::size_t J, class K, class Run>
  [[gnu::always_inline]] static constexpr auto forward_part(const auto& whole, auto& cache,
                                                            const forward_values<typename Run::scalar>& own) noexcept {
    return _detail::part_of<K, Run>(whole, offsets<J>, cache, own);
  }
  template <std::size_t J, class K, class Run, bool WantsDx, head_mask DyIsDz, class Trained>
  [[gnu::always_inline]] static constexpr auto backward_part(
      const auto& whole, const auto& cache, const backward_values<typename Run::scalar>& own) noexcept {
    return _detail::part_of<K, Run, WantsDx, DyIsDz, Trained>(whole, offsets<J>, cache, own);
  }
};

}  // namespace sinew::_detail
