#pragma once
/// The laws of concept Layer. A layer lives in a net, so each law takes a net of `double` that holds it, and a batch
/// size.
///   gradient        backward gives the numeric gradient (central difference, relative 10⁻⁶) for parameters and inputs;
///   overwrite
///                   does not read what it overwrites (the buffer is NaN before), and the padding between slices is
///                   left alone
///   sinks           accumulate adds; descend steps by rate times the gradient; dx is overwritten
///   no_trace        what a pass left in the workspace does not reach the next (it is NaN before)
///   independence    a sample's y and dx depend on that sample alone
///   batch_size      a batch gives what its samples give one by one, and inference gives what training gives
/// With a layer that mixes samples (batch statistics) or draws use the first three; all_laws is all five.
/// A net meets the laws through `subject`, so that each of them is compiled once.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/layer/gradient_sink.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/diagnose/numeric_slope.hpp>

#include "draws.hpp"

namespace laws {

/// A net with random parameters, a workspace with random inputs, and an objective Σ mᵢ·yᵢ + ½·yᵢ² with random m.
struct subject : sinew::_detail::slope_objective {
  std::size_t batch = 0, inputs = 0, outputs = 0, parameter_count = 0;  // inputs and outputs of one sample
  std::span<double> parameters, buffers, x, dy;
  std::span<const double> y, dx;
  std::vector<double> mix;

  virtual void forward() = 0;
  virtual void backward(sinew::GradientSink<double> sink) = 0;  // from dy
  virtual void backward_to_inputs() = 0;                        // from dy, without gradients of parameters
  virtual std::vector<double> infer() const { return {}; }      // the batch in a workspace for inference
  virtual std::vector<double> single(std::size_t sample) const = 0;
  virtual void count(std::size_t samples) = 0;  // how many of the batch exist

  void randomize(std::uint64_t seed) {
    auto draw = draws(seed);
    mix.resize(y.size());
    for (double& p : parameters) p = draw();
    for (double& m : mix) m = draw();
    for (double& v : x) v = draw();
  }
  void forget() { std::fill(buffers.begin(), buffers.end(), 0.0); }
  long double objective() override {
    forward();
    long double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += (mix[i] + 0.5 * y[i]) * y[i];
    return sum;
  }
  void give(sinew::GradientSink<double> sink) {
    forward();
    for (std::size_t i = 0; i < y.size(); ++i) dy[i] = mix[i] + y[i];
    backward(sink);
  }
  /// The gradient in a buffer that was NaN before: what is still NaN is padding.
  std::vector<double> gradient() {
    std::vector<double> g(parameters.size(), std::numeric_limits<double>::quiet_NaN());
    give(sinew::overwrite(g.data()));
    return g;
  }
  std::vector<double> copy(std::span<const double> values) const { return {values.begin(), values.end()}; }
};

/// Written without std::unique_ptr, fixed spans and lambdas: each of them is compiled for each net.
template <class Net, std::size_t B, std::size_t Steps = 1> struct subject_of : subject {
  Net net;
  sinew::Workspace<Net, B / Steps, sinew::Mode::input_gradient, Steps> w;

  subject_of() {
    batch = B, inputs = Net::input::size, outputs = Net::output::size, parameter_count = Net::parameter_count;
    parameters = {net.parameters.data(), net.parameters.size()};
    if constexpr (Net::layers::buffers > 0) buffers = {net.buffers.data(), net.buffers.size()};
    x = {w.x().data, B * inputs}, dy = {w.dy().data, B * outputs};
    y = {w.y().data, B * outputs}, dx = {w.dx().data, B * inputs};
  }
  void forward() override {
    if constexpr (Net::layers::random) net.forward(w, sinew::Engine(7));  // the same draws every time
    else net.forward(w);
  }
  void backward(sinew::GradientSink<double> sink) override { net.backward(w, sink); }
  void backward_to_inputs() override { net.backward(w, sinew::discard); }
  std::vector<double> single(std::size_t sample) const override {
    std::array<double, Net::input::size> one;
    std::copy_n(x.data() + sample * inputs, inputs, one.data());
    const auto found = net(one);
    return copy({found.data(), outputs});
  }
  void count(std::size_t samples) override { w.count(samples); }
};
/// One that infers in batches too.
template <class Net, std::size_t B> struct inferring final : subject_of<Net, B> {
  mutable sinew::Workspace<Net, B> together;

  std::vector<double> infer() const override {
    std::copy_n(this->x.data(), this->x.size(), together.x().data);
    this->net.forward(together);
    return this->copy({together.y().data, this->y.size()});
  }
};

/// Makes a subject; the same seed, the same one.
using maker = std::unique_ptr<subject> (*)(std::uint64_t seed);
template <class Made> std::unique_ptr<subject> make_one(std::uint64_t seed) {
  std::unique_ptr<subject> made(new Made);
  made->randomize(seed);
  return made;
}
template <class Net, std::size_t B> inline constexpr maker make = make_one<inferring<Net, B>>;
/// Sequences of several steps, for gradient, sinks and no_trace.
template <class Net, std::size_t Streams, std::size_t Steps> inline constexpr maker make_sequences =
    make_one<subject_of<Net, Streams * Steps, Steps>>;

/// The worst relative error of ∂objective/∂v, numeric against analytic; values that are NaN are left out.
inline double worst_slope(subject& s, std::span<double> v, const std::vector<double>& analytic) {
  double worst = 0;
  for (std::size_t i = 0; i < analytic.size(); ++i) {
    if (std::isnan(analytic[i])) continue;
    const double numeric = sinew::_detail::central_slope(s, v[i], 1e-5);
    const double error = sinew::_detail::compare_slope(s, v[i], analytic[i], numeric, 1e-5, slope_floor).off;
    worst = error > worst || std::isnan(error) ? error : worst;
  }
  return worst;
}

inline void gradient(maker make, std::uint64_t seed) {
  const auto s = make(seed);
  const auto g = s->gradient(), dx = s->copy(s->dx);
  const double of_parameters = worst_slope(*s, s->parameters, g), of_inputs = worst_slope(*s, s->x, dx);
  BOOST_TEST(of_parameters < 1e-6, "parameters, batch " << s->batch << ", seed " << seed << ": " << of_parameters);
  BOOST_TEST(of_inputs < 1e-6, "inputs, batch " << s->batch << ", seed " << seed << ": " << of_inputs);
  const auto is_nan = [](double v) { return std::isnan(v); };
  BOOST_TEST(std::none_of(dx.begin(), dx.end(), is_nan));
  BOOST_TEST(g.size() - std::size_t(std::count_if(g.begin(), g.end(), is_nan)) == s->parameter_count);
}

inline void sinks(maker make, std::uint64_t seed) {
  const auto s = make(seed);
  const auto g = s->gradient(), dx = s->copy(s->dx), before = s->copy(s->parameters);
  std::vector<double> sum(g.size(), 3);
  s->forget();
  s->give(sinew::accumulate(sum.data()));
  BOOST_TEST(s->copy(s->dx) == dx);  // overwritten, not added to
  std::fill_n(const_cast<double*>(s->dx.data()), dx.size(), std::numeric_limits<double>::quiet_NaN());
  s->backward_to_inputs();
  BOOST_TEST(s->copy(s->dx) == dx);  // with gradients of parameters or without
  s->forget();
  s->give(sinew::descend(s->parameters.data(), 0.125, 0.5));
  double off_sum = 0, off_step = 0;
  bool padding_kept = true;
  for (std::size_t i = 0; i < g.size(); ++i) {
    if (std::isnan(g[i])) {
      padding_kept = padding_kept && sum[i] == 3 && s->parameters[i] == before[i];
    } else {
      off_sum = std::max(off_sum, std::abs(sum[i] - (3 + g[i])));
      off_step = std::max(off_step, std::abs(s->parameters[i] - (before[i] * (1 - 0.125 * 0.5) - 0.125 * g[i])));
    }
  }
  BOOST_TEST(off_sum < 1e-12);
  BOOST_TEST(off_step < 1e-12);
  BOOST_TEST(padding_kept);
}

inline bool same_bits_or_both_nan(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double u, double v) { return u == v || (std::isnan(u) && std::isnan(v)); });
}

