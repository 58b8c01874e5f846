#pragma once
/// \file
/// evaluate, accuracy, confusion_matrix: measure a net on data.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/constexpr_vector.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/memory/sample_of_parts.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/losses.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/confusion_matrix.hpp>
#include <sinew/train/head.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/metric.hpp>
#include <sinew/train/metric_values.hpp>
#include <sinew/train/target.hpp>

namespace SINEW_NAMESPACE {

/// The figures that evaluate() returns.
struct Evaluation {
  /// mean over the samples; NaN if that of any sample is. With class weights or weights of samples it is the weighted
  /// mean of all (loss/weighted_loss.hpp, data/weighted.hpp)
  double loss = not_measured;
  /// the fraction of right answers: see accuracy(); NaN if the outputs are numbers, and if any of them is NaN
  double accuracy = not_measured;
  MetricValues metrics{};  ///< of the metrics given to evaluate()
};

/// The figures of a net with Heads.
template <std::size_t Count> struct HeadsEvaluation : Evaluation {
  /// Those of each head, its loss without its weight. `loss` is the weighted sum, `accuracy` the fraction of right
  /// answers among those of all heads that classify.
  std::array<Evaluation, Count> heads{};
};

namespace _detail {

/// What the outputs of a net answer, as far as accuracy is concerned.
enum class answer {
  numbers,     ///< nothing that is right or wrong: accuracy is not defined
  yes_or_no,   ///< one output with a threshold: class 0 or 1
  one_class,   ///< several outputs, of which the largest names the class
  many_labels  ///< several outputs with a threshold, each the answer to a question of its own
};
/// The kind of answer that Net gives to Target. The loss L decides where types of outputs and targets leave it open,
/// and may be `nothing`.
///     several outputs, class indices as targets                     one class
///     several outputs, Softmax, or a loss over all classes          one class
///     several outputs between 0 and 1, or a yes/no loss; arrays     many labels
///     one output between 0 and 1, or a yes/no loss                  yes or no
///     one output with a threshold of 0, class indices as targets    yes or no (a line that a loss of numbers fits to
///                                                                   them is none: 0 is no border there)
///     all others                                                    numbers
template <class Net, class L, class Target> inline constexpr answer answer_of = [] {
  using Activation = typename Net::activation;
  constexpr bool indices = ClassIndex<Target>, classifies = is_classification<L>();
  if constexpr (Net::output::size > 1) {
    if (indices || RowActivation<Activation> || (classifies && !judges_outputs_singly<L>)) return answer::one_class;
    if constexpr (requires { Activation::decision; })
      if (classifies || !_detail::equals(Activation::decision, 0)) return answer::many_labels;
  } else if constexpr (requires { Activation::decision; }) {
    if (classifies || !_detail::equals(Activation::decision, 0)) return answer::yes_or_no;
    if (indices && (std::is_same_v<L, nothing> || !std::is_same_v<Activation, Identity>)) return answer::yes_or_no;
  }
  return answer::numbers;
}();
/// How many answers a sample holds: one per label, else 1; of Heads, those of all that classify.
template <class Net, class L, class Target> inline constexpr std::size_t answers_a_sample =
    answer_of<Net, L, Target> == answer::numbers       ? 0
    : answer_of<Net, L, Target> == answer::many_labels ? Net::output::size
                                                       : 1;
template <class Net, class... L, class Target>
requires has_heads<Net>
inline constexpr std::size_t answers_a_sample<Net, Losses<L...>, Target> =
    []<std::size_t... J>(std::index_sequence<J...>) {
  return (answers_a_sample<head_net<Net, J>, L, tuple_element_of<J, Target>> + ...);
}
(std::index_sequence_for<L...>{});
/// Whether accuracy is defined.
template <class Net, class L, class Target> inline constexpr bool measures_accuracy =
    answers_a_sample<Net, L, Target> > 0;
/// How many of them the outputs y give right.
template <class Net, class L, class Target>
constexpr std::size_t right_answers(const typename Net::scalar* y, const Target& target) noexcept {
  using T = typename Net::scalar;
  using Activation = typename Net::activation;
  constexpr std::size_t out = Net::output::size;
  if constexpr (has_heads<Net>) {
    std::size_t right = 0;
    _detail::each_head<Net>([&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
      using Head = head_net<Net, J>;
      using Own = loss_of_head<J, L>;
      if constexpr (measures_accuracy<Head, Own, tuple_element_of<J, Target>>)
        right += _detail::right_answers<Head, Own>(y + head_begin<Net, J>, _detail::element_of_tuple<J>(target));
    });
    return right;
  } else if constexpr (answer_of<Net, L, Target> == answer::many_labels) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < out; ++i)
      right += predicted_class<Activation, 1>(y + i) ==
               class_of_number<Activation, T>(_detail::target_number<T>(_detail::plain(target), i));
    return right;
  } else return predicted_class<Activation, out>(y) == class_of<Activation, T, out>(target);
}

