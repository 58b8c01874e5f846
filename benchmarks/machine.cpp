// The limits of the machine: the rate of fused multiply-adds, and of reading from the second-level cache. The results
// are compared with both in the same run, because absolute times drift between machines and from minute to minute.

#include <cstddef>
#include <vector>

#include <benchmark/benchmark.h>

#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>

namespace {

using Pack = sinew::simd::pack<float, sinew::simd::native_lanes<float>>;

/// Uses enough independent accumulators in registers to hide the latency of a multiply-add.
void fma_peak(benchmark::State& state) {
  constexpr std::size_t chains = 12, steps = 1000;
  Pack c[chains] = {}, a = sinew::simd::broadcast<Pack>(1.0000001f), b = sinew::simd::broadcast<Pack>(1e-9f);
  for (auto _ : state) {
    benchmark::DoNotOptimize(a);
    benchmark::DoNotOptimize(b);
    for (std::size_t i = 0; i < steps; ++i) sinew::simd::unroll<chains>([&](auto k) { c[k] = c[k] * a + b; });
    for (const Pack& p : c) benchmark::DoNotOptimize(p);
  }
  state.counters["flop/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 2 * chains * steps * sinew::simd::lanes_of<Pack>,
                         benchmark::Counter::kIsRate);
}
BENCHMARK(fma_peak)->Name("machine/fma");

/// Sums `Kib` KiB, `Streams` vectors at a time into as many accumulators.
template <std::size_t Kib, std::size_t Streams> void read(benchmark::State& state) {
  constexpr std::size_t vectors = Kib * 1024 / sizeof(Pack) / Streams * Streams;
  const std::vector<Pack> data(vectors);  // vector-aligned: no load crosses a cache line
  const Pack* from = data.data();
  for (auto _ : state) {
    benchmark::DoNotOptimize(from);
    Pack sum[Streams] = {};
    for (std::size_t i = 0; i < vectors; i += Streams)
      sinew::simd::unroll<Streams>([&](auto k) { sum[k] += from[i + k]; });
    Pack total = sum[0];  // separate, so that the accumulators stay in registers
    sinew::simd::unroll<Streams - 1>([&](auto k) { total += sum[k + 1]; });
    benchmark::DoNotOptimize(total);
  }
  state.counters["bytes/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * vectors * sizeof(Pack), benchmark::Counter::kIsRate);
}
// The size is that of net C. The fastest row counts, because the best unrolling for the prefetchers differs between
// machines.
BENCHMARK(read<427, 4>)->Name("machine/l2/4");
BENCHMARK(read<427, 8>)->Name("machine/l2/8");
BENCHMARK(read<427, 16>)->Name("machine/l2/16");
BENCHMARK(read<16, 8>)->Name("machine/l1/8");

}  // namespace
