#pragma once
/// \file
/// PReLU<> and PReLU<PerChannel>: a rectifier that learns its slope for negative inputs.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution_gradients.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/norm_options.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE {

/// An option of PReLU: a slope for each channel, or each feature of a vector, in place of one for all.
struct PerChannel {};

namespace _detail {

/// `slopes` runs of `run` values of a sample, each with a slope of its own.
template <class In, std::size_t Slopes> struct prelu {
  using input = In;
  using output = In;
  static constexpr std::size_t parameters = Slopes, run = In::size / Slopes, multiply_adds = In::size;
  static constexpr bool gradients_once = true, samplewise = true;

  static constexpr void tensors(auto& list) { list.parameter("weight", {Slopes}); }
  static auto onnx(auto& graph, auto x) {
    if constexpr (Slopes == 1 || In::rank == 1) return graph.add("PRelu", {x, graph.tensor("weight")});
    else if constexpr (In::rank == 2) return graph.add("PRelu", {x, graph.tensor("weight", {Slopes, 1})});
    else return graph.add("PRelu", {x, graph.tensor("weight", {Slopes, 1, 1})});
  }

  /// In rows, a vector with a slope per feature: packs lie along features and slopes.
  static constexpr bool along_slopes = run == 1;
  template <class Run> static constexpr std::size_t cost{
      Run::lanes > 1 ? Run::blocks* In::size
                     : Run::batch*(along_slopes ? (In::size + native_lanes<typename Run::scalar> - 1) /
                                                      native_lanes<typename Run::scalar>
                                                : Slopes*((run + native_lanes<typename Run::scalar> - 1) /
                                                          native_lanes<typename Run::scalar>))};
  /// The sums of the slopes' gradients, lane by lane.
  template <class Run> static constexpr std::size_t scratch = Run::training ? Slopes* Run::lanes : 0;

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    const T* const a = pass.parameters.data();
    if constexpr (Run::lanes > 1)
      each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
        const T* x = pass.x.at(block, lane);
        T* y = pass.y.at(block, lane);
        for (std::size_t c = 0; c < Slopes; ++c)
          for (std::size_t i = 0; i < run; ++i, x += Run::lanes, y += Run::lanes)
            store<V>(y, value(load<V>(x), broadcast<V>(a[c])));
      });
    else
      for (std::size_t s = 0; s < Run::batch; ++s) {
        const T* const x = pass.x.data + s * In::size;
        T* const y = pass.y.data + s * In::size;
        if constexpr (along_slopes)
          cover<T, Slopes>([&]<class V>(std::size_t i) { store<V>(y + i, value(load<V>(x + i), load<V>(a + i))); });
        else
          for (std::size_t c = 0; c < Slopes; ++c)
            cover<T, run>([&]<class V>(std::size_t i) {
              store<V>(y + c * run + i, value(load<V>(x + c * run + i), broadcast<V>(a[c])));
            });
      }
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    const T* const a = pass.parameters.data();
    T* const sums = pass.scratch;
    T* dx = nullptr;
    if constexpr (Pass::wants_dx) dx = pass.dx.data;
    // dx of the values at i, and x·dy where the slope applies
    const auto step = [&]<class V>(std::size_t i, const V& slope) {
      const V x = load<V>(pass.x.data + i), dy = load<V>(pass.dy.data + i);
      if constexpr (Pass::wants_dx) store<V>(dx + i, V(select(x > V{}, dy, V(slope * dy))));
      return V(select(x > V{}, V{}, V(x * dy)));
    };
    for (std::size_t k = 0; k < Slopes * Run::lanes; ++k) sums[k] = T(0);
    if constexpr (Run::lanes > 1)
      each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
        std::size_t i = static_cast<std::size_t>(pass.x.at(block, lane) - pass.x.data);
        for (std::size_t c = 0; c < Slopes; ++c) {
          T* const sum_of_slope = sums + c * Run::lanes + lane;
          V total = load<V>(sum_of_slope);
          for (std::size_t k = 0; k < run; ++k, i += Run::lanes)
            total += step.template operator()<V>(i, broadcast<V>(a[c]));
          store<V>(sum_of_slope, total);
        }
      });
    else
      for (std::size_t s = 0; s < Run::batch; ++s) {
        const std::size_t from = s * In::size;
        if constexpr (along_slopes)
          cover<T, Slopes>([&]<class V>(std::size_t i) {
            store<V>(sums + i, V(load<V>(sums + i) + step.template operator()<V>(from + i, load<V>(a + i))));
          });
        else
          for (std::size_t c = 0; c < Slopes; ++c) {
            using Native = pack<T, native_lanes<T>>;
            Native wide{};
            T rest{};
            sweep<T>(run, [&]<class V>(std::size_t i) {
              const V part = step.template operator()<V>(from + c * run + i, broadcast<V>(a[c]));
              if constexpr (std::is_same_v<V, T>) rest += part;
              else wide += part;
            });
            sums[c] += rest + simd::sum(wide);
          }
      }
    kernel::give_lane_sums<Run::lanes>(Slopes, sums, pass.dparameters);
  }

  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine&) noexcept {
    for (std::size_t i = 0; i < parameters; ++i) all[i] = T(0.25);
  }

 private:
  template <class V> [[gnu::always_inline]] static constexpr V value(const V& x, const V& slope) noexcept {
    return select(x > V{}, x, V(slope * x));
  }
};

}  // namespace _detail

/// y = x for x > 0, else a·x, with a slope a that is learned: one for all values, or by PReLU<PerChannel> one for each
/// channel of an image or a sequence or each feature of a vector.
/// It is a layer: put it behind one without an activation, as in Conv2D<8, 3>, PReLU<PerChannel>.
/// Shapes: x and y (Batch, C), (Batch, C, Length) or (Batch, C, Height, Width).
/// Parameters: a (1) or (C), initialized to 1/4. Weight decay would draw the slopes to 0.
/// Backward: dx = dy where x > 0, else a·dy; da = Σ x·dy over samples and positions where x ≤ 0. x is read again.
/// Cost: one product and one selection per value.
/// Misuse: an option other than PerChannel → mistake::not_an_option; given twice → mistake::option_given_twice.
/// Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV (2015).
/// PyTorch: PReLU(), PReLU(num_parameters=C). ONNX: PRelu.
template <class... Options> struct PReLU {
  template <class In> struct bound
      : _detail::prelu<In, (sizeof...(Options) > 0) ? _detail::channels_of<In> : std::size_t{1}> {};
  /// The first option that is not PerChannel, or nothing.
  using unknown = _detail::element<_detail::first_true({!std::is_same_v<Options, PerChannel>..., true}),
                                   _detail::list<Options..., mistake::nothing>>;
  template <class In> using on = std::conditional_t<
      !std::is_same_v<unknown, mistake::nothing>, mistake::refuse<mistake::not_an_option, PReLU, unknown>,
      std::conditional_t<(sizeof...(Options) > 1), mistake::refuse<mistake::option_given_twice, PReLU, PerChannel>,
                         bound<In>>>;
};

}  // namespace sinew
