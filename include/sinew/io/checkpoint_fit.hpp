#pragma once
/// \file
/// Checkpoint: keeps the training of a call of fit() in a file (io/checkpoint.hpp).

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/data/augment.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/ema.hpp>
#include <sinew/train/fit.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/monitor.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/io/checkpoint_differences.hpp>
#include <sinew/io/checkpoint_file.hpp>
#include <sinew/io/checkpoint_parts.hpp>
#include <sinew/io/checkpoint_training.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The times, in epochs, at which two schedules are compared.
inline constexpr std::array schedule_times{0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 100.0};
/// What fit() was called with, as far as the bits of its results depend on it.
struct FitNumbers {
  std::uint64_t batch = 0, steps = 0, samples = 0, targets = 0, validation_samples = 0, patience = 0, accumulate = 0;
  std::uint8_t shuffle = 0;
  double clip_norm = 0, min_delta = 0;
  std::vector<double> loss{};  ///< its own numbers
  std::array<double, 6 + schedule_times.size()> schedule{};
  std::array<double, 5> augmentation{};
  std::vector<std::uint64_t> ema_updates{};  ///< of each EMA among the hooks
  std::vector<double> ema_options{};         ///< .decay and .warm_up of each

  template <class Training> explicit FitNumbers(const Training& training)
      : batch{training.sizes.batch},
        steps{training.sizes.steps},
        samples{training.sizes.samples},
        targets{training.sizes.targets},
        validation_samples{training.options.validation.size()},
        patience{training.options.patience},
        accumulate{training.options.accumulate},
        shuffle{training.options.shuffle},
        clip_norm{training.options.clip_norm},
        min_delta{training.options.min_delta} {
    if constexpr (requires { training.loss.numbers(); }) {
      const auto numbers = training.loss.numbers();
      loss.assign(numbers.begin(), numbers.end());
    }
    if (loss.empty()) loss = {0};
    const Schedule& s = training.options.schedule;
    schedule = {s.a, s.b, s.c, s.d, s.warm_up_epochs, s.warm_up_from};
    for (std::size_t k = 0; k < schedule_times.size(); ++k) schedule[6 + k] = s(schedule_times[k]);
    if (const Augmentation* const a = training.augmentation)
      augmentation = {a->shift, a->rotation, a->scale, a->elastic, a->elastic_smoothness};
    for (const auto* const average : training.averages) {
      ema_updates.push_back(average->updates());
      ema_options.insert(ema_options.end(), {average->options().decay, average->options().warm_up ? 1.0 : 0.0});
    }
  }
  [[nodiscard]] bool of_sequences() const noexcept { return steps > 0; }
  /// What the file's metadata say that it is a checkpoint of.
  [[nodiscard]] const char* kind() const noexcept { return of_sequences() ? "fit of sequences" : "fit"; }
  void add_to(CheckpointParts& parts) const {
    parts.add("fit.batch", batch);
    if (of_sequences()) parts.add("fit.steps", steps);
    parts.add("fit.samples", samples);
    if (of_sequences()) parts.add("fit.targets", targets);
    parts.add("fit.validation_samples", validation_samples);
    parts.add("fit.shuffle", shuffle);
    parts.add("fit.clip_norm", clip_norm);
    parts.add("fit.accumulate", accumulate);
    parts.add("fit.patience", patience);
    parts.add("fit.min_delta", min_delta);
    parts.add("fit.schedule", schedule);
    parts.add("fit.augmentation", augmentation);
    // A scalar where it is one number.
    parts.add("fit.loss", "F64", loss.size() == 1 ? std::vector<std::size_t>{} : std::vector<std::size_t>{loss.size()},
              loss.data());
    if (ema_updates.empty()) return;
    parts.add("fit.ema_updates", "U64", {ema_updates.size()}, ema_updates.data());
    parts.add("fit.ema_options", "F64", {ema_updates.size(), 2}, ema_options.data());
  }
};
/// The tensors of an EMA among the hooks of fit(); `index` counts them.
template <class Net> void add_average(CheckpointParts& parts, const Net& average, std::size_t index) {
  parts.add<typename Net::scalar>("fit.ema" + (index == 0 ? std::string() : _detail::digits(index + 1)) + ".",
                                  tensors_of<Net>, average.parameters.data(), _detail::buffers_in(average), true);
}
inline void compare(CheckpointDifferences& to, const FitNumbers& found, const FitNumbers& expected) {
  const bool sequences = expected.of_sequences();
  compare(to, sequences ? "the number of streams" : "the batch size", found.batch, expected.batch);
  compare(to, "the number of steps of a block", found.steps, expected.steps);
  compare(to, sequences ? "the number of sequences" : "the number of samples", found.samples, expected.samples);
  if (sequences) compare(to, "the number of targets", found.targets, expected.targets);
  compare(to, sequences ? "the number of validation sequences" : "the number of validation samples",
          found.validation_samples, expected.validation_samples);
  if (found.shuffle != expected.shuffle)
    to.add(".shuffle", found.shuffle != 0 ? "true" : "false", expected.shuffle != 0 ? "true" : "false");
  compare(to, ".clip_norm", found.clip_norm, expected.clip_norm);
  compare(to, ".accumulate", found.accumulate, expected.accumulate);
  compare(to, ".min_delta", found.min_delta, expected.min_delta);
  // More patience does not change the epochs so far.
  if (expected.patience != 0 && (found.patience == 0 || found.patience > expected.patience))
    to.add(".patience", found.patience == 0 ? "0, which never stops" : std::to_string(found.patience),
           "at most " + std::to_string(expected.patience));
  for (std::size_t k = 0; k < (std::min)(found.loss.size(), expected.loss.size()); ++k)
    compare(to, ("the loss's number " + std::to_string(k)).c_str(), found.loss[k], expected.loss[k]);
  bool same = true;
  for (std::size_t k = 0; k < found.schedule.size(); ++k) {
    const double a = found.schedule[k], b = expected.schedule[k], off = a > b ? a - b : b - a;
    // Formulas of the program's own may be compiled otherwise.
    same = same && (same_number(a, b) || (k >= 6 && off <= 1e-9 * (b < 0 ? -b : b)));
  }
  if (!same) to.add(".schedule", "another one", "that of the call");
  for (std::size_t k = 0; k < found.augmentation.size(); ++k)
    if (!same_number(found.augmentation[k], expected.augmentation[k])) {
      to.add("the Augmentation", "another one", "that of the call");
      break;
    }
  for (std::size_t k = 0; k < (std::min)(found.ema_options.size(), expected.ema_options.size()); ++k)
    compare(to, k % 2 == 0 ? "the EMA's decay" : "the EMA's warm_up", found.ema_options[k], expected.ema_options[k]);
}

