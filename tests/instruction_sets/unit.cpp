// Compiled once for each instruction set, with UNIT the function's name.
#include "unit.hpp"

#include <algorithm>
#include <memory>

#include <sinew/sinew.hpp>

namespace {

using Model = sinew::Net<sinew::Dense<inputs, 64, sinew::Tanh>, sinew::Dense<64, outputs, sinew::Softmax>>;
static_assert(sizeof(Model::Parameters) == parameter_count * sizeof(float));

std::unique_ptr<Model> model_of(std::span<const float, parameter_count> parameters) {
  auto net = std::make_unique<Model>();
  std::copy(parameters.begin(), parameters.end(), net->parameters.begin());
  return net;
}

double train(std::span<float, parameter_count> parameters, std::span<const Input> xs, std::span<const int> classes) {
  const auto net = model_of(parameters);
  const sinew::DataView data(xs, classes);
  const auto history =
      sinew::fit<16>(*net, data, sinew::CrossEntropy{}, sinew::Momentum{.rate = 0.05}, {.epochs = 5, .seed = 3});
  std::copy(net->parameters.begin(), net->parameters.end(), parameters.begin());
  return history.epochs.back().loss;
}

void infer(std::span<const float, parameter_count> parameters, const Input& x, Scores& alone, Scores& in_batch) {
  const auto net = model_of(parameters);
  alone = (*net)(x);
  const auto workspace = std::make_unique<sinew::Workspace<Model, 32>>();
  for (std::size_t s = 0; s < 32; ++s) std::copy(x.begin(), x.end(), workspace->x()[s].begin());
  net->forward(*workspace);
  std::copy_n(workspace->y()[0].begin(), outputs, in_batch.begin());
}

void initialize(std::span<float, parameter_count> parameters) {
  const auto net = std::make_unique<Model>();
  sinew::initialize(*net, 1);
  std::copy(net->parameters.begin(), net->parameters.end(), parameters.begin());
}

}  // namespace

const Unit& UNIT() {
  static constexpr Unit unit{UNIT_NAME, train, infer, initialize};
  return unit;
}
