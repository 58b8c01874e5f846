#pragma once
/// \file
/// gradient_error: compares the gradients of a net, a layer, an activation or a loss with numeric slopes. It finds
/// mistakes in a `backward`, a `derivative` or a loss of your own.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/activation/log_softmax.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/layer/embedding.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/net/initialize.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/step.hpp>
#include <sinew/diagnose/gradient_check.hpp>
#include <sinew/diagnose/numeric_slope.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The number of indices that an input takes if the layers begin with an Embedding; 0: inputs are numbers.
template <class L> inline constexpr std::size_t vocabulary_of = 0;
template <std::size_t Vocabulary, std::size_t D> inline constexpr std::size_t vocabulary_of<Embedding<Vocabulary, D>> =
    Vocabulary;
template <class L> consteval std::size_t leading_vocabulary() {
  if constexpr (HasParts<L>) {
    if constexpr (L::depth > 1 && std::is_same_v<typename L::template at<0>, Input<1>>)
      return _detail::leading_vocabulary<typename L::template at<1>>();
    else return _detail::leading_vocabulary<typename L::template at<0>>();
  } else return vocabulary_of<L>;
}

/// What targets look like.
enum class target_kind { numbers, signed_parts, probabilities, distributions, one_class, labels, signed_labels };
template <class Net, class LossType> consteval target_kind kind_of_random_targets() {
  using A = typename Net::activation;
  if constexpr (_detail::is_classification<LossType>()) {
    if constexpr (_detail::normalizes_outputs<LossType>()) return target_kind::one_class;
    else if constexpr (std::is_same_v<A, Tanh>) return target_kind::signed_labels;
    else return target_kind::labels;
  } else if constexpr (std::is_same_v<A, Softmax>) return target_kind::distributions;
  else if constexpr (std::is_same_v<A, Sigmoid>) return target_kind::probabilities;
  else if constexpr (std::is_same_v<A, Tanh>) return target_kind::signed_parts;
  else return target_kind::numbers;
}
/// Writes random targets for rows of n outputs.
inline void draw_targets(target_kind kind, std::span<double> t, std::size_t n, Engine& engine) {
  for (double& v : t) switch (kind) {
      case target_kind::signed_parts:
        v = uniform(engine, -1.0, 1.0);
        break;
      case target_kind::probabilities:
      case target_kind::distributions:
        v = uniform(engine, 0.05, 0.95);
        break;
      case target_kind::labels:
        v = static_cast<double>(uniform_index(engine, 2));
        break;
      case target_kind::signed_labels:
        v = uniform_index(engine, 2) == 0 ? -1 : 1;
        break;
      case target_kind::one_class:
        v = 0;
        break;
      case target_kind::numbers:
        v = normal<double>(engine);
        break;
    }
  for (std::size_t row = 0; row < t.size(); row += n) {
    double mass = 0;
    for (std::size_t i = 0; i < n; ++i) mass += t[row + i];
    if (kind == target_kind::distributions)
      for (std::size_t i = 0; i < n; ++i) t[row + i] /= mass;
    if (kind == target_kind::one_class) t[row + uniform_index(engine, n)] = 1;
  }
}

/// The element of a tensor with the given number in PyTorch's order.
inline std::vector<std::size_t> index_of_element(std::span<const std::size_t> extents, std::size_t element) {
  std::vector<std::size_t> place(extents.size(), 0);
  for (std::size_t k = extents.size(); k-- > 0; element /= extents[k]) place[k] = element % extents[k];
  return place;
}

/// A derivative that is compared: the number it belongs to, and its place.
struct checked_slope {
  double *value, analytic, numeric;
  std::size_t tensor, element;  // tensor: an index of the list; its size for the inputs
};

/// Chooses at most `most` of n elements: the first, the last, and one at random of each of as many parts.
template <class F> void choose_elements(std::size_t n, std::size_t most, Engine& engine, F&& take) {
  if (most == 0 || n <= most) {
    for (std::size_t i = 0; i < n; ++i) take(i);
    return;
  }
  for (std::size_t k = 0; k < most; ++k) {
    const std::size_t begin = n / most * k + n % most * k / most, next = k + 1,
                      end = n / most * next + n % most * next / most;
    take(k == 0 ? 0 : next == most ? n - 1 : begin + uniform_index(engine, end - begin));
  }
}

/// What gradient_error() does once the net and the loss are a function of numbers.
struct gradient_subject : slope_objective {
  std::span<double> parameters, x;
  std::span<const double> gradient, dx;
  std::span<const TensorDescription> tensors;
  std::span<const std::string_view> layer_names;
  std::span<const std::size_t> layer_begins;
  std::size_t inputs = 0;  // of a row