/// Throws the error of a file that is no checkpoint of such a call.
inline void require_kind(const SafetensorsFile& file, const FitNumbers& called) {
  const std::string_view of = file.tensors().metadata("sinew.checkpoint");
  if (of == called.kind()) return;
  const std::string wanted = called.of_sequences() ? "a checkpoint of fit() on sequences" : "a checkpoint of fit()";
  if (of.empty()) file.refuse("a file that is no checkpoint", wanted);
  file.refuse(of == "Trainer" ? "the checkpoint of a Trainer"
              : of == "fit"   ? "a checkpoint of fit() on samples"
                              : "a checkpoint of fit() on sequences",
              wanted + ": load_checkpoint(trainer, path) reads the others");
}
/// Adds a difference if the metadata of the file name other metrics, or another monitored figure, than the call.
inline void compare_names(const SafetensorsFile& file, CheckpointDifferences& to, const char* key, const char* what,
                          std::string_view expected) {
  const std::string_view found = file.tensors().metadata(key);
  const auto shown = [](std::string_view names) { return names.empty() ? std::string("none") : in_text(names); };
  if (found != expected) to.add(what, shown(found), shown(expected));
}
template <class Training> std::string names_of_metrics(const Training& training) {
  std::string names;
  for (std::size_t i = 0; i < training.metrics; ++i)
    names += (i > 0 ? ", " : "") + std::string(training.metric_names[i]);
  return names;
}
template <class Training> std::string_view monitored_name(const Training& training) {
  return _detail::watches_loss(training.options.monitor) ? std::string_view() : training.options.monitor;
}

}  // namespace _detail

