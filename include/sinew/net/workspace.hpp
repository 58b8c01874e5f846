#pragma once
/// \file
/// Workspace: what a net needs to run on a batch in addition to its parameters: inputs, outputs, values between layers,
/// and gradients.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/layer/pass_traits.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/net/batch.hpp>
#include <sinew/net/part_rows.hpp>
#include <sinew/net/stream.hpp>

namespace SINEW_NAMESPACE {

/// What a Workspace is for.
enum class Mode {
  inference,       ///< x and y, and two alternating buffers
  training,        ///< also every value that backward needs, and dy
  input_gradient,  ///< also dx, for nets trained through their input (actor-critic) and for checks
  inspection       ///< inference that keeps the output of every layer; no layers are fused
};

namespace _detail {
/// The passes of a net without the limit of the stack, for OneOf and AnyNet (deploy/type_erasure.hpp).
struct net_access;
/// The backward pass from the losses of several heads (train/heads.hpp).
struct heads_access;

constexpr bool trains(Mode m) noexcept { return m == Mode::training || m == Mode::input_gradient; }

/// The passes of Net in this mode.
template <class Net, Mode M> struct passes_of { using type = typename Net::layers; };
template <class Net> struct passes_of<Net, Mode::inspection> { using type = typename Net::layers::unfused; };
}  // namespace _detail

/// Memory for passes over Batch samples of Net, or over Batch sequences of Steps steps, side by side. No pass
/// allocates: the owner decides where the workspace is (Net::workspace_bytes gives its size, which may be large). A
/// workspace serves one pass at a time; threads that share a const net each need their own.
/// The rows of sequences are time-major: `w.x()[t * w.streams + s]` is step t of sequence s. To layers without state
/// they are a batch; layers with state (LSTM, …) go through the steps in order. A training workspace of 16 sequences
/// and 64 steps, through which gradients flow: `Workspace<Net, 16, Mode::training, 64>`.
/// Misuse: a batch of 0 or more than 2³⁰ → `mistake::wrong_batch_size`; something other than a net →
/// `mistake::not_a_net`.
template <class Net, std::size_t Batch, Mode M = Mode::inference, std::size_t Steps = 1> struct Workspace {
  /// The net that the workspace is for.
  using net = Net;
  /// The type of its values.
  using scalar = typename Net::scalar;
  /// The traits of its passes (layer/pass_traits.hpp).
  using run = _detail::pass_traits<scalar, Batch * Steps, 1, _detail::trains(M), M != Mode::inference, Steps>;
  static constexpr std::size_t batch = Batch * Steps,  ///< rows: the number of samples
      streams = Batch,                                 ///< sequences side by side
      steps = Steps;  ///< steps of each; row r is step r / streams of stream r % streams
  static constexpr std::size_t inputs = Net::input::size,  ///< scalars of a sample
      outputs = Net::output::size;                         ///< outputs of a sample

  /// Inputs, one row per sample: write them before forward.
  /// `w.x()[s] = sample` and `w.x() = batch` copy; bytes become byte / 255. `w.x()[s]` reads as a std::span.
  /// Misuse: another number or type of values → `mistake::wrong_values`.
  constexpr _detail::workspace_rows<scalar, batch, inputs, true> x() noexcept SINEW_LIFETIMEBOUND {
    return _detail::workspace_rows<scalar, batch, inputs, true>(x_.data());
  }
  /// The same for a const workspace, to read.
  /// Misuse: assigning → `mistake::values_are_read_only`; so for y() and dx().
  constexpr _detail::workspace_rows<const scalar, batch, inputs> x() const noexcept SINEW_LIFETIMEBOUND {
    return _detail::workspace_rows<const scalar, batch, inputs>(x_.data());
  }
  /// Outputs, one row per sample: read them after forward. A row converts to std::array.
  constexpr _detail::workspace_rows<const scalar, batch, outputs> y() const noexcept SINEW_LIFETIMEBOUND {
    return _detail::workspace_rows<const scalar, batch, outputs>(y_.data());
  }
  /// ∂L/∂y: write it before backward. `w.dy()[s] = gradient` and `w.dy() = gradients` copy.
  /// Misuse: in a workspace without training → `mistake::backward_needs_a_training_workspace`; another number or type
  /// of values → `mistake::wrong_values`.
  constexpr _detail::workspace_rows<scalar, batch, outputs> dy() noexcept SINEW_LIFETIMEBOUND {
    if constexpr (!_detail::trains(M))
      decltype(mistake::tell(mistake::of<mistake::backward_needs_a_training_workspace<Workspace>>)){};
    return _detail::workspace_rows<scalar, batch, outputs>(dy_.data());
  }
  /// ∂L/∂x: read it after backward.
  /// Misuse: without Mode::input_gradient → `mistake::dx_needs_an_input_gradient_workspace`.
  constexpr _detail::workspace_rows<const scalar, batch, inputs> dx() const noexcept SINEW_LIFETIMEBOUND {
    if constexpr (M != Mode::input_gradient)
      decltype(mistake::tell(mistake::of<mistake::dx_needs_an_input_gradient_workspace<Workspace>>)){};
    return _detail::workspace_rows<const scalar, batch, inputs>(dx_.data());
  }
  /// Input J of a net with several, one row per sample: `w.x<0>()[s] = image` copies, as w.x() does.
  /// Misuse: no input J → `mistake::no_such_head`; so for the heads below; otherwise as for x().
  template <std::size_t J> constexpr auto x() noexcept SINEW_LIFETIMEBOUND {
    return _detail::part_rows_of<J, scalar, batch, typename Net::input, true>(x_.data());
  }
  /// The outputs of head J.
  template <std::size_t J> constexpr auto y() const noexcept SINEW_LIFETIMEBOUND {
    return _detail::part_rows_of<J, const scalar, batch, typename Net::output>(y_.data());
  }
  /// ∂L/∂y of head J: write those of all heads before backward.
  template <std::size_t J> constexpr auto dy() noexcept SINEW_LIFETIMEBOUND {
    return _detail::part_rows_of<J, scalar, batch, typename Net::output>(dy().data);
  }
  /// ∂L/∂x of input J: read it after backward.
  template <std::size_t J> constexpr auto dx() const noexcept SINEW_LIFETIMEBOUND {
    return _detail::part_rows_of<J, const scalar, batch, typename Net::input>(dx().data);
  }
  /// Sets the number of samples in use, if fewer than `batch` are left. Layers that mix samples (BatchNorm) ignore the
  /// other rows. Those must hold finite values (such as a copy of a sample), and their dy must be 0.
  /// Precondition: 1 ≤ samples ≤ batch.
  constexpr void count(std::size_t samples) noexcept requires(_detail::trains(M)) {
    _detail::precondition(samples > 0 && samples <= batch,
                          "Workspace::count(samples): found {} sample{s}, expected 1 to {}, the batch", samples, batch);
    count_ = samples;
  }
  /// The number of samples in use.
  constexpr std::size_t count() const noexcept requires(_detail::trains(M)) { return count_; }
  /// The output of layer J in the last forward pass, indexed by (sample, feature) in the layout in which the layer ran.
  /// Misuse: an inference workspace → `mistake::output_of_a_layer_needs_a_training_workspace`; no layer J →
  /// `mistake::no_such_layer`; a layer computed together with the next one →
  /// `mistake::output_of_a_layer_fused_with_the_next`.
  template <std::size_t J> constexpr decltype(auto) output() const noexcept SINEW_LIFETIMEBOUND {
    if constexpr (M == Mode::inference) {
      decltype(mistake::tell(mistake::of<mistake::output_of_a_layer_needs_a_training_workspace<Workspace>>)){};
      return y();
    } else if constexpr (J >= layers::depth) {
      decltype(mistake::tell(
          mistake::of<mistake::no_such_layer<mistake::given<mistake::layer<J>>,
                                             mistake::expected<mistake::at_most<mistake::layer<layers::depth - 1>>>>>,
          mistake::of<Net>)){};
      return y();
    } else if constexpr (requires { requires layers::template fused_with_next<J>; }) {
      decltype(mistake::tell(
          mistake::of<
              mistake::output_of_a_layer_fused_with_the_next<mistake::layer<J>, typename Net::layers::template at<J>>>,
          mistake::of<Workspace>)){};
      return y();
    } else {
      // const, because assigning to a temporary view would change no value
      using View = const decltype(layers::template output_of<J, run>(cache_, x_.data(), y_.data()));
      return View(layers::template output_of<J, run>(cache_, x_.data(), y_.data()));
    }
  }

 private:
  using layers = typename _detail::passes_of<Net, M>::type;
  template <class, class...> friend struct BasicNet;
  static constexpr bool wants_dx = M == Mode::input_gradient;
  static constexpr bool has_dx = wants_dx || (M == Mode::training && layers::writes_unwanted_dx);

  constexpr Stream<Net, Batch>& rest() noexcept {
    rest_.reset();
    return rest_;
  }

  alignas(_detail::line_bytes) std::array<scalar, batch * inputs> x_{};
  // One sample's are what net(x, w) returns a reference to.
  alignas(_detail::line_bytes)
      std::conditional_t<batch == 1, typename Net::Output, std::array<scalar, batch * outputs>> y_{};
  alignas(_detail::line_bytes) std::array<scalar, _detail::trains(M) ? batch * outputs : 0> dy_{};
  alignas(_detail::line_bytes) std::array<scalar, has_dx ? batch * inputs : 0> dx_{};
  alignas(_detail::line_bytes) std::array<scalar, layers::template scratch<run>> scratch_{};
  [[no_unique_address]] _detail::cache_of<layers, run> cache_{};
  [[no_unique_address]] Stream<Net, Batch> rest_{};  // what a pass without a stream begins with
  struct all {
    constexpr operator std::size_t() const noexcept { return batch; }
  };
  [[no_unique_address]] std::conditional_t<_detail::trains(M), std::size_t, all> count_ = all{};
};

/// Reports a bad net or batch size. A sound workspace as second base class prevents further errors.
template <class Net, std::size_t Batch, Mode M, std::size_t Steps>
requires(!_detail::is_net<Net> || !_detail::sound_batch<Batch * Steps>) struct Workspace<Net, Batch, M, Steps>
    : decltype(mistake::tell(mistake::of<typename _detail::batch_mistake_of<Net, Batch * Steps>::type>)),
      Workspace<std::conditional_t<_detail::is_net<Net>, Net, BasicNet<float, Input<1>>>, 1, M> {
};

}  // namespace sinew
