#pragma once
/// \file
/// SelfAttention<D, Heads, Context<W>, Options...>: each step of a sequence attends to the last W steps.

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
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE {

/// An option of SelfAttention: a step attends to itself and to the W − 1 steps before it.
template <std::size_t W> struct Context {};
/// An option of SelfAttention: attention with linear biases. The score of a step that is n steps back is lower by
/// n·2^(−8h / Heads) in head h = 1, 2, … Without it the layer does not know the order of the steps in its window.
/// Source: Press, Smith, Lewis, "Train short, test long: attention with linear biases enables input length
/// extrapolation", ICLR (2022).
struct ALiBi {};

namespace _detail {

template <class O> inline constexpr int attention_option = -1;  // not an option; else its kind
template <std::size_t W> inline constexpr int attention_option<Context<W>> = 0;
template <> inline constexpr int attention_option<ALiBi> = 1;
template <class O> inline constexpr std::size_t context_of = 0;
template <std::size_t W> inline constexpr std::size_t context_of<Context<W>> = W;

/// A number of heads that divides D: that given, or 1 if it does not.
template <std::size_t D, std::size_t Heads> consteval std::size_t find_sound_heads() {
  if constexpr (Heads == 0) return 1;
  else return D % Heads == 0 ? Heads : 1;
}
template <std::size_t D, std::size_t Heads>
inline constexpr std::size_t sound_heads = _detail::find_sound_heads<D, Heads>();

/// The reason for refusing a layer's number of heads or its options, or nothing.
template <class Layer, std::size_t D, std::size_t Heads, class... O> consteval auto find_attention_fault() {
  constexpr std::size_t n = sizeof...(O), strange = first_true({attention_option<O> < 0 ..., true}),
                        twice = first_repeated({attention_option<O>..., -1});
  if constexpr (strange < n)
    return std::type_identity<refuse<mistake::not_an_option, Layer, element<strange, list<O...>>>>{};
  else if constexpr (twice < n)
    return std::type_identity<refuse<mistake::option_given_twice, Layer, element<twice, list<O...>>>>{};
  else if constexpr (total_of({context_of<O>..., std::size_t{}}) == 0)
    return std::type_identity<refuse<mistake::attention_without_context, Layer>>{};
  else if constexpr (Heads == 0 || D % Heads != 0)
    return std::type_identity<refuse<mistake::heads_do_not_divide, Layer, given<scalars<D>>>>{};
  else return std::type_identity<nothing>{};
}

/// Attention of `heads` heads over vectors of D values: its parameters, and what its passes have in common.
/// Parameters: W_in (D, 3·D), b_in, W_out (D, D), b_out.
template <std::size_t D, std::size_t Heads> struct attention {
  static constexpr std::size_t width = D / Heads, sums = 3 * D;
  static constexpr std::size_t in_bias = bounded_product(D, sums), out_weights = in_bias + sums,
                               out_bias = out_weights + bounded_product(D, D);
  static constexpr std::size_t parameters = out_bias + D;
  static constexpr bool gradients_once = true;

  static constexpr void tensors(auto& list) {
    list.parameter("in_proj_weight", {sums, D}, {1, sums}, 0);
    list.parameter("in_proj_bias", {sums}, {1}, in_bias);
    list.parameter("out_proj.weight", {D, D}, {1, D}, out_weights);
    list.parameter("out_proj.bias", {D}, {1}, out_bias);
  }
  /// As in PyTorch.
  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    T* const w = all.data();
    for (std::size_t i = 0; i < parameters; ++i) w[i] = T(0);
    XavierUniform::fill(std::span<T>(w, in_bias), D, sums, engine);
    _detail::fill_uniform(std::span<T>(w + out_weights, D * D), 1 / math::sqrt(static_cast<double>(D)), engine);
  }
  /// Each matrix and the biases behind it by the scheme of the net, unless that leaves them to the layer.
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, parameters> all, Engine& engine) noexcept {
    T* const w = all.data();
    if constexpr (keeps_pytorchs<By>) initialize(all, engine);
    else {
      _detail::fill_parameters<By>(std::span<T>(w, D * sums), std::span<T>(w + in_bias, sums), D, sums, engine);
      _detail::fill_parameters<By>(std::span<T>(w + out_weights, D * D), std::span<T>(w + out_bias, D), D, D, engine);
    }
  }

 protected:
  template <class T> static constexpr std::size_t room(std::size_t n) noexcept { return whole_lines<T>(n); }
  /// Scratch of the products of Rows rows.
  template <class T, std::size_t Rows>
  static constexpr std::size_t forward_product = max_of(kernel::affine_forward_scratch<T, Rows, D, sums, 1>,
                                                        kernel::affine_forward_scratch<T, Rows, D, D, 1>);
  template <class T, std::size_t Rows> static constexpr std::size_t backward_product =
      max_of({kernel::affine_dx_scratch<T, Rows, D, sums, 1>, kernel::affine_dx_scratch<T, Rows, D, D, 1>,
              kernel::affine_dw_scratch<T, Rows, D, sums, 1>, kernel::affine_dw_scratch<T, Rows, D, D, 1>});
  /// 1 / √width.
  template <class T> static constexpr T scale = static_cast<T>(1 / math::sqrt(static_cast<double>(width)));

  /// z = x·W_in + b_in of Rows rows.
  template <class T, std::size_t Rows>
  static constexpr void project(const T* w, const T* x, T* z, T* scratch) noexcept {
    kernel::affine_forward<T, Rows, D, sums, 1>(rows<const T, Rows, D>{x}, w, w + in_bias, rows<T, Rows, sums>{z},
                                                static_cast<T*>(nullptr), scratch, activation_map<Identity, false>{});
  }
  /// y = mixed·W_out + b_out.
  template <class T, std::size_t Rows>
  static constexpr void put_out(const T* w, const T* mixed, T* y, T* scratch) noexcept {
    kernel::affine_forward<T, Rows, D, D, 1>(rows<const T, Rows, D>{mixed}, w + out_weights, w + out_bias,
                                             rows<T, Rows, D>{y}, static_cast<T*>(nullptr), scratch,
                                             activation_map<Identity, false>{});
  }
  // The gradient of what a matrix takes comes before that of the matrix, which a sink that descends changes.
  /// The gradients of `mixed`, W_out and b_out.
  template <class T, std::size_t Rows> static constexpr void take_back(const T* w, const T* mixed, const T* dy,
                                                                       T* dmixed, const auto& sink,
                                                                       T* scratch) noexcept {
    const rows<const T, Rows, D> of{dy};
    kernel::affine_dx<T, Rows, D, D, 1>(of, w + out_weights, rows<T, Rows, D>{dmixed}, scratch);
    kernel::affine_dw<T, Rows, D, D, 1>(rows<const T, Rows, D>{mixed}, of, sink.from(out_weights), scratch);
  }
  /// The gradients of x, if it is wanted, and of W_in and b_in.
  template <class T, std::size_t Rows, bool WantsDx>
  static constexpr void project_back(const T* w, const T* x, const T* dz, T* dx, const auto& sink,
                                     T* scratch) noexcept {
    const rows<const T, Rows, sums> of{dz};
    if constexpr (WantsDx) kernel::affine_dx<T, Rows, D, sums, 1>(of, w, rows<T, Rows, D>{dx}, scratch);
    kernel::affine_dw<T, Rows, D, sums, 1>(rows<const T, Rows, D>{x}, of, sink, scratch);
  }
};

