#pragma once
/// \file
/// NetMeasurement: takes the measurements of diagnose() on copies of the net. diagnose/findings.hpp derives the
/// findings from them.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/log_softmax.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/data/batches.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/step.hpp>
#include <sinew/train/target.hpp>
#include <sinew/diagnose/measurements.hpp>
#include <sinew/diagnose/permutation_test.hpp>
#include <sinew/diagnose/units.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The memory of the passes.
template <class Net, std::size_t Batch> struct DiagnoseMemory {
  Workspace<Net, Batch, Mode::training> w{};
  Net net{};  // the copy on which the passes run; they may change it
  alignas(line_bytes) typename Net::Parameters gradient{};
  alignas(line_bytes) std::array<typename Net::scalar, Batch * Net::output::size> t{}, dy{};
};

/// Compares outputs with targets: does the net avoid most of the error of a constant output?
template <class Net, class LossType, class Target> struct TargetFit {
  using T = typename Net::scalar;
  using Activation = typename Net::activation;
  static constexpr std::size_t out = Net::output::size;
  /// Whether a sample has one class; labels count as numbers.
  static constexpr bool classes =
      measures_accuracy<Net, LossType, Target> && answer_of<Net, LossType, Target> != answer::many_labels;
  std::vector<double> seen = std::vector<double>(classes_of<out>), sum = std::vector<double>(out), squares = sum;
  double hits = 0, errors = 0, n = 0;

  /// Adds the outputs and targets of `count` consecutive samples.
  void add(const T* ys, const T* ts, std::size_t count) {
    for (std::size_t s = 0; s < count; ++s, ++n) {
      const T *y = ys + s * out, *t = ts + s * out;
      if constexpr (classes) {
        const std::size_t k = out == 1 ? class_of_number<Activation, T>(t[0]) : predicted_class<Activation, out>(t);
        ++seen[k];
        hits += k == predicted_class<Activation, out>(y);
      } else
        for (std::size_t i = 0; i < out; ++i) {
          const double v = static_cast<double>(t[i]), e = static_cast<double>(y[i]) - v;
          sum[i] += v;
          squares[i] += v * v;
          errors += e * e;
        }
    }
  }
  bool explains_most() const {
    if constexpr (classes) {
      const double commonest = *std::max_element(seen.begin(), seen.end());
      return commonest < n && hits - commonest >= 0.8 * (n - commonest);
    } else {
      double spread = 0;
      for (std::size_t i = 0; i < out; ++i) spread += squares[i] - sum[i] * sum[i] / n;
      return errors <= 0.2 * spread;
    }
  }
};

