#pragma once
/// \file
/// Checkpoint, save_checkpoint and load_checkpoint: a training in a file, from which a later run goes on.
///
///     fit<32>(net, train, CrossEntropy{}, Adam{}, {.epochs = 100, .validation = test},
///             Checkpoint{.path = "run.ckpt", .every = 5, .best = "best.safetensors"});
///
/// A program with this call may be ended at any moment and started again: fit() goes on from the last epoch that the
/// file has, and returns what it would have returned without the interruption, bit for bit: the weights, the History.
/// A Trainer is stored and read back by functions:
///
///     Trainer trainer(net, Adam{});
///     load_checkpoint(trainer, "run.ckpt");
///     const auto save = [&](const Epoch&) { save_checkpoint(trainer, "run.ckpt"); };
///     trainer.fit<32>(train, CrossEntropy{}, {.epochs = 5}, save);
///
/// **The file** is in the safetensors format, so other programs can read it. It does not depend on the instruction set.
/// Tensors are in PyTorch's order and named as in tensors_of<Net>, behind these prefixes; numbers are of rank 0:
///
///     net.                      weights and buffers at the end of the last epoch             F32 or F64, as the net
///     best., last_good.         those of the best epoch, and those restored on divergence    the same
///     optimizer.exp_avg. …      what the optimizer remembers per parameter, by slot_names    the same
///     optimizer.rate …          the hyper-parameters (optimizer/concept.hpp)                 F64
///     optimizer.steps           steps taken                                                  U64
///     training.epoch            epochs completed, the time of the schedule                   U64
///     training.best_epoch, training.best_loss, training.epochs_since_best, training.last_good_epoch
///                               TrainingProgress                                             U64, F64
///     training.engine           the four words of the engine                                 U64
///     training.seed             what it began with                                           U64
///     training.shows_best       whether the Trainer's net has the weights best.              BOOL
///
/// and of fit() only:
///
///     fit.batch, fit.samples, fit.validation_samples, fit.shuffle, fit.clip_norm, fit.patience, fit.min_delta,
///     fit.schedule, fit.augmentation, fit.loss
///                               what fit() was called with                                   U64, BOOL, F64
///     fit.history               a row per epoch: loss, accuracy, validation loss and
///                               accuracy, rate, gradient norm                                F64
///
/// The order of the samples is not stored: each epoch shuffles the order 0, 1, … by the engine. The metadata name the
/// version of sinew ("sinew.version"), the types ("sinew.net", "sinew.optimizer", "sinew.loss") and who wrote the file
/// ("sinew.checkpoint": "fit" or "Trainer").
///
/// **Errors** are a weights_error. A file is trusted in nothing, and loading is all or nothing. Files are replaced at
/// once and whole, on the disk too (io/atomic_file.hpp): a process that is killed while it saves leaves the old file or
/// the new one, and beside it perhaps a temporary file, which the next run deletes.
/// The header needs nlohmann's JSON (CMake: find_package(sinew COMPONENTS json), sinew::json).

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/config/version.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/data/augment.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/fit.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/trainer.hpp>
#include <sinew/train/training_state.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// Numbers in memory and what a checkpoint calls them.
struct CheckpointPart {
  std::string name;
  std::string_view type;  ///< of the elements, in the format's words
  std::vector<std::size_t> extents;
  void* values;                              ///< the array in memory
  const TensorDescription* order = nullptr;  ///< where the elements lie in it; nullptr: one after the other
  bool finite = false;                       ///< refuses numbers that are not

  std::size_t width() const noexcept { return type == "F32" ? 4 : type == "BOOL" ? 1 : 8; }
  std::size_t size() const noexcept {
    std::size_t product = 1;
    for (const std::size_t extent : extents) product *= extent;
    return product;
  }
  /// Whether the bytes in memory are those of the file.
  bool alike() const noexcept {
    return std::endian::native == std::endian::little && (order == nullptr || order->row_major());
  }
  /// The bytes of the first element, if the elements lie one after the other.
  unsigned char* bytes() const noexcept {
    return static_cast<unsigned char*>(values) + (order == nullptr ? 0 : order->offset * width());
  }
};

