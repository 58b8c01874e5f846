// Runs the nets of the program on the inputs of their cases, and compares: within 1e-5 + 1e-4·|x|, or what the case
// says. Nets with streams take the samples as the steps of one, one by one and in blocks of 64, and
// may have outputs before the first one of the case.
//   compare FOLDER EXPECTED
// FOLDER has what write.cpp wrote; EXPECTED lists the outcome of each case and its
// name: "reproduced", "refused", or "incomplete" if it has no input.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "imported.hpp"

namespace {

std::vector<double> read_values(std::istream& file) {
  std::size_t count = 0;
  file >> count;
  std::vector<double> values(count);
  for (double& v : values) {
    std::string word;  // "inf" and "nan" too
    file >> word;
    v = std::strtod(word.c_str(), nullptr);
  }
  return values;
}

/// How the net's outputs differ from those of the case; empty if they do not.
std::string difference(const Imported& net, const std::filesystem::path& numbers) {
  std::ifstream file(numbers);
  const std::vector<double> x = read_values(file), y = read_values(file), most = read_values(file);
  const std::size_t samples = x.size() / net.inputs;
  const bool whole = net.is_stream ? y.size() % net.outputs == 0 && y.size() <= samples * net.outputs
                                   : y.size() == samples * net.outputs;
  if (x.empty() || samples * net.inputs != x.size() || !whole)
    return "a sample of " + std::to_string(net.inputs) + " and " + std::to_string(net.outputs) +
           " numbers, the case has " + std::to_string(x.size()) + " and " + std::to_string(y.size());
  std::vector<double> all(samples * net.outputs);
  const std::span<double> out = std::span(all).last(y.size());
  double largest = 0;
  for (const std::size_t block : {std::size_t{1}, std::size_t{64}}) {
    net.run(x, all, block);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double error = std::fabs(out[i] - y[i]);
      largest = std::fmax(largest, error);
      if (out[i] == y[i] || error <= (most.empty() ? 1e-5 + 1e-4 * std::fabs(y[i]) : most[0])) continue;
      char text[160];
      std::snprintf(text, sizeof text, "output %zu of sample %zu is %.9g, expected %.9g (blocks of %zu)",
                    i % net.outputs, i / net.outputs, out[i], y[i], block);
      return text;
    }
    if (!net.is_stream) break;
  }
  if (!most.empty()) std::printf("           %s: largest difference %.2g\n", numbers.stem().c_str(), largest);
  return {};
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) return 2;
  std::map<std::string, std::string> expected;
  {
    std::ifstream file(argv[2]);
    for (std::string outcome, name; file >> outcome >> name;) expected[name] = outcome;
  }
  const std::filesystem::path folder = argv[1];
  std::ifstream index(folder / "index.txt");
  int reproduced = 0, refused = 0, incomplete = 0, wrong = 0, unexpected = 0;
  for (std::string line; std::getline(index, line);) {
    std::istringstream columns(line);
    std::string name, message;
    std::getline(columns, name, '\t');
    std::getline(columns, message);
    std::string outcome = message.compare(0, 11, "incomplete:") == 0 ? "incomplete" : "refused", why = message;
    if (message.empty()) {
      why = "its net is not in the program";
      for (const Imported& net : imported())
        if (net.name == name) why = difference(net, folder / (name + ".txt"));
      outcome = why.empty() ? "reproduced" : "WRONG";
    }
    int& count = outcome == "reproduced" ? reproduced
                 : outcome == "refused"  ? refused
                 : outcome == "WRONG"    ? wrong
                                         : incomplete;
    ++count;
    const auto found = expected.find(name);
    const std::string should = found == expected.end() ? "unknown" : found->second;
    std::printf("%-10s %s%s%s%s\n", outcome.c_str(), name.c_str(), why.empty() ? "" : ": ", why.c_str(),
                should == outcome || outcome == "WRONG" ? "" : (" (expected: " + should + ")").c_str());
    if (should != outcome) ++unexpected;
    expected.erase(name);
  }
  for (const auto& [name, outcome] : expected)
    std::printf("missing    %s (expected: %s)\n", name.c_str(), outcome.c_str());
  std::printf("%d reproduced, %d refused, %d without an input, %d wrong; %d not as expected\n", reproduced, refused,
              incomplete, wrong, unexpected);
  return wrong == 0 && unexpected == 0 && expected.empty() && reproduced > 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
