// Compares the results of each library with those of sinew before any time is printed, so that all do the same work.
//     benchmarks --agree              only compares
//     benchmarks --reference=FILE     writes sinew's results on net C for numpy_mnist.py: 32-bit floats, in the order
//                                     of write_reference()
// Outputs, and the changes of each layer's weights and biases in training, may differ by a rounding tolerance
// relative to the largest of them.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <span>
#include <string>
#include <typeinfo>
#include <vector>

#include <benchmark/benchmark.h>

#include "workloads.hpp"

namespace bench {

Checks& checks() {
  static Checks all;
  return all;
}
std::map<std::string, std::string>& instruction_sets() {
  static std::map<std::string, std::string> all;
  return all;
}

namespace {

constexpr float tolerance = 1e-4f;

/// Checks |a − b| ≤ tolerance · max |b − base|, plus the rounding error of a number of that size. NaN never agrees.
bool near(const std::string& what, std::span<const float> a, std::span<const float> b,
          std::span<const float> base = {}) {
  if (a.size() != b.size())
    return std::fprintf(stderr, "%s: %zu numbers, not %zu\n", what.c_str(), a.size(), b.size()), false;
  float largest = 0;
  for (std::size_t i = 0; i < b.size(); ++i)
    largest = std::max(largest, std::abs(b[i] - (base.empty() ? 0.0f : base[i])));
  for (std::size_t i = 0; i < b.size(); ++i)
    if (!(std::abs(a[i] - b[i]) <= tolerance * largest + 4 * 0x1p-24f * std::abs(b[i])))
      return std::fprintf(stderr, "%s: number %zu is %.9g, not %.9g\n", what.c_str(), i, static_cast<double>(a[i]),
                          static_cast<double>(b[i])),
             false;
  return true;
}

bool near(const std::string& what, const std::vector<Layer>& a, const std::vector<Layer>& b,
          const std::vector<Layer>& base) {
  bool good = a.size() == b.size();
  for (std::size_t l = 0; good && l < b.size(); ++l) {
    const std::string where = what + ", layer " + std::to_string(l);
    good = near(where + ", weights", a[l].w, b[l].w, base[l].w) && near(where + ", biases", a[l].b, b[l].b, base[l].b);
  }
  return good;
}

Results results_of(const Check& check) {
  Results results;
  for (const auto& compute : check.computations) compute(results);
  return results;
}

}  // namespace

bool agree() {
  bool good = true;
  for (const auto& [net, libraries] : checks()) {
    const Results ours = results_of(libraries.at("sinew"));
    std::set<const std::type_info*> types;  // by address: clang gives types of unnamed namespaces equal names
    for (const auto& [library, check] : libraries) {
      const std::string row = library + '/' + net;
      for (const auto& compute : check.computations)
        if (!types.insert(&compute.target_type()).second) {
          std::fprintf(stderr, "%s: another library's code is registered\n", row.c_str());
          good = false;
        }
      const Results theirs = results_of(check);
      good &= near(row + ", samples one by one", theirs.one, ours.one) && near(row + ", batch", theirs.all, ours.all);
      if (theirs.first_step.empty()) continue;  // this library has no training
      good &= near(row + ", gradient of the inputs", theirs.dx, ours.dx) &&
              near(row + ", after 1 step", theirs.first_step, ours.first_step, *check.start) &&
              near(row + ", after 3 steps", theirs.third_step, ours.third_step, *check.start);
    }
  }
  return good;
}

namespace {

bool write_reference(const std::string& path) {
  const Results ours = results_of(checks().at("C/64").at("sinew"));
  std::vector<float> all{check_rate};
  const auto append = [&](const std::vector<float>& values) { all.insert(all.end(), values.begin(), values.end()); };
  const auto append_layers = [&](const std::vector<Layer>& layers) {
    for (const Layer& layer : layers) append(layer.w), append(layer.b);
  };
  append_layers(task<C>().layers);
  append(task<C>().x);
  append(task<C>().t);
  append(ours.all);
  append_layers(ours.first_step);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(all.data()), static_cast<std::streamsize>(all.size() * sizeof(float)));
  return static_cast<bool>(file.flush());
}

}  // namespace

}  // namespace bench

namespace {

std::string cpu() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

}  // namespace

int main(int argc, char** argv) {
  std::string sets = "Instruction sets: sinew " + bench::instruction_sets()["sinew"];
  for (const auto& [library, set] : bench::instruction_sets()) {
    benchmark::AddCustomContext(library + " instruction set", set);
    if (library != "sinew") sets += "; " + library + ' ' + set;
  }
  std::fprintf(stderr, "%s\n", sets.c_str());
  const std::string option = argc == 2 ? argv[1] : "";
  if (option.starts_with("--reference=")) {
    const std::string path = option.substr(option.find('=') + 1);
    return bench::write_reference(path) ? 0 : (std::fprintf(stderr, "%s cannot be written\n", path.c_str()), 1);
  }
  if (!bench::agree()) return std::fputs("Not all libraries agree with sinew, so nothing is timed.\n", stderr), 1;
  if (option == "--agree") {
    for (const auto& [net, libraries] : bench::checks()) {
      std::printf("%s agrees:", net.c_str());
      for (const auto& library : libraries) std::printf(" %s", library.first.c_str());
      std::puts("");
    }
    return 0;
  }
  benchmark::AddCustomContext("cpu", cpu());
  benchmark::AddCustomContext("compiler", SINEW_BENCH_COMPILER);
  benchmark::AddCustomContext("flags", SINEW_BENCH_FLAGS);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