/// An argument of fit() behind the options: keeps the training in a file, goes on from it if there is one, and keeps
/// the best weights in another.
///
///     fit<32>(net, train, CrossEntropy{}, Adam{}, {.epochs = 100, .validation = test}, Checkpoint{"run.ckpt"});
///     fit<16, 64>(net, sequences, MSE{}, Adam{}, {.epochs = 100}, Checkpoint{"run.ckpt"});
///
/// With a file of the same training at `path`, fit() begins where that ends: the net, the optimizer, the random
/// numbers, the time of the schedule, patience, the History, and the average of an EMA that `average.follow(net)`
/// updates are those of the file. What other callbacks remember is not in it. The weights that the net has before the
/// call do not matter then; the first run needs initialize(). A training that had run all its epochs
/// returns at once; with more `epochs` it goes on, and with more `patience` too. Callbacks are called for the new
/// epochs only. One that returned false ended that run; the next one goes on. Hyper-parameters that a callback changes
/// are the program's own, and must be as they were when the file was written.
/// fit() keeps the best weights as with `patience`, whose effect on the net's final weights stays as it is.
/// Cost: a file as large as three copies of the net and the optimizer's slots, whose writing waits for the disk; it
/// allocates. Each new best epoch writes the best weights as well.
/// Errors: weights_error if the file is wrong, or of another training: of another net, optimizer, loss, batch size,
/// number of samples or sequences, or other metrics or options than `epochs`, `patience` and `keep_best`; the sentence
/// lists all differences. Nothing is changed then. To go on nevertheless, load it into a Trainer, to begin anew, set
/// `resume = false` or delete it. weights_error if a file cannot be written: before the first epoch where that can be
/// foreseen; later, the net has the weights of the epoch, and the file is the one before. option_error for neither path
/// nor best, or every = 0.
/// Misuse: two of them → `mistake::checkpoint_given_twice`; for Trainer::fit → `mistake::checkpoint_of_a_trainer`;
/// beside a ReduceOnPlateau → `mistake::plateau_beside_a_checkpoint`.
/// PyTorch: torch.save of all state_dicts, Lightning's ModelCheckpoint(save_top_k=1) with fit(ckpt_path=…).
struct Checkpoint {
  std::string path = {};  ///< of the checkpoint; empty: only the best weights are kept
  /// The file is written after so many epochs, counted from the first of the training, and after the last of a call. A
  /// callback for steps that ends the training ends it within an epoch: the file is then that of the last such number.
  std::size_t every = 1;
  /// Where save_safetensors() puts the weights of each epoch with the lowest loss so far, that of the validation data
  /// if there are any, or with the best value of FitOptions::monitor; empty: nowhere.
  std::string best = {};
  bool resume = true;  ///< goes on from the file at `path`, if there is one; false: begins anew and replaces it

  /// Tells fit() what this is.
  using keeps_training = void;
  /// Throws option_error if a member is out of its range; fit() calls it before the first epoch.
  void validate(const char* what) const {
    if (path.empty() && best.empty())
      _detail::refuse_option(what, "a Checkpoint has neither .path nor .best: name a file");
    if (path == best) _detail::refuse_option(what, "a Checkpoint has the same file as .path and as .best");
    if (every == 0) _detail::refuse_option(what, "the Checkpoint's .every is 0, expected at least 1 epoch");
  }
  /// Goes on from the file, if there is one; fit() calls it before the first epoch.
  template <class Training> void begin(const Training& training) const;
  /// Writes what is due; fit() calls it after each epoch.
  template <class Training> void after_epoch(const Training& training, bool last) const;

 private:
  static constexpr std::size_t without_metrics = 6;  // figures of an Epoch, without its number
};