/// The same for metrics.
template <class Net, class L, class Target> constexpr Answers answers_of() noexcept {
  using Activation = typename Net::activation;
  Answers answers{.one_class = answer_of<Net, L, Target> == answer::one_class};
  if constexpr (requires { Activation::decision; }) answers.output_border = static_cast<double>(Activation::decision);
  if constexpr (requires { Activation::class_0; }) answers.target_border = (Activation::class_0 + 1) / 2.0;
  return answers;
}
/// The first mistake in metrics for Net; `nothing` if there is none. Arguments that are no metrics are none.
template <class Net, class L, class Target, class M> consteval auto metric_mistake() {
  using T = typename Net::scalar;
  using What = std::remove_cvref_t<M>;
  if constexpr (is_metric<M, T>) {
    constexpr bool one = requires { requires What::needs_one_class; };
    constexpr bool any = one || requires { requires What::needs_classes; };
    constexpr answer kind = answer_of<Net, L, Target>;
    if constexpr (any && kind == answer::numbers)
      return std::type_identity<mistake::metric_needs_classes<What, given<Target>>>{};
    else if constexpr (one && kind != answer::one_class)
      return std::type_identity<mistake::metric_needs_one_class<What, given<Target>>>{};
    else return std::type_identity<nothing>{};
  } else if constexpr (MeantAsMetric<M>)
    return std::type_identity<mistake::not_a_metric<std::remove_reference_t<M>, expected<std::span<const T>>>>{};
  else return std::type_identity<nothing>{};
}
template <class T, class... Given> using count_mistake_of =
    std::conditional_t<(MetricValues::capacity < metrics_among<T, Given...>),
                       mistake::too_many_metrics<metrics_among<T, Given...>, MetricValues::capacity>, nothing>;
template <class Net, class L, class Target, class... Given> using metrics_mistake_of =
    typename first_of<typename decltype(_detail::metric_mistake<Net, L, Target, Given>())::type...,
                      count_mistake_of<typename Net::scalar, Given...>>::type;
/// The same, `nothing` without metrics or where targets or hooks are wrong in another way.
template <class Net, class L, class Target, class... Given> consteval auto metric_hooks_mistake() {
  if constexpr (metrics_among<typename Net::scalar, Given...> == 0 && !(false || ... || MeantAsMetric<Given>))
    return std::type_identity<nothing>{};
  else if constexpr (has_heads<Net>)
    return std::type_identity<typename first_of<
        std::conditional_t<is_metric<Given, typename Net::scalar> || MeantAsMetric<Given>,
                           mistake::metric_of_several_outputs<std::remove_cvref_t<Given>>, nothing>...>::type>{};
  else if constexpr (std::is_same_v<Target, nothing> || !Loss<L>) return std::type_identity<nothing>{};
  else return std::type_identity<metrics_mistake_of<Net, L, Target, Given...>>{};
}
template <class Net, class L, class Target, class... Given> using metric_hooks_mistake_of =
    typename decltype(_detail::metric_hooks_mistake<Net, L, Target, Given...>())::type;
