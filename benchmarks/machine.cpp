// What the machine allows: the rate of fused multiply-adds. The rows of workloads.cpp are held against it, in the same run, because
// absolute figures drift from machine to machine and from minute to minute.

#include <cstddef>

#include <benchmark/benchmark.h>

#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>

namespace {

using Pack = sinew::pack<float, sinew::native_lanes<float>>;

/// Independent accumulators enough to hide the latency of a multiply-add, all in registers.
void fma_peak(benchmark::State& state) {
  constexpr std::size_t chains = 12, steps = 1000;
  Pack c[chains] = {}, a = sinew::broadcast<Pack>(1.0000001f), b = sinew::broadcast<Pack>(1e-9f);
  for (auto _ : state) {
    benchmark::DoNotOptimize(a);
    benchmark::DoNotOptimize(b);
    for (std::size_t i = 0; i < steps; ++i) sinew::unroll<chains>([&](auto k) { c[k] = c[k] * a + b; });
    for (const Pack& p : c) benchmark::DoNotOptimize(p);
  }
  state.counters["flop/s"] = benchmark::Counter(static_cast<double>(state.iterations()) * 2 * chains * steps * sinew::lanes_of<Pack>,
                                                benchmark::Counter::kIsRate);
}
BENCHMARK(fma_peak)->Name("machine/fma");

}  // namespace
