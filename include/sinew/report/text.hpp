#pragma once
/// \file
/// to_string: formats confusion matrices, epochs, histories and diagnoses as plain text (UTF-8), for std::fputs, a
/// log, or a stream.

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/train/confusion_matrix.hpp>
#include <sinew/train/history.hpp>
#include <sinew/diagnose/diagnosis.hpp>
#include <sinew/diagnose/gradient_check.hpp>
#include <sinew/report/table.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// A range of strings that is no span of std::string_view already.
template <class Names> concept RangeOfNames =
    !std::is_convertible_v<const Names&, std::span<const std::string_view>> && requires(const Names& names) {
  { *std::begin(names) } -> std::convertible_to<std::string_view>;
  std::end(names);
};
}  // namespace _detail

/// Formats a confusion matrix as a table: one row per actual class with its recall, one column per predicted class
/// with its precision, and the accuracy in the corner.
///     actual \ predicted  setosa  versicolor  virginica   recall
///     setosa                  10           0          0  100.0 %
///     …
///     precision          100.0 %      90.0 %    100.0 %   96.7 %
/// Undefined figures are "-".
/// Parameters: `names` are the names of the classes; by default classes are numbered. Precondition: no names, or one
/// for each class.
template <std::size_t Classes> [[nodiscard]] std::string to_string(const ConfusionMatrix<Classes>& matrix,
                                                                   std::span<const std::string_view> names = {}) {
  _detail::precondition(names.empty() || names.size() == Classes,
                        "to_string(matrix, names): found {} name{s} for {} classes, expected as many", names.size(),
                        Classes);
  auto name = [&](std::size_t k) { return names.empty() ? std::to_string(k) : std::string(names[k]); };
  _detail::Table table;
  std::vector<std::string> head{"actual \\ predicted"}, foot{"precision"};
  for (std::size_t k = 0; k < Classes; ++k) {
    head.push_back(name(k));
    foot.push_back(_detail::percent(matrix.precision(k), 1));
  }
  head.push_back("recall");
  foot.push_back(_detail::percent(matrix.accuracy(), 1));
  table.row((std::move)(head));
  for (std::size_t k = 0; k < Classes; ++k) {
    std::vector<std::string> cells{name(k)};
    for (std::size_t n : matrix.counts[k]) cells.push_back(std::to_string(n));
    cells.push_back(_detail::percent(matrix.recall(k), 1));
    table.row((std::move)(cells));
  }
  table.row((std::move)(foot));
  return table.text();
}
/// The same for a braced list of names, to_string(matrix, {"no", "yes"}).
template <std::size_t Classes>
std::string to_string(const ConfusionMatrix<Classes>& matrix, std::initializer_list<std::string_view> names) {
  return sinew::to_string(matrix, std::span<const std::string_view>(names.begin(), names.size()));
}
/// The same for a vector or array of strings.
template <std::size_t Classes, _detail::RangeOfNames Names>
std::string to_string(const ConfusionMatrix<Classes>& matrix, const Names& names) {
  const std::vector<std::string_view> views(std::begin(names), std::end(names));
  return sinew::to_string(matrix, std::span<const std::string_view>(views));
}

/// Formats an epoch as one line without line feed: "epoch 3: loss 0.1234, accuracy 97.42 %, validation loss 0.15,
/// validation accuracy 96.1 %, rate 0.1, F1 0.9". Leaves out what was not measured.
[[nodiscard]] inline std::string to_string(const Epoch& epoch) {
  std::string line = "epoch " + std::to_string(epoch.epoch) + ": loss " + _detail::number(epoch.loss);
  auto add = [&](const char* what, double value, const std::string& text) {
    if (!_detail::is_nan(value)) line += std::string(", ") + what + " " + text;
  };
  add("accuracy", epoch.accuracy, _detail::percent(epoch.accuracy));
  add("validation loss", epoch.validation_loss, _detail::number(epoch.validation_loss));
  add("validation accuracy", epoch.validation_accuracy, _detail::percent(epoch.validation_accuracy));
  add("rate", epoch.rate, _detail::number(epoch.rate));
  add("gradient norm", epoch.gradient_norm, _detail::number(epoch.gradient_norm));
  for (std::size_t i = 0; i < epoch.metrics.size(); ++i)
    add(epoch.metrics.name(i), epoch.metrics[i], _detail::number(epoch.metrics[i]));
  return line;
}

/// Returns how training ended, "stopped early" for example.
[[nodiscard]] inline std::string to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::finished:
      return "finished";
    case Outcome::stopped_early:
      return "stopped early";
    case Outcome::stopped_by_user:
      return "stopped by a callback";
    case Outcome::diverged:
      return "diverged";
  }
  return "?";
}