/// Takes the measurements on copies of the net. `data` is a DataView; net, data and loss must outlive the object.
template <class Net, std::size_t Batch, class Data, class LossType> class NetMeasurement {
  using T = typename Net::scalar;
  static constexpr std::size_t in = Net::input::size, out = Net::output::size;

 public:
  NetMeasurement(const Net& net, Data data, const LossType& loss, const DiagnoseOptions& options)
      : net_{net},
        data_{data},
        loss_{loss},
        options_{options},
        engine_{options.seed},
        order_{data.size(), Batch},
        memory_(1) {
    order_.shuffle(engine_);
    m.samples = data.size();
  }
  Measurements m{};

  void measure_data() {
    std::vector<T> x(in), first(in), t(out), first_t(out);  // on the heap, as everything here of the size of a sample
    std::vector<std::array<double, 3>> sums(in);            // sums of x − first and of its square; whether x varies
    m.constant_targets = data_.size() > 1;
    measure_range();
    for (std::size_t s = 0; s < data_.size(); ++s) {
      read(s, x.data(), t.data());
      if (s == 0) first = x, first_t = t;
      for (std::size_t i = 0; i < in; ++i) {
        if (!std::isfinite(x[i])) m.bad_input = (std::min)(m.bad_input, s);
        const double d = static_cast<double>(x[i]) - static_cast<double>(first[i]);
        sums[i][0] += d;
        sums[i][1] += d * d;
        sums[i][2] += !_detail::equals(d, 0);
      }
      for (std::size_t i = 0; i < out; ++i)
        if (!std::isfinite(t[i])) m.bad_target = (std::min)(m.bad_target, s);
      m.constant_targets = m.constant_targets && t == first_t;
      count_unreachable(t);
    }
    const double n = static_cast<double>(data_.size());
    for (std::size_t i = 0; i < in; ++i) {
      const double mean = sums[i][0] / n;
      m.features.push_back({static_cast<double>(first[i]) + mean,
                            sums[i][2] > 0 ? std::sqrt((std::max)(0.0, sums[i][1] / n - mean * mean)) : 0});
    }
    each_layer([&]<std::size_t J>() {
      std::size_t bad = 0;
      for (T v : parameters_of<J>(net_.parameters)) bad += !std::isfinite(v);
      if (bad > 0 && m.bad_parameters == 0) m.bad_layer = J;
      m.bad_parameters += bad;
    });
  }
  bool all_finite() const { return m.bad_input == m.none && m.bad_target == m.none && m.bad_parameters == 0; }

  void measure_dependence() {
    constexpr std::size_t cols = std::min<std::size_t>(out, 16);  // more outputs are mixed at random into this many
    const std::size_t rows = picked();
    Columns x{rows, in, std::vector<double>(rows * in)}, t{rows, cols, std::vector<double>(rows * cols)};
    std::vector<T> row(in + out), mix(out * cols);
    for (std::size_t i = 0; i < out; ++i)
      for (std::size_t j = 0; j < cols; ++j) mix[i * cols + j] = out <= 16 ? T(i == j) : engine_() >> 63 ? T(1) : T(-1);
    for (std::size_t s = 0; s < rows; ++s) {
      read(order_.order()[s], row.data(), row.data() + in);
      for (std::size_t i = 0; i < in; ++i) x.values[s * in + i] = static_cast<double>(row[i]);
      for (std::size_t i = 0; i < out; ++i)
        for (std::size_t j = 0; j < cols; ++j)
          t.values[s * cols + j] += static_cast<double>(row[in + i] * mix[i * cols + j]);
    }
    m.dependence = _detail::dependence((std::move)(x), (std::move)(t), engine_);
  }

  /// Runs one pass over the picked samples and measures the units, the loss, and how much the net already explains.
  void measure_units() {
    struct Count {
      std::vector<char> lives;
      std::size_t flat = 0;
      std::array<double, 2> slopes{};
    };
    std::array<Count, Net::depth> counts;
    m.layers.resize(Net::depth);
    each_layer([&]<std::size_t J>() {
      using A = activation_of<typename Net::template layer<J>>;
      m.layers[J].units = Net::template layer<J>::output::size;
      if constexpr (shows_slope<A>) {
        counts[J].lives.assign(m.layers[J].units, 0);
        counts[J].slopes = slopes_of<A, T>();
      }
    });
    TargetFit<Net, LossType, typename parts_of<Data>::target> fit_of_targets;
    memory_[0].net = net_;
    m.loss = pass([&](std::size_t count) {
      const auto& w = memory_[0].w;
      each_layer([&]<std::size_t J>() {
        using A = activation_of<typename Net::template layer<J>>;
        if constexpr (shows_slope<A>)
          for (std::size_t s = 0; s < count; ++s)
            for (std::size_t i = 0; i < m.layers[J].units; ++i) {
              const T y = w.template output<J>()(s, i);
              const double slope = std::fabs(static_cast<double>(activation_derivative<A, T>(y)));
              counts[J].lives[i] |= !_detail::equals(slope, 0) || !_detail::equals(y, T(0));
              counts[J].flat += slope < this->options_.saturated_slope * counts[J].slopes[0];
            }
      });
      fit_of_targets.add(w.y().data, memory_[0].t.data(), count);
    });
    m.learned = fit_of_targets.explains_most();
    const bool zeros =
        std::all_of(net_.parameters.begin(), net_.parameters.end(), [](T v) { return _detail::equals(v, T(0)); });
    constexpr std::size_t last_with_parameters = [] {
      std::size_t last = 0;
      for (std::size_t i = 0; i < Net::depth; ++i)
        if (Net::layers::slice[i] < Net::layers::slice[i + 1]) last = i;
      return last;
    }();
    each_layer([&]<std::size_t J>() {
      using L = typename Net::template layer<J>;
      if constexpr (shows_slope<activation_of<L>>) {
        const auto& [lives, flat, slopes] = counts[J];
        const double units = static_cast<double>(m.layers[J].units);
        m.layers[J].dead = static_cast<double>(std::count(lives.begin(), lives.end(), 0)) / units;
        // With losses that give the gradient before the activation, saturated outputs do no harm.
        if (slopes[1] < 1e-3 * slopes[0] && !(J + 1 == Net::depth && gives_logit_gradients<LossType>()))
          m.layers[J].saturated = static_cast<double>(flat) / (units * static_cast<double>(this->picked()));
      }
      m.layers[J].equal = _detail::equal_units<J>(net_) || (zeros && L::parameters > 0 && J < last_with_parameters);
    });
  }

  /// Measures the gradients of some single samples, layer by layer. Unlike the gradient of a batch, they do not
  /// cancel where training has converged.
  void measure_gradients() {
    constexpr std::size_t most = 32;
    auto& [w, net, gradient, t, dy] = memory_[0];
    net = net_;
    net.parameters.fill(T(0));
    m.loss_of_zeros = pass([](std::size_t) {});
    const double scale = m.loss_of_zeros > 0 && std::isfinite(m.loss_of_zeros) ? m.loss_of_zeros : m.loss;
    const std::size_t count = (std::min)({most, Batch, picked()});
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
      each_layer([&]<std::size_t J>() {
        norms[J] += norm_of(parameters_of<J>(memory_[0].gradient)) / static_cast<double>(count);
      });
    }
    bool usable = scale > 0;
    std::array<double, Net::depth> weights{};
    each_layer([&]<std::size_t J>() {
      weights[J] = norm_of(parameters_of<J>(net_.parameters));
      usable =
          // a layer of zeros blocks the gradient of the layers before it for one step
          usable && (Net::template layer<J>::parameters == 0 || weights[J] > 0);
    });
    each_layer([&]<std::size_t J>() {
      if constexpr (Net::template layer<J>::parameters > 0)
        if (usable) {
          m.layers[J].sensitivity = std::isfinite(norms[J]) ? weights[J] * norms[J] / scale : HUGE_VAL;
          m.layers[J].gradient = std::isfinite(norms[J]) ? norms[J] / weights[J] : HUGE_VAL;
        }
    });
  }

  /// Trains copies for some steps: at the given rate and, unless the loss falls, at rates 10, 100, … times lower and
  /// higher.
  template <class Formula> void try_rates(const Formula& formula) {
    constexpr int lower = 6, higher = 8;
    auto loss_at = [&](double rate) {
      auto& [w, net, gradient, t, dy] = memory_[0];
      on_heap<Optimizer<Formula, Net>> memory;
      auto& optimizer = memory.value;
      optimizer.formula = formula;
      optimizer.formula.rate = rate;
      net = net_;
      T loss{};
      const std::size_t count = (std::min)(Batch, data_.size());
      for (std::size_t step = 0, at = 0; step < options_.steps && std::isfinite(loss); ++step, at += count) {
        if (at + count > data_.size()) at = 0;
        load(at, count);
        loss = sinew::forward_loss(net, w, std::span<const T>(t), count, loss_, engine_);
        if (std::isfinite(loss)) sinew::descend_loss<LossType>(net, w, optimizer);
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
      if (!(loss_at(rate *= 10) <= m.loss)) return;  // beyond the stable rates
  }

 private:
  using Activation = typename Net::activation;
  using Target = typename parts_of<Data>::target;

  /// What the outputs can be, and whether another loss suits them better.
  void measure_range() {
    m.lowest = -HUGE_VAL;
    m.highest = HUGE_VAL;
    if constexpr (ElementwiseActivation<Activation>) {
      const auto range = _detail::range_of<Activation, T>();
      m.lowest = range[0];
      m.highest = range[1];
    }
    m.distribution = NormalizesOutputs<Activation> && !std::is_same_v<Activation, LogSoftmax>;
    if (m.distribution || (is_classification<LossType>() && ElementwiseLoss<LossType>)) {
      m.lowest = 0;
      m.highest = 1;
    }
    if constexpr (!gives_logit_gradients<LossType>()) {
      if (std::is_same_v<Activation, Softmax>) m.better_loss = "CrossEntropy";
      else if (std::is_same_v<Activation, LogSoftmax>) m.better_loss = "NLL";
      else if (std::is_same_v<Activation, Sigmoid> && ClassIndex<Target>) m.better_loss = "BinaryCrossEntropy";
    }
  }
  /// Counts a sample with targets that the outputs cannot give. Targets just outside, by rounding, count as reachable.
  void count_unreachable(const std::vector<T>& t) {
    constexpr double tolerance = 1e-3;
    double sum = 0;
    bool reachable = true;
    for (const T value : t) {
      const double v = static_cast<double>(value);
      sum += v;
      if (v >= m.lowest - tolerance && v <= m.highest + tolerance) continue;
      reachable = false;
      m.target = v;
    }
    if (reachable && m.distribution && std::fabs(sum - 1) > tolerance) {
      reachable = false;
      m.target = sum;
    }
    m.unreachable += !reachable;
  }
  template <class F> static void each_layer(F&& f) {
    [&]<std::size_t... J>(std::index_sequence<J...>) { (f.template operator()<J>(), ...); }
    (std::make_index_sequence<Net::depth>{});
  }
  template <std::size_t J, class Parameters> static auto parameters_of(Parameters& all) {
    return std::span(all).template subspan<Net::layers::slice[J], Net::template layer<J>::parameters>();
  }
  static double norm_of(std::span<const T> values) {
    double sum = 0;
    for (T v : values) sum += static_cast<double>(v) * static_cast<double>(v);
    return std::sqrt(sum);
  }

  /// The number of samples of a pass: the first of order_.
  /// One less if the last batch would be one sample and the net cannot be trained by one: its outputs would be those of
  /// any sample.
  std::size_t picked() const {
    const std::size_t count = (std::min)(options_.samples, data_.size());
    const bool needs_two = !std::is_same_v<no_single_sample_of<typename Net::layers>, nothing>;
    return needs_two && count > 1 && count % Batch == 1 ? count - 1 : count;
  }
  void read(std::size_t s, T* x, T* t) const {
    read_sample<T, in>(data_.inputs[s], x);
    write_target<typename Net::activation, T, out>(data_.targets[s], t);
  }
  /// Reads the samples order_[from] … into the first rows of the batch.
  void load(std::size_t from, std::size_t count) {
    for (std::size_t s = 0; s < count; ++s)
      read(order_.order()[from + s], memory_[0].w.x()[s].data(), memory_[0].t.data() + s * out);
  }
  /// Runs the copy of the net on the picked samples, calls f(count) after each batch, and returns the mean loss.
  template <class F> double pass(F f) {
    auto& memory = memory_[0];
    double total = 0;
    for (std::size_t at = 0; at < picked(); at += Batch) {
      const std::size_t count = (std::min)(Batch, picked() - at);
      load(at, count);
      total += static_cast<double>(
                   sinew::forward_loss(memory.net, memory.w, std::span<const T>(memory.t), count, loss_, engine_)) *
               static_cast<double>(count);
      f(count);
    }
    return total / static_cast<double>(picked());
  }

  const Net& net_;
  Data data_;
  const LossType& loss_;
  const DiagnoseOptions& options_;
  Engine engine_;
  Batches order_;
  std::vector<DiagnoseMemory<Net, Batch>> memory_;  // on the heap because it may be large
};

}  // namespace sinew::_detail