/// The same for evaluate(), all of whose further arguments are metrics.
template <class Net, class L, class Target, class... Given> consteval auto evaluated_metrics_mistake() {
  using T = typename Net::scalar;
  using NoMetric = typename first_of<
      std::conditional_t<is_metric<Given, T>, nothing,
                         mistake::not_a_metric<std::remove_reference_t<Given>, expected<std::span<const T>>>>...>::type;
  if constexpr (!std::is_same_v<NoMetric, nothing>) return std::type_identity<NoMetric>{};
  else return std::type_identity<metric_hooks_mistake_of<Net, L, Target, Given...>>{};
}
template <class W> inline constexpr bool is_a_workspace = false;
template <class Net, std::size_t B, Mode M, std::size_t S>
inline constexpr bool is_a_workspace<Workspace<Net, B, M, S>> = true;

/// Runs a forward pass on each block of the data, and calls f(first sample, count) after it.
template <class W, class Net, class Input, class Target, class F>
constexpr void each_block_of(Net& net, W& w, DataView<Input, Target> data, F f) {
  constexpr std::size_t in = Net::input::size;
  const std::size_t all = data.size();
  const Input* const inputs = data.inputs.data();
  typename Net::scalar* const x = w.x().data;
  for (std::size_t at = 0; at < all; at += W::batch) {
    const std::size_t count = min_of(W::batch, all - at);
    for (std::size_t s = 0; s < count; ++s)
      read_input<typename Net::scalar, typename Net::input>(inputs[at + s], x + s * in);
    net.forward(w);
    f(at, count);
  }
}

/// Whether none of the outputs is NaN, which stands for no class.
template <class T> constexpr bool are_answers(const T* y, std::size_t count) noexcept {
  bool all = true;
  for (std::size_t i = 0; i < count; ++i) all = all && !_detail::is_nan(y[i]);
  return all;
}
[[noreturn, gnu::cold, gnu::noinline]] inline void outputs_are_nan(const char* what, std::size_t sample) {
  fail(data_error(message("%s: the outputs for sample %zu are NaN, which is no class", what, sample).text, sample));
}

/// The loop of evaluate() for a net with Heads, in the caller's memory: the figures of all heads and of each.
template <class W, class Targets, class Net, class... L, class Input, class Target, class... Hooks>
constexpr HeadsEvaluation<sizeof...(L)> evaluate_in(W& w, Targets& t, Net& net, DataView<Input, Target> data,
                                                    const Losses<L...>& losses, Hooks&...) {
  using T = typename Net::scalar;
  constexpr std::size_t out = Net::output::size, heads = sizeof...(L);
  const Target* const targets = data.targets.data();
  const T* const y = w.y().data;
  T* const wanted = t.data();
  HeadsEvaluation<heads> all;
  std::array<head_loss, heads> each{};
  std::array<double, heads> hits{}, answers{};
  std::array<bool, heads> counts{};
  for (bool& one : counts) one = true;
  _detail::each_block_of(net, w, data, [&](std::size_t at, std::size_t count) {
    for (std::size_t s = 0; s < count; ++s) {
      const Target& target = targets[at + s];
      _detail::write_target_for<Net>(target, wanted + s * out);
      _detail::each_head<Net>([&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
        using Head = head_net<Net, J>;
        using Own = loss_of_head<J, Losses<L...>>;
        using Wanted = tuple_element_of<J, Target>;
        if constexpr (measures_accuracy<Head, Own, Wanted>) {
          const T* const own = y + s * out + head_begin<Net, J>;
          counts[J] = counts[J] && _detail::are_answers(own, Head::output::size);
          hits[J] += static_cast<double>(_detail::right_answers<Head, Own>(own, _detail::element_of_tuple<J>(target)));
          answers[J] += static_cast<double>(answers_a_sample<Head, Own, Wanted>);
        }
      });
    }
    _detail::differentiate_heads<typename Net::output>(losses, y, wanted, static_cast<T*>(nullptr), count, each.data());
  });
  double loss = 0, right = 0, asked = 0;
  for (std::size_t j = 0; j < heads; ++j) {
    all.heads[j].loss = each[j].mean / each[j].divisor;
    loss += losses.weights[j] * all.heads[j].loss;
    if (answers[j] > 0) all.heads[j].accuracy = counts[j] ? hits[j] / answers[j] : not_measured;
    right += counts[j] ? hits[j] : not_measured;
    asked += answers[j];
  }
  all.loss = loss;
  if (asked > 0) all.accuracy = right / asked;
  return all;
}

