#pragma once
/// \file
/// SelfAttention<D, Heads, Window<W>, Options...>: each step of a sequence attends to the last W steps.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/mistake/steps.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/kernel/affine.hpp>
#include <sinew/kernel/attention.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/xavier.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

/// An option of SelfAttention: a step attends to itself and to the W − 1 steps before it.
template <std::size_t W> struct Window {};
/// An option of SelfAttention: attention with linear biases. The score of a step that is n steps back is lower by
/// n·2^(−8h / Heads) in head h = 1, 2, … Without it the layer does not know the order of the steps in its window.
/// Source: Press, Smith, Lewis, "Train short, test long: attention with linear biases enables input length
/// extrapolation", ICLR (2022).
struct ALiBi {};

namespace _detail {

template <class O> inline constexpr int attention_option = -1;  // not an option; else its kind
template <std::size_t W> inline constexpr int attention_option<Window<W>> = 0;
template <> inline constexpr int attention_option<ALiBi> = 1;
template <class O> inline constexpr std::size_t window_of = 0;
template <std::size_t W> inline constexpr std::size_t window_of<Window<W>> = W;

/// The reason for refusing a layer's number of heads or its options, or nothing.
template <class Layer, std::size_t D, std::size_t Heads, class... O> consteval auto find_attention_fault() {
  constexpr std::size_t n = sizeof...(O), strange = first_true({attention_option<O> < 0 ..., true}),
                        twice = first_repeated({attention_option<O>..., -1});
  if constexpr (strange < n)
    return std::type_identity<refuse<mistake::not_an_option, Layer, element<strange, list<O...>>>>{};
  else if constexpr (twice < n)
    return std::type_identity<refuse<mistake::option_given_twice, Layer, element<twice, list<O...>>>>{};
  else if constexpr (total_of({window_of<O>..., std::size_t{}}) == 0)
    return std::type_identity<refuse<mistake::attention_without_window, Layer>>{};
  else if constexpr (Heads == 0 || D % Heads != 0)
    return std::type_identity<refuse<mistake::heads_do_not_divide, Layer, given<scalars<D>>>>{};
  else return std::type_identity<nothing>{};
}

}  // namespace _detail

