#pragma once
/// A net against figures of PyTorch: outputs, and gradients of Σ mixᵢ·yᵢ by parameters and inputs.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>

namespace against {

template <std::size_t N> double worst(const double* found, const std::array<double, N>& expected) {
  double off = 0;
  for (std::size_t i = 0; i < N; ++i) {
    const double error = std::abs(found[i] - expected[i]);
    off = error > off || std::isnan(error) ? error : off;
  }
  return off;
}

/// The parameters of all layers in order, padding left out, whatever the depth of a layer.
template <class Layers, class T, class F> void each_parameter(T* slice, F&& f) {
  if constexpr (requires { Layers::slice; }) [&]<std::size_t... I>(std::index_sequence<I...>) {
      (against::each_parameter<typename Layers::template at<I>>(slice + Layers::slice[I], f), ...);
    }
  (std::make_index_sequence<Layers::depth>{});
  else for (std::size_t i = 0; i < Layers::parameters; ++i) f(slice[i]); }

template <class Net, class Figures> void reference(const Figures& figures) {
  constexpr std::size_t B = Figures::batch;
  static_assert(Net::parameter_count == std::tuple_size_v<decltype(figures.parameters)>);
  const auto net = std::make_unique<Net>();
  const auto w = std::make_unique<sinew::Workspace<Net, B, sinew::Mode::input_gradient>>();
  std::size_t at = 0;
  against::each_parameter<typename Net::layers>(net->parameters.data(),
                                                [&](double& p) { p = figures.parameters[at++]; });
  std::copy(figures.x.begin(), figures.x.end(), w->x().data);
  net->forward(*w);
  BOOST_TEST(against::worst(w->y().data, figures.y) < 1e-13);
  for (std::size_t s = 0; s < B; ++s) {
    const auto y =
        (*net)(std::span<const double, Net::input::size>(figures.x.data() + s * Net::input::size, Net::input::size));
    for (std::size_t o = 0; o < y.size(); ++o) BOOST_TEST(std::abs(y[o] - figures.y[s * y.size() + o]) < 1e-13);
  }
  std::copy(figures.mix.begin(), figures.mix.end(), w->dy().data);
  typename Net::Parameters gradient{};
  net->backward(*w, gradient);
  BOOST_TEST(against::worst(w->dx().data, figures.dx) < 1e-12);
  std::array<double, Net::parameter_count> found{};
  at = 0;
  against::each_parameter<typename Net::layers>(gradient.data(), [&](double g) { found[at++] = g; });
  BOOST_TEST(against::worst(found.data(), figures.dparameters) < 1e-12);
}

}  // namespace against
