#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>

#include <sinew/io/checkpoint.hpp>
#include <sinew/sinew.hpp>

#include "../../data/temporary.hpp"
#include "../saver.hpp"
#include "versions.hpp"

using namespace sinew;

using Trained = Net<Dense<48, 200, Tanh>, Dense<200, 10>>;

/// A Trainer whose state has the version everywhere. Version 1 has trained more.
static int version_of_trainer(const Trainer<Trained, Adam>& trainer) {
  const auto& state = trainer.state();
  const int version = static_cast<int>(state.progress.epoch);
  if (version > 1) return -1;
  const Trained& net = version_of<Trained>(version);
  const bool same = version_in(trainer.net(), version) == version && version_in(state.best, version) == version &&
                    version_in(state.last_good, version) == version && state.optimizer.moments()[0] == net.parameters &&
                    state.optimizer.moments()[1] == net.parameters && state.optimizer.steps() == state.progress.epoch;
  return same ? version : -1;
}
static const Saver saver(
    "save_checkpoint",
    [](const std::string& path, int version) {
      Trained net = version_of<Trained>(version);
      Trainer trainer(net, Adam{});
      auto& state = trainer.state();
      state.best = state.last_good = net;
      state.optimizer.moments()[0] = state.optimizer.moments()[1] = net.parameters;
      state.optimizer.continue_from(static_cast<std::size_t>(version));
      state.progress.epoch = static_cast<std::size_t>(version);
      save_checkpoint(trainer, path);
    },
    [](const std::string& path) {
      Trained net;
      Trainer trainer(net, Adam{});
      load_checkpoint(trainer, path);
      return version_of_trainer(trainer);
    });

// The Checkpoint of fit(): a file after the first epoch, or after the third.
using Points = Dataset<std::array<float, 48>, std::array<float, 10>>;
static const Points& points() {
  static const Points all = [] {
    Points data;
    Engine engine(1);
    for (int i = 0; i < 2; ++i) {
      std::array<float, 48> x{};
      for (float& v : x) v = uniform(engine, -1.f, 1.f);
      data.push_back(x, {});
    }
    return data;
  }();
  return all;
}
static void train(const std::string& path, int version) {
  Trained net = version_of<Trained>(0);
  fit<2>(net, points(), MSE{}, SGD{.rate = 1e-3}, {.epochs = version == 0 ? 1u : 3u},
         Checkpoint{.path = path, .every = 4, .resume = false});
}
static std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
/// The file that a training writes without faults.
static std::string content_after(int version) {
  const TemporaryFolder folder;
  train(folder.path() + "/saved", version);
  return content_of(folder.path() + "/saved");
}
static const Saver hook("Checkpoint", train, [](const std::string& path) {
  static const std::string versions[] = {content_after(0), content_after(1)};
  Trained net;
  Trainer trainer(net, SGD{});
  load_checkpoint(trainer, path);
  const int version = trainer.epochs() == 1 ? 0 : 1;
  return content_of(path) == versions[version] ? version : -1;
});