/// Formats a history as a table of its epochs, without columns that were never measured, and a line about the end of
/// the training. Of a longer history the table shows `rows` epochs, evenly spaced, including the first and the last.
[[nodiscard]] inline std::string to_string(const History& history, std::size_t rows = 25) {
  struct Column {
    const char* head;
    double Epoch::*value;
    bool fraction;
  };
  constexpr Column all[] = {{"loss", &Epoch::loss, false},
                            {"accuracy", &Epoch::accuracy, true},
                            {"validation loss", &Epoch::validation_loss, false},
                            {"validation accuracy", &Epoch::validation_accuracy, true},
                            {"rate", &Epoch::rate, false},
                            {"gradient norm", &Epoch::gradient_norm, false}};
  const std::size_t count = history.epochs.size(), shown = (std::min)(count, std::max<std::size_t>(rows, 2));
  std::vector<Column> cols;
  for (const Column& column : all)
    if (std::any_of(history.epochs.begin(), history.epochs.end(),
                    [&](const Epoch& e) { return !_detail::is_nan(e.*column.value); }))
      cols.push_back(column);
  _detail::Table table;
  std::vector<std::string> head{"epoch"};
  for (const Column& column : cols) head.emplace_back(column.head);
  const MetricValues metrics = count > 0 ? history.epochs[0].metrics : MetricValues{};  // all epochs have the same
  for (std::size_t i = 0; i < metrics.size(); ++i) head.emplace_back(metrics.name(i));
  table.row((std::move)(head));
  for (std::size_t row = 0; row < shown; ++row) {
    const Epoch& epoch = history.epochs[shown == count ? row : row * (count - 1) / (shown - 1)];
    std::vector<std::string> cells{std::to_string(epoch.epoch)};
    for (const auto& [name, value, fraction] : cols)
      cells.push_back(fraction ? _detail::percent(epoch.*value) : _detail::number(epoch.*value));
    for (std::size_t i = 0; i < epoch.metrics.size(); ++i) cells.push_back(_detail::number(epoch.metrics[i]));
    table.row((std::move)(cells));
  }
  std::string text = table.text() + to_string(history.outcome) + " after " + _detail::counted(count, "epoch").text;
  if (history.best_epoch > 0) text += "; the best was epoch " + std::to_string(history.best_epoch);
  else if (count > 0) text += "; there is no best epoch, because no monitored loss was finite";
  return text + "\n";
}

/// Returns the name of a problem, "dead units" for example.
[[nodiscard]] inline std::string to_string(Problem problem) {
  switch (problem) {
    case Problem::inputs_not_finite:
      return "inputs not finite";
    case Problem::inputs_constant:
      return "inputs constant";
    case Problem::inputs_not_scaled:
      return "inputs not scaled";
    case Problem::targets_not_finite:
      return "targets not finite";
    case Problem::labels_constant:
      return "labels constant";
    case Problem::labels_unrelated:
      return "labels unrelated to the inputs";
    case Problem::parameters_not_finite:
      return "parameters not finite";
    case Problem::equal_units:
      return "equal units";
    case Problem::dead_units:
      return "dead units";
    case Problem::saturated_units:
      return "saturated units";
    case Problem::vanishing_gradient:
      return "vanishing gradient";
    case Problem::exploding_gradient:
      return "exploding gradient";
    case Problem::rate_too_high:
      return "rate too high";
    case Problem::rate_too_low:
      return "rate too low";
    case Problem::targets_out_of_reach:
      return "targets out of reach";
    case Problem::slow_loss:
      return "slow loss";
    case Problem::not_optimized:
      return "not optimized";
  }
  return "?";
}

/// Formats a diagnosis as one line for each finding and remark: its kind, its layer (counted from 0) and its text.
[[nodiscard]] inline std::string to_string(const Diagnosis& diagnosis) {
  std::string text = diagnosis.ok() ? "no problem was found that keeps this net from learning\n" : "";
  for (const Finding& finding : diagnosis.findings) {
    text += to_string(finding.kind);
    if (finding.layer != no_layer) text += " (layer " + std::to_string(finding.layer) + ")";
    text += ": " + finding.text + "\n";
  }
  for (const Finding& remark : diagnosis.remarks)
    text += "remark, " + to_string(remark.kind) + ": " + remark.text + "\n";
  return text;
}

/// Returns the text of a gradient check: how many derivatives were compared, and which is farthest off.
[[nodiscard]] inline std::string to_string(const GradientCheck& check) { return check.text; }

}  // namespace sinew