inline void no_trace(maker make, std::uint64_t seed) {
  const auto fresh = make(seed), used = make(seed);
  const auto g = fresh->gradient();
  std::fill(used->x.begin(), used->x.end(), std::numeric_limits<double>::quiet_NaN());
  used->gradient();
  used->forget();
  std::copy(fresh->x.begin(), fresh->x.end(), used->x.begin());
  const auto again = used->gradient();
  BOOST_TEST(used->copy(used->y) == fresh->copy(fresh->y));
  BOOST_TEST(used->copy(used->dx) == fresh->copy(fresh->dx));
  BOOST_TEST(same_bits_or_both_nan(g, again));
}

inline void independence(maker make, std::uint64_t seed) {
  const auto s = make(seed);
  s->gradient();
  for (std::size_t changed = 0; changed < s->batch; changed += 1 + s->batch / 4) {
    const auto other = make(seed);
    for (double& v : other->x.subspan(changed * s->inputs, s->inputs)) v = 0.5 - v;
    other->gradient();
    for (std::size_t at = 0; at < s->batch; ++at) {
      const auto equal = [&](std::span<const double> a, std::span<const double> b, std::size_t n) {
        return std::equal(a.begin() + std::ptrdiff_t(at * n), a.begin() + std::ptrdiff_t(at * n + n),
                          b.begin() + std::ptrdiff_t(at * n));
      };
      const bool y = equal(s->y, other->y, s->outputs), dx = equal(s->dx, other->dx, s->inputs);
      BOOST_TEST((at == changed ? !y : y && dx), "sample " << at << " when " << changed << " changed");
    }
  }
}

/// Equal up to `units` units in the last place of the larger of 1 and the value: a compiler may fuse a·b + c in one
/// layout and not in the other. Each sum may differ by 4 units of |b| + Σ|x·w| (net/net.hpp): 8 are two sums in a row.
inline void batch_size(maker make, std::uint64_t seed, double units = 8) {
  const auto s = make(seed);
  s->forward();
  const auto inferred = s->infer();
  double of_training = 0, of_single = 0;
  const auto far = [](double a, double b) {
    return std::abs(a - b) / (std::max(1.0, std::abs(a)) * std::numeric_limits<double>::epsilon());
  };
  for (std::size_t at = 0; at < s->batch; ++at) {
    const auto one = s->single(at);
    for (std::size_t o = 0; o < s->outputs; ++o) {
      of_training = std::max(of_training, far(inferred[at * s->outputs + o], s->y[at * s->outputs + o]));
      of_single = std::max(of_single, far(inferred[at * s->outputs + o], one[o]));
    }
  }
  BOOST_TEST(of_training <= units);
  BOOST_TEST(of_single <= units);
}

inline void all_laws(maker make, std::uint64_t seed, double units = 8) {
  gradient(make, seed);
  sinks(make, seed);
  no_trace(make, seed);
  independence(make, seed);
  batch_size(make, seed, units);
}

}  // namespace laws