/// The loop of evaluate(), in the caller's memory; fit() runs it after every epoch. `metrics` may be other hooks, too.
template <class W, class Targets, class Net, class L, class Input, class Target, class... Metrics>
constexpr Evaluation evaluate_in(W& w, Targets& t, Net& net, DataView<Input, Target> data, const L& loss,
                                 Metrics&... metrics) {
  using T = typename Net::scalar;
  constexpr std::size_t out = Net::output::size;
  const Target* const targets = data.targets.data();
  const T* const y = w.y().data;
  T* const wanted = t.data();
  double total = 0, mean_over = 0;
  std::size_t hits = 0;
  bool counts = measures_accuracy<Net, L, Target>;
  (_detail::begin_metric<T>(metrics, _detail::answers_of<Net, L, Target>()), ...);
  _detail::each_block_of(net, w, data, [&](std::size_t at, std::size_t count) {
    if constexpr (measures_accuracy<Net, L, Target>) counts = counts && _detail::are_answers(y, count * out);
    for (std::size_t s = 0; s < count; ++s) {
      _detail::write_target_for<Net>(targets[at + s], wanted + s * out);
      if constexpr (measures_accuracy<Net, L, Target>)
        hits += _detail::right_answers<Net, L>(y + s * out, targets[at + s]);
      (_detail::add_to_metric<T>(metrics, {y + s * out, out}, {wanted + s * out, out}), ...);
    }
    const T divisor = _detail::count_of<out>(loss, wanted, count);
    total += static_cast<double>(_detail::differentiate_part<out>(loss, y, wanted, static_cast<T*>(nullptr), count,
                                                                  divisor, targets + at)) *
             static_cast<double>(divisor);
    mean_over += static_cast<double>(divisor);
  });
  const double n = static_cast<double>(data.size()),
               answers = n * static_cast<double>(answers_a_sample<Net, L, Target>);
  Evaluation found{total / mean_over, counts ? static_cast<double>(hits) / answers : not_measured};
  if constexpr (0 < metrics_among<T, Metrics...>) found.metrics = _detail::values_of<T>(metrics...);
  return found;
}

/// The same for samples on demand.
template <class W, class Targets, class Net, class L, class Source, class... Metrics>
constexpr Evaluation evaluate_in(W& w, Targets& t, Net& net, OnDemand<Source> data, const L& loss,
                                 Metrics&... metrics) {
  using T = typename Net::scalar;
  using Target = target_in<Net, OnDemand<Source>>;
  constexpr std::size_t in = Net::input::size, out = Net::output::size;
  const T* const y = w.y().data;
  T* const x = w.x().data;
  T* const wanted = t.data();
  const std::size_t all = data.size();
  double total = 0, mean_over = 0;
  std::size_t hits = 0;
  bool counts = measures_accuracy<Net, L, Target>;
  (_detail::begin_metric<T>(metrics, _detail::answers_of<Net, L, Target>()), ...);
  for (std::size_t at = 0; at < all; at += W::batch) {
    const std::size_t count = min_of(W::batch, all - at);
    for (std::size_t s = 0; s < count; ++s)
      _detail::read_on_demand<Net>(*data.source, at + s, x + s * in, wanted + s * out);
    net.forward(w);
    counts = counts && _detail::are_answers(y, count * out);
    for (std::size_t s = 0; s < count; ++s) {
      if constexpr (measures_accuracy<Net, L, Target>)
        hits += _detail::right_answers<Net, L>(y + s * out, _detail::target_in_row<Target>(wanted + s * out));
      (_detail::add_to_metric<T>(metrics, {y + s * out, out}, {wanted + s * out, out}), ...);
    }
    const T divisor = _detail::count_of<out>(loss, wanted, count);
    total +=
        static_cast<double>(_detail::differentiate<out>(loss, y, wanted, static_cast<T*>(nullptr), count, divisor)) *
        static_cast<double>(divisor);
    mean_over += static_cast<double>(divisor);
  }
  const double n = static_cast<double>(all), answers = n * static_cast<double>(answers_a_sample<Net, L, Target>);
  Evaluation found{total / mean_over, counts ? static_cast<double>(hits) / answers : not_measured};
  if constexpr (0 < metrics_among<T, Metrics...>) found.metrics = _detail::values_of<T>(metrics...);
  return found;
}