/// The parts of a checkpoint. Saving only reads what they refer to.
class CheckpointParts {
 public:
  void add(std::string name, const std::uint64_t& number) { add((std::move)(name), "U64", {}, &number); }
  void add(std::string name, const std::uint8_t& truth) { add((std::move)(name), "BOOL", {}, &truth); }
  void add(std::string name, const double& number) { add((std::move)(name), "F64", {}, &number); }
  template <std::size_t N> void add(std::string name, const std::array<std::uint64_t, N>& numbers) {
    add((std::move)(name), "U64", {N}, numbers.data());
  }
  template <std::size_t N> void add(std::string name, const std::array<double, N>& numbers) {
    add((std::move)(name), "F64", {N}, numbers.data());
  }
  void add(std::string name, std::string_view type, std::vector<std::size_t> extents, const void* values) {
    all_.push_back({(std::move)(name), type, (std::move)(extents), const_cast<void*>(values)});
  }
  /// Adds the tensors of a net, or of an array in the layout of its parameters.
  template <class T> void add(const std::string& prefix, std::span<const TensorDescription> tensors,
                              const T* parameters, const T* buffers, bool finite) {
    for (const TensorDescription& t : tensors) {
      if (t.buffer && buffers == nullptr) continue;
      all_.push_back({prefix + std::string(t.name),
                      name_of(dtype_of<T>(Dtype::of_net)),
                      {t.extents.begin(), t.extents.end()},
                      const_cast<T*>(t.buffer ? buffers : parameters),
                      &t,
                      finite && !t.buffer});
    }
  }
  std::vector<CheckpointPart>& all() noexcept { return all_; }

 private:
  std::vector<CheckpointPart> all_{};
};

/// The bytes of a block in memory, unless the rows of a matrix need more.
inline constexpr std::size_t checkpoint_block = 1 << 16;

/// Exchanges the elements of a part with a file, block by block: transfer(bytes) writes or reads block[0 … bytes − 1],
/// and copy(element, place in the block) copies an element between memory and block.
template <bool Saves, class Transfer, class Copy>
void exchange(const CheckpointPart& part, std::vector<unsigned char>& block, Transfer transfer, Copy copy) {
  const std::size_t width = part.width(), size = part.size();
  const auto in_blocks = [&](auto each_position) {
    std::size_t used = 0, filled = 0, left = size * width;
    each_position([&](std::size_t at) {
      if (used == filled) {
        if constexpr (Saves)
          if (used > 0) transfer(used);
        filled = min_of(left, checkpoint_block);
        left -= filled;
        used = 0;
        if constexpr (!Saves) transfer(filled);
      }
      copy(at, block.data() + used);
      used += width;
    });
    if (Saves && used > 0) transfer(used);
  };
  if (part.order == nullptr)
    return in_blocks([&](auto f) {
      for (std::size_t i = 0; i < size; ++i) f(i);
    });
  // A matrix of the first extent by the others, whose rows mostly lie side by side in memory: several rows at once,
  // column by column, so that whole lines of the processor's cache are used.
  const TensorDescription& t = *part.order;
  const std::size_t rank = t.extents.size();
  bool matrix = rank > 1 && size > 0;
  for (std::size_t k = rank, step = rank > 0 ? t.strides[rank - 1] : 0; matrix && k-- > 1; step *= t.extents[k])
    matrix = t.strides[k] == step;
  const std::size_t rows = matrix ? t.extents[0] : 1, cols = size / rows;
  const std::size_t at_once = matrix ? min_of((std::size_t{1} << 20) / (cols * width), 32) : 0;
  if (at_once == 0) return in_blocks([&](auto f) { t.each_position(f); });
  for (std::size_t row = 0; row < rows; row += at_once) {
    const std::size_t n = min_of(at_once, rows - row), bytes = n * cols * width;
    if (block.size() < bytes) block.resize(bytes);
    if constexpr (!Saves) transfer(bytes);
    for (std::size_t c = 0; c < cols; ++c)
      for (std::size_t r = 0; r < n; ++r)
        copy(t.offset + (row + r) * t.strides[0] + c * t.strides[rank - 1], block.data() + (r * cols + c) * width);
    if constexpr (Saves) transfer(bytes);
  }
}
/// f(Word), an unsigned integer of as many bytes as an element.
template <class F> void with_word(std::size_t width, F f) {
  if (width == 8) f(std::uint64_t{});
  else if (width == 4) f(std::uint32_t{});
  else f(std::uint8_t{});
}
/// How many elements of the part are infinite or NaN.
inline std::size_t odd_numbers(const CheckpointPart& part) {
  std::size_t odd = 0;
  const auto count = [&]<class T>(const T* values) {
    if (part.order == nullptr)
      for (std::size_t i = 0, n = part.size(); i < n; ++i) odd += !_detail::is_finite(values[i]);
    else part.order->each_position([&](std::size_t at) { odd += !_detail::is_finite(values[at]); });
  };
  if (part.type == "F32") count(static_cast<const float*>(part.values));
  else count(static_cast<const double*>(part.values));
  return odd;
}

