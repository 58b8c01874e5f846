#pragma once
/// \file
/// plot_loss, plot_rates and plot_decision_boundary: plots as SVG files for a browser.
/// The umbrella header does not include this header: it needs the program gnuplot at run time (Debian:
/// gnuplot-nox; Windows: gnuplot.info).
/// Errors: plot_error (report/gnuplot.hpp).

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/report.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/rate_curve.hpp>
#include <sinew/train/target.hpp>
#include <sinew/report/decision_boundary.hpp>
#include <sinew/report/gnuplot.hpp>

namespace SINEW_NAMESPACE {

/// The options of plot_loss().
struct LossPlotOptions {
  std::string title = "Loss";          ///< the text above the plot
  unsigned width = 640, height = 400;  ///< in pixels, at the browser's default zoom
  bool logarithmic = false;            ///< whether the axis of the loss is logarithmic
};

namespace _detail {

/// Chooses an empty range: that of the samples and a tenth more on either side.
inline void choose_range(PlotRange& range, const BoundaryPicture& picture, std::size_t axis, const std::string& path) {
  if (!(range.low < range.high)) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const auto& sample : picture.samples) {
      low = std::fmin(low, sample[axis]);
      high = std::fmax(high, sample[axis]);
    }
    const double margin = high > low ? (high - low) / 10 : 1;
    range = {low - margin, high + margin};
  }
  if (!std::isfinite(range.low) || !std::isfinite(range.high))
    fail(plot_error("there are no finite samples, and no range is given in the options", path));
}

/// Checks that classes are at least 0 and few enough to be distinguished.
inline void check_classes(const BoundaryPicture& picture, const std::string& path) {
  constexpr double most = 64;
  auto consider = [&](double value) {
    if (!(value >= 0 && value < most))
      fail(plot_error("found class " + plain(value) + ", expected classes 0 to " + plain(most - 1), path));
  };
  if (picture.of_classes)
    for (double value : picture.grid) consider(value);
  if (picture.samples_are_classes)
    for (const auto& sample : picture.samples) consider(sample[2]);
}

template <class T, class F>
void plot_boundary(const F& f, BoundaryPicture picture, const std::string& path, BoundaryPlotOptions options) {
  _detail::choose_range(options.x, picture, 0, path);
  _detail::choose_range(options.y, picture, 1, path);
  const unsigned n = options.resolution = (std::max)(options.resolution, 2u);
  auto at = [&](const PlotRange& range, unsigned i) {
    return static_cast<T>(range.low + (range.high - range.low) * i / (n - 1));
  };
  picture.grid.reserve(std::size_t{n} * n);
  for (unsigned j = 0; j < n; ++j)
    for (unsigned i = 0; i < n; ++i)
      picture.grid.push_back(static_cast<double>(f(std::array<T, 2>{at(options.x, i), at(options.y, j)})));
  _detail::check_classes(picture, path);
  _detail::run_gnuplot(_detail::boundary_script(picture, options), path);
}

/// A function of two numbers, as the samples hold them, that returns a number.
template <class F, class Input> concept BoundaryFunction = SampleOf<Input, typename Input::value_type, 2> &&
    requires(const F& f, const std::array<typename Input::value_type, 2>& x) {
  { f(x) } -> std::convertible_to<double>;
};

/// True if the activation of a single output gives a probability, so that the output is read as a decision.
template <class A> inline constexpr bool gives_probability = [] {
  if constexpr (requires { A::decision; }) return !_detail::equals(A::decision, 0);
  else return false;
}();

}  // namespace _detail

