#pragma once
/// \file
/// Examination: the measurements behind diagnose(), taken on copies of the net. diagnose/judge.hpp says what they mean.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/shape/list.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/net/net.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/step.hpp>
#include <sinew/diagnose/explained.hpp>
#include <sinew/diagnose/measurements.hpp>
#include <sinew/diagnose/rehearsal.hpp>
#include <sinew/diagnose/relation.hpp>
#include <sinew/diagnose/unit_checks.hpp>

namespace sinew::detail {

/// Takes the measurements on copies of the net.
template <class Net, std::size_t Batch, class Data, class LossType> class Examination : Rehearsal<Net, Batch, Data, LossType> {
  using Base = Rehearsal<Net, Batch, Data, LossType>;
  // Within a lambda template g++ 12 wants `this->` before them all the same.
  using Base::net_, Base::data_, Base::loss_, Base::options_, Base::engine_, Base::order_, Base::memory_;
  using Base::picked, Base::read, Base::load, Base::pass;
  using T = typename Net::scalar;
  static constexpr std::size_t in = Net::input::size, out = Net::output::size;

 public:
  Examination(const Net& net, Data data, const LossType& loss, const DiagnoseOptions& options) : Base(net, data, loss, options) {
    m.samples = data.size();
  }
  Measurements m{};

  void look_at_data() {
    std::array<T, in> x{}, first{};
    std::array<T, out> t{}, first_t{};
    std::vector<std::array<double, 3>> sums(in);  // of x − first, of its square, and whether it varies
    m.constant_targets = data_.size() > 1;
    for (std::size_t s = 0; s < data_.size(); ++s) {
      read(s, x.data(), t.data());
      if (s == 0) first = x, first_t = t;
      for (std::size_t i = 0; i < in; ++i) {
        if (!std::isfinite(x[i])) m.bad_input = std::min(m.bad_input, s);
        const double d = static_cast<double>(x[i]) - static_cast<double>(first[i]);
        sums[i][0] += d;
        sums[i][1] += d * d;
        sums[i][2] += d != 0;
      }
      for (std::size_t i = 0; i < out; ++i)
        if (!std::isfinite(t[i])) m.bad_target = std::min(m.bad_target, s);
      m.constant_targets = m.constant_targets && t == first_t;
    }
    const double n = static_cast<double>(data_.size());
    for (std::size_t i = 0; i < in; ++i) {
      const double mean = sums[i][0] / n;
      m.features.push_back(
          {static_cast<double>(first[i]) + mean, sums[i][2] > 0 ? std::sqrt(std::max(0.0, sums[i][1] / n - mean * mean)) : 0});
    }
    each_layer([&]<std::size_t I>() {
      std::size_t bad = 0;
      for (T v : parameters_of<I>(net_.parameters)) bad += !std::isfinite(v);
      if (bad > 0 && m.bad_parameters == 0) m.bad_layer = I;
      m.bad_parameters += bad;
    });
  }
  bool all_finite() const { return m.bad_input == m.none && m.bad_target == m.none && m.bad_parameters == 0; }

  void relate() {
    constexpr std::size_t columns = std::min<std::size_t>(out, 16);  // many outputs are mixed at random into so many
    const std::size_t rows = picked();
    Columns x{rows, in, std::vector<double>(rows * in)}, t{rows, columns, std::vector<double>(rows * columns)};
    std::vector<T> row(in + out), mix(out * columns);
    for (std::size_t i = 0; i < out; ++i)
      for (std::size_t j = 0; j < columns; ++j) mix[i * columns + j] = out <= 16 ? T(i == j) : engine_() >> 63 ? T(1) : T(-1);
    for (std::size_t s = 0; s < rows; ++s) {
      read(order_.order()[s], row.data(), row.data() + in);
      for (std::size_t i = 0; i < in; ++i) x.values[s * in + i] = static_cast<double>(row[i]);
      for (std::size_t i = 0; i < out; ++i)
        for (std::size_t j = 0; j < columns; ++j) t.values[s * columns + j] += static_cast<double>(row[in + i] * mix[i * columns + j]);
    }
    m.relation = detail::relation(std::move(x), std::move(t), engine_);
  }

  /// One pass over the picked samples: units, how much the net explains already, the loss.
  void look_at_units() {
    struct Count {
      std::vector<char> lives;
      std::size_t flat = 0;
      std::array<double, 2> slopes{};
    };
    std::array<Count, Net::depth> counts;
    m.layers.resize(Net::depth);
    each_layer([&]<std::size_t I>() {
      using A = activation_of<typename Net::template layer<I>>;
      m.layers[I].units = Net::template layer<I>::output::size;
      if constexpr (shows_slope<A>) {
        counts[I].lives.assign(m.layers[I].units, 0);
        counts[I].slopes = slopes_of<A, T>();
      }
    });
    Explained<Net, LossType, typename parts_of<Data>::target> explained;
    memory_[0].net = net_;
    m.loss = pass([&](std::size_t count) {
      const auto& w = memory_[0].w;
      each_layer([&]<std::size_t I>() {
        using A = activation_of<typename Net::template layer<I>>;
        if constexpr (shows_slope<A>)
          for (std::size_t s = 0; s < count; ++s)
            for (std::size_t i = 0; i < m.layers[I].units; ++i) {
              const T y = w.template output<I>()(s, i);
              const double slope = std::fabs(static_cast<double>(activation_derivative<A, T>(y)));
              counts[I].lives[i] |= slope != 0 || y != T(0);
              counts[I].flat += slope < this->options_.saturated_slope * counts[I].slopes[0];
            }
      });
      explained.add(w.y().data, memory_[0].t.data(), count);
    });
    m.learned = explained.most();
    each_layer([&]<std::size_t I>() {
      using L = typename Net::template layer<I>;
      if constexpr (shows_slope<activation_of<L>>) {
        const auto& [lives, flat, slopes] = counts[I];
        const double units = static_cast<double>(m.layers[I].units);
        m.layers[I].dead = static_cast<double>(std::count(lives.begin(), lives.end(), 0)) / units;
        // An output that saturates is where some losses want it: those that give the gradient before the activation.
        if (slopes[1] < 1e-3 * slopes[0] && !(I + 1 == Net::depth && gives_logit_gradients<LossType>()))
          m.layers[I].saturated = static_cast<double>(flat) / (units * static_cast<double>(this->picked()));
      }
      m.layers[I].equal = detail::equal_units<I>(net_);
    });
  }

  /// The gradients of some single samples, layer by layer: unlike that of a batch, they do not cancel where training has come to rest.
  void look_at_gradients() {
    constexpr std::size_t most = 32;
    auto& [w, net, gradient, t, dy] = memory_[0];
    net = net_;
    net.parameters.fill(T(0));
    m.loss_of_zeros = pass([](std::size_t) {});
    const double scale = m.loss_of_zeros > 0 && std::isfinite(m.loss_of_zeros) ? m.loss_of_zeros : m.loss;
    const std::size_t count = std::min({most, Batch, picked()});
    std::array<double, Net::depth> norms{};
    net = net_;
    load(0, count);
    sinew::forward_loss(net, w, std::span<const T>(t), count, loss_, engine_);
    dy.fill(T(0));
    std::swap_ranges(dy.begin(), dy.end(), w.dy().data);
    for (std::size_t s = 0; s < count; ++s) {
      for (std::size_t i = 0; i < out; ++i) w.dy()[s][i] = dy[s * out + i] * static_cast<T>(count);
      sinew::backward_loss<LossType>(net, w, overwrite(gradient.data()));
      for (std::size_t i = 0; i < out; ++i) w.dy()[s][i] = T(0);
      each_layer([&]<std::size_t I>() { norms[I] += norm_of(parameters_of<I>(memory_[0].gradient)) / static_cast<double>(count); });
    }
    bool usable = scale > 0;
    std::array<double, Net::depth> weights{};
    each_layer([&]<std::size_t I>() {
      weights[I] = norm_of(parameters_of<I>(net_.parameters));
      usable =
          usable && (Net::template layer<I>::parameters == 0 || weights[I] > 0);  // a layer of zeros hides those before it for one step
    });
    each_layer([&]<std::size_t I>() {
      if constexpr (Net::template layer<I>::parameters > 0)
        if (usable) {
          m.layers[I].sensitivity = std::isfinite(norms[I]) ? weights[I] * norms[I] / scale : HUGE_VAL;
          m.layers[I].gradient = std::isfinite(norms[I]) ? norms[I] / weights[I] : HUGE_VAL;
        }
    });
  }

  /// Trains copies for some steps: at the rate given, and unless that works, at 10, 100, … times lower and higher ones.
  template <class Formula> void try_rates(const Formula& formula) {
    constexpr int lower = 6, higher = 8;
    std::vector<Optimizer<Formula, Net>> optimizer(1);
    auto loss_at = [&](double rate) {
      auto& [w, net, gradient, t, dy] = memory_[0];
      optimizer[0] = Optimizer<Formula, Net>(formula);
      optimizer[0].formula.rate = rate;
      net = net_;
      T loss{};
      const std::size_t count = std::min(Batch, data_.size());
      for (std::size_t step = 0, at = 0; step < options_.steps && std::isfinite(loss); ++step, at += count) {
        if (at + count > data_.size()) at = 0;
        load(at, count);
        loss = sinew::forward_loss(net, w, std::span<const T>(t), count, loss_, engine_);
        if (std::isfinite(loss)) sinew::descend_loss<LossType>(net, w, optimizer[0]);
      }
      const double end = std::isfinite(loss) ? pass([](std::size_t) {}) : HUGE_VAL;
      m.trials.push_back({rate, std::isfinite(end) ? end : HUGE_VAL});
      return m.trials.back().loss;
    };
    double rate = formula.rate;
    if (loss_at(rate) < (1 - options_.stands_still) * std::fmin(m.loss, m.loss_of_zeros)) return;
    for (int i = 0; i < lower; ++i) loss_at(rate /= 10);
    rate = formula.rate;
    for (int i = 0; i < higher; ++i)
      if (!(loss_at(rate *= 10) <= m.loss)) return;  // beyond the stable ones
  }

 private:
  template <class F> static void each_layer(F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (f.template operator()<I>(), ...); }
    (std::make_index_sequence<Net::depth>{});
  }
  template <std::size_t I, class Parameters> static auto parameters_of(Parameters& all) {
    return std::span(all).template subspan<Net::layers::slice[I], Net::template layer<I>::parameters>();
  }
  static double norm_of(std::span<const T> values) {
    double sum = 0;
    for (T v : values) sum += static_cast<double>(v) * static_cast<double>(v);
    return std::sqrt(sum);
  }
};

}  // namespace sinew::detail