/// Writes the file, whose metadata `header` has already.
inline void save_parts(const std::string& path, SafetensorsHeader& header, const std::vector<CheckpointPart>& parts) {
  // So each tensor begins at a multiple of the width of its elements, as PyTorch's reader wants.
  std::vector<const CheckpointPart*> widest_first;
  for (const std::size_t width : {8u, 4u, 1u})
    for (const CheckpointPart& part : parts)
      if (part.width() == width) widest_first.push_back(&part);
  for (const CheckpointPart* const each : widest_first) {
    const CheckpointPart& part = *each;
    header.tensor(part.name, part.type, part.extents, std::uint64_t{part.size()} * part.width());
    if (part.finite && odd_numbers(part) > 0)
      fail(weights_error(path, name_text(part.name), "numbers that are not finite", "finite numbers to save"));
  }
  AtomicFile file(path);
  const auto write = [&](const void* bytes, std::size_t count) {
    if (!file.write(bytes, count)) fail(weights_error(path, {}, file.fault(), "a file that can be written"));
  };
  const std::string beginning = header.bytes();
  write(beginning.data(), beginning.size());
  std::vector<unsigned char> block(checkpoint_block);
  for (const CheckpointPart* const each : widest_first) {
    const CheckpointPart& part = *each;
    if (part.alike()) {
      write(part.bytes(), part.size() * part.width());
      continue;
    }
    with_word(part.width(), [&](auto word) {
      exchange<true>(
          part, block, [&](std::size_t bytes) { write(block.data(), bytes); },
          [&](std::size_t at, unsigned char* to) {
            __builtin_memcpy(&word, static_cast<const unsigned char*>(part.values) + at * sizeof word, sizeof word);
            _detail::to_little_endian(word, to);
          });
    });
  }
  if (!file.commit()) fail(weights_error(path, {}, file.fault(), "a file that can be written"));
}

/// The differences between a checkpoint and what is to go on from it.
class CheckpointDifferences {
 public:
  /// `what` is a tensor of the file, or what fit() was called with.
  void add(std::string what, std::string found, std::string expected) {
    if (count_++ < 64) all_.push_back({(std::move)(what), (std::move)(found), (std::move)(expected)});
  }
  void add(const CheckpointDifferences& others) {
    for (const Difference& d : others.all_)
      if (all_.size() < 64) all_.push_back(d);
    count_ += others.count_;
  }
  std::size_t count() const noexcept { return count_; }

  /// Throws the error. `from` is what was to go on, `advice` what to do instead.
  [[noreturn]] void refuse(const std::string& path, const std::string& from, const std::string& advice) const {
    const std::size_t most = 980 - advice.size();  // what Error holds, without the last words
    std::string sentence = path + ": " + in_text(_detail::quantity(count_, "difference").view()) + " from " + from;
    std::size_t shown = 0;
    for (const auto& [what, found, expected] : all_) {
      const std::string one = what + ": found " + found + ", expected " + expected;
      if (shown > 0 && sentence.size() + one.size() + 30 > most) break;
      sentence += (shown++ > 0 ? "; " : ": ") + one;
    }
    if (shown < count_) sentence += "; and " + _detail::digits(count_ - shown) + " more";
    sentence += "; " + advice;
    const auto& [what, found, expected] = all_.front();
    fail(weights_error(sentence, path, what, found, expected, count_));
  }

 private:
  struct Difference {
    std::string what, found, expected;
  };
  std::vector<Difference> all_{};
  std::size_t count_ = 0;
};

/// Whether a checkpoint's tensor is one that only fit() reads.
inline bool is_of_fit(std::string_view name) noexcept { return name.starts_with("fit."); }

