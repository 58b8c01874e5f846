/// load_checkpoint into a Trainer, and fit() that goes on from a Checkpoint.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <sinew/activation/relu.hpp>
#include <sinew/io/checkpoint.hpp>
#include <sinew/layer/batch_norm.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/net/initialize.hpp>
#include <sinew/optimizer/adam.hpp>
#include <sinew/train/fit.hpp>
#include <sinew/train/trainer.hpp>

#include "container.hpp"
#include "fuzz.hpp"
#include "nets.hpp"

using namespace sinew;

namespace {

using Small = Net<Dense<2, 2, ReLU>, BatchNorm<>, Dense<2, 1>>;
const Dataset<std::array<float, 2>, std::array<float, 1>> data{{{{0, 1}}, {{1, 0}}, {{1, 1}}, {{0.5f, 0}}},
                                                               {{{1}}, {{2}}, {{3}}, {{1}}}};

std::string in_folder(const char* name) { return fuzz::folder() + '/' + name; }
/// The state of a Trainer as bytes: what it saves.
template <class T> std::string state_of(const T& trainer) {
  static const std::string path = in_folder("state");
  save_checkpoint(trainer, path);
  return fuzz::content_of(path);
}

/// fit() goes on from the file to its end, or has an error and leaves file and net.
void go_on(std::string_view bytes) {
  static const std::string path = in_folder("fit");
  {
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  Small net, before;
  initialize(before, 3);
  net = before;
  bool diverges = false;
  const bool succeeds = fuzz::loads<weights_error>(path, fuzz::memory_for(bytes), [&] {
    try {
      static_cast<void>(fit<2>(net, data, MSE{}, Adam{}, {.epochs = 2}, Checkpoint{.path = path}));
    } catch (const weights_error&) { throw; } catch (const Error&) {
      diverges = true;
    }
  });
  if (succeeds || diverges) return;
  fuzz::require(fuzz::same_bytes(net, before), "a net is unchanged after an error");
  fuzz::require(fuzz::content_of(path) == bytes, "a file that cannot be read is not replaced");
}

}  // namespace

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  const auto make = [](Small& net) {
    initialize(net, 2);
    return Trainer(net, Adam{});
  };
  Small net;
  Trainer trainer = make(net);
  static const std::string initial = state_of(trainer);
  if (fuzz::loads<weights_error>(file.path(), fuzz::memory_for(bytes),
                                 [&] { load_checkpoint(trainer, file.path()); })) {
    const std::string saved = state_of(trainer);
    Small other;
    Trainer again = make(other);
    load_checkpoint(again, in_folder("state"));
    fuzz::require(state_of(again) == saved, "a Trainer that is saved and loaded is the same");
    try {  // whatever the numbers are
      static_cast<void>(trainer.fit<2>(data, MSE{}, {.epochs = 1}));
    } catch (const Error& e) {  // it may diverge
      fuzz::require_sentence(e.what(), "");
    }
  } else fuzz::require(state_of(trainer) == initial, "a Trainer is unchanged after an error");
  go_on(bytes);
}

std::vector<fuzz::Seed> fuzz::seeds() {
  std::vector<fuzz::Seed> all;
  Small net;
  initialize(net, 2);
  Trainer trainer(net, Adam{});
  all.push_back({"new", state_of(trainer)});
  static_cast<void>(trainer.fit<2>(data, MSE{}, {.epochs = 2}));
  all.push_back({"trained", state_of(trainer)});
  const std::string path = in_folder("seed");
  for (const std::size_t epochs : {1u, 2u}) {
    std::filesystem::remove(path);
    static_cast<void>(fit<2>(net, data, MSE{}, Adam{}, {.epochs = epochs}, Checkpoint{.path = path}));
    all.push_back({"fit_" + std::to_string(epochs), fuzz::content_of(path)});
  }
  return all;
}

static const fuzz::ContainerWords words{
    .names = {"net.0.weight",        "best.0.weight",   "last_good.0.weight", "optimizer.exp_avg.0.weight",
              "net.2.running_var",   "optimizer.steps", "optimizer.rate",     "training.epoch",
              "training.best_epoch", "training.engine", "training.seed",      "training.shows_best",
              "training.best_loss",  "fit.history",     "fit.batch",          "fit.steps",
              "fit.ema_updates",     "fit.schedule",    "fit.anything",       ""},
    .keys = {"sinew.net", "sinew.optimizer", "sinew.loss", "sinew.checkpoint", "sinew.version", ""},
    .values = {"", "fit", "fit of sequences", "Trainer", "Adam", "x"}};

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::mutate_container(bytes, size, most, seed, words);
}
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b,
                                                 std::size_t b_size, std::uint8_t* to, std::size_t most,
                                                 unsigned seed) {
  return fuzz::cross_containers(a, a_size, b, b_size, to, most, seed, words);
}
