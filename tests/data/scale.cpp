#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/scale.hpp>

#include "../../examples/data/iris.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_scale)

using Row = std::array<double, 4>;
using Rows = std::vector<std::array<float, 2>>;
constexpr float nan_value = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();

// The flowers in double as their decimals say, which is what scikit-learn was given.
std::vector<Row> flowers() {
  std::vector<Row> rows;
  for (const auto& flower : examples::iris().inputs) {
    Row row{};
    for (std::size_t i = 0; i < 4; ++i) row[i] = std::round(double(flower[i]) * 10) / 10;
    rows.push_back(row);
  }
  return rows;
}
void check_close(const auto& found, const auto& expected, double tolerance) {
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST(std::abs(double(found[i]) - double(expected[i])) <= tolerance);
}

// Figures of scikit-learn 1.2.1 by tests/data/reference.py.
BOOST_AUTO_TEST_CASE(standard_scaler_equals_scikit_learn) {
  auto rows = flowers();
  StandardScaler<double, 4> scaler;
  scaler.fit(rows);
  check_close(scaler.offset, Row{5.843333333333335, 3.057333333333334, 3.7580000000000027, 1.199333333333334}, 1e-14);
  check_close(scaler.scale, Row{0.8253012917851409, 0.43441096773549437, 1.7594040657753032, 0.7596926279021594},
              1e-14);
  const Row first{-0.9006811702978099, 1.0190043519716065, -1.3402265266227635, -1.3154442950077407};
  const Row last{0.06866179325140129, -0.1319794793216258, 0.7627582691805523, 0.7906706536370729};
  check_close(scaler.transform(rows[0]), first, 1e-13);
  const Row untouched = rows[149];
  scaler.transform(std::span(rows));
  check_close(rows[0], first, 1e-13);
  check_close(rows[149], last, 1e-13);
  check_close(scaler.inverse(rows[149]), untouched, 1e-14);
  scaler.inverse(std::span(rows));
  check_close(rows[149], untouched, 1e-14);
}

BOOST_AUTO_TEST_CASE(min_max_scaler_equals_scikit_learn) {
  auto rows = flowers();
  MinMaxScaler<double, 4> scaler;
  scaler.fit(rows);
  check_close(scaler.offset, Row{4.3, 2.0, 1.0, 0.1}, 0);
  check_close(scaler.scale, Row{3.6, 2.4, 5.9, 2.4}, 1e-15);
  // Rows that were not in the training data leave [0, 1].
  check_close(scaler.transform(Row{9, 1, 0, 3}),
              Row{1.3055555555555554, -0.41666666666666663, -0.1694915254237288, 1.2083333333333333}, 1e-15);
  scaler.transform(std::span(rows));
  check_close(rows[0], Row{0.2222222222222221, 0.625, 0.06779661016949151, 0.04166666666666667}, 1e-15);
  check_close(rows[149], Row{0.44444444444444464, 0.41666666666666674, 0.6949152542372881, 0.7083333333333334}, 1e-15);
  for (std::size_t i = 0; i < 4; ++i) {
    double low = 2, high = -1;
    for (const Row& row : rows) {
      low = std::min(low, row[i]);
      high = std::max(high, row[i]);
    }
    BOOST_TEST(low == 0.0);
    BOOST_TEST(high == 1.0);
  }
}

BOOST_AUTO_TEST_CASE(float_follows_double) {
  StandardScaler<float, 4> scaler;
  scaler.fit(examples::iris().inputs);
  check_close(scaler.transform(examples::iris().inputs[0]),
              Row{-0.9006811702978099, 1.0190043519716065, -1.3402265266227635, -1.3154442950077407}, 1e-6);
}

