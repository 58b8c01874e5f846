// What a program for many processors loses against one that is compiled for this machine: the same functions with
// -march=native, and by sinew_dispatch from a target without flags. SINEW_LEVEL in the environment chooses the level of
// the latter. Both must agree before anything is timed.

#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "dispatch_nets.hpp"

namespace {

using Function = void(const float*, float*);

struct Row {
  const char* name;
  std::size_t inputs, outputs;
  Function *native, *dispatched;
};
const Row rows[] = {{"4-16-8-3, 1 sample", 4, 3, native::flower, dispatched::flower},
                    {"784-128-64-10, 1 sample", 784, 10, native::digit, dispatched::digit},
                    {"784-128-64-10, 64 samples", 784 * 64, 640, native::digits, dispatched::digits}};

void enrol(const std::string& name, Function* function, const Row& row, const std::vector<float>& x) {
  benchmark::RegisterBenchmark(name.c_str(), [function, &row, &x](benchmark::State& state) {
    std::vector<float> y(row.outputs);
    for (auto _ : state) {
      function(x.data(), y.data());
      benchmark::DoNotOptimize(y.data());
      benchmark::ClobberMemory();
    }
  });
}

}  // namespace

int main(int count, char** arguments) {
  std::mt19937 draw(1);
  std::vector<float> x(784 * 64);
  for (float& a : x) a = static_cast<float>(draw() % 1000) / 1000;
  const std::string level = std::string("sinew_dispatch: ") + dispatched::level();
  for (const Row& row : rows) {
    std::vector<float> a(row.outputs), b(row.outputs);
    row.native(x.data(), a.data());
    row.dispatched(x.data(), b.data());
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!(std::fabs(a[i] - b[i]) <= 1e-5f)) {
        std::printf("%s: output %zu is %g, and %g by %s\n", row.name, i, static_cast<double>(a[i]),
                    static_cast<double>(b[i]), level.c_str());
        return 1;
      }
    enrol(std::string(row.name) + "/-march=native", row.native, row, x);
    enrol(std::string(row.name) + "/" + level, row.dispatched, row, x);
  }
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks();
}