template <class Training> void Checkpoint::begin(const Training& training) const {
  using Net = typename Training::net_type;
  using LossType = typename Training::loss_type;
  using Formula = typename Training::formula_type;
  // A day of training should not end with an error that can be had now.
  for (const std::string* const each : {&path, &best})
    if (!each->empty())
      if (const _detail::AtomicFile probe(*each); !probe.fault().empty())
        _detail::fail(weights_error(*each, {}, probe.fault(), "a file that can be written"));
  if (!path.empty() && !best.empty() && _detail::same_file(path, best))
    _detail::refuse_option("fit", "a Checkpoint has the same file as .path and as .best");
  if (!resume || path.empty()) return;
  const std::size_t figures = without_metrics + training.metrics;
  std::FILE* const stored = std::fopen(path.c_str(), "rb");
  if (stored == nullptr && errno == ENOENT) return;

  _detail::SafetensorsFile file(_detail::WeightsSource(path, stored));
  _detail::CheckpointDifferences differences;
  const _detail::FitNumbers called(training);
  _detail::require_kind(file, called);
  _detail::compare_type(file, differences, "sinew.net", "the net", type_name<Net>);
  const bool other_optimizer =
      _detail::compare_type(file, differences, "sinew.optimizer", "the optimizer", type_name<Formula>);
  _detail::compare_type(file, differences, "sinew.loss", "the loss", type_name<LossType>);
  _detail::compare_names(file, differences, "sinew.metrics", "the metrics", _detail::names_of_metrics(training));
  _detail::compare_names(file, differences, "sinew.monitor", ".monitor", _detail::monitored_name(training));
  const _detail::TrainingNumbers asked({}, Engine(1), 0, training.options.seed, training.formula, false);
  _detail::TrainingNumbers numbers = asked;
  _detail::FitNumbers found = called;
  _detail::on_heap<_detail::TrainingTensors<Net, Formula>> staged;
  auto& [net, optimizer, last_good, best_weights] = staged.value;
  std::vector<double> rows;
  _detail::CheckpointParts parts;
  numbers.add_to(parts);
  found.add_to(parts);
  _detail::add_tensors<Net, Formula>(parts, net, best_weights, last_good, optimizer);
  std::vector<Net> averages(training.averages.size());
  for (std::size_t k = 0; k < averages.size(); ++k) _detail::add_average(parts, averages[k], k);
  parts.add("fit.history", "F64", {0, figures}, nullptr);
  _detail::CheckpointDifferences of_tensors;
  _detail::load_parts(file, parts.all(), of_tensors, /*of_fit*/ true, other_optimizer, &parts.all().back(), rows);

  _detail::compare(differences, found, called);
  _detail::compare(differences, ".seed", numbers.seed, asked.seed);
  for (std::size_t k = 0; k < asked.hyper_parameters.size(); ++k)
    _detail::compare(differences, ("the optimizer's " + asked.hyper_parameters[k].name).c_str(),
                     numbers.hyper_parameters[k].value, asked.hyper_parameters[k].value);
  if (numbers.epoch > training.options.epochs)
    differences.add(".epochs", _detail::digits(numbers.epoch) + " completed",
                    "at most " + _detail::digits(training.options.epochs));
  differences.add(of_tensors);
  if (differences.count() > 0)
    differences.refuse(path, "this call of fit()",
                       "begin anew with .resume = false, or go on with what has changed by a Trainer and "
                       "load_checkpoint(trainer, path)");
  numbers.require_possible(file);
  for (const std::uint64_t updates : found.ema_updates)
    if (updates > numbers.steps)
      file.refuse(_detail::name_text("fit.ema_updates"), _detail::digits(updates),
                  "at most " + _detail::digits(numbers.steps) + ", one for each step");
  if (rows.size() / figures != numbers.epoch)
    file.refuse(_detail::name_text("fit.history"), _detail::digits(rows.size() / figures) + " rows",
                _detail::digits(numbers.epoch) + ", one for each epoch");

  if (training.epochs.size() < numbers.epoch) training.epochs.resize(_detail::in_memory(numbers.epoch));
  training.net = net;
  training.best = best_weights;
  training.last_good = last_good;
  training.optimizer = optimizer;
  training.optimizer.continue_from(_detail::in_memory(numbers.steps));
  training.engine = Engine(numbers.engine);
  training.progress = numbers.progress();
  for (std::size_t e = 0; e < training.progress.epoch; ++e) {
    const double* const row = rows.data() + e * figures;
    training.epochs[e] = {e + 1,  row[0], row[1], row[2],
                          row[3], row[4], row[5], {training.metric_names, training.metrics}};
    for (std::size_t i = 0; i < training.metrics; ++i) training.epochs[e].metrics[i] = row[without_metrics + i];
  }
  for (std::size_t k = 0; k < averages.size(); ++k)
    training.averages[k]->continue_from(averages[k], _detail::in_memory(found.ema_updates[k]));
  // The file of the best weights was deleted, or the calls before had none.
  if (!best.empty() && training.progress.best_epoch > 0)
    if (const _detail::File kept{std::fopen(best.c_str(), "rb")}; kept == nullptr)
      save_safetensors(training.best, best);
}

template <class Training> void Checkpoint::after_epoch(const Training& training, bool last) const {
  using Net = typename Training::net_type;
  using LossType = typename Training::loss_type;
  using Formula = typename Training::formula_type;
  const TrainingProgress& progress = training.progress;
  // The best weights first: what is in the checkpoint is then in that file, too.
  if (!best.empty() && progress.best_epoch == progress.epoch) save_safetensors(training.net, best);
  if (path.empty() || (progress.epoch % every != 0 && !last)) return;
  const _detail::TrainingNumbers numbers(progress, training.engine, training.optimizer.steps(), training.options.seed,
                                         training.formula, false);
  const _detail::FitNumbers called(training);
  std::vector<double> rows;
  for (std::size_t e = 0; e < progress.epoch; ++e) {
    const Epoch& r = training.epochs[e];
    rows.insert(rows.end(), {r.loss, r.accuracy, r.validation_loss, r.validation_accuracy, r.rate, r.gradient_norm});
    for (std::size_t i = 0; i < training.metrics; ++i) rows.push_back(r.metrics[i]);
  }
  _detail::CheckpointParts parts;
  numbers.add_to(parts);
  called.add_to(parts);
  parts.add("fit.history", "F64", {progress.epoch, without_metrics + training.metrics}, rows.data());
  _detail::add_tensors<Net, Formula>(parts, training.net, training.best, training.last_good, training.optimizer);
  for (std::size_t k = 0; k < training.averages.size(); ++k)
    _detail::add_average(parts, training.averages[k]->net(), k);
  auto header = _detail::checkpoint_header<Net, Formula>(called.kind());
  header.metadata("sinew.loss", type_name<LossType>);
  if (training.metrics > 0) header.metadata("sinew.metrics", _detail::names_of_metrics(training));
  if (const std::string_view name = _detail::monitored_name(training); !name.empty())
    header.metadata("sinew.monitor", name);
  _detail::save_parts(path, header, parts.all());
}

}  // namespace sinew
