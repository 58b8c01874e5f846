#pragma once
/// \file
/// boundary_script: writes the plot of plot_decision_boundary() as a gnuplot script.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/report/gnuplot.hpp>

namespace SINEW_NAMESPACE {

/// The range of an axis; an empty range is chosen from the data.
struct PlotRange {
  double low = 0, high = 0;  ///< the ends of the axis; the range is empty unless low < high
};

/// The options of plot_decision_boundary().
struct BoundaryPlotOptions {
  std::string title = "Decision boundary", x_label = "x", y_label = "y";  ///< texts of the plot and its axes
  std::vector<std::string> classes{};  ///< names for the legend; by default "class 0", …
  PlotRange x{}, y{};                  ///< empty: the range of the samples and a tenth more on either side
  unsigned width = 560, height = 520;  ///< in pixels, at the browser's default zoom
  unsigned resolution = 160;           ///< points of the background along each axis
};

namespace _detail {

// Colours that all kinds of colour vision distinguish; classes differ in shape too.
// Source: Okabe, Ito, "Color universal design" (2008).
inline constexpr std::array<const char*, 7> class_colours{"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                                          "#d55e00", "#56b4e9", "#f0e442"};
inline constexpr std::array<int, 7> class_shapes{7, 5, 9, 11, 13, 4, 6};

inline std::string terminal(unsigned width, unsigned height, const std::string& title) {
  return "set encoding utf8\nset terminal svg noenhanced size " + std::to_string(width) + "," + std::to_string(height) +
         " font 'Helvetica,Arial,sans-serif,12' background rgb 'white'\nset title " + gnuplot_text(title) + "\n";
}

/// Mixes a colour with white, for the background of its class.
inline std::string tint(const char* colour, double strength) {
  const unsigned long rgb = std::stoul(colour + 1, nullptr, 16);
  std::string result = "#";
  for (unsigned shift : {16u, 8u, 0u}) {
    const auto c = static_cast<unsigned>(255 - strength * (255 - static_cast<double>(rgb >> shift & 255)));
    for (unsigned digit : {c / 16, c % 16}) result += "0123456789abcdef"[digit];
  }
  return result;
}

/// The data of the plot: values or classes of the background on a grid, and the samples with theirs.
struct BoundaryPicture {
  bool of_classes = true;
  double threshold = std::nan("");               ///< the output where the decision changes, drawn as a line
  std::vector<double> grid{};                    ///< rows of `resolution` values, from low to high y
  std::vector<std::array<double, 3>> samples{};  ///< x, y, and the class or value
  bool samples_are_classes = true;
};

inline std::string boundary_script(const BoundaryPicture& picture, const BoundaryPlotOptions& options) {
  const unsigned n = options.resolution;
  auto at = [&](const PlotRange& range, unsigned i) {
    return plain(range.low + (range.high - range.low) * i / (n - 1));
  };
  std::string s = terminal(options.width, options.height, options.title);
  s += "set xlabel " + gnuplot_text(options.x_label) + "\nset ylabel " + gnuplot_text(options.y_label) + "\n";
  s += "set xrange [" + plain(options.x.low) + ":" + plain(options.x.high) + "]\nset yrange [" + plain(options.y.low) +
       ":" + plain(options.y.high) + "]\n";
  s += "set tics out nomirror\nset bmargin 5.5\nset key at screen 0.5,0.025 center bottom horizontal Left reverse "
       "samplen 1\n";

  std::size_t classes = options.classes.size();
  if (picture.of_classes)
    for (double v : picture.grid) classes = (std::max)(classes, static_cast<std::size_t>(v) + 1);
  if (picture.samples_are_classes)
    for (const auto& sample : picture.samples) classes = (std::max)(classes, static_cast<std::size_t>(sample[2]) + 1);
  auto name = [&](std::size_t k) {
    return k < options.classes.size() ? options.classes[k] : "class " + std::to_string(k);
  };
  auto colour = [](std::size_t k) { return class_colours[k % class_colours.size()]; };
  auto shape = [](std::size_t k) { return std::to_string(class_shapes[k % class_shapes.size()]); };

  if (picture.of_classes) {
    s += "unset colorbox\nset cbrange [-0.5:" + plain(static_cast<double>(classes) - 0.5) +
         "]\nset palette maxcolors " + std::to_string(classes) + " defined (";
    for (std::size_t k = 0; k < classes; ++k)  // one step of constant colour for each class
      s += (k > 0 ? ", " : "") + plain(static_cast<double>(k)) + " '" + tint(colour(k), 0.35) + "', " +
           plain(static_cast<double>(k + 1)) + " '" + tint(colour(k), 0.35) + "'";
    s += ")\n";
  } else {
    s += "set cblabel 'output'\n";
    // From the tint of class 0 over white to that of class 1. Neither end is dark, so that samples stay visible.
    s += std::string("set palette defined (0 '") + tint(colour(0), 0.6) + "', 0.5 '#ffffff', 1 '" +
         tint(colour(1), 0.6) + "')\n";
    if (!_detail::is_nan(picture.threshold)) {  // white where the decision changes
      double reach = 1e-6;
      for (double v : picture.grid)
        reach = std::isfinite(v) ? (std::max)(reach, std::fabs(v - picture.threshold)) : reach;
      s += "set cbrange [" + plain(picture.threshold - reach) + ":" + plain(picture.threshold + reach) + "]\n";
    }
  }

  s += "$grid << EOD\n";
  for (unsigned j = 0; j < n; ++j) {
    for (unsigned i = 0; i < n; ++i)
      s += at(options.x, i) + " " + at(options.y, j) + " " + plain(picture.grid[j * n + i]) + "\n";
    s += "\n";
  }
  s += "EOD\n";
  std::string plots = "plot $grid using 1:2:3 with image notitle";
  if (!_detail::is_nan(picture.threshold)) {
    s += "set contour base\nset cntrparam levels discrete " + plain(picture.threshold) +
         "\nunset surface\nset table $line\nsplot $grid using 1:2:3\nunset table\nunset contour\nset surface\n";
    plots += ", $line using 1:2 with lines lc rgb '#404040' lw 1.5 dt 2 title 'decision at " +
             plain(picture.threshold) + "'";
  }
  auto block = [&](const std::string& label, auto wanted) {
    std::string rows;
    for (const auto& sample : picture.samples)
      if (wanted(sample)) rows += plain(sample[0]) + " " + plain(sample[1]) + " " + plain(sample[2]) + "\n";
    if (!rows.empty()) s += label + " << EOD\n" + rows + "EOD\n";
    return !rows.empty();
  };
  if (picture.samples_are_classes) {
    for (std::size_t k = 0; k < classes; ++k) {
      const std::string label = "$class" + std::to_string(k);
      if (!block(label, [&](const auto& sample) { return static_cast<std::size_t>(sample[2]) == k; })) continue;
      // A dark edge under each point separates it from the background.
      plots += ", " + label + " using 1:2 with points pt " + shape(k) + " ps 0.85 lc rgb '#202020' notitle";
      plots += ", " + label + " using 1:2 with points pt " + shape(k) + " ps 0.6 lc rgb '" + colour(k) + "' title " +
               gnuplot_text(name(k));
    }
  } else if (block("$values", [](const auto&) { return true; })) {
    plots +=
        ", $values using 1:2 with points pt 7 ps 0.85 lc rgb '#202020' title 'targets', $values using 1:2:3 with "
        "points pt 7 ps 0.6 lc "
        "palette notitle";
  }
  return s + plots + "\n";
}

}  // namespace _detail
}  // namespace sinew
