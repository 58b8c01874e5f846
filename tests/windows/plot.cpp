// plot <folder of gnuplot.exe>: plots on Windows, where a program in place of gnuplot answers.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <sinew/report/plot.hpp>
#include <sinew/report/progress.hpp>

namespace {

namespace fs = std::filesystem;
int failures = 0;
void expect(bool right, const char* what) {
  if (right) return;
  std::printf("wrong: %s\n", what);
  ++failures;
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
/// The message of the error of a plot of this title, or "".
std::string plot(const std::string& path, const std::string& title) {
  sinew::History history;
  history.epochs.push_back({.epoch = 1, .loss = 2});
  history.epochs.push_back({.epoch = 2, .loss = 1});
  try {
    sinew::plot_loss(history, path, {.title = title});
  } catch (const sinew::plot_error& error) { return error.what(); }
  return "";
}
bool mentions(const std::string& message, const char* words) { return message.find(words) != message.npos; }

}  // namespace

int main(int, char** arguments) {
  const fs::path folder = fs::temp_directory_path() / ("sinew-windows-" + std::to_string(std::rand()));
  fs::remove_all(folder);
  fs::create_directory(folder);
  const std::string path = (folder / "a loss.svg").string();
  const auto files = [&] { return std::distance(fs::directory_iterator(folder), fs::directory_iterator()); };

  expect(mentions(plot(path, "first"), "gnuplot was not found"), "no gnuplot in PATH");
  expect(files() == 0, "nothing is left after a failure");
  _putenv_s("PATH", (std::string(arguments[1]) + ";" + std::getenv("PATH")).c_str());
  expect(plot(path, "first").empty() && contents(path).ends_with("</svg>\r\n") && files() == 1, "a plot");
  std::ofstream(path) << "old";
  expect(mentions(plot(path, "fails"), "gnuplot failed: line 1: no such title"), "what gnuplot complains of");
  expect(mentions(plot(path, "stops"), "complete SVG"), "half a picture");
  expect(contents(path) == "old" && files() == 1, "a failure leaves the old picture");
  expect(plot(path, "second").empty() && contents(path).starts_with("<?xml") && files() == 1, "a picture is replaced");
  expect(mentions(plot((folder / "none" / "x.svg").string(), "first"), "cannot be written"), "no such folder");

  sinew::ProgressDisplay progress{2};  // stderr is no terminal here
  progress({.epoch = 1, .loss = 2});
  fs::remove_all(folder);
  return failures;
}
