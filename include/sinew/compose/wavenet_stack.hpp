#pragma once
/// \file
/// wavenet_stack: the layers of a WaveNetStack between the layer that makes their channels and their head.

#include <array>
#include <cstddef>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/kernel/causal.hpp>
#include <sinew/layer/causal_conv1d.hpp>
#include <sinew/layer/causal_gradients.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/wavenet_layers.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A stack with In inputs: the layer that makes channels of them, the layers and the head.
template <std::size_t In, std::size_t Cond, std::size_t C, std::size_t N, class HeadOf, class... Runs>
struct wavenet_stack : composite<CausalConv1D<In, C, 1, NoBias>, Runs..., typename HeadOf::template conv<N>> {
  using base = composite<CausalConv1D<In, C, 1, NoBias>, Runs..., typename HeadOf::template conv<N>>;
  using input = shape<In>;
  using output = shape<HeadOf::out>;
  using base::depth, base::slice, base::state_begin;
  static constexpr std::size_t runs = sizeof...(Runs), inputs = In, channels = C, shown = N, out = HeadOf::out;
  static constexpr const char* title = "WaveNetStack";
  static consteval std::array<part_name, depth> part_names() {
    std::array<part_name, depth> names{};
    names[0] = {"_rechannel"};
    names[depth - 1] = {"_head_rechannel"};
    return names;
  }
  using rechannel_sizes = kernel::tap_sizes<In, C>;
  using rechannel_gradients = causal_gradients<In, C, 1, 1, false>;
  using head_layer = typename HeadOf::template conv<N>;
  static constexpr std::size_t head_taps = head_layer::kept + 1, head_weights = head_layer::weights;
  using head_sizes = kernel::tap_sizes<N, HeadOf::out>;
  using head_gradients = causal_gradients<N, HeadOf::out, head_taps, 1, head_layer::has_bias>;
  template <std::size_t J> using run_at = element<J, list<Runs...>>;

  static constexpr std::size_t width = max_of({Runs::width...});
  template <class T>
  static constexpr std::size_t room{max_of({kernel::causal_room<rechannel_sizes, 1, T>,
                                            kernel::causal_room<head_sizes, head_taps, T>, Runs::template room<T>...})};
  template <class Run> static constexpr std::size_t gradient_scratch{
      max_of({rechannel_gradients::template scratch<Run>, head_gradients::template scratch<Run>,
              Runs::template gradient_scratch<Run>...})};
  // The cache: the inputs, the sums that the head takes, those before the pass, then the layers'.
  template <class Run> static constexpr std::size_t rows_of_inputs{whole_lines<typename Run::scalar>(Run::batch * In)};
  template <class Run> static constexpr std::size_t rows_of_sums{whole_lines<typename Run::scalar>(Run::batch * N)};
  template <class Run>
  static constexpr std::size_t sums_before{whole_lines<typename Run::scalar>(Run::streams * (head_taps - 1) * N)};
  template <class Run> static constexpr auto cache_begin = running_total<runs + 1>(
      {rows_of_inputs<Run> + rows_of_sums<Run> + sums_before<Run>, Runs::template cache_begin<Run>[Runs::depth]...});

