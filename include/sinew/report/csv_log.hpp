#pragma once
/// \file
/// CsvLog: a callback of fit() that writes each epoch as a line of a CSV file.

#include <charconv>
#include <cstddef>
#include <cstdio>
#include <string>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/train/history.hpp>
#include <sinew/report/log_file.hpp>

namespace SINEW_NAMESPACE {

/// Options of CsvLog.
struct CsvLogOptions {
  /// goes on behind the lines of an existing file, for a training that goes on; false: replaces the file
  bool append = false;
};

/// A callback of fit() that writes each epoch as a line of a CSV file, flushed, so that the file can be watched:
///
///     fit<64>(net, train, CrossEntropy{}, Adam{}, {.epochs = 20, .validation = test}, F1{}, CsvLog{"run.csv"});
///     epoch,loss,accuracy,validation_loss,validation_accuracy,rate,gradient_norm,F1
///     1,0.8312,0.71,0.6921,0.755,0.001,,0.7492
///
/// The first line has the names of Epoch's members, and those of the metrics. A figure that was not measured is an
/// empty cell; others have the digits with which they read back exactly. A training that goes on from a Checkpoint
/// appends, `CsvLog("run.csv", {.append = true})`; an epoch that a killed run had not yet stored has two lines then, of
/// which the last one counts.
/// Errors: training_log_error if the file cannot be written, or has other columns than those to append.
/// Keras: CSVLogger.
class CsvLog {
 public:
  /// Opens the file. The first line is written with the first epoch.
  explicit CsvLog(const std::string& path, const CsvLogOptions& options = {})
      : file_{path, options.append ? "ab+" : "wb"},
        appends_{options.append} {}

  /// Writes an epoch; fit() calls it.
  void operator()(const Epoch& epoch) {
    if (!begun_) begin(epoch);
    std::string line = std::to_string(epoch.epoch);
    _detail::each_figure(epoch, [&](const char*, double value) {
      line += ',';
      if (_detail::is_nan(value)) return;
      char text[64];
      line.append(text, std::to_chars(text, text + sizeof text, value).ptr);
    });
    file_.write(line + "\n");
  }

 private:
  void begin(const Epoch& epoch) {
    begun_ = true;
    std::string head = "epoch";
    _detail::each_figure(epoch, [&](const char* name, double) {
      head += ',';
      head += cell(name);
    });
    if (appends_) {
      std::rewind(file_.file());
      std::string found;
      for (int c; (c = std::fgetc(file_.file())) != EOF && c != '\n';)
        if (c != '\r') found += static_cast<char>(c);
      std::rewind(file_.file());  // between reading and writing; in this mode, what is written goes to the end
      if (found == head) return;
      if (!found.empty())
        _detail::fail(
            training_log_error("found the columns " + found + ", expected " + head + " to append to", file_.path()));
    }
    file_.write(head + "\n");
  }
  /// A name as a cell: in quotes if it has a separator.
  static std::string cell(const std::string& name) {
    if (name.find_first_of(",\"\n") == std::string::npos) return name;
    std::string quoted = "\"";
    for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
  }

  _detail::LogFile file_;
  bool appends_, begun_ = false;
};

}  // namespace sinew