/// Compares the file with the parts, and reads them: numbers in any case, tensors if there is no difference so far.
/// `history` is the part whose first extent is that of the file, and `rows` its numbers.
inline void load_parts(SafetensorsFile& file, std::vector<CheckpointPart>& parts, CheckpointDifferences& differences,
                       bool of_fit, const CheckpointPart* history, std::vector<double>& rows) {
  std::vector<CheckpointPart*> by_name;
  for (CheckpointPart& part : parts) by_name.push_back(&part);
  std::sort(by_name.begin(), by_name.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  const auto find = [&](std::string_view name) -> CheckpointPart* {
    const auto at =
        std::lower_bound(by_name.begin(), by_name.end(), name, [](const auto* a, auto b) { return a->name < b; });
    return at != by_name.end() && (*at)->name == name ? *at : nullptr;
  };
  const SafetensorsDirectory& directory = file.tensors();
  const auto fits = [&](const file_tensor& tensor, const CheckpointPart& part) {
    return tensor.type->name == part.type &&
           std::equal(tensor.extents().begin(), tensor.extents().end(), part.extents.begin(), part.extents.end());
  };
  const auto wanted = [&](const CheckpointPart& part) {
    const std::span<const std::size_t> extents(part.extents);
    return in_text(part.type) + " of " +
           (&part == history ? "epochs × " + _detail::digits(extents[1]) : _detail::shape_text(extents));
  };
  // A tensor of the net that differs does so in all its copies, which are then not listed.
  std::vector<const TensorDescription*> different;
  const auto differs = [&](const CheckpointPart& part, std::string found) {
    if (part.order != nullptr) {
      if (std::find(different.begin(), different.end(), part.order) != different.end()) return;
      different.push_back(part.order);
    }
    differences.add(name_text(part.name), (std::move)(found), wanted(part));
  };
  std::size_t met = 0;
  for (std::size_t i = 0; i < directory.size(); ++i) {
    const file_tensor tensor = directory[i];
    CheckpointPart* const part = find(tensor.name);
    if (part == nullptr) {
      if (of_fit || !is_of_fit(tensor.name))
        differences.add(name_text(tensor.name), _detail::shape_text(tensor.extents()), "no such tensor");
      continue;
    }
    ++met;
    if (part == history && tensor.rank == 2 && tensor.shape[1] == part->extents[1] && tensor.type->name == "F64") {
      part->extents[0] = _detail::in_memory(tensor.shape[0]);  // the file has as many numbers
      rows.resize(part->size());
      part->values = rows.data();
    }
    if (!fits(tensor, *part)) {
      differs(*part, in_text(tensor.type->name) + " of " + _detail::shape_text(tensor.extents()));
    }
  }
  if (met < parts.size()) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < directory.size(); ++i) names.push_back(directory[i].name);
    std::sort(names.begin(), names.end());
    for (const CheckpointPart& part : parts)
      if (!std::binary_search(names.begin(), names.end(), std::string_view(part.name))) differs(part, "no such tensor");
  }
  const bool whole = differences.count() == 0;
  std::vector<unsigned char> block(checkpoint_block);
  for (std::size_t i = 0; i < directory.size(); ++i) {
    const file_tensor tensor = directory[i];
    const CheckpointPart* const part = find(tensor.name);
    if (part == nullptr || !fits(tensor, *part) || !(whole || part->order == nullptr)) {
      file.skip(tensor.end - tensor.begin);
      continue;
    }
    if (part->alike()) file.read(part->bytes(), part->size() * part->width());
    else
      with_word(part->width(), [&](auto word) {
        exchange<false>(
            *part, block, [&](std::size_t bytes) { file.read(block.data(), bytes); },
            [&](std::size_t at, const unsigned char* from) {
              word = _detail::from_little_endian<decltype(word)>(from);
              __builtin_memcpy(static_cast<unsigned char*>(part->values) + at * sizeof word, &word, sizeof word);
            });
      });
    if (part->finite && odd_numbers(*part) > 0)
      file.refuse(name_text(part->name),
                  in_text(_detail::quantity(odd_numbers(*part), "number").view()) + " not finite", "finite numbers");
  }
}

// ---- The numbers of a training.