/// Plots the loss of every epoch, and the validation loss if there is one, as an SVG file.
/// Errors: plot_error for a history without epochs or without a finite loss, if gnuplot is missing or fails, and if
/// the path cannot be written.
inline void plot_loss(const History& history, const std::string& path, const LossPlotOptions& options = {}) {
  if (history.epochs.empty()) _detail::fail(plot_error("the history has no epochs to plot", path));
  bool validated = false, any = false;
  std::string rows;
  for (const Epoch& epoch : history.epochs) {
    auto value = [&](double v) {
      return _detail::plain(std::isfinite(v) && (v > 0 || !options.logarithmic) ? v : std::nan(""));
    };
    rows += std::to_string(epoch.epoch) + " " + value(epoch.loss) + " " + value(epoch.validation_loss) + "\n";
    validated = validated || std::isfinite(epoch.validation_loss);
    any = any || std::isfinite(epoch.loss);
  }
  if (!any) _detail::fail(plot_error("no epoch of the history has a finite loss", path));
  const std::size_t first = history.epochs.front().epoch, last = history.epochs.back().epoch;
  const std::string style = history.epochs.size() <= 60 ? " with linespoints ps 0.5 lw 2" : " with lines lw 2";
  std::string s = _detail::terminal(options.width, options.height, options.title);
  s += "set xlabel 'epoch'\nset ylabel 'loss'\nset grid ytics lc rgb '#dddddd' lt 1\nset tics out nomirror\nset border "
       "3\nset key top "
       "right\n";
  s += "set xrange [" + std::to_string(first) + ":" + std::to_string(last > first ? last : first + 1) + "]\n";
  s += options.logarithmic ? "set logscale y\nset format y '%g'\n" : "set yrange [*<0:*]\n";
  s += "set datafile missing 'NaN'\n$loss << EOD\n" + rows + "EOD\nplot $loss using 1:2" + style + " pt 7 lc rgb '" +
       _detail::class_colours[0] + "' title 'training'";
  if (validated)
    s += ", $loss using 1:3" + style + " pt 5 lc rgb '" + _detail::class_colours[4] + "' title 'validation'";
  _detail::run_gnuplot(s + "\n", path);
}

/// Plots the losses of find_rate() over the learning rate, on a logarithmic axis: those of single batches and the
/// smoothed ones, with a line at the suggestion, if there is one.
/// Errors: plot_error for a curve without finite points, and as plot_loss.
inline void plot_rates(const RateCurve& curve, const std::string& path,
                       const LossPlotOptions& options = {.title = "Loss by learning rate"}) {
  std::string rows;
  bool any = false;
  double low = HUGE_VAL, high = 0;
  for (const RatePoint& point : curve.points) {
    auto value = [&](double v) {
      return _detail::plain(std::isfinite(v) && (v > 0 || !options.logarithmic) ? v : std::nan(""));
    };
    rows += _detail::plain(point.rate) + " " + value(point.loss) + " " + value(point.smoothed) + "\n";
    any = any || std::isfinite(point.smoothed);
    low = std::fmin(low, point.rate);
    high = std::fmax(high, point.rate);
  }
  if (!any) _detail::fail(plot_error("the curve has no finite loss", path));
  std::string s = _detail::terminal(options.width, options.height, options.title);
  s += "set xlabel 'learning rate'\nset ylabel 'loss'\nset grid ytics lc rgb '#dddddd' lt 1\nset tics out nomirror\n"
       "set border 3\nset key top left\nset logscale x\nset format x '%g'\n";
  if (low < high) s += "set xrange [" + _detail::plain(low) + ":" + _detail::plain(high) + "]\n";
  s += options.logarithmic ? "set logscale y\nset format y '%g'\n" : "set yrange [*<0:*]\n";
  const double suggestion = curve.suggestion();
  if (std::isfinite(suggestion))
    s += "set arrow from " + _detail::plain(suggestion) + ", graph 0 to " + _detail::plain(suggestion) +
         ", graph 1 nohead dt 2 lc rgb '#888888'\nset label '" + _detail::plain(suggestion) + "' at " +
         _detail::plain(suggestion) + ", graph 0.05 offset 0.5, 0\n";
  s += "set datafile missing 'NaN'\n$rates << EOD\n" + rows +
       "EOD\nplot $rates using 1:2 with points pt 7 ps 0.3 lc rgb '" + _detail::class_colours[4] +
       "' title 'batches', $rates using 1:3 with lines lw 2 lc rgb '" + _detail::class_colours[0] +
       "' title 'smoothed'";
  _detail::run_gnuplot(s + "\n", path);
}

