#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include <boost/test/unit_test.hpp>

#include <sinew/optimizer/schedule.hpp>

#include "../random/aborts.hpp"
#include "../reference/schedules.hpp"

using namespace sinew;
namespace figures = ::reference::schedules;

BOOST_AUTO_TEST_SUITE(optimizer_schedule)

static_assert(constant_rate()(7) == 1 && step_decay(4, 0.5)(3.999) == 1 && step_decay(4, 0.5)(4) == 0.5 &&
              step_decay(4, 0.5)(8) == 0.25);
static_assert(cosine_decay(10)(0) == 1 && cosine_decay(10, 0.1)(10) > 0.0999999 &&
              cosine_decay(10, 0.1)(1000) < 0.1000001);
static_assert(warm_up(4)(0) == 0 && warm_up(4)(1) == 0.25 && warm_up(4)(4) == 1 &&
              warm_up(4, constant_rate(), 0.5)(2) == 0.75);

void agrees(const Schedule& schedule, const std::array<double, 12>& rates, double begin = 0) {
  for (std::size_t e = 0; e < rates.size(); ++e)
    BOOST_TEST(std::abs(0.1 * schedule(double(e) + begin) - rates[e]) <= 1e-15,
               "epoch " << e << ": " << 0.1 * schedule(double(e) + begin));
}
BOOST_AUTO_TEST_CASE(rates_as_pytorch) {
  agrees(constant_rate(), figures::constant);
  agrees(Schedule{}, figures::constant);
  agrees(step_decay(4, 0.5), figures::step);
  agrees(exponential_decay(0.9), figures::exponential);
  agrees(cosine_decay(11, 0.01), figures::cosine);
  agrees(cosine_decay(12), figures::cosine_to_zero);
  agrees(warm_up(5), figures::warm_up, 1);  // that one begins a step ahead
  agrees(warm_up(5, constant_rate(), 0.1), figures::linear);
  agrees(warm_up(3, cosine_decay(9), 0.25), figures::warm_up_cosine);
}
/// The rates of the steps 0, 1, … of a training of 6 steps an epoch.
void agrees_at_steps(const Schedule& schedule, const std::array<double, 24>& rates, double steps_per_epoch = 6) {
  for (std::size_t k = 0; k < rates.size(); ++k) {
    const double rate = 0.1 * schedule(double(k) / steps_per_epoch);
    BOOST_TEST(std::abs(rate - rates[k]) <= 2e-16 + 1e-14 * rates[k], "step " << k << ": " << rate << ", " << rates[k]);
  }
}
BOOST_AUTO_TEST_CASE(restarts_and_cycles_as_pytorch) {
  agrees_at_steps(cosine_restarts(5), figures::restarts, 1);
  agrees_at_steps(cosine_restarts(3, 2, 0.2), figures::restarts_twice, 1);
  agrees_at_steps(linear_decay(16, 0.1), figures::linear_down, 1);
  agrees_at_steps(polynomial_decay(20, 2.5), figures::polynomial, 1);
  agrees_at_steps(one_cycle(4, {.steps_per_epoch = 6}), figures::one_cycle);
  agrees_at_steps(one_cycle(24, {.steps_per_epoch = 1}), figures::one_cycle, 1);
  agrees_at_steps(
      one_cycle(4, {.rise = 0.45, .divide_first = 10, .divide_last = 100, .linear = true, .steps_per_epoch = 6}),
      figures::one_cycle_linear);
  agrees_at_steps(one_cycle(4, {.three_phases = true, .steps_per_epoch = 6}), figures::one_cycle_three);
  agrees_at_steps(one_cycle(4, {.rise = 0.4, .linear = true, .three_phases = true, .steps_per_epoch = 6}),
                  figures::one_cycle_three_linear);
}
static_assert(one_cycle(10)(0) > 0.0399999 && one_cycle(10)(0) < 0.0400001 && one_cycle(10)(3) == 1 &&
              one_cycle(10, {.linear = true})(6.5) < 0.501 && one_cycle(10)(10) < 4.00001e-6 &&
              one_cycle(10)(99) == one_cycle(10)(10));
static_assert(cosine_restarts(2)(7) == cosine_restarts(2)(1) && cosine_restarts(2)(2e12) == 1 &&
              cosine_restarts(1, 2)(3) == 1 && cosine_restarts(1, 2)(5) > 0.4999 && cosine_restarts(1, 2)(5) < 0.5001);
BOOST_AUTO_TEST_CASE(between_epochs) {
  BOOST_TEST(std::abs(exponential_decay(0.25)(0.5) - 0.5) < 1e-15);
  BOOST_TEST(std::abs(cosine_decay(4)(2) - 0.5) < 1e-15);
  BOOST_TEST(std::abs(cosine_decay(3)(1) - 0.75) < 1e-15);  // (1 + cos 60°) / 2
  BOOST_TEST(warm_up(2)(0.5) == 0.25);
  for (double at = 0; at < 9.98; at += 0.01) BOOST_TEST(cosine_decay(10)(at + 0.01) < cosine_decay(10)(at));
}
BOOST_AUTO_TEST_CASE(one_of_your_own) {
  const Schedule inverse{.shape = [](const Schedule& s, double epochs) { return 1 / (1 + s.a * epochs); }, .a = 0.5};
  BOOST_TEST(inverse(2) == 0.5);
  BOOST_TEST(warm_up(1, inverse)(3) == 0.5);  // its time begins after the warm-up
}

BOOST_AUTO_TEST_CASE(bounds) {
  BOOST_TEST(aborts([] { static_cast<void>(step_decay(0)); }));
  BOOST_TEST(aborts([] { static_cast<void>(cosine_decay(0)); }));
  BOOST_TEST(aborts([] { static_cast<void>(exponential_decay(0)); }));
  BOOST_TEST(!aborts([] { static_cast<void>(step_decay(1)); }));
  BOOST_TEST(aborts([] { static_cast<void>(linear_decay(0)); }));
  BOOST_TEST(aborts([] { static_cast<void>(polynomial_decay(0, 2)); }));
  BOOST_TEST(aborts([] { static_cast<void>(polynomial_decay(3, 0)); }));
  BOOST_TEST(aborts([] { static_cast<void>(cosine_restarts(0)); }));
  BOOST_TEST(aborts([] { static_cast<void>(cosine_restarts(3, 0.5)); }));
  BOOST_TEST(aborts([] { static_cast<void>(one_cycle(0)); }));
  BOOST_TEST(aborts([] { static_cast<void>(one_cycle(3, {.rise = 1})); }));
  BOOST_TEST(aborts([] { static_cast<void>(one_cycle(3, {.rise = 0.5, .three_phases = true})); }));
  BOOST_TEST(aborts([] { static_cast<void>(one_cycle(3, {.divide_last = 0.5})); }));
  BOOST_TEST(aborts([] { static_cast<void>(one_cycle(3, {.steps_per_epoch = 1})); }));
}

BOOST_AUTO_TEST_SUITE_END()