/// f("name", number) for each hyper-parameter of an optimizer.
template <class Formula, class F> void each_hyper_parameter(Formula& formula, F&& f) {
  if constexpr (requires { formula.hyper_parameters(f); }) formula.hyper_parameters(f);
  else {
    f("rate", formula.rate);
    if constexpr (requires { formula.momentum; }) f("momentum", formula.momentum);
    if constexpr (requires { formula.alpha; }) f("alpha", formula.alpha);
    if constexpr (requires { formula.beta1; }) f("beta1", formula.beta1);
    if constexpr (requires { formula.beta2; }) f("beta2", formula.beta2);
    if constexpr (requires { formula.epsilon; }) f("epsilon", formula.epsilon);
    if constexpr (requires { formula.weight_decay; }) f("weight_decay", formula.weight_decay);
  }
}
/// What the files call slot k of an optimizer.
template <class Formula> std::string slot_name(std::size_t k) {
  if constexpr (requires { Formula::slot_names[k]; })
    if (k < Formula::slot_names.size()) return std::string(Formula::slot_names[k]);
  return "slot" + std::to_string(k);
}

/// A number with its name.
struct NamedNumber {
  std::string name;
  double value;
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
    _detail::each_hyper_parameter(formula, [&](const char* name, const auto& number) {
      hyper_parameters.push_back({name, static_cast<double>(number)});
    });
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
      if (!_detail::is_finite(number.value))
        file.refuse(name_text("optimizer." + number.name), std::to_string(number.value), "a finite number");
  }
  TrainingProgress progress() const noexcept {
    return {.epoch = _detail::in_memory(epoch),
            .best_epoch = _detail::in_memory(best_epoch),
            .best_loss = best_loss,
            .epochs_since_best = _detail::in_memory(epochs_since_best),
            .last_good_epoch = _detail::in_memory(last_good_epoch)};
  }
};
/// The times, in epochs, at which two schedules are compared.
inline constexpr std::array schedule_times{0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 100.0};
/// What fit() was called with, as far as the bits of its results depend on it.
struct FitNumbers {
  std::uint64_t batch = 0, samples = 0, validation_samples = 0, patience = 0;
  std::uint8_t shuffle = 0;
  double clip_norm = 0, min_delta = 0, loss = 0;
  std::array<double, 4 + schedule_times.size()> schedule{};
  std::array<double, 5> augmentation{};

  template <class Training> explicit FitNumbers(const Training& training)
      : batch{training.batch},
        samples{training.samples},
        validation_samples{training.options.validation.size()},
        patience{training.options.patience},
        shuffle{training.options.shuffle},
        clip_norm{training.options.clip_norm},
        min_delta{training.options.min_delta} {
    if constexpr (requires { training.loss.delta; }) loss = static_cast<double>(training.loss.delta);
    const Schedule& s = training.options.schedule;
    schedule = {s.a, s.b, s.warm_up_epochs, s.warm_up_from};
    for (std::size_t k = 0; k < schedule_times.size(); ++k) schedule[4 + k] = s(schedule_times[k]);
    if (const Augmentation* const a = training.augmentation)
      augmentation = {a->shift, a->rotation, a->scale, a->elastic, a->elastic_smoothness};
  }
  void add_to(CheckpointParts& parts) const {
    parts.add("fit.batch", batch);
    parts.add("fit.samples", samples);
    parts.add("fit.validation_samples", validation_samples);
    parts.add("fit.shuffle", shuffle);
    parts.add("fit.clip_norm", clip_norm);
    parts.add("fit.patience", patience);
    parts.add("fit.min_delta", min_delta);
    parts.add("fit.schedule", schedule);
    parts.add("fit.augmentation", augmentation);
    parts.add("fit.loss", loss);
  }
};
inline bool same_number(double a, double b) noexcept {
  return _detail::equals(a, b) || (_detail::is_nan(a) && _detail::is_nan(b));
}
inline std::string number_text(double v) {
  char text[32];
  ::snprintf(text, sizeof text, "%.9g", v);
  return text;
}
/// Adds a difference if the file's number is another one than the call's.
inline void compare(CheckpointDifferences& to, const char* what, std::uint64_t found, std::uint64_t expected) {
  if (found != expected) to.add(what, std::to_string(found), std::to_string(expected));
}
inline void compare(CheckpointDifferences& to, const char* what, double found, double expected) {
  if (!same_number(found, expected)) to.add(what, number_text(found), number_text(expected));
}
inline void compare(CheckpointDifferences& to, const FitNumbers& found, const FitNumbers& expected) {
  compare(to, "the batch size", found.batch, expected.batch);
  compare(to, "the number of samples", found.samples, expected.samples);
  compare(to, "the number of validation samples", found.validation_samples, expected.validation_samples);
  compare(to, ".shuffle", std::uint64_t{found.shuffle}, std::uint64_t{expected.shuffle});
  compare(to, ".clip_norm", found.clip_norm, expected.clip_norm);
  compare(to, ".min_delta", found.min_delta, expected.min_delta);
  // More patience does not change the epochs so far.
  if (expected.patience != 0 && (found.patience == 0 || found.patience > expected.patience))
    to.add(".patience", found.patience == 0 ? "0, which never stops" : std::to_string(found.patience),
           "at most " + std::to_string(expected.patience));
  compare(to, "the loss's delta", found.loss, expected.loss);
  bool same = true;
  for (std::size_t k = 0; k < found.schedule.size(); ++k) {
    const double a = found.schedule[k], b = expected.schedule[k], off = a > b ? a - b : b - a;
    // Formulas of the program's own may be compiled otherwise.
    same = same && (same_number(a, b) || (k >= 4 && off <= 1e-9 * (b < 0 ? -b : b)));
  }
  if (!same) to.add(".schedule", "another one", "that of the call");
  for (std::size_t k = 0; k < found.augmentation.size(); ++k)
    if (!same_number(found.augmentation[k], expected.augmentation[k])) {
      to.add("the Augmentation", "another one", "that of the call");
      break;
    }
}

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
/// Adds a difference if the file says another type; another one, too, if it says none.
inline void compare_type(const SafetensorsFile& file, CheckpointDifferences& to, const char* key, const char* what,
                         std::string_view expected) {
  const std::string_view found = file.tensors().metadata(key);
  if (found != expected)
    to.add(what, found.empty() ? "none in the metadata" : _detail::printable(found, 160),
           _detail::printable(expected, 160));
}

