// One epoch of example 09: 784-128-64-10 on 60,000 images of 8-bit pixels, shuffled, in batches of 64, with SGD, by
// fit(). The images come from the folder in SINEW_MNIST or are random; the time does not depend on them.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include <sinew/sinew.hpp>
#if SINEW_BENCH_ZLIB
#include <sinew/data/mnist.hpp>
#endif

#include "workloads.hpp"

namespace {

using Digits = sinew::Net<sinew::Dense<784, 128, sinew::ReLU>, sinew::Dense<128, 64, sinew::ReLU>,
                          sinew::Dense<64, 10, sinew::Softmax>>;
using Pictures = sinew::Dataset<std::array<std::uint8_t, 784>, std::uint8_t>;

Pictures pictures() {
  Pictures made;
#if SINEW_BENCH_ZLIB
  if (const char* folder = std::getenv("SINEW_MNIST"); folder != nullptr && *folder != '\0') {
    auto [train, test] = sinew::load_mnist(folder);
    for (std::size_t i = 0; i < train.size(); ++i)
      made.push_back(train.inputs[i], static_cast<std::uint8_t>(train.targets[i]));
    return made;
  }
#endif
  bench::Numbers next;
  made.inputs.resize(60'000);
  for (auto& picture : made.inputs)
    for (auto& pixel : picture) pixel = static_cast<std::uint8_t>(next(0, 256));
  for (std::size_t i = 0; i < made.inputs.size(); ++i) made.targets.push_back(static_cast<std::uint8_t>(i % 10));
  return made;
}

void epoch(benchmark::State& state) {
  static const Pictures data = pictures();
  const auto net = std::make_unique<Digits>();
  for (auto _ : state) {
    sinew::initialize(*net, 1);
    sinew::fit<64>(*net, data, sinew::CrossEntropy{}, sinew::SGD{.rate = 0.1});
  }
}

const bool enrolled = [] {
  const char* folder = SINEW_BENCH_ZLIB ? std::getenv("SINEW_MNIST") : nullptr;
  benchmark::AddCustomContext("mnist",
                              folder != nullptr && *folder != '\0' ? "pictures of SINEW_MNIST" : "made-up pictures");
  benchmark::RegisterBenchmark("sinew/mnist/epoch", epoch)->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
