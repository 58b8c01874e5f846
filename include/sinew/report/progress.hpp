#pragma once
/// \file
/// ProgressDisplay: a progress bar for long trainings on a terminal. Includes <iostream>, so the umbrella
/// header does not include it.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

#include <boost/timer/progress_display.hpp>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/train/history.hpp>
#include <sinew/report/system.hpp>
#include <sinew/report/table.hpp>

namespace SINEW_NAMESPACE {

/// A callback of fit() that draws Boost's progress bar and one line of figures below it. Both are rewritten in place,
/// at most 20 times a second:
///     ProgressDisplay progress{20};
///     fit<64>(net, train, CrossEntropy{}, SGD{.rate = 0.1}, {.epochs = 20, .validation = test}, progress);
///     0%   10   20   30   40   50   60   70   80   90   100%
///     |----|----|----|----|----|----|----|----|----|----|
///     *******************
///     epoch 7/20  loss 0.1234  97.42 %  validation 0.15  96.10 %  0:12, 0:22 left
/// Writes nothing if the output (stderr) is not a terminal, so that logs and pipes stay clean. Lines are cut to the
/// terminal's width. When training ends or the display is destroyed, the cursor is on a new line.
class ProgressDisplay {
 public:
  /// A display of `epochs` epochs, on stderr by default. Nothing is written before the first call.
  explicit ProgressDisplay(std::size_t epochs, std::FILE* to = stderr)
      : to_{to},
        epochs_{epochs},
        draws_{_detail::is_terminal(to)},
        begin_{std::chrono::steady_clock::now()} {}
  ~ProgressDisplay() { finish(); }
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// Draws the state after an epoch; fit() calls it.
  void operator()(const Epoch& epoch) {
    if (!draws_) return;
    if (epoch.epoch <= last_) finish();  // a new training begins
    if (!bar_) start();
    const std::size_t passed = epoch.epoch - last_;
    *bar_ += static_cast<unsigned long>(passed);
    last_ = epoch.epoch;
    shown_ = epoch;
    const auto now = std::chrono::steady_clock::now();
    if (last_ >= epochs_) finish();
    else if (last_ == 1 || now - drawn_at_ > std::chrono::milliseconds(50)) draw();  // do not slow down short epochs
  }

 private:
  void start() {
    last_ = 0;
    const std::size_t all = epochs_;
    bar_ = std::make_unique<boost::timer::progress_display>(static_cast<unsigned long>(all), drawn_, "");
    if (cols() >= 51) std::fputs(drawn_.str().c_str(), to_);  // the scale
    drawn_.str("");
  }
  void draw() {
    drawn_at_ = std::chrono::steady_clock::now();
    const std::size_t width = cols();
    // Moves the cursor back to the bar's line, where the next call begins.
    const std::string text = "\r\x1b[K" + cut(stars(), width) + "\n\r\x1b[K" + cut(figures(shown_), width) + "\x1b[A\r";
    std::fputs(text.c_str(), to_);
    std::fflush(to_);
  }
  /// Draws the last epoch, moves to the line below the figures, and restarts the clock.
  void finish() {
    if (!bar_) return;
    draw();
    std::fputs("\n\n", to_);
    std::fflush(to_);
    bar_.reset();
    drawn_.str("");
    begin_ = std::chrono::steady_clock::now();
  }

  std::string stars() const {
    std::string text = drawn_.str();
    text.resize(static_cast<std::size_t>(std::remove(text.begin(), text.end(), '\n') -
                                         text.begin()));  // Boost ends the line of a full bar
    return text;
  }
  std::string figures(const Epoch& epoch) const {
    std::string text = "epoch " + std::to_string(epoch.epoch) + "/" + std::to_string(epochs_) + "  loss " +
                       _detail::number(epoch.loss);
    if (!_detail::is_nan(epoch.accuracy)) text += "  " + _detail::percent(epoch.accuracy);
    if (!_detail::is_nan(epoch.validation_loss)) text += "  validation " + _detail::number(epoch.validation_loss);
    if (!_detail::is_nan(epoch.validation_accuracy)) text += "  " + _detail::percent(epoch.validation_accuracy);
    for (std::size_t i = 0; i < epoch.metrics.size(); ++i)
      text += std::string("  ") + epoch.metrics.name(i) + " " + _detail::number(epoch.metrics[i]);
    const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    const double done = static_cast<double>(epoch.epoch), all = static_cast<double>((std::max)(epochs_, epoch.epoch));
    return text + "  " + clock(passed) + ", " + clock(passed / done * (all - done)) + " left";
  }
  /// Formats seconds as m:ss or h:mm:ss.
  static std::string clock(double seconds) {
    const auto s = static_cast<unsigned long long>(seconds + 0.5);
    auto two = [](unsigned long long n) { return std::to_string(100 + n).substr(1); };
    return s < 3600 ? std::to_string(s / 60) + ":" + two(s % 60)
                    : std::to_string(s / 3600) + ":" + two(s / 60 % 60) + ":" + two(s % 60);
  }
  std::size_t cols() const {
    const std::size_t width = _detail::terminal_width(to_);
    return 1 < width ? width - 1 : 79;
  }
  // The text is ASCII, so bytes are columns.
  static std::string cut(const std::string& text, std::size_t width) { return text.substr(0, width); }

  std::FILE* to_;
  std::size_t epochs_, last_ = 0;
  bool draws_;
  std::chrono::steady_clock::time_point begin_, drawn_at_{};
  Epoch shown_{};
  std::ostringstream drawn_;  // what Boost's display has written after the scale
  std::unique_ptr<boost::timer::progress_display> bar_;
};

}  // namespace sinew
