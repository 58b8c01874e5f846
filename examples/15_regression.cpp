// 15 · Regression: predicts a number, with losses that tolerate outliers.
//
// A sensor measures the temperature during a day, between 12 °C and 28 °C. One reading in ten is wrong by +60 °C. A
// squared error counts a wrong reading 60·60 times; the absolute error and Huber's loss (squared below δ, absolute
// above) count it 60 times less and find the true curve.
//
// Targets are scaled like inputs, because nets learn numbers around 1 best. Predictions are scaled back.

#include <array>
#include <cmath>
#include <cstdio>
#include <span>

#include <sinew/sinew.hpp>

using namespace sinew;

// The output layer has no activation, so that its output may be any number.
using Curve = Net<Dense<1, 16, Tanh>, Dense<16, 16, Tanh>, Dense<16, 1>>;

using Hour = std::array<float, 1>;
using Celsius = std::array<float, 1>;
static float truth(float hour) { return 20 + 8 * std::sin(hour * 0.2618f); }

struct Day {
  Dataset<Hour, Celsius> train, validation;  // in scaled units
  StandardScaler<float, 1> hours, degrees;
};

static Day measure(std::uint64_t seed) {
  Engine engine(seed);
  Dataset<Hour, Celsius> readings;
  for (int i = 0; i < 500; ++i) {
    const float hour = uniform(engine, 0.0f, 24.0f), glitch = uniform<float>(engine) < 0.1f ? 60.0f : 0.0f;
    readings.push_back({hour}, {truth(hour) + normal(engine, 0.0f, 0.5f) + glitch});
  }
  auto [train, validation] = train_test_split(readings, 0.2, seed);
  Day day{.train = std::move(train), .validation = std::move(validation), .hours = {}, .degrees = {}};
  day.hours.fit(day.train.inputs);
  day.degrees.fit(day.train.targets);
  for (auto* part : {&day.train, &day.validation}) {
    day.hours.transform(std::span(part->inputs));
    day.degrees.transform(std::span(part->targets));
  }
  return day;
}

/// Trains with the loss; returns the root mean square distance to the true curve, in °C.
template <class Loss> static double learn(const char* name, const Loss& loss, const Day& day) {
  Curve net;
  initialize(net, 1);
  const History history =
      fit<32>(net, day.train, loss, Adam{.rate = 0.01},
              {.epochs = 300, .validation = day.validation, .schedule = cosine_decay(300), .patience = 100});
  double total = 0;
  std::printf("%-6s best epoch %3zu   ", name, history.best_epoch);
  for (int hour = 0; hour <= 24; ++hour) {
    const float x = static_cast<float>(hour);
    const float y = day.degrees.inverse(net(day.hours.transform({x})))[0];  // hours → scaled → net → °C
    total += static_cast<double>((y - truth(x)) * (y - truth(x)));
    if (hour % 4 == 0) std::printf(" %5.1f", static_cast<double>(y));
  }
  const double distance = std::sqrt(total / 25);
  std::printf("   off by %.2f °C\n", distance);
  return distance;
}

int main() {
  const Day day = measure(1);
  std::printf("                  hour     0     4     8    12    16    20    24\n                 truth ");
  for (int hour = 0; hour <= 24; hour += 4) std::printf(" %5.1f", static_cast<double>(truth(static_cast<float>(hour))));
  std::printf("\n");
  const double mse = learn("MSE", MSE{}, day);
  const double huber = learn("Huber", Huber{.delta = 0.1}, day);  // 0.1 deviations of the targets: about 2 °C
  const double mae = learn("MAE", MAE{}, day);
  return huber < 1 && mae < 1 && mse > 2 * std::max(huber, mae) ? 0 : 1;
}
