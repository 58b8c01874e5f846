// What the machine allows: the rate of fused multiply-adds, and of reads from each cache level. The rows of workloads.cpp are held
// against these, in the same run, because absolute figures drift from machine to machine and from minute to minute.

#include <cstddef>
#include <cstdint>
#include <vector>

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

/// Sums an array of the given KiB.
void read_bandwidth(benchmark::State& state) {
  constexpr std::size_t chains = 8, width = sinew::lanes_of<Pack>;
  const std::size_t count = static_cast<std::size_t>(state.range(0)) * 1024 / sizeof(float) / (chains * width) * (chains * width);
  const std::vector<float> data(count, 1.0f);
  for (auto _ : state) {
    Pack c[chains] = {};
    for (std::size_t i = 0; i < count; i += chains * width)
      sinew::unroll<chains>([&](auto k) { c[k] += sinew::load<Pack>(data.data() + i + k * width); });
    for (const Pack& p : c) benchmark::DoNotOptimize(p);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(count * sizeof(float)));
}
BENCHMARK(read_bandwidth)->Name("machine/read_KiB")->Arg(16)->Arg(437)->Arg(16384);

}  // namespace
