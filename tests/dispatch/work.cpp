#include "work.hpp"

#include <algorithm>
#include <sinew/deploy/dispatch.hpp>
#include <sinew/sinew.hpp>

namespace SINEW_LEVEL {

using Model =
    sinew::Net<sinew::Dense<input_count, hidden_count, sinew::Tanh>, sinew::Dense<hidden_count, output_count>>;
static_assert(Model::parameter_count == weight_count);

// Dynamic initialisers. Those of a level run at the first call; one of them calls a dispatched function.
const std::vector<int> table = [] {
  ++initialisations;
  std::vector<int> numbers;
  for (int i = 10; i < 20; ++i) numbers.push_back(i);
  return numbers;
}();
#if defined(SINEW_DISPATCH_LEVEL_OF_TARGET)
const int seven = mine::seven_times(1, 0, 0, 0, 0, 0, 0, 0);
#else
const int seven = 7;
#endif

const char* level() noexcept { return SINEW_LEVEL_NAME; }

int instructions() {
#if defined(__AVX512VL__)
  return 4;
#elif defined(__AVX2__)
  return 3;
#elif defined(__SSE4_2__)
  return 2;
#else
  return 1;
#endif
}

void scores(const float* weights, const float* x, float* result) {
  const auto net = std::make_unique<Model>();
  for (std::size_t out = 0; out < hidden_count; ++out)
    for (std::size_t in = 0; in < input_count; ++in) net->template weight<0>(in, out) = *weights++;
  for (std::size_t out = 0; out < hidden_count; ++out) net->template bias<0>(out) = *weights++;
  for (std::size_t out = 0; out < output_count; ++out)
    for (std::size_t in = 0; in < hidden_count; ++in) net->template weight<1>(in, out) = *weights++;
  for (std::size_t out = 0; out < output_count; ++out) net->template bias<1>(out) = *weights++;
  std::array<float, input_count> sample;
  std::copy(x, x + input_count, sample.begin());
  const auto y = (*net)(sample);
  std::copy(y.begin(), y.end(), result);
}

// Only the levels and other.cpp have std::sort of an Item by its operator, and the operator itself.
double sorted(std::vector<Item> items) {
#if defined(SINEW_DISPATCH_LEVEL_OF_TARGET)
  std::sort(items.begin(), items.end());
#else
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.key < b.key; });
#endif
  double sum = 0;
  for (std::size_t i = 0; i < items.size(); ++i) sum += items[i].key * static_cast<double>(i);
  return sum;
}

int& passed(int& a, std::unique_ptr<int> b, int (&twice)(int)) {
  a = twice(a) + *b;
  return a;
}

int table_sum() {
  int sum = seven - 7;
  for (const int number : table) sum += number;
  return sum;
}

int next() {
  static int count = 0;
  return ++count;
}

std::unique_ptr<Shape> shape() { return std::make_unique<Shape>(); }

void fail() { throw sinew::Error("it failed"); }

}  // namespace SINEW_LEVEL

SINEW_DISPATCH(level)
SINEW_DISPATCH(instructions)
SINEW_DISPATCH(scores, weights, x, result)
SINEW_DISPATCH(sorted, items)
SINEW_DISPATCH(passed, a, b, twice)
SINEW_DISPATCH(table_sum)
SINEW_DISPATCH(next)
SINEW_DISPATCH(shape)
SINEW_DISPATCH(fail)

namespace mine {
namespace SINEW_LEVEL {
int seven_times(int a, int, int, int, int, int, int, int) { return 7 * a; }
}  // namespace SINEW_LEVEL
SINEW_DISPATCH(seven_times, a, b, c, d, e, f, g, h)
}  // namespace mine