BOOST_AUTO_TEST_CASE(constant_columns_map_to_zero) {
  // 0.1 is no binary number: a mean of rounded sums misses it, and dividing what is left by a deviation of 1e-17 gives
  // ±1.
  std::vector<std::array<double, 2>> rows(10, {0.0, 0.1});
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i][0] = double(i);
  StandardScaler<double, 2> standard;
  standard.fit(rows);
  MinMaxScaler<double, 2> minmax;
  minmax.fit(rows);
  for (const auto& row : rows) {
    BOOST_TEST(standard.transform(row)[1] == 0.0);
    BOOST_TEST(minmax.transform(row)[1] == 0.0);
    BOOST_TEST(standard.inverse(standard.transform(row))[1] == 0.1);
    BOOST_TEST(minmax.inverse(minmax.transform(row))[1] == 0.1);
  }
  BOOST_TEST(standard.transform({0, 1.1})[1] == 1.0);  // another value keeps its distance
  const std::vector<std::array<double, 2>> one{{3, 4}};
  BOOST_TEST((standard.fit(one).transform(one[0]) == std::array{0.0, 0.0}));
  BOOST_TEST((minmax.fit(one).transform(one[0]) == std::array{0.0, 0.0}));
}

BOOST_AUTO_TEST_CASE(large_offsets_and_ranges_keep_their_digits) {
  StandardScaler<double, 1> scaler;
  // variance 22.5 of the textbooks
  scaler.fit(std::vector<std::array<double, 1>>{{1e9 + 4}, {1e9 + 7}, {1e9 + 13}, {1e9 + 16}});
  BOOST_TEST(scaler.offset[0] == 1e9 + 10);
  BOOST_TEST(std::abs(scaler.scale[0] - std::sqrt(22.5)) < 1e-14);
  scaler.fit(std::vector<std::array<double, 1>>{{-8e307}, {8e307}});
  BOOST_TEST(scaler.offset[0] == 0.0);
  BOOST_TEST(std::abs(scaler.scale[0] / 8e307 - 1) < 1e-15);
  const double tiny = std::numeric_limits<double>::denorm_min();
  scaler.fit(std::vector<std::array<double, 1>>{{0}, {tiny}});
  BOOST_TEST(std::isfinite(scaler.transform({tiny})[0]));
}

constexpr double scaled_in_a_constant() {
  constexpr std::array<std::array<double, 1>, 4> rows{{{4}, {7}, {13}, {16}}};
  return StandardScaler<double, 1>{}.fit(rows).scale[0];
}
static_assert(scaled_in_a_constant() > 4.743416490252568 && scaled_in_a_constant() < 4.743416490252570);  // √22.5
static_assert(AffineScaler<float, 2>{{1, 2}, {2, 4}}.transform({5, 6}) == std::array{2.0f, 1.0f});
static_assert(MinMaxScaler<float, 2>{}.transform({5, 6}) == std::array{5.0f, 6.0f}, "unfitted: as it comes");

template <class Scaler> void check_refusals() {
  Scaler scaler;
  scaler.fit(Rows{{1, 2}, {3, 5}});
  const auto before = scaler;
  const auto refused = [&](const Rows& rows, std::size_t row, std::size_t column, const std::string& word) {
    BOOST_CHECK_EXCEPTION(scaler.fit(rows), scale_error, [&](const scale_error& e) {
      return e.row == row && e.column == column && std::string(e.what()).find(word) != std::string::npos;
    });
    BOOST_TEST((scaler.offset == before.offset && scaler.scale == before.scale));
  };
  refused({}, 0, 0, "no rows");
  refused({{1, 2}, {3, nan_value}}, 1, 1, "found nan");
  refused({{1, 2}, {infinity, 4}}, 1, 0, "found inf");
  refused({{1, -infinity}}, 0, 1, "found -inf");
  refused({{0, -3e38f}, {0, 3e38f}}, 0, 1, "overflows");
}
BOOST_AUTO_TEST_CASE(bad_training_data_is_refused_and_changes_nothing) {
  check_refusals<StandardScaler<float, 2>>();
  check_refusals<MinMaxScaler<float, 2>>();
}

BOOST_AUTO_TEST_SUITE_END()