/// evaluate() after its compile-time checks, in the memory of w and t.
template <class W, class Targets, class Net, class View, class L, class... Metrics>
constexpr Evaluation check_and_evaluate(W& w, Targets& t, Net& net, View data, const L& loss, Metrics&... metrics) {
  _detail::check_data<Net>(data, "evaluate");
  _detail::check_loss(loss, "evaluate");
  return _detail::evaluate_in(w, t, net, data, loss, metrics...);
}

/// The first mistake in the arguments of accuracy() and, with Classes, of what needs one class a sample.
template <class Net, class Data, class L, std::size_t Batch, bool Classes> consteval auto answer_mistake() {
  using Activation = typename Net::activation;
  using Mistake = typename first_of<
      std::conditional_t<
          has_heads<Net>,
          one_output_mistake<
              Net, std::conditional_t<Classes, mistake::function::confusion_matrix, mistake::function::accuracy>,
              mistake::evaluate_of_losses>,
          nothing>,
      batch_mistake<Batch>, data_mistake_of<Net, Data>,
      typename std::conditional_t<std::is_same_v<L, nothing>, std::type_identity<nothing>,
                                  decltype(_detail::loss_mistake<Net, L>())>::type>::type;
  if constexpr (!std::is_same_v<Mistake, nothing>) return std::type_identity<Mistake>{};
  else {
    using Target = typename parts_of<view_of<Data>>::target;
    constexpr answer kind = answer_of<Net, L, Target>;
    if constexpr (kind == answer::numbers && Net::output::size == 1 && !requires { Activation::decision; })
      return std::type_identity<mistake::output_without_decision<Activation>>{};
    else if constexpr (kind == answer::numbers)
      return std::type_identity<mistake::outputs_are_no_classes<Activation, given<Target>>>{};
    else if constexpr (kind == answer::many_labels && Classes)
      return std::type_identity<mistake::several_labels_have_no_single_class<Activation, given<Target>>>{};
    else return std::type_identity<nothing>{};
  }
}
template <class Net, class Data, class L, std::size_t Batch, bool Classes> using answer_mistake_of =
    typename decltype(_detail::answer_mistake<Net, Data, L, Batch, Classes>())::type;

}  // namespace _detail

/// Mean loss and accuracy of the net on the data, computed Batch samples at a time, and any metrics (train/metrics.hpp,
/// or of your own: train/metric.hpp). It allocates a workspace. A metric that has a name can be asked afterwards, too.
///
///     evaluate(net, test, CrossEntropy{}, F1{}, TopKAccuracy<3>{}).metrics.value("F1")
///
/// Errors: data_error if there are no samples or a class index is invalid; option_error for a loss whose own numbers
/// are out of range.
/// Misuse: something other than a metric → `mistake::not_a_metric`; one of classes for outputs that are none →
/// `mistake::metric_needs_classes`, `mistake::metric_needs_one_class`; too many → `mistake::too_many_metrics`.
template <std::size_t Batch = 64, class T, class... L, class Data, class LossType, class... Metrics>
requires(!(false || ... || _detail::is_a_workspace<std::remove_cvref_t<Metrics>>)) [[nodiscard]] constexpr Evaluation
    evaluate(const BasicNet<T, L...>& net, const Data& data, const LossType& loss, Metrics&&... metrics) {
  using Net = BasicNet<T, L...>;
  using Mistake = typename _detail::first_of<
      _detail::batch_mistake<Batch>, _detail::fit_data_mistake_of<Net, Data>, _detail::loss_mistake_of<Net, LossType>,
      typename decltype(_detail::evaluated_metrics_mistake<Net, LossType, _detail::target_in<Net, Data>,
                                                           Metrics...>())::type>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else {
    _detail::on_heap<Workspace<Net, Batch>> w;
    _detail::constexpr_vector<T> t(Batch * Net::output::size);
    return _detail::check_and_evaluate(w.value, t, net, _detail::view_of<Data>(data), loss, metrics...);
  }
}

