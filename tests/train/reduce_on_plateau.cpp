// ReduceOnPlateau: PyTorch's figures, and in trainings.
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../random/aborts.hpp"
#include "../reference/schedules.hpp"

using namespace sinew;
namespace figures = ::reference::schedules;

BOOST_AUTO_TEST_SUITE(train_reduce_on_plateau)

void agrees(const PlateauOptions& options, const std::array<double, 22>& rates) {
  SGD sgd{.rate = 0.1};
  ReduceOnPlateau plateau(sgd, options);
  for (std::size_t e = 0; e < rates.size(); ++e) {
    plateau(Epoch{.epoch = e + 1, .loss = figures::plateau_losses[e]});
    BOOST_TEST(std::abs(sgd.rate - rates[e]) <= 1e-15 * rates[e], "epoch " << e << ": " << sgd.rate);
  }
  BOOST_TEST(plateau.best_loss() == 0.6);
}
BOOST_AUTO_TEST_CASE(rates_as_pytorch) {
  agrees({.patience = 2}, figures::plateau);
  agrees({.factor = 0.5, .patience = 1, .cooldown = 2}, figures::plateau_cooldown);
  agrees({.factor = 0.3, .patience = 0, .least_rate = 0.002}, figures::plateau_least);
  agrees({.patience = 1, .threshold = 0.05, .absolute = true}, figures::plateau_absolute);
}
BOOST_AUTO_TEST_CASE(which_loss) {
  SGD sgd{.rate = 1};
  ReduceOnPlateau plateau(sgd, {.patience = 0});
  plateau({.epoch = 1, .loss = 9, .validation_loss = 1});
  plateau({.epoch = 2, .loss = 8, .validation_loss = 0.5});
  BOOST_TEST(sgd.rate == 1);
  plateau({.epoch = 3, .loss = 0.1});  // of validation, it is NaN: not better
  BOOST_TEST(sgd.rate == 0.1);
  BOOST_TEST(plateau.best_loss() == 0.5);
}

// The loss of a constant net stays as it is, so the rate falls in every second epoch.
BOOST_AUTO_TEST_CASE(in_trainings) {
  const Dataset<std::array<float, 1>, float> data{{{0}, {0}}, {1, -1}};
  Net<Dense<1, 1>> net;
  net.weight<0>(0, 0) = 1;
  SGD sgd{.rate = 0.1};
  const History history = fit<2>(net, data, MSE{}, sgd, {.epochs = 5, .schedule = exponential_decay(0.5)},
                                 ReduceOnPlateau(sgd, {.factor = 0.5, .patience = 0}));
  const std::array<double, 5> expected{0.1, 0.05, 0.0125, 0.003125, 0.00078125};  // from the third on, both halve it
  for (std::size_t e = 0; e < 5; ++e) BOOST_TEST(std::abs(history.epochs[e].rate - expected[e]) < 1e-12);

  Trainer trainer(net, SGD{.rate = 0.1});
  ReduceOnPlateau plateau(trainer.formula(), {.factor = 0.5, .patience = 1});
  trainer.fit<2>(data, MSE{}, {.epochs = 3}, plateau);
  BOOST_TEST(trainer.formula().rate == 0.05);
  trainer.fit<2>(data, MSE{}, {.epochs = 2}, plateau);  // the count goes on
  BOOST_TEST(trainer.formula().rate == 0.025);
}
BOOST_AUTO_TEST_CASE(bounds) {
  BOOST_TEST(aborts([] {
    SGD sgd;
    static_cast<void>(ReduceOnPlateau(sgd, {.factor = 1}));
  }));
  BOOST_TEST(aborts([] {
    SGD sgd;
    static_cast<void>(ReduceOnPlateau(sgd, {.least_rate = -1}));
  }));
}

BOOST_AUTO_TEST_SUITE_END()
