#pragma once
/// Layers with a state, in sequences: against figures of PyTorch in a file of tests/reference/images
/// (figures_file.hpp), blocks of any length against single steps, and constant expressions.
///
/// Entries of a case beside those of figures_file.hpp: first and last are the states before and after, one stream after
/// the other.

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

namespace sequences {

using namespace sinew;

/// A sequence of the file: y, the state after it and all gradients of a training pass; y and the state of inference in
/// one workspace, and of blocks on the stack.
template <class Net, std::size_t Streams, std::size_t Steps>
void figures(const std::string& file, const std::string& name) {
  const auto& all = against::cases_of(file);
  BOOST_TEST_REQUIRE(all.count(name) == 1u, "no case " << name << " in " << file);
#ifndef SINEW_TEST_NO_FIGURES
  constexpr std::size_t in = Net::input::size, out = Net::output::size, rows = Streams * Steps;
  const against::entries& e = all.at(name);
  auto net = std::make_unique<Net>();
  auto w = std::make_unique<Workspace<Net, Streams, Mode::input_gradient, Steps>>();
  Stream<Net, Streams> first;
  const auto read = [&](const char* key, double* to, std::size_t count) {
    BOOST_TEST_REQUIRE(e.at(key).size() == count, name << ", " << key);
    std::copy_n(e.at(key).begin(), count, to);
  };
  const auto same = [&](const char* what, std::span<const double> found, const char* key) {
    against::same(what, name, found, e.at(key));
  };
  read("parameters", net->parameters.data(), Net::parameter_count);
  read("first", first[0].data(), Streams * first.values);
  read("x", w->x().data, rows * in);
  auto stream = first;
  net->forward(*w, stream);
  same("y", w->y().flat(), "y");
  same("state", {stream[0].data(), Streams * stream.values}, "last");
  read("mix", w->dy().data, rows * out);
  std::vector<double> gradient(net->parameters.size(), NAN);
  net->backward(*w, overwrite(gradient.data()));
  same("dx", w->dx().flat(), "dx");
  same("dparameters", std::span<const double>(gradient).first(Net::parameter_count), "dparameters");

  auto inference = std::make_unique<Workspace<Net, Streams, Mode::inference, Steps>>();
  inference->x() = w->x();
  stream = first;
  net->forward(*inference, stream);
  same("y of inference", inference->y().flat(), "y");
  same("state of inference", {stream[0].data(), Streams * stream.values}, "last");
  // Blocks, which compile passes of four lengths, are compared with single steps by blocks_and_streams().
  if constexpr (Streams == 1) {
    std::vector<typename Net::Output> ys(rows);
    stream = first;
    for (std::size_t r = 0; r < rows; ++r) {
      std::array<double, in> x;
      std::copy_n(w->x()[r].begin(), in, x.begin());
      ys[r] = (*net)(x, stream);
    }
    same("y of single steps", {ys[0].data(), rows * out}, "y");
    same("state of single steps", {stream[0].data(), stream.values}, "last");
  }
#endif
}
/// Indices: how many the net takes, if its first layer is an Embedding.
template <std::size_t Indices, class Net>
void draw(Net& net, std::size_t count, std::vector<std::array<float, Net::input::size>>& xs) {
  Engine engine(17);
  initialize(net, 5);
  for (float& p : net.parameters)
    if (p == 0) p = uniform<float>(engine, -0.1f, 0.1f);  // biases; padding is not read
  xs.resize(count);
  for (auto& x : xs)
    for (float& v : x) v = Indices > 0 ? float(uniform_index(engine, Indices)) : normal<float>(engine, 0.f, 1.f);
}
template <class Y> double worst_difference(const std::vector<Y>& a, const std::vector<Y>& b) {
  double worst = a.size() == b.size() ? 0 : HUGE_VAL;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    for (std::size_t o = 0; o < a[i].size(); ++o) {
      const double off = std::abs(double(a[i][o]) - double(b[i][o]));
      worst = off > worst || std::isnan(off) ? off : worst;
    }
  return worst;
}
// Units in the last place of 1, in which each step adds a few to what the steps before have.
inline constexpr double rounding = 64 * 1.2e-7;

/// Blocks of each length, and cut at random, are their steps; several streams are each alone.
template <class Net, std::size_t Indices = 0> void blocks_and_streams() {
  auto owner = std::make_unique<Net>();
  Net& net = *owner;
  std::vector<std::array<float, Net::input::size>> xs;
  sequences::draw<Indices>(net, 300, xs);
  std::vector<typename Net::Output> expected(300), ys(300);
  Stream<Net> stream;
  for (std::size_t i = 0; i < 300; ++i) expected[i] = net(xs[i], stream);
  for (std::size_t n = 1; n <= 300; ++n) {
    stream.reset();
    for (std::size_t at = 0; at < 300; at += n) {
      const std::size_t count = std::min(n, 300 - at);
      net(std::span(xs).subspan(at, count), std::span(ys).subspan(at, count), stream);
    }
    BOOST_TEST(worst_difference(ys, expected) < rounding, "blocks of " << n);
  }
  Engine engine(3);
  for (int round = 0; round < 10; ++round) {
    stream = Stream<Net>();
    for (std::size_t at = 0; at < 300;) {
      const std::size_t count = std::min<std::size_t>(uniform_index(engine, 90), 300 - at);
      net(std::span(xs).subspan(at, count), std::span(ys).subspan(at, count), stream);
      at += count;
    }
    BOOST_TEST(worst_difference(ys, expected) < rounding);
  }

  // Streams 0, 1 and 2 get steps 0–99, 100–199 and 200–299; stream 1 was reset 7 steps before, stream 2 never.
  Stream<Net, 3> three;
  std::vector<std::array<float, Net::input::size>> mixed(300);
  std::vector<typename Net::Output> ignored(33);
  net(std::span(xs).first(33), ignored, three);  // 11 steps of each
  three.reset(0);
  three.reset(1);
  net(std::span(xs).first(21), std::span(ignored).first(21), three);
  three.reset(0);
  for (std::size_t i = 0; i < 300; ++i) mixed[i % 100 * 3 + i / 100] = xs[i];
  net(mixed, ys, three);
  for (std::size_t s = 0; s < 3; ++s) {
    std::vector<typename Net::Output> alone(100), mine(100);
    stream.reset();
    const auto step = [&](std::size_t row) { static_cast<void>(net(xs[row], stream)); };
    if (s == 2)
      for (std::size_t t = 0; t < 11; ++t) step(3 * t + s);
    if (s > 0)
      for (std::size_t t = 0; t < 7; ++t) step(3 * t + s);
    for (std::size_t t = 0; t < 100; ++t) alone[t] = net(xs[s * 100 + t], stream);
    for (std::size_t t = 0; t < 100; ++t) mine[t] = ys[t * 3 + s];
    BOOST_TEST(worst_difference(alone, mine) < rounding, "stream " << s);
  }
  // Stream 1 goes on beside fifteen others, in a workspace for training.
  auto w = std::make_unique<Workspace<Net, 16, Mode::training, 2>>();
  auto many = std::make_unique<Stream<Net, 16>>();
  Stream<Net> one;
  (*many)[9] = one[0] = three[1];
  for (std::size_t r = 0; r < 32; ++r) w->x()[r] = xs[r];
  net.forward(*w, *many);
  std::vector<typename Net::Output> next(2), found(2);
  for (std::size_t t = 0; t < 2; ++t) {
    next[t] = net(xs[t * 16 + 9], one);
    for (std::size_t o = 0; o < Net::output::size; ++o) found[t][o] = w->y()(t * 16 + 9, o);
  }
  BOOST_TEST(worst_difference(next, found) < rounding);
}
/// Forward and backward as the compiler computes them; single steps as the block.
template <std::size_t Indices = 0, class Net> constexpr bool in_constant_expressions(Net net) {
  const auto input = [](std::size_t row) { return Indices > 0 ? double(row % Indices) : double(row) / 4; };
  initialize(net, 3);
  Workspace<Net, 2, Mode::training, 3> w;
  Stream<Net, 2> stream;
  for (std::size_t r = 0; r < 6; ++r) w.x()[r] = {input(r)};
  net.forward(w, stream);
  for (std::size_t r = 0; r < 6; ++r) w.dy()[r] = w.y()[r];
  typename Net::Parameters gradient{};
  net.backward(w, gradient);
  Stream<Net> one;
  double y = 0, sum = 0;
  for (std::size_t t = 0; t < 3; ++t) y = net({input(2 * t)}, one)[0];
  for (const double g : gradient) sum += g;
  const double off = y - w.y()(4, 0);
  return off < 1e-14 && off > -1e-14 && sum > -100 && sum < 100;
}

}  // namespace sequences