  template <class Value>
  static void add_onnx(auto& graph, auto parts, const Value& condition, Value& h, Value& sum, bool last) {
    h = parts.template add<0>(h);
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      (run_at<J>::add_onnx(graph, parts.template inside<J + 1>(), condition, h, sum, last && J + 1 == runs), ...);
    }
    (std::make_index_sequence<runs>{});
    sum = parts.template add<runs + 1>(sum);
  }

  /// x: a piece of inputs. Sums of the stack before are in at.sum, and the head's outputs go there.
  template <bool Last, class Run, class T>
  static constexpr void forward(const wavenet_piece<T>& at, const wavenet_memory<T>& own, const T* x) noexcept {
    if constexpr (Run::training) _detail::keep_rows<In>(at, x, own.cache);
    kernel::causal_product<rechannel_sizes, 1>(at.steps, x, kernel::ring<T, In>{}, 0, 1, own.parameters,
                                               kernel::tap_start<T>{}, at.z, C, at.room);
    kernel::copy_scalars(static_cast<const T*>(at.z), at.steps * C, at.h);  // x may be at.h
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const bool in_order[] = {(run_layers<J, (Last && J + 1 == runs), Run>(at, own), true)...};
      static_cast<void>(in_order);
    }
    (std::make_index_sequence<runs>{});
    kernel::ring<T, N> past{};
    if constexpr (head_taps > 1) {
      T* const state = own.state + state_begin[runs + 1];
      past = {state, head_taps - 1, _detail::index_of_scalar(state[(head_taps - 1) * N], head_taps - 1)};
    }
    if constexpr (Run::training) {
      T* const sums = own.cache + rows_of_inputs<Run>;
      if (head_taps > 1 && at.first_step == 0) past.copy_to(sums + rows_of_sums<Run> + at.stream * (head_taps - 1) * N);
      _detail::keep_rows<N>(at, static_cast<const T*>(at.sum), sums);
    }
    const T* const w = own.parameters + slice[runs + 1];
    kernel::causal_product<head_sizes, head_taps>(
        at.steps, static_cast<const T*>(at.sum), past, 0, 1, w,
        kernel::tap_start<T>{.bias = head_layer::has_bias ? w + head_weights : nullptr}, at.z, out, at.room);
    if constexpr (head_taps > 1) {
      past.append(at.sum, at.steps);
      own.state[state_begin[runs + 1] + (head_taps - 1) * N] = static_cast<T>(past.next);
    }
    kernel::copy_scalars(static_cast<const T*>(at.z), at.steps * out, at.sum);
  }

  /// From dhead, the gradient of the head's outputs, and dh, that of the channels after the layers: dhead becomes the
  /// gradient of the sums of the stack before, and dx, that of the inputs, is added to.
  template <class Run, bool WantsDx, bool WantsCondition, class T>
  static constexpr void backward(const T* parameters, const T* cache, const T* condition, T* dhead, T* dh, T* dx,
                                 T* dcondition, auto sink, T* dsum, T* a, T* da, T* dz, T* scratch) noexcept {
    const T* const sums = cache + rows_of_inputs<Run>;
    for (std::size_t i = 0; i < Run::batch * N; ++i) dsum[i] = T(0);
    head_gradients::template run<Run, true>(1, sums, sums + rows_of_sums<Run>, parameters + slice[runs + 1],
                                            static_cast<const T*>(dhead), dsum, sink.from(slice[runs + 1]), scratch);
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const bool in_order[] = {
          (run_at<runs - 1 - J>::template backward<Run, WantsCondition>(
               parameters + slice[runs - J], cache + cache_begin<Run>[runs - J], condition, static_cast<const T*>(dsum),
               dh, dcondition, sink.from(slice[runs - J]), a, da, dz, scratch),
           true)...};
      static_cast<void>(in_order);
    }
    (std::make_index_sequence<runs>{});
    constexpr const T* none = nullptr;
    rechannel_gradients::template run<Run, WantsDx>(1, cache, none, parameters, static_cast<const T*>(dh), dx, sink,
                                                    scratch);
    kernel::copy_scalars(static_cast<const T*>(dsum), Run::batch * N, dhead);
  }

 private:
  template <std::size_t J, bool Last, class Run, class T>
  [[gnu::always_inline]] static constexpr void run_layers(const wavenet_piece<T>& at, wavenet_memory<T> own) noexcept {
    own.parameters += slice[J + 1];
    if constexpr (run_at<J>::state_values > 0) own.state += state_begin[J + 1];
    if constexpr (Run::training) own.cache += cache_begin<Run>[J + 1];
    run_at<J>::template forward<Last, Run>(at, own);
  }
};

}  // namespace sinew::_detail
