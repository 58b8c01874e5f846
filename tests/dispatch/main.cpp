// main <level>: runs every function of work.cpp and checks that <level> does it; `best` is that of this processor.
// 77 (skipped) if the processor does not have the level.

#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <thread>

#include <sinew/config/error.hpp>

#include "other.hpp"

namespace {

int failures = 0;
void check(bool holds, const char* what) {
  if (holds) return;
  ++failures;
  std::printf("wrong: %s\n", what);
}
void check(double found, double expected, double tolerance, const char* what) {
  if (std::fabs(found - expected) <= tolerance) return;
  ++failures;
  std::printf("wrong: %s is %.9g, expected %.9g\n", what, found, expected);
}

// What the compiler says of the processor. clang 14 does not know the names of the levels, so their newest features
// stand for them there.
int level_by_compiler() {
#if defined(__x86_64__)
  __builtin_cpu_init();
#if defined(__clang__) && __clang_major__ < 18
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) return 4;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 3;
  if (__builtin_cpu_supports("sse4.2")) return 2;
#else
  if (__builtin_cpu_supports("x86-64-v4")) return 4;
  if (__builtin_cpu_supports("x86-64-v3")) return 3;
  if (__builtin_cpu_supports("x86-64-v2")) return 2;
#endif
#endif
  return 1;
}

constexpr const char* names[] = {"", "baseline", "x86-64-v2", "x86-64-v3", "x86-64-v4"};

int twice(int a) { return 2 * a; }

// The net of work.cpp in double, term by term.
void by_formula(const float* weights, const float* x, double* result) {
  double hidden[hidden_count];
  for (std::size_t out = 0; out < hidden_count; ++out) {
    double sum = static_cast<double>(weights[hidden_count * input_count + out]);
    for (std::size_t in = 0; in < input_count; ++in)
      sum += static_cast<double>(weights[out * input_count + in]) * static_cast<double>(x[in]);
    hidden[out] = std::tanh(sum);
  }
  weights += (input_count + 1) * hidden_count;
  for (std::size_t out = 0; out < output_count; ++out) {
    result[out] = static_cast<double>(weights[hidden_count * output_count + out]);
    for (std::size_t in = 0; in < hidden_count; ++in)
      result[out] += static_cast<double>(weights[out * hidden_count + in]) * hidden[in];
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const int processor = level_by_compiler();
  int expected = 0;
  if (std::strcmp(arguments[1], "best") == 0) expected = processor;
  for (int i = 1; i <= 4; ++i)
    if (std::strcmp(arguments[1], names[i]) == 0) expected = i;
  if (expected > processor) {
    std::printf("skipped: this processor has the levels up to %s\n", names[processor]);
    return 77;
  }

  // The first call comes from several threads at once.
  check(initialisations, 1, 0, "initialisations before the first call");  // the baseline's, at the program's start
  const char* seen[8] = {};
  {
    std::vector<std::thread> threads;
    for (const char*& name : seen) threads.emplace_back([&name] { name = table_sum() == 145 ? level() : "wrong"; });
    for (std::thread& thread : threads) thread.join();
  }
  std::printf("%s\n", level());
  for (const char* name : seen) check(std::strcmp(name, names[expected]) == 0, "the level that a thread has met");
  check(initialisations, expected == 1 ? 1 : 2, 0, "initialisations: the baseline's and the level's own");
  check(instructions(), expected, 0, "the level as compiled");

  std::mt19937 draw(7);
  const auto number = [&draw] { return static_cast<float>(draw() % 2001) / 1000 - 1; };
  std::vector<float> weights(weight_count), x(input_count), y(output_count);
  for (float& w : weights) w = number();
  double formula[output_count];
  for (int repeated = 0; repeated < 20; ++repeated) {
    for (float& a : x) a = number();
    scores(weights.data(), x.data(), y.data());
    by_formula(weights.data(), x.data(), formula);
    // Rounding: 40 terms of at most 1 in float, each within 2^-24 of the sum; tanh within 2 units.
    for (std::size_t i = 0; i < output_count; ++i)
      check(static_cast<double>(y[i]), formula[i], 40 * 40 * 0x1p-24, "a score");
  }

  std::vector<Item> items;
  for (int i = 0; i < 1000; ++i) items.push_back({static_cast<double>((i * 389) % 1000), i});
  check(sorted(items), 332833500, 0, "the sum of i² for i < 1000");  // Σ i² = 999·1000·1999/6
  check(sorted_elsewhere(items), 0, 0, "the least key");
  check(area_elsewhere(2), 6, 0, "an area in another file");
  check(shape()->area(4), 24, 0, "an area of a level's object");

  int a = 5;
  check(&passed(a, std::make_unique<int>(3), twice) == &a && a == 13, "parameters and result");
  check(next(), 1, 0, "a static local");
  check(next(), 2, 0, "a static local, again");
  check(mine::seven_times(6, 0, 0, 0, 0, 0, 0, 0), 42, 0, "a function in a namespace");
  bool caught = false;
  try {
    fail();
  } catch (const sinew::Error& error) { caught = std::strcmp(error.what(), "it failed") == 0; }
  check(caught, "an error of a level");
  std::printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
