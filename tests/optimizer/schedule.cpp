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
}

BOOST_AUTO_TEST_SUITE_END()