/// Plots f over the plane, with the samples on it.
/// Parameters: f(std::array<T, 2>) returns a class (an integer) or a value. `samples` is a Dataset or DataView of
/// std::array<T, 2> with classes or (for values) numbers; it may be empty if ranges are given.
/// For a net with more inputs, f selects a plane through them:
///     auto f = [&](std::array<float, 2> p) { return net.predict({5.8f, 3.1f, p[0], p[1]}); };
///     plot_decision_boundary(f, samples, "iris.svg");
/// Cost: resolution² calls of f.
/// Errors: as plot_loss.
template <class F, class Data> void plot_decision_boundary(const F& f, const Data& samples, const std::string& path,
                                                           const BoundaryPlotOptions& options = {}) {
  using View = _detail::view_of<Data>;
  if constexpr (std::is_same_v<View, mistake::nothing>)
    decltype(mistake::tell(mistake::of<mistake::not_a_dataset<Data>>)){};
  else {
    using Input = typename _detail::parts_of<View>::input;
    using Target = typename _detail::parts_of<View>::target;
    if constexpr (!_detail::BoundaryFunction<F, Input> || !(_detail::ClassIndex<Target> || std::floating_point<Target>))
      decltype(mistake::tell(mistake::of<mistake::not_a_function_of_two_inputs<F, mistake::given<Input, Target>>>)){};
    else {
      _detail::BoundaryPicture picture{.of_classes = std::integral<decltype(f(std::declval<const Input&>()))>,
                                       .samples_are_classes = _detail::ClassIndex<Target>};
      const View view = samples;
      for (std::size_t s = 0; s < view.size(); ++s)
        picture.samples.push_back({static_cast<double>(view.inputs[s][0]), static_cast<double>(view.inputs[s][1]),
                                   static_cast<double>(view.targets[s])});
      _detail::plot_boundary<typename Input::value_type>(f, (std::move)(picture), path, options);
    }
  }
}

namespace _detail {
/// Several outputs are drawn as the class that they name.
template <class Net, class Data> consteval auto plot_mistake() {
  if constexpr (!std::is_same_v<one_output_mistake<Net, mistake::function::plot>, nothing>)
    return std::type_identity<one_output_mistake<Net, mistake::function::plot>>{};
  else if constexpr (Net::output::size > 1) return std::type_identity<answer_mistake_of<Net, Data, nothing, 1, true>>{};
  else return std::type_identity<data_mistake_of<Net, Data>>{};
}
template <class Net, class Data> using plot_mistake_of = typename decltype(_detail::plot_mistake<Net, Data>())::type;
}  // namespace _detail

/// Plots the output of a net with two inputs over the plane: the class or, for a single output, its value and, if the
/// output is a decision, the line where it changes.
/// Parameters: `samples` as the data of fit().
/// Misuse: several outputs that are not scores of classes → `mistake::outputs_are_no_classes`,
/// `mistake::several_labels_have_no_single_class`.
template <class T, class... L, class Data> void plot_decision_boundary(const BasicNet<T, L...>& net,
                                                                       const Data& samples, const std::string& path,
                                                                       const BoundaryPlotOptions& options = {}) {
  using Net = BasicNet<T, L...>;
  using Mistake = _detail::plot_mistake_of<Net, Data>;
  if constexpr (Net::input::size != 2)
    decltype(mistake::tell(mistake::of<mistake::plot_needs_a_net_with_two_inputs<mistake::given<typename Net::input>,
                                                                                 mistake::expected<shape<2>>>>,
                           mistake::of<Net>)){};
  else if constexpr (!std::is_same_v<Mistake, mistake::nothing>)
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
  else {
    using Activation = typename Net::activation;
    using Target = typename _detail::parts_of<_detail::view_of<Data>>::target;
    constexpr std::size_t out = Net::output::size;
    constexpr bool decides = out > 1 || _detail::ClassIndex<Target> || _detail::gives_probability<Activation>;
    _detail::BoundaryPicture picture{.of_classes = out > 1, .samples_are_classes = decides};
    if constexpr (out == 1 && requires { Activation::decision; })
      if (decides) picture.threshold = Activation::decision;
    const _detail::view_of<Data> view = samples;
    for (std::size_t s = 0; s < view.size(); ++s) {
      std::array<T, 2> x{};
      std::array<T, out> t{};
      read_sample<T, 2>(view.inputs[s], x.data());
      _detail::write_target<typename Net::activation, T, out>(view.targets[s], t.data());
      double value;
      if constexpr (decides) value = static_cast<double>(_detail::class_of<Activation, T, out>(view.targets[s]));
      else value = static_cast<double>(t[0]);
      picture.samples.push_back({static_cast<double>(x[0]), static_cast<double>(x[1]), value});
    }
    _detail::on_heap<Workspace<Net, 1>> memory;
    auto answer = [&](const std::array<T, 2>& x) {
      if constexpr (out > 1) return net.predict(x, memory.value);
      else return net(x, memory.value)[0];
    };
    _detail::plot_boundary<T>(answer, (std::move)(picture), path, options);
  }
}

}  // namespace sinew