  GradientCheck compare(const GradientCheckOptions& options, Engine& engine) {
    std::vector<checked_slope> all;
    for (std::size_t t = 0; t < tensors.size(); ++t) {
      if (tensors[t].buffer) continue;
      _detail::choose_elements(tensors[t].size(), options.samples, engine, [&](std::size_t element) {
        std::size_t at = tensors[t].offset, k = 0;
        for (const std::size_t i : _detail::index_of_element(tensors[t].extents, element))
          at += i * tensors[t].strides[k++];
        all.push_back({&parameters[at], gradient[at], 0, t, element});
      });
    }
    if (options.check_inputs)
      _detail::choose_elements(x.size(), options.samples, engine, [&](std::size_t i) {
        all.push_back({&x[i], dx[i], 0, tensors.size(), i});
      });
    GradientCheck result;
    for (checked_slope& one : all) {
      one.numeric = _detail::central_slope(*this, *one.value, options.step);
      if (slope_size(one.numeric) > result.scale) result.scale = slope_size(one.numeric);
    }
    const double smallest = (std::numeric_limits<double>::min)();
    const double floor = result.scale > 100 * smallest ? result.scale / 100 : smallest;
    for (checked_slope& one : all) {
      const slope_comparison found =
          _detail::compare_slope(*this, *one.value, one.analytic, one.numeric, options.step, floor);
      ++result.compared;
      result.kinks += found.kink ? 1u : 0u;
      const bool of_input = one.tensor == tensors.size();
      const auto worse = [&](double than) {
        return !_detail::is_nan(than) && (_detail::is_nan(found.off) || found.off > than);
      };
      double& of_its_kind = of_input ? result.inputs : result.parameters;
      if (worse(of_its_kind)) of_its_kind = found.off;
      if (result.compared > 1 && !worse(result.largest)) continue;
      result.largest = found.off;
      result.backward = one.analytic;
      result.numeric = found.numeric;
      result.layer = of_input ? no_layer : layer_of(tensors[one.tensor].offset);
      result.tensor = of_input ? "x" : std::string(tensors[one.tensor].name);
      result.index = of_input ? std::vector<std::size_t>{one.element / inputs, one.element % inputs}
                              : _detail::index_of_element(tensors[one.tensor].extents, one.element);
    }
    result.text = describe(result);
    return result;
  }

 private:
  std::size_t layer_of(std::size_t position) const {
    std::size_t found = 0;
    for (std::size_t i = 0; i < layer_begins.size(); ++i)
      if (layer_begins[i] <= position) found = i;
    return found;
  }
  std::string describe(const GradientCheck& result) const {
    if (result.compared == 0) return "no derivative was compared: the net has neither parameters nor numbers as inputs";
    std::string text = std::to_string(result.compared) + " derivatives compared";
    if (result.kinks > 0) text += ", " + std::to_string(result.kinks) + " of them at kinks";
    if (!(result.scale > 0) && !(result.largest > 0)) return text + ": all are 0, so nothing was tested";
    text += ": the largest relative error is " + _detail::significant(result.largest) + ", of ";
    if (result.layer == no_layer) text += "∂L/∂x";
    else {
      text += "layer " + std::to_string(result.layer) + ", ";
      text.append(layer_names[result.layer]).append(", ").append(result.tensor);
    }
    for (std::size_t i = 0; i < result.index.size(); ++i)
      text += (i == 0 ? "[" : ", ") + std::to_string(result.index[i]);
    if (!result.index.empty()) text += "]";
    return text + ": backward gives " + _detail::significant(result.backward, 9) + ", the numeric slope is " +
           _detail::significant(result.numeric, 9);
  }
};

/// The position at which the parameters of each layer begin, and the layers' names.
template <class Net> struct layer_places;
template <class T, class... L> struct layer_places<BasicNet<T, L...>> {
  static constexpr std::array<std::string_view, sizeof...(L)> names{type_name<L>...};
  static constexpr std::array<std::size_t, sizeof...(L)> begins = [] {
    std::array<std::size_t, sizeof...(L)> all{};
    for (std::size_t i = 0; i < sizeof...(L); ++i) all[i] = BasicNet<T, L...>::layers::slice[i];
    return all;
  }();
};

