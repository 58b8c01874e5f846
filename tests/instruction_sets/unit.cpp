// Compiled once for each instruction set, with UNIT the function's name.
#include "unit.hpp"

#include <memory>

#include <sinew/sinew.hpp>

namespace {

// A loop of its own: with link-time optimisation the linker keeps one std::copy for all files.
template <class From, class To> void copy(const From& from, To&& to) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = from[i];
}

using Model = sinew::Net<sinew::Dense<input_count, 64, sinew::Tanh>, sinew::Dense<64, output_count, sinew::Softmax>>;
static_assert(sizeof(Model::Parameters) == parameter_count * sizeof(float));

std::unique_ptr<Model> model_of(std::span<const float, parameter_count> parameters) {
  auto net = std::make_unique<Model>();
  copy(parameters, net->parameters);
  return net;
}

double train(std::span<float, parameter_count> parameters, std::span<const Input> xs, std::span<const int> classes) {
  const auto net = model_of(parameters);
  const sinew::DataView data(xs, classes);
  const auto history =
      sinew::fit<16>(*net, data, sinew::CrossEntropy{}, sinew::Momentum{.rate = 0.05}, {.epochs = 5, .seed = 3});
  copy(net->parameters, parameters);
  return history.epochs.back().loss;
}

void infer(std::span<const float, parameter_count> parameters, const Input& x, Scores& alone, Scores& in_batch) {
  const auto net = model_of(parameters);
  alone = (*net)(x);
  const auto workspace = std::make_unique<sinew::Workspace<Model, 32>>();
  for (std::size_t s = 0; s < 32; ++s) copy(x, workspace->x()[s]);
  net->forward(*workspace);
  copy(workspace->y()[0], in_batch);
}

void initialize(std::span<float, parameter_count> parameters) {
  const auto net = std::make_unique<Model>();
  sinew::initialize(*net, 1);
  copy(net->parameters, parameters);
}

void fail() {
  Model net;
  sinew::fit(net, sinew::Dataset<Input, int>{}, sinew::CrossEntropy{}, sinew::SGD{}, {});  // no samples
}

bool catches(void (*fail_elsewhere)()) {
  try {
    fail_elsewhere();
  } catch (const sinew::Error& error) { return error.what()[0] != '\0'; }
  return false;
}

}  // namespace

const Unit& UNIT() {
  static constexpr Unit unit{UNIT_NAME, train, infer, initialize, fail, catches};
  return unit;
}