/// The same for a net with Heads: also the loss and the accuracy of each.
template <std::size_t Batch = 64, class T, class... L, class Data, class... E>
requires _detail::has_heads<BasicNet<T, L...>>
[[nodiscard]] constexpr HeadsEvaluation<sizeof...(E)> evaluate(const BasicNet<T, L...>& net, const Data& data,
                                                               const Losses<E...>& losses) {
  using Net = BasicNet<T, L...>;
  using Mistake = typename _detail::first_of<_detail::batch_mistake<Batch>, _detail::data_mistake_of<Net, Data>,
                                             _detail::loss_mistake_of<Net, Losses<E...>>>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else {
    const _detail::view_of<Data> view(data);
    _detail::check_data<Net>(view, "evaluate");
    _detail::check_loss(losses, "evaluate");
    _detail::on_heap<Workspace<Net, Batch>> w;
    _detail::constexpr_vector<T> t(Batch * Net::output::size);
    return _detail::evaluate_in(w.value, t, net, view, losses);
  }
}

/// Counts of (actual class, predicted class) on the data.
/// Parameters: `loss` is needed only where outputs and targets leave open whether they are classes: several outputs
/// without Softmax whose targets are arrays, or one output without Sigmoid whose targets are numbers.
/// Errors: data_error if there are no samples, a class index is invalid, or an output is NaN.
/// Misuse: outputs that are numbers → `mistake::output_without_decision`, `mistake::outputs_are_no_classes`; several
/// yes/no outputs → `mistake::several_labels_have_no_single_class`.
/// scikit-learn: confusion_matrix.
template <std::size_t Batch = 64, class T, class... L, class Data, class LossType = mistake::nothing>
[[nodiscard]] constexpr ConfusionMatrix<_detail::classes_of<BasicNet<T, L...>::output::size>> confusion_matrix(
    const BasicNet<T, L...>& net, const Data& data, [[maybe_unused]] const LossType& loss = {}) {
  using Net = BasicNet<T, L...>;
  using Mistake = _detail::answer_mistake_of<Net, Data, LossType, Batch, true>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else {
    const _detail::view_of<Data> view = data;
    _detail::check_data<Net>(view, "confusion_matrix");
    _detail::on_heap<Workspace<Net, Batch>> w;
    ConfusionMatrix<_detail::classes_of<Net::output::size>> matrix;
    _detail::each_block_of(net, w.value, view, [&](std::size_t at, std::size_t count) {
      for (std::size_t s = 0; s < count; ++s) {
        if (!_detail::are_answers(w.value.y()[s].data(), Net::output::size))
          _detail::outputs_are_nan("confusion_matrix", at + s);
        ++matrix.counts[_detail::class_of<typename Net::activation, T, Net::output::size>(view.targets[at + s])]
                       [_detail::predicted_class<typename Net::activation, Net::output::size>(w.value.y()[s].data())];
      }
    });
    return matrix;
  }
}