/// A net over double, its workspace, and a loss.
template <class Net, class LossType, std::size_t Batch, std::size_t Steps> struct gradient_subject_of final
    : gradient_subject {
  static constexpr std::size_t rows = Batch * Steps, in = Net::input::size, out = Net::output::size;
  Net net;
  Workspace<Net, Batch, Mode::input_gradient, Steps> w;
  typename Net::Parameters sum{};
  std::array<double, rows * out> t{};
  const LossType* loss = nullptr;
  std::uint64_t seed = 0;
  decltype(Net::buffers) buffers{};

  // Not `net{given}`: a net that is too large for the stack is converted in place.
  template <class Given> explicit gradient_subject_of(const Given& given) : net(given) {}

  /// Everything is written here and nothing on the stack.
  void prepare(const LossType& of, std::uint64_t number, const GradientCheckOptions& options, Engine& engine) {
    loss = &of;
    seed = number;
    bool fresh = true;
    for (const double p : net.parameters) fresh = fresh && _detail::equals(p, 0.0);
    if (fresh) initialize(net, engine);
    for (const TensorDescription& tensor : tensors_of<Net>)
      if (!tensor.buffer)
        tensor.each_position([&](std::size_t at) {
          if (_detail::equals(net.parameters[at], 0.0)) net.parameters[at] = uniform(engine, -0.5, 0.5);
        });
    buffers = net.buffers;
    parameters = net.parameters;
    gradient = sum;
    tensors = tensors_of<Net>;
    layer_names = layer_places<Net>::names;
    layer_begins = layer_places<Net>::begins;
    inputs = in;
    x = {w.x().data, rows * in};
    dx = {w.dx().data, rows * in};
    constexpr std::size_t vocabulary = _detail::leading_vocabulary<typename Net::layers>();
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!options.inputs.empty()) x[i] = options.inputs[i];
      else if constexpr (vocabulary > 0) x[i] = static_cast<double>(uniform_index(engine, vocabulary));
      else x[i] = normal<double>(engine);
    }
    if (options.targets.empty())
      _detail::draw_targets(_detail::kind_of_random_targets<Net, LossType>(), t, out, engine);
    else
      for (std::size_t i = 0; i < t.size(); ++i) t[i] = options.targets[i];
    // The pass that counts is the second one. The first, of the rows in another order, leaves other values in the
    // workspace, so that a backward is found that does not write all of dx, or adds to it. A sum that does not begin at
    // 0 finds one that overwrites the sink's memory.
    rotate_rows(1);
    backward();
    rotate_rows(rows - 1);
    sum.fill(1.0);
    backward();
    for (double& g : sum) g -= 1;
  }
  long double objective() override { return static_cast<long double>(forward()); }

 private:
  double forward() {
    net.buffers = buffers;
    if constexpr (Net::layers::random)
      return forward_loss(net, w, std::span<const double>(t), rows, *loss, Engine(seed));
    else return forward_loss(net, w, std::span<const double>(t), rows, *loss);
  }
  void backward() {
    forward();
    backward_loss<LossType>(net, w, accumulate(sum.data()));
  }
  void rotate_rows(std::size_t by) {
    for (std::size_t k = 0; k < by; ++k)
      for (std::size_t i = in; i < x.size(); ++i) std::swap(x[i], x[i - in]);
  }
};

[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_check_data(const char* what, std::size_t found,
                                                                     std::size_t rows, std::size_t width) {
  fail(data_error(message("gradient_error: found %zu %s, expected %zu: %zu of %s", found, what, rows * width, width,
                          counted(rows, "row").text)
                      .text,
                  0));
}

/// Why a net and a loss cannot be checked, or `nothing`.
template <class Net, class LossType, std::size_t Batch, std::size_t Steps> consteval auto find_check_mistake() {
  using Layers = typename Net::layers;
  if constexpr (!std::is_same_v<batch_mistake<Batch * Steps>, nothing>)
    return std::type_identity<batch_mistake<Batch * Steps>>{};
  else if constexpr (!std::is_same_v<loss_mistake_of<Net, LossType>, nothing>)
    return std::type_identity<loss_mistake_of<Net, LossType>>{};
  else if constexpr (!std::is_same_v<typename Layers::no_gradient, nothing>)
    return std::type_identity<typename Layers::no_gradient>{};
  else if constexpr (Batch * Steps == 1 && !std::is_same_v<no_single_sample_of<Layers>, nothing>)
    return std::type_identity<no_single_sample_of<Layers>>{};
  else return std::type_identity<nothing>{};
}

/// The layer between an Input of its shape and the outputs.
template <class Layer, class Shape> struct net_of_layer;
template <class Layer, std::size_t... D> struct net_of_layer<Layer, shape<D...>> {
  using type = BasicNet<double, Input<D...>, Layer>;
};

/// The steps of a sequence by which a net is checked: several, if they have something to do with each other in a layer.
template <class Net> consteval std::size_t check_steps() { return Net::layers::timed ? 4 : 1; }

}  // namespace _detail