template <class What> inline constexpr bool is_trainer = false;
template <class Net, class Formula> inline constexpr bool is_trainer<Trainer<Net, Formula>> = true;

}  // namespace _detail

/// An argument of fit() behind the options: keeps the training in a file, goes on from it if there is one, and keeps
/// the best weights in another.
///
///     fit<32>(net, train, CrossEntropy{}, Adam{}, {.epochs = 100, .validation = test}, Checkpoint{"run.ckpt"});
///
/// With a file of the same training at `path`, fit() begins where that ends: the net, the optimizer, the random
/// numbers, the time of the schedule, patience and the History are those of the file. The weights that the net has
/// before the call do not matter, but initialize() is needed for the first run. A training that had run all its epochs
/// returns at once; with more `epochs` it goes on, and with more `patience` too. Callbacks are called for the new
/// epochs only. One that returned false ended that run; the next one goes on. Hyper-parameters that a callback changes
/// are the program's own, and must be as they were when the file was written.
/// fit() keeps the best weights as with `patience`, whose effect on the net's final weights stays as it is.
/// Cost: a file as large as three copies of the net and the optimizer's slots, whose writing waits for the disk; it
/// allocates. Each new best epoch writes the best weights as well.
/// Errors: weights_error if the file is wrong, or of another training: of another net, optimizer, loss, batch size,
/// number of samples, or other options than `epochs` and `patience`; the sentence lists all differences. Nothing is
/// changed then. To go on nevertheless, load it into a Trainer, to begin anew, set `resume = false` or delete it.
/// weights_error if a file cannot be written: before the first epoch where that can be foreseen; later, the net has the
/// weights of the epoch, and the file is the one before. option_error for neither path nor best, or every = 0.
/// Misuse: two of them → `mistake::checkpoint_given_twice`; for Trainer::fit → `mistake::checkpoint_of_a_trainer`.
/// PyTorch: torch.save of all state_dicts, Lightning's ModelCheckpoint(save_top_k=1) with fit(ckpt_path=…).
struct Checkpoint {
  std::string path = {};  ///< of the checkpoint; empty: only the best weights are kept
  /// The file is written after so many epochs, counted from the first of the training, and after the last of a call.
  std::size_t every = 1;
  /// Where save_safetensors() puts the weights of each epoch with the lowest loss so far, that of the validation data
  /// if there are any; empty: nowhere.
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
  template <class Net, class View, class LossType, class Formula>
  void begin(const _detail::FitTraining<Net, View, LossType, Formula>& training) const;
  /// Writes what is due; fit() calls it after each epoch.
  template <class Net, class View, class LossType, class Formula>
  void after_epoch(const _detail::FitTraining<Net, View, LossType, Formula>& training, bool last) const;

