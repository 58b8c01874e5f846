#pragma once
/// The laws of optimizers: packs step as scalars do; without a gradient and without decay nothing moves; a weight of 0
/// whose gradient is always 0 (padding) stays 0; the first step goes against the gradient; step() clears the gradient,
/// apply() keeps it.

#include <array>
#include <cmath>
#include <cstddef>

#include <boost/test/unit_test.hpp>

#include <sinew/optimizer/optimizer.hpp>

#include "draws.hpp"

namespace laws {

/// All that an Optimizer asks of a net.
template <class T, std::size_t N> struct flat_net {
  using scalar = T;
  using Parameters = std::array<T, N>;
  Parameters parameters{};
};

template <class Formula> void optimizer(const Formula& settings) {
  constexpr std::size_t N = 37;  // packs and a tail
  using Many = flat_net<double, N>;
  using One = flat_net<double, 1>;
  auto draw = draws(1);
  Many net;
  for (double& p : net.parameters) p = draw();
  net.parameters[5] = net.parameters[36] = 0;
  const auto start = net.parameters;
  sinew::Optimizer<Formula, Many> optimizer{settings};
  std::array<sinew::Optimizer<Formula, One>, N> alone;
  std::array<One, N> one{};
  for (std::size_t i = 0; i < N; ++i) {
    alone[i].formula = settings;
    one[i].parameters[0] = start[i];
  }
  for (std::size_t t = 1; t <= 20; ++t) {
    for (std::size_t i = 0; i < N; ++i)
      alone[i].gradient()[0] = optimizer.gradient()[i] = i == 5 || i == 36 ? 0 : draw();
    const auto before = net.parameters;
    const auto gradient = optimizer.gradient();
    optimizer.step(net);
    for (std::size_t i = 0; i < N; ++i) {
      alone[i].step(one[i]);
      BOOST_TEST(std::abs(net.parameters[i] - one[i].parameters[0]) <= 1e-15);
      if (t == 1 && settings.weight_decay == 0) BOOST_TEST((net.parameters[i] - before[i]) * gradient[i] <= 0);
      BOOST_TEST(optimizer.gradient()[i] == 0);
    }
    BOOST_TEST(optimizer.steps() == t);
  }
  BOOST_TEST(net.parameters[5] == 0);
  BOOST_TEST(net.parameters[36] == 0);

  sinew::Optimizer<Formula, Many> idle{settings};
  idle.formula.weight_decay = 0;
  net.parameters = start;
  idle.step(net);
  BOOST_TEST((net.parameters == start));

  sinew::Optimizer<Formula, Many> keeping{settings};
  keeping.gradient().fill(0.5);
  keeping.apply(net);
  for (const double g : keeping.gradient()) BOOST_TEST(g == 0.5);
  BOOST_TEST((net.parameters != start));
  BOOST_TEST(keeping.steps() == 1u);
}

}  // namespace laws
