#pragma once
/// \file
/// What a checkpoint has of every training: its numbers, and its tensors.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/version.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/train/training_state.hpp>
#include <sinew/io/checkpoint_differences.hpp>
#include <sinew/io/checkpoint_parts.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/source_file.hpp>

namespace SINEW_NAMESPACE::_detail {

/// What the files call slot k of an optimizer.
template <class Formula> std::string slot_name(std::size_t k) {
  if constexpr (requires { Formula::slot_names[k]; })
    if (k < Formula::slot_names.size()) return std::string(Formula::slot_names[k]);
  return "slot" + std::to_string(k);
}

/// A hyper-parameter, of any arithmetic type, with its name.
struct NamedNumber {
  std::string name;
  double value;
  bool whole;          ///< its type has whole numbers only
  double least, most;  ///< that its type has

  template <class R> NamedNumber(const char* called, const R& number)
      : name{called},
        value{static_cast<double>(number)},
        whole{std::is_integral_v<R>},
        least{static_cast<double>(std::numeric_limits<R>::lowest())},
        most{static_cast<double>((std::numeric_limits<R>::max)())} {
    // A double has 53 bits: the last number of 64 would be the next power of 2.
    if constexpr (std::is_integral_v<R> && std::numeric_limits<R>::digits > 53)
      most -= std::numeric_limits<R>::digits > 63 ? 2048 : 1024;
  }
  /// Whether its type has the number.
  [[nodiscard]] bool possible() const noexcept {
    if (!(value >= least && value <= most)) return false;
    return !whole || _detail::equals(value < 0 ? static_cast<double>(static_cast<std::int64_t>(value))
                                               : static_cast<double>(static_cast<std::uint64_t>(value)),
                                     value);
  }
  /// "a finite number", "a whole number from 0 to 255"
  [[nodiscard]] std::string expected() const {
    if (!whole) return "a finite number";
    char text[80];
    ::snprintf(text, sizeof text, "a whole number from %.0f to %.0f", least, most);
    return text;
  }
};
/// The numbers of a training besides its tensors, in the types of the file.
struct TrainingNumbers {
  std::uint64_t epoch = 0, best_epoch = 0, epochs_since_best = 0, last_good_epoch = 0, seed = 1, steps = 0;
  double best_loss = 0;
  std::array<std::uint64_t, 4> engine{};
  std::uint8_t shows_best = 0;
  std::vector<NamedNumber> hyper_parameters{};

  TrainingNumbers() = default;
  template <class Formula> TrainingNumbers(const TrainingProgress& progress, const Engine& draws, std::size_t taken,
                                           std::uint64_t began_with, Formula formula, bool best)
      : epoch{progress.epoch},
        best_epoch{progress.best_epoch},
        epochs_since_best{progress.epochs_since_best},
        last_good_epoch{progress.last_good_epoch},
        seed{began_with},
        steps{taken},
        best_loss{progress.best_loss},
        engine{draws.state()},
        shows_best{best} {
    _detail::each_hyper_parameter(
        formula, [&](const char* name, const auto& number) { hyper_parameters.emplace_back(name, number); });
  }
  void add_to(CheckpointParts& parts) const {
    parts.add("training.epoch", epoch);
    parts.add("training.best_epoch", best_epoch);
    parts.add("training.best_loss", best_loss);
    parts.add("training.epochs_since_best", epochs_since_best);
    parts.add("training.last_good_epoch", last_good_epoch);
    parts.add("training.seed", seed);
    parts.add("training.engine", engine);
    parts.add("training.shows_best", shows_best);
    parts.add("optimizer.steps", steps);
    for (const NamedNumber& number : hyper_parameters) parts.add("optimizer." + number.name, number.value);
  }
  /// Refuses numbers that no training has.
  void require_possible(const WeightsSource& file) const {
    const auto at_most = [&](const char* name, std::uint64_t found, std::uint64_t most) {
      if (found > most) file.refuse(name_text(name), std::to_string(found), "at most " + std::to_string(most));
    };
    at_most("training.epoch", epoch, (std::numeric_limits<std::size_t>::max)() / 2);
    at_most("optimizer.steps", steps, (std::numeric_limits<std::size_t>::max)() / 2);
    at_most("training.best_epoch", best_epoch, epoch);
    at_most("training.last_good_epoch", last_good_epoch, epoch);
    at_most("training.epochs_since_best", epochs_since_best, epoch);
    at_most("training.shows_best", shows_best, best_epoch > 0);
    if (best_epoch > 0 ? !_detail::is_finite(best_loss)
                       : !_detail::equals(best_loss, std::numeric_limits<double>::infinity()))
      file.refuse(name_text("training.best_loss"), std::to_string(best_loss),
                  best_epoch > 0 ? "a finite number" : "infinity, as there is no best epoch");
    if ((engine[0] | engine[1] | engine[2] | engine[3]) == 0)
      file.refuse(name_text("training.engine"), "four zeros", "a state of the engine, which is never 0");
    for (const NamedNumber& number : hyper_parameters)
      if (!number.possible())
        file.refuse(name_text("optimizer." + number.name), _detail::number_text(number.value), number.expected());
  }
  TrainingProgress progress() const noexcept {
    return {.epoch = _detail::in_memory(epoch),
            .best_epoch = _detail::in_memory(best_epoch),
            .best_loss = best_loss,
            .epochs_since_best = _detail::in_memory(epochs_since_best),
            .last_good_epoch = _detail::in_memory(last_good_epoch)};
  }
};

/// The tensors of a training.
template <class Net, class Formula> struct TrainingTensors {
  Net net{};
  Optimizer<Formula, Net> optimizer{};
  Net last_good{}, best{};
};
template <class Net, class Formula> void add_tensors(CheckpointParts& parts, const Net& net, const Net& best,
                                                     const Net& last_good, const Optimizer<Formula, Net>& optimizer) {
  using T = typename Net::scalar;
  const auto add = [&](const char* prefix, const Net& from) {
    parts.add<T>(prefix, tensors_of<Net>, from.parameters.data(), _detail::buffers_in(from), true);
  };
  add("net.", net);
  add("best.", best);
  add("last_good.", last_good);
  for (std::size_t k = 0; k < Formula::slot_count; ++k)
    parts.add<T>("optimizer." + _detail::slot_name<Formula>(k) + ".", tensors_of<Net>, optimizer.moments()[k].data(),
                 static_cast<const T*>(nullptr), false);
}
template <class Net, class Formula> SafetensorsHeader checkpoint_header(const char* of) {
  SafetensorsHeader header;
  header.metadata("sinew.version", _detail::version);
  header.metadata("sinew.checkpoint", of);
  header.metadata("sinew.net", type_name<Net>);
  header.metadata("sinew.optimizer", type_name<Formula>);
  return header;
}

}  // namespace sinew::_detail