/// Attention of each step of a window of Steps steps to all of them.
template <std::size_t D, std::size_t Heads, std::size_t Steps> struct window_attention : attention<D, Heads> {
 private:
  using base = attention<D, Heads>;
  using base::sums, base::width;
  static constexpr std::size_t ring = bounded_product(D, Steps);
  static constexpr kernel::attention_sizes sizes{Heads, width, Steps, Steps, 0, false};
  template <class Run> static constexpr std::size_t all = Run::batch* Steps;  // rows
  template <class Run> static constexpr std::size_t room(std::size_t n) noexcept {
    return whole_lines<typename Run::scalar>(n);
  }

 public:
  using input = shape<Steps, D>;
  using output = shape<Steps, D>;
  static constexpr std::size_t multiply_adds = Steps * (4 * D * D + 2 * ring);
  static constexpr bool samplewise = true;
  static auto onnx(auto& graph, auto x) { return graph.attend(x, Heads, 0, {}); }

  /// What backward needs.
  template <class Run> struct cache {
    /// q / √width, k and v of each step
    alignas(line_bytes) std::array<typename Run::scalar, all<Run> * sums> projected{};
    /// p of each step, head and step
    alignas(line_bytes) std::array<typename Run::scalar, all<Run> * Heads * Steps> shares{};
    /// Σ p·v of each step
    alignas(line_bytes) std::array<typename Run::scalar, all<Run> * D> mixed{};
  };
  // Forward: keys and values of a window, and what it does not keep in the cache. Backward: the gradients of `mixed`
  // and of `projected`, keys and values of a window with their gradients, and a gradient of scores.
  template <class Run> static constexpr std::size_t scratch =
      max_of(2 * room<Run>(ring) +
                 (Run::training ? 0 : room<Run>(all<Run> * sums) + room<Run>(all<Run> * D) + room<Run>(Heads * Steps)) +
                 base::template forward_product<typename Run::scalar, all<Run>>,
             Run::training ? room<Run>(all<Run>* D) + room<Run>(all<Run>* sums) + 4 * room<Run>(ring) +
                                 room<Run>(Steps) + base::template backward_product<typename Run::scalar, all<Run>>
                           : 0);

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T *const keys = pass.scratch, *const values = keys + room<Run>(ring), *z = values + room<Run>(ring), *mixed = z,
             *shares = z, *product = z;
    if constexpr (Run::training) {
      z = pass.cache.projected.data();
      mixed = pass.cache.mixed.data();
      shares = pass.cache.shares.data();
    } else {
      mixed = z + room<Run>(all<Run> * sums);
      shares = mixed + room<Run>(all<Run> * D);
      product = shares + room<Run>(Heads * Steps);
    }
    base::template project<T, all<Run>>(pass.parameters.data(), pass.x.data, z, product);
    for (std::size_t first = 0; first < all<Run>; first += Steps) {
      for (std::size_t t = 0; t < Steps; ++t) {
        T* const q = z + (first + t) * sums;
        for (std::size_t i = 0; i < D; ++i) {
          q[i] *= base::template scale<T>;
          keys[i * Steps + t] = q[D + i];
          values[t * D + i] = q[2 * D + i];
        }
      }
      for (std::size_t row = first; row < first + Steps; ++row)
        kernel::attend<T>(sizes, z + row * sums, keys, values, nullptr,
                          shares + (Run::training ? row * Heads * Steps : 0), mixed + row * D);
    }
    base::template put_out<T, all<Run>>(pass.parameters.data(), mixed, pass.y.data, product);
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    const T* const w = pass.parameters.data();
    T *const dmixed = pass.scratch, *const dz = dmixed + room<Run>(all<Run> * D),
             *const keys = dz + room<Run>(all<Run> * sums), *const values = keys + room<Run>(ring),
             *const dkeys = values + room<Run>(ring), *const dvalues = dkeys + room<Run>(ring),
             *const ds = dvalues + room<Run>(ring), *const product = ds + room<Run>(Steps);
    const T* const z = pass.cache.projected.data();
    base::template take_back<T, all<Run>>(w, pass.cache.mixed.data(), pass.dy.data, dmixed, pass.dparameters, product);
    for (std::size_t first = 0; first < all<Run>; first += Steps) {
      for (std::size_t t = 0; t < Steps; ++t)
        for (std::size_t i = 0; i < D; ++i) {
          keys[t * D + i] = z[(first + t) * sums + D + i];
          values[i * Steps + t] = z[(first + t) * sums + 2 * D + i];
        }
      for (std::size_t i = 0; i < ring; ++i) dkeys[i] = dvalues[i] = T(0);
      for (std::size_t row = first; row < first + Steps; ++row)
        kernel::attend_back<T>(sizes, z + row * sums, keys, values, pass.cache.shares.data() + row * Heads * Steps,
                               dmixed + row * D, dz + row * sums, dkeys, dvalues, ds);
      for (std::size_t t = 0; t < Steps; ++t)
        for (std::size_t i = 0; i < D; ++i) {
          T* const to = dz + (first + t) * sums;
          to[i] *= base::template scale<T>;
          to[D + i] = dkeys[i * Steps + t];
          to[2 * D + i] = dvalues[i * Steps + t];
        }
    }
    base::template project_back<T, all<Run>, decltype(pass)::wants_dx>(w, pass.x.data, dz, pass.dx.data,
                                                                       pass.dparameters, product);
  }
};