/// Catches a first argument that is not a net.
template <std::size_t Batch = 64, class What, class... Rest>
requires(!_detail::is_net<What>) constexpr Evaluation evaluate(const What&, const Rest&...) {
  decltype(mistake::tell(mistake::of<mistake::not_a_net<What>>)){};
  return {};
}
/// Catches a first argument that is not a net.
template <std::size_t Batch = 64, class What, class... Rest>
requires(!_detail::is_net<What>) constexpr ConfusionMatrix<2> confusion_matrix(const What&, const Rest&...) {
  decltype(mistake::tell(mistake::of<mistake::not_a_net<What>>)){};
  return {};
}
/// evaluate() in the caller's memory, without the heap: w.batch samples at a time. `t` holds their targets: at least
/// batch × outputs scalars.
/// Precondition: t is long enough.
/// Errors: as evaluate(net, data, loss).
template <std::size_t Batch, class T, class... L, class Data, class LossType>
[[nodiscard]] constexpr Evaluation evaluate(const BasicNet<T, L...>& net, const Data& data, const LossType& loss,
                                            Workspace<BasicNet<T, L...>, Batch>& w,
                                            std::type_identity_t<std::span<T>> t) {
  using Net = BasicNet<T, L...>;
  using Mistake = typename _detail::first_of<_detail::fit_data_mistake_of<Net, Data>,
                                             _detail::loss_mistake_of<Net, LossType>>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else {
    _detail::precondition(
        t.size() >= Batch * Net::output::size,
        "evaluate(net, data, loss, w, t): found {} scalar{s} in t, expected at least {}, batch × outputs", t.size(),
        Batch * Net::output::size);
    return _detail::check_and_evaluate(w, t, net, _detail::view_of<Data>(data), loss);
  }
}

/// Catches a first argument that is not a net.
template <std::size_t Batch = 64, class What, class... Rest>
requires(!_detail::is_net<What>) constexpr double accuracy(const What&, const Rest&...) {
  decltype(mistake::tell(mistake::of<mistake::not_a_net<What>>)){};
  return 0;
}

/// The fraction of right answers on the data, in [0, 1], or NaN if any output is NaN: evaluate(net, data,
/// loss).accuracy, and Epoch::accuracy of fit(), are the same figure.
///     one class a sample (indices as targets, Softmax): the samples whose predicted class is that of the target;
///     one yes/no output (Sigmoid): the samples on the right side of the threshold;
///     several yes/no outputs (Sigmoid, arrays as targets): the single labels on the right side, not the samples that
///     have all of theirs right. An array of 0.5 and more means yes.
/// Parameters: `loss` is needed only where outputs and targets leave open whether they are classes: see
/// confusion_matrix(). Batch: the samples computed at a time.
/// Errors: data_error if there are no samples or a class index is invalid.
/// Misuse: outputs that are numbers → `mistake::output_without_decision`, `mistake::outputs_are_no_classes`.
/// scikit-learn: accuracy_score; for several labels 1 − hamming_loss (accuracy_score counts whole samples there).
/// Keras: BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy.
template <std::size_t Batch = 64, class T, class... L, class Data, class LossType = mistake::nothing>
[[nodiscard]] constexpr double accuracy(const BasicNet<T, L...>& net, const Data& data,
                                        [[maybe_unused]] const LossType& loss = {}) {
  using Net = BasicNet<T, L...>;
  using Mistake = _detail::answer_mistake_of<Net, Data, LossType, Batch, false>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return 0;
  } else {
    using Target = typename _detail::parts_of<_detail::view_of<Data>>::target;
    const _detail::view_of<Data> view = data;
    _detail::check_data<Net>(view, "accuracy");
    std::vector<Workspace<Net, Batch>> w(1);
    std::size_t right = 0;
    bool counts = true;
    _detail::each_block_of(net, w[0], view, [&](std::size_t at, std::size_t count) {
      counts = counts && _detail::are_answers(w[0].y().data, count * Net::output::size);
      for (std::size_t s = 0; s < count; ++s)
        right += _detail::right_answers<Net, LossType>(w[0].y()[s].data(), view.targets[at + s]);
    });
    const std::size_t all = view.size() * _detail::answers_a_sample<Net, LossType, Target>;
    return counts ? static_cast<double>(right) / static_cast<double>(all) : not_measured;
  }
}

}  // namespace sinew
