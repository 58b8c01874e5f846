#pragma once
/// PyTorch's figures of causal convolutions and WaveNets, tests/reference/images/causal.txt and causal_strided.txt.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "figures_file.hpp"

namespace causal {

using namespace sinew;

/// A case of the file: the streams begin where steps before the pass left them.
template <class Net, std::size_t Streams, std::size_t Steps, std::size_t Before>
void figures(const std::string& first_name, const std::string& file = "causal.txt") {
  const std::string name =
      first_name + "_" + std::to_string(Streams) + "_" + std::to_string(Steps) + "_" + std::to_string(Before);
  const auto& all = against::cases_of(file);
  BOOST_TEST_REQUIRE(all.count(name) == 1u, "no case " << name);
#ifndef SINEW_TEST_NO_FIGURES
  constexpr std::size_t in = Net::input::size, out = Net::output::size, rows = Streams * Steps;
  const against::entries& e = all.at(name);
  auto net = std::make_unique<Net>();
  auto w = std::make_unique<Workspace<Net, Streams, Mode::input_gradient, Steps>>();
  const auto same = [&](const char* what, std::span<const double> found, const char* key) {
    against::same(what, name, found, e.at(key));
  };
  const auto at = against::places_of<typename Net::layers>().parameters;
  BOOST_TEST_REQUIRE(e.at("parameters").size() == at.size(), name << ", parameters");
  for (std::size_t i = 0; i < at.size(); ++i) net->parameters[at[i]] = e.at("parameters")[i];
  const auto samples = [&](const char* key) {
    std::vector<std::array<double, in>> xs(e.at(key).size() / in);
    for (std::size_t i = 0; i < e.at(key).size(); ++i) xs[i / in][i % in] = e.at(key)[i];
    return xs;
  };
  const auto before = samples("before"), xs = samples("x");
  BOOST_TEST_REQUIRE((before.size() == Before * Streams && xs.size() == rows));
  std::vector<typename Net::Output> ignored(before.size()), ys(rows);
  Stream<Net, Streams> first;
  (*net)(before, ignored, first);
  w->x() = xs;
  auto stream = first;
  net->forward(*w, stream);
  same("y", w->y().flat(), "y");
  BOOST_TEST_REQUIRE(e.at("mix").size() == rows * out, name << ", mix");
  std::copy_n(e.at("mix").begin(), rows * out, w->dy().data);
  std::vector<double> gradient(net->parameters.size(), NAN), given;
  net->backward(*w, overwrite(gradient.data()));
  for (const std::size_t i : at) given.push_back(gradient[i]);
  same("dx", w->dx().flat(), "dx");
  same("dparameters", given, "dparameters");

  auto blocks = first;
  (*net)(xs, ys, blocks);
  same("y of blocks", {ys[0].data(), rows * out}, "y");
  for (std::size_t s = 0; s < Streams; ++s) {
    Stream<Net> alone;
    alone[0] = first[s];
    for (std::size_t t = 0; t < Steps; ++t) ys[t * Streams + s] = (*net)(xs[t * Streams + s], alone);
  }
  same("y of steps", {ys[0].data(), rows * out}, "y");
#endif
}
template <class Net> void all_figures(const std::string& name) {
  figures<Net, 1, 1, 0>(name);
  figures<Net, 2, 7, 5>(name);
  figures<Net, 3, 20, 30>(name);
}

}  // namespace causal