template <class Layer, std::size_t D, std::size_t Heads, class In> struct bind_window_attention {
  using type = refuse<mistake::attention_without_context, Layer>;
};
template <class Layer, std::size_t D, std::size_t Heads, std::size_t Steps, std::size_t Given>
requires(Heads > 0 && D % Heads == 0) struct bind_window_attention<Layer, D, Heads, shape<Steps, Given>> {
  using type = window_attention<D, Heads, Steps>;
};
template <class Layer, std::size_t D, std::size_t Heads, class In>
requires(Heads == 0 || D % Heads != 0) struct bind_window_attention<Layer, D, Heads, In> {
  using type = refuse<mistake::heads_do_not_divide, Layer, given<scalars<D>>>;
};

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
/// Options: Context<W>; ALiBi. Without options each step attends to all steps of a window, before and after it, and the
/// layer takes whole windows: x and y are (Batch, Steps, D), as from Input<Steps, D> or Unroll, and there is no state.
/// State: keys and values of the window in a ring, and a position: 2·W·D + 1 values of each stream. A step replaces the
/// oldest and moves nothing. A block of steps gives what its steps give but for the rounding of x·W_in and y, a few
/// units in the last place.
/// Backward: gradients flow through the steps of a pass; keys and values from before it are constants (as in
/// Transformer-XL). Keeps the ring at the beginning of each stream, and 4·D + Heads·W values of each row.
/// Cost: 8·D² + 4·W·D flops a step and Heads·W exponentials; backward 2 to 2.5 times that. A window that is not full
/// costs as much as the steps in it.
/// Misuse: neither Context nor a window → mistake::attention_without_context; Heads that do not divide D →
/// mistake::heads_do_not_divide; another option → mistake::not_an_option; two of a kind → mistake::option_given_twice;
/// neighbours whose shapes differ → mistake::shape_mismatch; an extent of 0 → mistake::zero_size.
/// Source: Vaswani et al., "Attention is all you need", NeurIPS (2017); Dai et al., "Transformer-XL", ACL (2019).
/// PyTorch: MultiheadAttention(D, Heads) with x as query, key and value and a mask of the window; tensors have its
/// names and shapes. Without options: MultiheadAttention(D, Heads, batch_first=True) without a mask.
template <std::size_t D, std::size_t Heads, class... Options> struct SelfAttention
    : _detail::attention<D, _detail::sound_heads<D, Heads>> {
  using input = shape<D>;
  using output = shape<D>;
  using fault = typename decltype(_detail::find_attention_fault<SelfAttention, D, Heads, Options...>())::type;

 private:
  static constexpr std::size_t heads = _detail::sound_heads<D, Heads>;
  using base = _detail::attention<D, heads>;
  using base::sums, base::width;
  static constexpr std::size_t W =
      _detail::max_of(std::size_t{1}, _detail::total_of({_detail::context_of<Options>..., std::size_t{}}));
  static constexpr bool biased = (std::is_same_v<Options, ALiBi> || ...);
  // The values of a stream: keys (values, slots), values (slots, values), position.
  static constexpr std::size_t ring = _detail::bounded_product(D, W), position = 2 * ring;

 public:
  static constexpr std::size_t multiply_adds = 4 * D * D + 2 * ring;
  static constexpr std::size_t state_values = 2 * ring + 1;

  static auto onnx(auto& graph, auto x) {
    constexpr auto& costs = slopes<double>;
    const auto y = graph.attend(graph.windows(x, input{}), heads, W,
                                biased ? std::span<const double>(costs) : std::span<const double>());
    return graph.rows(y, output{});
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
  // Forward keeps in scratch what it does not keep in the cache. Backward has there the gradients of `mixed` and of
  // `projected`, four rings of a stream and a gradient of scores.
  template <class Run> static constexpr std::size_t forward_scratch =
      (Run::training ? 0 : room<Run>(Run::batch * sums) + room<Run>(Run::batch * D) + room<Run>(heads * W)) +
      base::template forward_product<typename Run::scalar, Run::batch>;
  template <class Run> static constexpr std::size_t backward_scratch =
      room<Run>(Run::batch* D) + room<Run>(Run::batch* sums) +
      4 * room<Run>(ring) + room<Run>(W) + base::template backward_product<typename Run::scalar, Run::batch>;

 public:
  template <class Run>
  static constexpr std::size_t scratch = _detail::max_of(forward_scratch<Run>,
                                                         Run::training ? backward_scratch<Run> : 0);

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
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
    base::template project<T, Run::batch>(pass.parameters.data(), pass.x.data, z, product);
    steps(pass, z, shares, mixed);
    base::template put_out<T, Run::batch>(pass.parameters.data(), mixed, pass.y.data, product);
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    const T* const w = pass.parameters.data();
    T *const dmixed = pass.scratch, *const dz = dmixed + room<Run>(Run::batch * D),
             *const rings = dz + room<Run>(Run::batch * sums), *const ds = rings + 4 * room<Run>(ring),
             *const product = ds + room<Run>(W);
    base::template take_back<T, Run::batch>(w, pass.cache.mixed.data(), pass.dy.data, dmixed, pass.dparameters,
                                            product);
    for (std::size_t s = 0; s < Run::streams; ++s) steps_back(pass, s, dmixed, dz, rings, ds);
    base::template project_back<T, Run::batch, decltype(pass)::wants_dx>(w, pass.x.data, dz, pass.dx.data,
                                                                         pass.dparameters, product);
  }

 private:
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
    return {heads, width, W, _detail::min_of(step + 1, W), step % W, biased};
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
          q[i] *= base::template scale<T>;
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
        to[i] *= base::template scale<T>;
        to[D + i] = dkey;
        to[2 * D + i] = dvalue;
        dkey = dvalue = T(0);
      }
      if (t >= W) put_step(t - W);
      else put_first(sizes.newest);
    }
  }
};

/// Attention of each step of a window to all of its steps.
template <std::size_t D, std::size_t Heads> struct SelfAttention<D, Heads> {
  template <class In> using on = typename _detail::bind_window_attention<SelfAttention, D, Heads, In>::type;
};

}  // namespace sinew
