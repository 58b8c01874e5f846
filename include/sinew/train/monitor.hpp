#pragma once
/// \file
/// What FitOptions::monitor names: the figure that decides which weights are the best.

#include <cstddef>
#include <cstdio>
#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/divergence.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/metric.hpp>
#include <sinew/train/training_state.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A figure of an epoch, and which of two is the better one.
struct Watched {
  double value;
  bool larger_is_better;
};

constexpr bool watches_loss(std::string_view monitor) noexcept { return monitor.empty() || monitor == "loss"; }

/// The figure that `options` monitor. Their monitor is valid.
template <class T, class... Hooks, class Options>
constexpr Watched watched_figure(const Epoch& record, const Options& options) noexcept {
  const bool validated = !options.validation.empty();
  if (watches_loss(options.monitor)) return {validated ? record.validation_loss : record.loss, false};
  if constexpr (0 < metrics_among<T, Hooks...>)
    if (const std::size_t index = record.metrics.find(options.monitor); index < record.metrics.size())
      return {record.metrics[index], _detail::larger_is_better<T, Hooks...>(index)};
  return {validated ? record.validation_accuracy : record.accuracy, true};
}

/// Notes the monitored figure of an epoch. Returns whether it is the best so far.
constexpr bool note_figure(TrainingProgress& progress, std::size_t epoch, const Watched& watched,
                           double min_delta) noexcept {
  const bool best =
      _detail::is_finite(watched.value) &&
      (progress.best_epoch == 0 || (watched.larger_is_better ? watched.value > progress.best_loss + min_delta
                                                             : watched.value < progress.best_loss - min_delta));
  if (best) {
    progress.best_loss = watched.value;
    progress.best_epoch = epoch;
    progress.epochs_since_best = 0;
  } else ++progress.epochs_since_best;
  return best;
}

[[noreturn, gnu::cold, gnu::noinline]] inline void unknown_monitor(const char* what, std::string_view monitor,
                                                                   bool classifies, const char* const* names,
                                                                   std::size_t count) {
  // Names of metrics are short; what does not fit is left out.
  char names_text[400];
  int at = ::snprintf(names_text, sizeof names_text, "%s", classifies ? ", \"accuracy\"" : "");
  for (std::size_t i = 0; i < count && at < static_cast<int>(sizeof names_text); ++i)
    at += ::snprintf(names_text + at, sizeof names_text - static_cast<std::size_t>(at), ", \"%s\"", names[i]);
  refuse_option(what,
                message(".monitor is \"%.*s\", expected \"loss\"%s%s", static_cast<int>(monitor.size()), monitor.data(),
                        names_text, count == 0 ? ", or the name of a metric behind the options" : "")
                    .text);
}
/// Throws option_error if the monitored figure is not measured.
template <class T, bool Classifies, class... Hooks>
constexpr void check_monitor(const char* what, std::string_view monitor) {
  if (watches_loss(monitor) || (Classifies && monitor == "accuracy")) return;
  constexpr std::size_t count = metrics_among<T, Hooks...>;
  for (std::size_t i = 0; i < count; ++i)
    if (monitor == metric_names<T, Hooks...>[i]) return;
  _detail::unknown_monitor(what, monitor, Classifies, metric_names<T, Hooks...>.data(), count);
}

}  // namespace sinew::_detail