 private:
  static constexpr std::size_t figures = 6;  // of an Epoch, without its number
};

/// Options of load_checkpoint().
struct LoadCheckpointOptions {
  /// Accepts a file of a net of another type whose tensors have the same names and extents: one with another activation
  /// or another ratio of Dropout.
  bool allow_another_net = false;
};

/// Saves a Trainer: the weights, and all that it remembers from one call to the next. The file is replaced at once and
/// whole. A callback of the Trainer's call may save it too: the state is that of the end of the epoch.
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
    _detail::CheckpointDifferences differences;
    if (!options.allow_another_net) _detail::compare_type(file, differences, "sinew.net", "the net", type_name<Net>);
    _detail::compare_type(file, differences, "sinew.optimizer", "the optimizer", type_name<Formula>);
    _detail::TrainingNumbers numbers({}, Engine(1), 0, 1, state.formula, false);
    _detail::on_heap<_detail::TrainingTensors<Net, Formula>> staged;
    auto& [net, optimizer, last_good, best] = staged.value;
    _detail::CheckpointParts parts;
    numbers.add_to(parts);
    _detail::add_tensors<Net, Formula>(parts, net, best, last_good, optimizer);
    std::vector<double> no_history;
    _detail::load_parts(file, parts.all(), differences, /*of_fit*/ false, nullptr, no_history);
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

template <class Net, class View, class LossType, class Formula>
void Checkpoint::begin(const _detail::FitTraining<Net, View, LossType, Formula>& training) const {
  // A day of training should not end with an error that can be had now.
  for (const std::string* const each : {&path, &best})
    if (!each->empty())
      if (const _detail::AtomicFile probe(*each); !probe.fault().empty())
        _detail::fail(weights_error(*each, {}, probe.fault(), "a file that can be written"));
  if (!resume || path.empty()) return;
  std::FILE* const stored = std::fopen(path.c_str(), "rb");
  if (stored == nullptr && errno == ENOENT) return;

  _detail::SafetensorsFile file(_detail::WeightsSource(path, stored));
  _detail::CheckpointDifferences differences;
  const std::string_view of = file.tensors().metadata("sinew.checkpoint");
  if (of != "fit")
    file.refuse(of == "Trainer" ? "the checkpoint of a Trainer" : "a file that is no checkpoint",
                "a checkpoint of fit(): load_checkpoint(trainer, path) reads the others");
  _detail::compare_type(file, differences, "sinew.net", "the net", type_name<Net>);
  _detail::compare_type(file, differences, "sinew.optimizer", "the optimizer", type_name<Formula>);
  _detail::compare_type(file, differences, "sinew.loss", "the loss", type_name<LossType>);
  const _detail::TrainingNumbers asked({}, Engine(1), 0, training.options.seed, training.formula, false);
  const _detail::FitNumbers called(training);
  _detail::TrainingNumbers numbers = asked;
  _detail::FitNumbers found = called;
  _detail::on_heap<_detail::TrainingTensors<Net, Formula>> staged;
  auto& [net, optimizer, last_good, best_weights] = staged.value;
  std::vector<double> rows;
  _detail::CheckpointParts parts;
  numbers.add_to(parts);
  found.add_to(parts);
  _detail::add_tensors<Net, Formula>(parts, net, best_weights, last_good, optimizer);
  parts.add("fit.history", "F64", {0, figures}, nullptr);
  _detail::CheckpointDifferences of_tensors;
  _detail::load_parts(file, parts.all(), of_tensors, /*of_fit*/ true, &parts.all().back(), rows);

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
    training.epochs[e] = {e + 1, row[0], row[1], row[2], row[3], row[4], row[5]};
  }
}

template <class Net, class View, class LossType, class Formula>
void Checkpoint::after_epoch(const _detail::FitTraining<Net, View, LossType, Formula>& training, bool last) const {
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
  }
  _detail::CheckpointParts parts;
  numbers.add_to(parts);
  called.add_to(parts);
  parts.add("fit.history", "F64", {progress.epoch, figures}, rows.data());
  _detail::add_tensors<Net, Formula>(parts, training.net, training.best, training.last_good, training.optimizer);
  auto header = _detail::checkpoint_header<Net, Formula>("fit");
  header.metadata("sinew.loss", type_name<LossType>);
  _detail::save_parts(path, header, parts.all());
}

}  // namespace sinew