/// Compares the gradients that a net computes with numeric slopes, in double. One line tests a layer, an activation or
/// a loss of your own:
///
///     GradientCheck c = gradient_error(net, mine::Loss{}, /*seed*/ 1);
///     if (!c.ok()) std::puts(c.text.c_str());      // "… layer 1, mine::PReLU, 1.weight[3]: backward gives …"
///
/// It computes L for a batch of random inputs and targets, ∂L/∂parameters and ∂L/∂x by the backward pass, and for each
/// of them n = (L(v + h) − L(v − h)) / 2h. The relative error of a derivative a is
///
///     |a − n| / max(|a|, |n|, G/100),   G the largest |n| of all
///
/// because rounding of L, not of n, limits n: slopes far below G count relative to G/100. Right gradients have errors
/// of 10⁻⁶ at most, and wrong ones of 10⁻³ to 1.
/// Parameters:
/// `net` of any scalar; it is not changed. Those of its parameters that are 0 (biases, or all of a net that was not
/// initialized) are replaced by random numbers first, because a derivative at 0 hides mistakes.
/// `loss` as for fit(). Targets are classes for a loss that classifies, and within the reach of Sigmoid, Softmax or
/// Tanh outputs; for other losses with targets of their own, give `options.targets`.
/// `Batch` samples; layers with a state (LSTM, …) are compared over `Steps` steps from rest, 4 by default.
/// Dropout draws the same in each pass, BatchNorm takes the statistics of the batch, as in training. Where the
/// derivative jumps (ReLU at 0, MaxPool with two equal values), differences across the kink are repeated with shorter
/// steps, and at the kink itself any derivative between those of both sides is right; `kinks` counts these.
/// It also finds a backward that adds to dx or leaves a part of it as it was, and a layer with gradients_once that
/// overwrites the gradient instead of giving it to the sink. At most `options.samples` derivatives of each tensor are
/// compared, among them the first and the last.
/// Cost: two forward passes per derivative; allocates a workspace and two nets of doubles on the heap.
/// Errors: option_error for a step that is not greater than 0, or a loss with a bad number; data_error for inputs or
/// targets of another number.
/// Misuse: a pair of net and loss that do not fit, a net without gradient, a bad batch → as fit(); something other than
/// a net → `mistake::not_a_net`.
/// PyTorch: torch.autograd.gradcheck.
template <std::size_t Batch = 5, std::size_t Steps = 0, class T, class... L, class LossType>
[[nodiscard]] GradientCheck gradient_error(const BasicNet<T, L...>& net, const LossType& loss, std::uint64_t seed = 1,
                                           const GradientCheckOptions& options = {}) {
  using Net = BasicNet<double, L...>;
  constexpr std::size_t steps = Steps == 0 ? _detail::check_steps<Net>() : Steps, rows = Batch * steps;
  using Mistake = typename decltype(_detail::find_check_mistake<Net, LossType, Batch, steps>())::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<BasicNet<T, L...>>)){};
    return {};
  } else {
    if (!(options.step > 0))
      _detail::fail(option_error(
          _detail::message("gradient_error: step is %g, expected a number greater than 0", options.step).text));
    _detail::check_loss(loss, "gradient_error");
    if (!options.inputs.empty() && options.inputs.size() != rows * Net::input::size)
      _detail::refuse_check_data("numbers as inputs", options.inputs.size(), rows, Net::input::size);
    if (!options.targets.empty() && options.targets.size() != rows * Net::output::size)
      _detail::refuse_check_data("numbers as targets", options.targets.size(), rows, Net::output::size);
    const auto subject = std::make_unique<_detail::gradient_subject_of<Net, LossType, Batch, steps>>(net);
    Engine engine(seed);
    subject->prepare(loss, seed, options, engine);
    GradientCheckOptions chosen = options;
    if constexpr (_detail::leading_vocabulary<typename Net::layers>() > 0) chosen.check_inputs = false;
    return subject->compare(chosen, engine);
  }
}

/// The same for a single layer of an input shape, in a line:
///
///     gradient_error<mine::PReLU, shape<6>>(1).ok()
///     gradient_error<Activate<mine::Bump>, shape<8>>(1).ok()           // an activation
///
/// The loss is MSE of random targets, so that each output has another ∂L/∂y.
template <class Layer, class Shape, std::size_t Batch = 5, std::size_t Steps = 0>
[[nodiscard]] GradientCheck gradient_error(std::uint64_t seed = 1, const GradientCheckOptions& options = {}) {
  using Net = typename _detail::net_of_layer<Layer, Shape>::type;
  const auto net = std::make_unique<Net>();
  return gradient_error<Batch, Steps>(*net, MSE{}, seed, options);
}

/// Catches an argument that is not a net.
template <std::size_t Batch = 5, std::size_t Steps = 0, class What, class... Rest>
requires(!_detail::is_net<What> && !std::is_arithmetic_v<What>) GradientCheck
    gradient_error(const What&, const Rest&...) {
  decltype(mistake::tell(mistake::of<mistake::not_a_net<What>>)){};
  return {};
}

}  // namespace sinew
