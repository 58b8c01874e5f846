// nets FOLDER: loads what nets.py has exported, compares the outputs with PyTorch's, changes the weights (by a step of
// training, where there is one), saves them for PyTorch, and writes the outputs to outputs.txt.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "nets.hpp"

namespace {

std::string folder;
std::FILE* outputs = nullptr;
int failures = 0;

void fail(const std::string& name, const char* what, std::size_t i, double found, double expected) {
  std::printf("%s: %s %zu: found %.17g, expected %.17g\n", name.c_str(), what, i, found, expected);
  ++failures;
}

/// The outputs of the samples in x, or of sequences of so many steps.
template <class Net>
std::vector<double> outputs_of(const Net& net, const std::vector<double>& x, [[maybe_unused]] std::size_t steps) {
  std::vector<double> all;
  sinew::Workspace<Net, 1> w;
  [[maybe_unused]] sinew::Stream<Net> stream;
  for (std::size_t at = 0; at < x.size(); at += Net::input::size) {
    for (std::size_t i = 0; i < Net::input::size; ++i) w.x()[0][i] = static_cast<typename Net::scalar>(x[at + i]);
    if constexpr (Net::stream_bytes > 0) {
      if (at / Net::input::size % steps == 0) stream.reset();
      net.forward(w, stream);
    } else net.forward(w);
    for (std::size_t i = 0; i < Net::output::size; ++i) all.push_back(static_cast<double>(w.y()[0][i]));
  }
  return all;
}

template <class Net> Net loaded(const Case<Net>& c) {
  Net net;
  sinew::load_safetensors(net, folder + c.name + ".safetensors", {.names = c.names});
  const std::vector<double> y = outputs_of(net, c.x, c.steps);
  for (std::size_t i = 0; i < y.size(); ++i)
    if (y.size() != c.y.size() || !(std::abs(y[i] - c.y[i]) <= c.tolerance * std::fmax(1, std::abs(c.y[i]))))
      fail(c.name, "output", i, y[i], c.y[i]);
  return net;
}

template <class Net> void save(const Net& net, const Case<Net>& c) {
  std::vector<typename Net::scalar> sample(Net::input::size);
  for (std::size_t i = 0; i < sample.size(); ++i) sample[i] = static_cast<typename Net::scalar>(c.x[i]);
  sinew::save_safetensors(net, folder + c.name + ".back.safetensors", {.names = c.names, .golden_sample = sample});
  std::fprintf(outputs, "%s", c.name.c_str());
  for (const double y : outputs_of(net, c.x, c.steps)) std::fprintf(outputs, " %.17g", y);
  std::fprintf(outputs, "\n");
}

template <class Net> void round_trip(const Case<Net>& c) {
  Net net = loaded(c);
  for (auto& p : net.parameters) p = static_cast<typename Net::scalar>(p * 1.0625f);
  save(net, c);
}

/// With a step of gradient descent. `Target` is int for classes.
template <class Target, class Net, class Loss> void round_trip_with_a_step(const Case<Net>& c, const Loss& loss) {
  constexpr std::size_t batch = 8;
  using T = typename Net::scalar;
  Net net = loaded(c);
  sinew::Optimizer<sinew::SGD, Net> optimizer{{.rate = 0.05}};
  sinew::Workspace<Net, batch, sinew::Mode::training> w;
  for (std::size_t s = 0; s < batch; ++s)
    for (std::size_t i = 0; i < Net::input::size; ++i) w.x()[s][i] = static_cast<T>(c.step.x[s * Net::input::size + i]);
  std::vector<Target> targets;
  for (const double t : c.step.targets) targets.push_back(static_cast<Target>(t));
  train_step(net, w, targets, loss, optimizer);
  save(net, c);
}

/// The same of a net that takes steps, with the sequences side by side.
template <std::size_t Steps, class Net, class Loss>
void round_trip_with_a_step_of_sequences(const Case<Net>& c, const Loss& loss) {
  constexpr std::size_t batch = 8;
  using T = typename Net::scalar;
  Net net = loaded(c);
  sinew::Optimizer<sinew::SGD, Net> optimizer{{.rate = 0.05}};
  sinew::Workspace<Net, batch, sinew::Mode::training, Steps> w;
  sinew::Stream<Net, batch> stream;
  std::vector<std::array<T, Net::output::size>> targets(Steps * batch);
  for (std::size_t s = 0; s < batch; ++s)
    for (std::size_t t = 0; t < Steps; ++t) {
      for (std::size_t i = 0; i < Net::input::size; ++i)
        w.x()[t * batch + s][i] = static_cast<T>(c.step.x[(s * Steps + t) * Net::input::size + i]);
      for (std::size_t i = 0; i < Net::output::size; ++i)
        targets[t * batch + s][i] = static_cast<T>(c.step.targets[(s * Steps + t) * Net::output::size + i]);
    }
  train_step(net, w, stream, targets, loss, optimizer);
  save(net, c);
}

}  // namespace

int main(int, char** arguments) {
  folder = std::string(arguments[1]) + "/";
  outputs = std::fopen((folder + "outputs.txt").c_str(), "w");
  round_trip_with_a_step<int>(nets::classifier, sinew::CrossEntropy{});
  round_trip_with_a_step<int>(nets::images, sinew::CrossEntropy{});
  round_trip_with_a_step<double>(nets::blocks, sinew::MSE{});
  round_trip(nets::fused);
  round_trip(nets::alone);
  round_trip(nets::convolutions);
  round_trip(nets::shuffles);
  round_trip(nets::pools);
  round_trip(nets::sequences);
  round_trip_with_a_step<double>(nets::slopes, sinew::MSE{});
  round_trip(nets::dropped);
  round_trip(nets::numbered);
  round_trip_with_a_step_of_sequences<20>(nets::amplifier, sinew::MSE{});
  round_trip_with_a_step<double>(nets::amplifier_window, sinew::MSE{});
  round_trip_with_a_step<int>(nets::gestures, sinew::CrossEntropy{});
  round_trip(nets::writer);
  round_trip(nets::writer_window);
  round_trip(nets::recurrent);
  round_trip_with_a_step<double>(nets::recurrent_window, sinew::MSE{});
  round_trip(nets::convolved);
  round_trip(nets::unwrapped);
  round_trip(nets::single);
  std::fclose(outputs);
  try {
    nets::Single net;
    sinew::load_safetensors(net, folder + "negated.safetensors", {.names = nets::single.names});
    std::printf("negated.safetensors: a net with another bias has the golden outputs\n");
    ++failures;
  } catch (const sinew::weights_error& error) {
    if (std::string(error.what()).find("of the golden sample") == std::string::npos) throw;
  }
  return failures > 0;
}
