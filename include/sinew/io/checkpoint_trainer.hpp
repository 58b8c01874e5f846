#pragma once
/// \file
/// save_checkpoint and load_checkpoint: a Trainer in a file (io/checkpoint.hpp).

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/train/trainer.hpp>
#include <sinew/io/checkpoint_differences.hpp>
#include <sinew/io/checkpoint_file.hpp>
#include <sinew/io/checkpoint_parts.hpp>
#include <sinew/io/checkpoint_training.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors_file.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

template <class What> inline constexpr bool is_trainer = false;
template <class Net, class Formula> inline constexpr bool is_trainer<Trainer<Net, Formula>> = true;

}  // namespace _detail

/// Options of load_checkpoint().
struct LoadCheckpointOptions {
  /// Accepts a file of a net of another type whose tensors have the same names and extents: one with another activation
  /// or another ratio of Dropout.
  bool allow_another_net = false;
};

/// Saves a Trainer: the weights, and all that it remembers from one call to the next. The file is replaced at once and
/// whole. A callback of the Trainer's call that takes an Epoch may save it too: the state is that of the end of the
/// epoch. One for steps saves weights from within an epoch, which begins anew from there.
/// Errors: weights_error, if the file cannot be written or a parameter is not finite; the old file is then untouched.
/// Cost: a file as large as three copies of the net and the optimizer's slots; 64 KiB of memory.
/// Misuse: not a Trainer → `mistake::not_a_trainer`.
template <class What> void save_checkpoint(const What& trainer, const std::string& path) {
  if constexpr (!_detail::is_trainer<What>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_trainer<What>>)){};
  } else {
    const auto& state = trainer.state();
    using Net = std::remove_cvref_t<decltype(trainer.net())>;
    using Formula = std::remove_cvref_t<decltype(trainer.formula())>;
    const bool best = trainer.shows_best();
    const _detail::TrainingNumbers numbers(state.progress, state.engine, state.optimizer.steps(), state.seed,
                                           state.formula, best);
    _detail::CheckpointParts parts;
    numbers.add_to(parts);
    _detail::add_tensors<Net, Formula>(parts, best ? state.last : trainer.net(), state.best, state.last_good,
                                       state.optimizer);
    auto header = _detail::checkpoint_header<Net, Formula>("Trainer");
    _detail::save_parts(path, header, parts.all());
  }
}

/// Goes on from a file that save_checkpoint() wrote, or the Checkpoint of a fit(): the next call of trainer.fit()
/// trains as it would have without the interruption, bit for bit, if it is called as then. The net gets the weights,
/// and the Trainer all that it remembers; its hyper-parameters are those of the file and may be changed afterwards, as
/// everything else between two calls.
/// Errors: weights_error, with all differences: the file is wrong, or of another net or optimizer. The Trainer and its
/// net are then unchanged to the bit.
/// Cost: reads the file once; the memory of three more nets and the optimizer.
/// Misuse: not a Trainer, or const → `mistake::not_a_trainer`.
template <class What>
void load_checkpoint(What& trainer, const std::string& path, const LoadCheckpointOptions& options = {}) {
  if constexpr (!_detail::is_trainer<What>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_trainer<What>>)){};
  } else {
    auto& state = trainer.state();
    using Net = std::remove_cvref_t<decltype(trainer.net())>;
    using Formula = std::remove_cvref_t<decltype(trainer.formula())>;
    _detail::SafetensorsFile file(path);
    if (file.tensors().metadata("sinew.checkpoint").empty())
      file.refuse("a file that is no checkpoint", "a checkpoint: load_safetensors(net, path) reads weights");
    _detail::CheckpointDifferences differences;
    if (!options.allow_another_net) _detail::compare_type(file, differences, "sinew.net", "the net", type_name<Net>);
    const bool other_optimizer =
        _detail::compare_type(file, differences, "sinew.optimizer", "the optimizer", type_name<Formula>);
    _detail::TrainingNumbers numbers({}, Engine(1), 0, 1, state.formula, false);
    _detail::on_heap<_detail::TrainingTensors<Net, Formula>> staged;
    auto& [net, optimizer, last_good, best] = staged.value;
    _detail::CheckpointParts parts;
    numbers.add_to(parts);
    _detail::add_tensors<Net, Formula>(parts, net, best, last_good, optimizer);
    std::vector<double> no_history;
    _detail::load_parts(file, parts.all(), differences, /*of_fit*/ false, other_optimizer, nullptr, no_history);
    if (differences.count() > 0)
      differences.refuse(path, "this Trainer", "a Trainer of the file's net and optimizer can load it");
    numbers.require_possible(file);

    state.progress = numbers.progress();
    state.engine = Engine(numbers.engine);
    state.seed = numbers.seed;
    std::size_t next = 0;
    _detail::each_hyper_parameter(state.formula, [&](const char*, auto& number) {
      number = static_cast<std::remove_reference_t<decltype(number)>>(numbers.hyper_parameters[next++].value);
    });
    state.optimizer = optimizer;
    state.optimizer.formula = state.formula;
    state.optimizer.continue_from(_detail::in_memory(numbers.steps));
    state.last_good = last_good;
    state.best = best;
    state.last = net;
    state.shows_best = numbers.shows_best != 0;
    trainer.net() = state.shows_best ? best : net;
  }
}

}  // namespace sinew