/// Causal attention of Heads heads over the last W steps of a sequence of vectors:
///
///     q, k, v = x·W_in + b_in                          a query, a key and a value, of D numbers each
///     p = softmax over the window of q·k / √(D / Heads)    in each head, which has D / Heads of the numbers
///     y = (Σ p·v)·W_out + b_out
///
/// where k and v are those of the step itself and of the W − 1 steps before it, or as many as there are. A net with
/// such a layer is per step: net(x, stream) computes one, with what the layer keeps in a Stream; net(x) is a step from
/// rest, whose window holds the step alone. The layer has no other notion of time; ALiBi makes near steps count more.
/// Shapes: x and y (Batch, D), where rows are steps × streams, time-major.
/// Parameters: W_in (D, 3·D) row-major, b_in (3·D), with q, k and v in this order; W_out (D, D) row-major, b_out (D).
/// W_in is initialized uniform in ±√(6 / 4D), W_out in ±1/√D, biases 0.
/// Options: Window<W>, which is required; ALiBi.
/// State: keys and values of the window in a ring, and a position: 2·W·D + 1 values of each stream. A step replaces the
/// oldest and moves nothing. A block of steps gives what its steps give but for the rounding of x·W_in and y, a few
/// units in the last place.
/// Backward: gradients flow through the steps of a pass; keys and values from before it are constants (as in
/// Transformer-XL). Keeps the ring at the beginning of each stream, and 4·D + Heads·W values of each row.
/// Cost: 8·D² + 4·W·D flops a step and Heads·W exponentials; backward 2 to 2.5 times that. A window that is not full
/// costs as much as the steps in it.
/// Misuse: no Window → mistake::attention_without_window; Heads that do not divide D → mistake::heads_do_not_divide;
/// another option → mistake::not_an_option; two of a kind → mistake::option_given_twice; neighbours whose shapes differ
/// → mistake::shape_mismatch; an extent of 0 → mistake::zero_size.
/// Source: Vaswani et al., "Attention is all you need", NeurIPS (2017); Dai et al., "Transformer-XL", ACL (2019).
/// PyTorch: MultiheadAttention(D, Heads) with x as query, key and value and a mask of the window; tensors have its
/// names and shapes.
template <std::size_t D, std::size_t Heads, class... Options> struct SelfAttention {
  using input = shape<D>;
  using output = shape<D>;
  using fault = typename decltype(_detail::find_attention_fault<SelfAttention, D, Heads, Options...>())::type;

 private:
  static constexpr bool sound = std::is_same_v<fault, mistake::nothing>;
  static constexpr std::size_t W = sound ? _detail::total_of({_detail::window_of<Options>..., std::size_t{}}) : 1,
                               heads = sound ? Heads : 1, width = D / heads, sums = 3 * D;
  static constexpr bool biased = (std::is_same_v<Options, ALiBi> || ...);
  static constexpr std::size_t in_bias = _detail::bounded_product(D, sums), out_weights = in_bias + sums,
                               out_bias = out_weights + _detail::bounded_product(D, D);
  // The values of a stream: keys (values, slots), values (slots, values), position.
  static constexpr std::size_t ring = _detail::bounded_product(D, W), position = 2 * ring;

 public:
  static constexpr std::size_t parameters = out_bias + D, multiply_adds = 4 * D * D + 2 * ring;
  static constexpr std::size_t state_values = 2 * ring + 1;
  static constexpr bool gradients_once = true;

  static constexpr void tensors(auto& list) {
    list.parameter("in_proj_weight", {sums, D}, {1, sums}, 0);
    list.parameter("in_proj_bias", {sums}, {1}, in_bias);
    list.parameter("out_proj.weight", {D, D}, {1, D}, out_weights);
    list.parameter("out_proj.bias", {D}, {1}, out_bias);
  }

  /// What backward needs.
  template <class Run> struct cache {
    /// what each stream keeps before the first step
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::streams * state_values> first{};
    /// q / √width, k and v of each row
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * sums> projected{};
    /// p of each row, head and slot
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * heads * W> shares{};
    /// Σ p·v of each row
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * D> mixed{};
  };

 private:
  template <class Run> static constexpr std::size_t room(std::size_t n) noexcept {
    return _detail::whole_lines<typename Run::scalar>(n);
  }
  template <class Run> static constexpr std::size_t forward_product =
      _detail::max_of(kernel::affine_forward_scratch<typename Run::scalar, Run::batch, D, sums, 1>,
                      kernel::affine_forward_scratch<typename Run::scalar, Run::batch, D, D, 1>);
  template <class Run> static constexpr std::size_t backward_product =
      _detail::max_of({kernel::affine_dx_scratch<typename Run::scalar, Run::batch, D, sums, 1>,
                       kernel::affine_dx_scratch<typename Run::scalar, Run::batch, D, D, 1>,
                       kernel::affine_dw_scratch<typename Run::scalar, Run::batch, D, sums, 1>,
                       kernel::affine_dw_scratch<typename Run::scalar, Run::batch, D, D, 1>});
  // Forward keeps in scratch what it does not keep in the cache. Backward has there the gradients of `mixed` and of
  // `projected`, four rings of a stream and a gradient of scores.
  template <class Run> static constexpr std::size_t forward_scratch =
      (Run::training ? 0 : room<Run>(Run::batch * sums) + room<Run>(Run::batch * D) + room<Run>(heads * W)) +
      forward_product<Run>;
  template <class Run>
  static constexpr std::size_t backward_scratch = room<Run>(Run::batch* D) + room<Run>(Run::batch* sums) +
                                                  4 * room<Run>(ring) + room<Run>(W) + backward_product<Run>;

 public:
  template <class Run>
  static constexpr std::size_t scratch = _detail::max_of(forward_scratch<Run>,
                                                         Run::training ? backward_scratch<Run> : 0);

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    const T* const w = pass.parameters.data();
    T *z = pass.scratch, *mixed = z, *shares = z, *product = z;
    if constexpr (Run::training) {
      for (std::size_t s = 0; s < Run::streams; ++s)
        for (std::size_t i = 0; i < state_values; ++i) pass.cache.first[s * state_values + i] = pass.state[s][i];
      z = pass.cache.projected.data();
      mixed = pass.cache.mixed.data();
      shares = pass.cache.shares.data();
    } else {
      mixed = z + room<Run>(Run::batch * sums);
      shares = mixed + room<Run>(Run::batch * D);
      product = shares + room<Run>(heads * W);
    }
    kernel::affine_forward<T, Run::batch, D, sums, 1>(pass.x, w, w + in_bias, _detail::rows<T, Run::batch, sums>{z},
                                                      static_cast<T*>(nullptr), product,
                                                      _detail::activation_map<Identity, false>{});
    steps(pass, z, shares, mixed);
    kernel::affine_forward<T, Run::batch, D, D, 1>(_detail::rows<const T, Run::batch, D>{mixed}, w + out_weights,
                                                   w + out_bias, pass.y, static_cast<T*>(nullptr), product,
                                                   _detail::activation_map<Identity, false>{});
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    const T* const w = pass.parameters.data();
    T *const dmixed = pass.scratch, *const dz = dmixed + room<Run>(Run::batch * D),
             *const rings = dz + room<Run>(Run::batch * sums), *const ds = rings + 4 * room<Run>(ring),
             *const product = ds + room<Run>(W);
    // The gradient of what a matrix takes comes before that of the matrix, which a sink that descends changes.
    kernel::affine_dx<T, Run::batch, D, D, 1>(pass.dy, w + out_weights, _detail::rows<T, Run::batch, D>{dmixed},
                                              product);
    kernel::affine_dw<T, Run::batch, D, D, 1>(_detail::rows<const T, Run::batch, D>{pass.cache.mixed.data()}, pass.dy,
                                              pass.dparameters.from(out_weights), product);
    for (std::size_t s = 0; s < Run::streams; ++s) steps_back(pass, s, dmixed, dz, rings, ds);
    const _detail::rows<const T, Run::batch, sums> of{dz};
    if constexpr (decltype(pass)::wants_dx) kernel::affine_dx<T, Run::batch, D, sums, 1>(of, w, pass.dx, product);
    kernel::affine_dw<T, Run::batch, D, sums, 1>(pass.x, of, pass.dparameters, product);
  }

  /// As in PyTorch.
  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    T* const w = all.data();
    for (std::size_t i = 0; i < parameters; ++i) w[i] = T(0);
    XavierUniform::fill(std::span<T>(w, in_bias), D, sums, engine);
    _detail::fill_uniform(std::span<T>(w + out_weights, D * D), 1 / math::sqrt(static_cast<double>(D)), engine);
  }

 private:
  /// 1 / √width.
  template <class T> static constexpr T scale = static_cast<T>(1 / math::sqrt(static_cast<double>(width)));
  /// What a step further back costs in each head: 2^(−8h / heads).
  template <class T> static constexpr auto slopes = [] {
    std::array<T, heads> all{};
    for (std::size_t h = 0; h < heads; ++h)
      all[h] = static_cast<T>(
          math::exp(-8 * 0.693147180559945309417 * static_cast<double>(h + 1) / static_cast<double>(heads)));
    return all;
  }();
  template <class T> static constexpr const T* slopes_or_null() noexcept {
    if constexpr (biased) return slopes<T>.data();
    else return nullptr;
  }
  /// Steps counts as far as the ring tells: all of the first W, then W + the slot of the next one. What is no such
  /// number, in a state that was written by hand, is a stream at rest.
  template <class T> static constexpr std::size_t count_in(T stored) noexcept {
    return stored >= T(0) && stored < T(2 * W) ? static_cast<std::size_t>(stored) : 0;
  }
  static constexpr kernel::attention_sizes sizes_at(std::size_t step) noexcept {
    return {heads, width, W, _detail::min_of(step + 1, W), step % W};
  }

  /// Σ p·v of all rows, from z = x·W_in + b_in.
  template <class Pass, class T> static constexpr void steps(const Pass& pass, T* z, T* shares, T* mixed) noexcept {
    for (std::size_t s = 0; s < Pass::streams; ++s) {
      T *const keys = pass.state.data + s * pass.state.stride, *const values = keys + ring;
      std::size_t count = count_in(keys[position]);
      for (std::size_t t = 0; t < Pass::steps; ++t) {
        const std::size_t row = t * Pass::streams + s;
        const kernel::attention_sizes sizes = sizes_at(count);
        T* const q = z + row * sums;
        for (std::size_t i = 0; i < D; ++i) {
          q[i] *= scale<T>;
          keys[i * W + sizes.newest] = q[D + i];
          values[sizes.newest * D + i] = q[2 * D + i];
        }
        kernel::attend<T>(sizes, q, keys, values, slopes_or_null<T>(), shares + (Pass::training ? row * heads * W : 0),
                          mixed + row * D);
        count = count + 1 < 2 * W ? count + 1 : W;
      }
      keys[position] = static_cast<T>(count);
    }
  }

  /// dz of stream s, from its last step to its first. The rings are those that forward had after each step: on the way
  /// back a step's key and value give way to those that they replaced. Their gradients are complete by then, as later
  /// steps alone attend to them.
  template <class Pass, class T>
  static constexpr void steps_back(const Pass& pass, std::size_t s, const T* dmixed, T* dz, T* rings, T* ds) noexcept {
    using Run = typename Pass::run;
    T *const keys = rings, *const values = keys + room<Run>(ring), *const dkeys = values + room<Run>(ring),
             *const dvalues = dkeys + room<Run>(ring);
    const T *const first_keys = pass.cache.first.data() + s * state_values, *const first_values = first_keys + ring,
                   *const z = pass.cache.projected.data();
    const std::size_t begin = count_in(first_keys[position]);
    const auto put = [=](std::size_t slot, const T* key, std::size_t stride, const T* value) {
      for (std::size_t i = 0; i < D; ++i) {
        keys[slot * D + i] = key[i * stride];
        values[i * W + slot] = value[i];
      }
    };
    const auto put_step = [=](std::size_t t) {
      const T* const row = z + (t * Pass::streams + s) * sums;
      put((begin + t) % W, row + D, 1, row + 2 * D);
    };
    const auto put_first = [=](std::size_t slot) { put(slot, first_keys + slot, W, first_values + slot * D); };
    for (std::size_t i = 0; i < ring; ++i) dkeys[i] = dvalues[i] = T(0);
    for (std::size_t slot = 0; slot < W; ++slot) put_first(slot);
    for (std::size_t t = Run::steps - _detail::min_of(Run::steps, W); t < Run::steps; ++t) put_step(t);
    for (std::size_t t = Run::steps; t-- > 0;) {
      const std::size_t row = t * Pass::streams + s;
      const kernel::attention_sizes sizes = sizes_at(begin + t);
      T* const to = dz + row * sums;
      kernel::attend_back<T>(sizes, z + row * sums, keys, values, pass.cache.shares.data() + row * heads * W,
                             dmixed + row * D, to, dkeys, dvalues, ds);
      for (std::size_t i = 0; i < D; ++i) {
        T &dkey = dkeys[i * W + sizes.newest], &dvalue = dvalues[i * W + sizes.newest];
        to[i] *= scale<T>;
        to[D + i] = dkey;
        to[2 * D + i] = dvalue;
        dkey = dvalue = T(0);
      }
      if (t >= W) put_step(t - W);
      else put_first(sizes.newest);
    }
  }
};

}  // namespace sinew
