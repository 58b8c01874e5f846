// Prints the time of single steps, not of many together: the median, and the worst of a million, as an audio callback
// or a control loop meets them. What the system does in between (interrupts, other processes) is part of the worst.
//     benchmarks_steps             on a core that `taskset` chooses; `chrt -f 80` keeps other processes away from it

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include <sinew/sinew.hpp>

namespace {

using namespace sinew;
using Clock = std::chrono::steady_clock;

std::size_t count = 1'000'000;

/// Calls step() `count` times after a thousand calls that nobody measures, and prints a row of the table.
template <class F> void measure(const char* name, std::size_t state, F step) {
  static std::vector<std::uint32_t> nanoseconds(count);
  // Linux takes the core away from a process under chrt that needs 95 % of a second.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  for (int i = 0; i < 1000; ++i) step();
  for (std::uint32_t& time : nanoseconds) {
    const Clock::time_point before = Clock::now();
    step();
    time = static_cast<std::uint32_t>(std::chrono::nanoseconds(Clock::now() - before).count());
  }
  std::ranges::sort(nanoseconds);
  const auto at = [](double part) { return nanoseconds[static_cast<std::size_t>(part * double(count - 1))]; };
  std::printf("| %s | %zu B | %u ns | %u ns | %u ns | %.1f µs |\n", name, state, at(0.5), at(0.99), at(0.9999),
              nanoseconds.back() * 1e-3);
}

/// Steps of a stream, each of which has an input that depends on the output before.
template <class Net> void measure_net(const char* name) {
  static Net net;
  initialize(net, 1);
  Stream<Net> stream;
  std::array<float, Net::input::size> x{};
  std::uint32_t noise = 1;
  measure(name, Net::stream_bytes, [&] {
    const auto y = net(x, stream);
    benchmark::DoNotOptimize(y);
    noise = noise * 1664525 + 1013904223;
    x[0] = 0.5f * y[0] + static_cast<float>(noise >> 8) * 0x1p-24f - 0.5f;
  });
}

}  // namespace

int main(int argc, char**) {
  if (argc > 1) count = 1'000;  // a test, which times nothing
  std::puts("| | stream | median | 99 % | 99.99 % | worst |\n|---|--:|--:|--:|--:|--:|");
  measure("the clock alone", 0, [] {});
  measure_net<Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>>("4-16-8-3 ReLU, softmax");
  measure_net<Net<Dense<17, 64, Tanh>, Dense<64, 64, Tanh>, Dense<64, 6>>>("17-64-64-6 tanh");
  measure_net<Net<GRU<1, 16>, Dense<16, 1>>>("GRU 1-16, 16-1");
  measure_net<Net<GRU<1, 40>, Dense<40, 1>>>("GRU 1-40, 40-1");
  measure_net<Net<LSTM<1, 16>, Dense<16, 1>>>("LSTM 1-16, 16-1");
  measure_net<Net<LSTM<1, 20>, Dense<20, 1>>>("LSTM 1-20, 20-1");
  measure_net<Net<LSTM<1, 32>, Dense<32, 1>>>("LSTM 1-32, 32-1");
}
