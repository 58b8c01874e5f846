#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/report/text.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(report_text)

// Counts chosen so that each figure can be had by head: 10 of 10; 9 of 10; 9 of 10; columns 10, 10 and 10 of which 10,
// 9 and 9; 28 of 30.
BOOST_AUTO_TEST_CASE(confusion_matrix_with_names) {
  ConfusionMatrix<3> m;
  m.counts = {{{10, 0, 0}, {0, 9, 1}, {0, 1, 9}}};
  constexpr std::array<std::string_view, 3> names{"setosa", "versicolor", "virginica"};
  BOOST_TEST(to_string(m, names) ==
             "actual \\ predicted   setosa  versicolor  virginica   recall\n"
             "setosa                   10           0          0  100.0 %\n"
             "versicolor                0           9          1   90.0 %\n"
             "virginica                 0           1          9   90.0 %\n"
             "precision           100.0 %      90.0 %     90.0 %   93.3 %\n");
}

BOOST_AUTO_TEST_CASE(classes_are_numbered_and_undefined_figures_are_dashes) {
  ConfusionMatrix<2> m;
  m.counts = {{{3, 0}, {0, 0}}};  // class 1 neither occurs nor is predicted
  BOOST_TEST(to_string(m) ==
             "actual \\ predicted        0  1   recall\n"
             "0                         3  0  100.0 %\n"
             "1                         0  0        -\n"
             "precision           100.0 %  -  100.0 %\n");
}

BOOST_AUTO_TEST_CASE(columns_are_counted_in_characters_not_bytes) {
  ConfusionMatrix<2> m;
  m.counts = {{{1, 0}, {0, 1}}};
  constexpr std::array<std::string_view, 2> names{"größer", "kleiner"};  // 6 characters in 8 bytes
  const std::string text = to_string(m, names);
  // however the names are held
  BOOST_TEST(to_string(m, {"größer", "kleiner"}) == text);
  BOOST_TEST(to_string(m, std::vector<std::string>{"größer", "kleiner"}) == text);
  const char* plain[] = {"größer", "kleiner"};
  BOOST_TEST(to_string(m, plain) == text);
  BOOST_TEST(to_string(m, std::span<const std::string_view>(names)) == text);
  BOOST_TEST(
      text.find("größer                    1        0  100.0 %\nkleiner                   0        1  100.0 %\n") !=
          text.npos,
      text);
}

BOOST_AUTO_TEST_CASE(an_epoch_says_what_was_measured_and_nothing_else) {
  BOOST_TEST(to_string(Epoch{.epoch = 3, .loss = 0.25}) == "epoch 3: loss 0.25");
  BOOST_TEST(to_string(Epoch{.epoch = 12,
                             .loss = 0.12345678,
                             .accuracy = 0.975,
                             .validation_loss = 1e-7,
                             .validation_accuracy = 1,
                             .rate = 0.1,
                             .gradient_norm = 2.5}) ==
             "epoch 12: loss 0.1235, accuracy 97.50 %, validation loss 1e-07, validation accuracy 100.00 %, rate 0.1, "
             "gradient norm 2.5");
}

BOOST_AUTO_TEST_CASE(a_history_is_a_table) {
  History h;
  h.epochs = {{.epoch = 1, .loss = 0.5, .accuracy = 0.5, .rate = 0.1},
              {.epoch = 2, .loss = 0.25, .accuracy = 1, .rate = 0.01}};
  h.best_epoch = 2;
  h.outcome = Outcome::stopped_early;
  BOOST_TEST(to_string(h) ==
             "epoch  loss  accuracy  rate\n"
             "1       0.5   50.00 %   0.1\n"
             "2      0.25  100.00 %  0.01\n"
             "stopped early after 2 epochs; the best was epoch 2\n");
  BOOST_TEST(to_string(History{}) == "epoch\nfinished after 0 epochs\n");
}

BOOST_AUTO_TEST_CASE(a_long_history_is_thinned_evenly_with_both_ends) {
  History h;
  for (std::size_t e = 1; e <= 1001; ++e) h.epochs.push_back({.epoch = e, .loss = 1});
  h.best_epoch = 1;
  BOOST_TEST(to_string(h, 5) ==
             "epoch  loss\n1         1\n251       1\n501       1\n751       1\n1001      1\nfinished after 1,001 "
             "epochs; the best was "
             "epoch 1\n");
}

BOOST_AUTO_TEST_CASE(a_history_whose_validation_was_never_finite_says_so) {
  History h;
  h.epochs = {{.epoch = 1, .loss = 0.5}, {.epoch = 2, .loss = 0.25}};
  h.outcome = Outcome::stopped_early;
  BOOST_TEST(to_string(h) ==
             "epoch  loss\n1       0.5\n2      0.25\nstopped early after 2 epochs; there is no best epoch, because no "
             "monitored loss was finite\n");
}

BOOST_AUTO_TEST_CASE(a_diagnosis_is_a_line_a_finding) {
  Diagnosis d;
  BOOST_TEST(to_string(d) == "no problem was found that keeps this net from learning\n");
  d.findings = {{Problem::labels_constant, no_layer, 4, "all alike."}, {Problem::dead_units, 1, 0.9, "gone."}};
  BOOST_TEST(to_string(d) == "labels constant: all alike.\ndead units (layer 1): gone.\n");
}

BOOST_AUTO_TEST_CASE(every_kind_and_outcome_has_its_own_name) {
  std::string all;
  for (int i = 0; i <= static_cast<int>(Problem::rate_too_low); ++i) {
    const std::string name = to_string(static_cast<Problem>(i)) + ";";
    BOOST_TEST(name != "?;");
    BOOST_TEST(all.find(name) == all.npos);
    all += name;
  }
  BOOST_TEST(to_string(Outcome::finished) == "finished");
  BOOST_TEST(to_string(Outcome::stopped_by_user) == "stopped by a callback");
  BOOST_TEST(to_string(Outcome::diverged) == "diverged");
}

BOOST_AUTO_TEST_SUITE_END()
