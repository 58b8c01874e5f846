// Runs each unit that this processor has instructions for. All start from the same parameters and must agree but for
// rounding; the parameters that one unit has trained are run by the others.

#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include "unit.hpp"

namespace {

using Parameters = std::array<float, parameter_count>;

int failures = 0;
void check(bool holds, const char* unit, const char* what, double found, double expected) {
  if (holds) return;
  ++failures;
  std::printf("%s: %s is %.9g, expected %.9g\n", unit, what, found, expected);
}
double distance(const Scores& a, const Scores& b) {
  double worst = 0;
  for (std::size_t i = 0; i < output_count; ++i) worst = std::fmax(worst, std::fabs(double(a[i]) - double(b[i])));
  return worst;
}

}  // namespace

int main() {
  std::vector<const Unit*> units{&portable()};
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    units.push_back(&avx2());
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
    units.push_back(&avx512());

  std::mt19937 draw(5);
  std::vector<Input> xs(sample_count);
  std::vector<int> classes(sample_count);
  for (std::size_t s = 0; s < sample_count; ++s) {
    classes[s] = int(draw() % output_count);
    for (float& x : xs[s]) x = float(draw()) / float(draw.max()) - 0.5f;
    xs[s][std::size_t(classes[s])] += 1;
  }

  std::vector<Parameters> trained;
  std::vector<double> losses;
  for (const Unit* unit : units) {
    Parameters parameters;
    unit->initialize(parameters);
    losses.push_back(unit->train(parameters, xs, classes));
    trained.push_back(parameters);
    std::printf("%-9s loss %.9f\n", unit->name, losses.back());
    check(losses.back() < 1.5, unit->name, "the loss after training", losses.back(), 1.5);
    check(std::fabs(losses.back() - losses[0]) < 1e-4, unit->name, "the loss after training", losses.back(), losses[0]);
  }
  // What one has trained, all run alike.
  for (std::size_t from = 0; from < units.size(); ++from) {
    Scores expected{}, in_batch{};
    units[0]->infer(trained[from], xs[0], expected, in_batch);
    for (const Unit* unit : units) {
      Scores alone{}, many{};
      unit->infer(trained[from], xs[0], alone, many);
      check(distance(alone, expected) < 1e-5, unit->name, "the distance to the portable unit",
            distance(alone, expected), 0);
      check(distance(many, expected) < 1e-5, unit->name, "the distance in a batch", distance(many, expected), 0);
    }
  }
  for (const Unit* from : units)
    for (const Unit* unit : units)
      check(unit->catches(from->fail), unit->name, "errors caught of those thrown elsewhere", 0, 1);
  std::printf("%zu units, %d failures\n", units.size(), failures);
  return failures == 0 ? 0 : 1;
}
