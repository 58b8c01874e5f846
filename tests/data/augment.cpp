#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>

#include <boost/test/unit_test.hpp>

#include <sinew/data/augment.hpp>

#include "../reference/augment.hpp"
#include "allocations.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_augment)

using Image = shape<2, 5, 7>;
using Pixels = std::array<double, Image::size>;

// What the reference displaced the pixels of its last example by.
struct Displacements {
  static constexpr bool moves = true;
  std::array<double, 7> right, down;
  void to_row(std::size_t i) {
    for (std::size_t j = 0; j < 7; ++j)
      right[j] = ::reference::augment::right[i * 7 + j], down[j] = ::reference::augment::down[i * 7 + j];
  }
};

BOOST_AUTO_TEST_CASE(equals_grid_sample) {
  const auto close = [](const Pixels& found, const Pixels& expected, const char* what) {
    for (std::size_t i = 0; i < Image::size; ++i)
      BOOST_TEST(std::abs(found[i] - expected[i]) <= 1e-13, what << ", pixel " << i);
  };
  constexpr std::size_t count = std::size(::reference::augment::distorted);
  for (std::size_t k = 0; k < count; ++k) {
    const auto& example = ::reference::augment::distorted[k];
    const Distortion d{
        .right = example.right, .down = example.down, .rotation = example.rotation, .scale = example.scale};
    Pixels found;
    found.fill(-1);
    if (k + 1 < count) distort<Image>(::reference::augment::image, std::span(found), d);
    else
      _detail::resampling<Image, double, Pixels, Displacements>::run(::reference::augment::image, found.data(), d,
                                                                     Displacements{});
    close(found, example.image, "example");
  }
}

// Bytes are numbers of 0 … 1, and a copy moved by whole pixels is exact: that of memory/sample.hpp, with zeros where
// nothing was.
template <class T> void moves_by_whole_pixels() {
  using Small = shape<2, 4, 6>;
  std::array<std::uint8_t, Small::size> bytes{};
  Engine engine(1);
  for (auto& b : bytes) b = static_cast<std::uint8_t>(engine());
  std::array<T, Small::size> scalars{};
  read_sample<T, Small::size>(bytes, scalars.data());
  for (int right = -7; right <= 7; ++right)
    for (int down = -5; down <= 5; ++down) {
      std::array<T, Small::size> of_bytes{}, of_scalars{};
      const Distortion d{.right = double(right), .down = double(down)};
      distort<Small>(bytes, std::span(of_bytes), d);
      distort<Small>(scalars, std::span(of_scalars), d);
      for (int c = 0; c < 2; ++c)
        for (int i = 0; i < 4; ++i)
          for (int j = 0; j < 6; ++j) {
            const int row = i - down, column = j - right;
            const bool inside = row >= 0 && row < 4 && column >= 0 && column < 6;
            const T expected = inside ? scalars[std::size_t((c * 4 + row) * 6 + column)] : T(0);
            const auto at = std::size_t((c * 4 + i) * 6 + j);
            BOOST_REQUIRE(of_bytes[at] == expected);
            BOOST_REQUIRE(of_scalars[at] == expected);
          }
    }
}
BOOST_AUTO_TEST_CASE(whole_pixels_are_exact) {
  moves_by_whole_pixels<float>();
  moves_by_whole_pixels<double>();
}

constexpr std::array<float, 4> moved(std::array<float, 4> x, Distortion d) {
  std::array<float, 4> y{};
  distort<shape<1, 2, 2>>(x, std::span(y), d);
  return y;
}
static_assert(moved({1, 2, 3, 4}, {.right = 1}) == std::array<float, 4>{0, 1, 0, 3});
static_assert(moved({1, 2, 3, 4}, {.down = -0.5}) == std::array<float, 4>{2, 3, 1.5f, 2});
static_assert(moved({1, 2, 3, 4}, {.rotation = 180}) == std::array<float, 4>{4, 3, 2, 1});

BOOST_AUTO_TEST_CASE(angles) {
  for (int degrees = -180; degrees <= 180; ++degrees) {
    const _detail::turn<double> turn(degrees);
    const double angle = degrees * std::numbers::pi / 180;
    BOOST_TEST(std::abs(turn.cosine - std::cos(angle)) <= 1e-15);
    BOOST_TEST(std::abs(turn.sine - std::sin(angle)) <= 1e-15);
  }
}

// Of a uniform number within ±m: mean 0, variance m²/3 and fourth moment m⁴/5; of a product of two, variance m⁴/9. All
// within four standard errors.
BOOST_AUTO_TEST_CASE(draws_are_uniform) {
  constexpr std::size_t count = 20'000;
  struct Moments {
    double most, sum = 0, squares = 0, largest = 0, least = 0;
    void add(double v) { sum += v, squares += v * v, largest = std::max(largest, v), least = std::min(least, v); }
  } right{2}, down{2}, rotation{10}, scale{0.25};
  Engine engine(7);
  std::array<double, 6> together{};  // sums of products, of each pair
  for (std::size_t i = 0; i < count; ++i) {
    const Distortion d = _detail::draw(Augmentation{.shift = 2, .rotation = 10, .scale = 0.25}, engine);
    right.add(d.right), down.add(d.down), rotation.add(d.rotation), scale.add(d.scale - 1);
    const double unit[] = {d.right / 2, d.down / 2, d.rotation / 10, (d.scale - 1) / 0.25};
    for (std::size_t a = 0, pair = 0; a < 4; ++a)
      for (std::size_t b = 0; b < a; ++b) together[pair++] += unit[a] * unit[b];
  }
  for (const double sum : together) BOOST_TEST(std::abs(sum / count) <= 4 / 3.0 / std::sqrt(double(count)));
  for (const Moments& m : {right, down, rotation, scale}) {
    const double variance = m.most * m.most / 3, error = 4 / std::sqrt(double(count));
    BOOST_TEST(std::abs(m.sum / count) <= error * std::sqrt(variance));
    BOOST_TEST(std::abs(m.squares / count - variance) <= error * m.most * m.most * std::sqrt(1.0 / 5 - 1.0 / 9));
    BOOST_TEST(m.largest <= m.most);
    BOOST_TEST(m.largest > 0.999 * m.most);
    BOOST_TEST(m.least >= -m.most);
    BOOST_TEST(m.least < -0.999 * m.most);
  }
}

// An image whose colours are its columns (channel 0) and rows (channel 1) shows by how much each pixel is displaced.
// White noise smoothed by a
// Gaussian of σ correlates by exp(-d²/4σ²) over a distance d.
BOOST_AUTO_TEST_CASE(elastic_field) {
  constexpr std::size_t size = 36, border = 12;
  using Ramps = shape<2, size, size>;
  std::array<double, Ramps::size> ramps{}, found{};
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j) ramps[i * size + j] = double(j), ramps[(size + i) * size + j] = double(i);
  constexpr double rms = 1.5, sigma = 3;
  Engine engine(3);
  double sum = 0, squares = 0, crossed = 0, by_6_columns = 0, by_6_rows = 0, by_3_columns = 0;
  std::array<double, size> of_row{};  // mean squares, by row
  constexpr std::size_t fields = 2000;
  std::size_t count = 0;
  for (std::size_t k = 0; k < fields; ++k) {
    augment<Ramps>(ramps, std::span(found), {.elastic = rms, .elastic_smoothness = sigma}, engine);
    const auto right = [&](std::size_t i, std::size_t j) { return found[i * size + j] - double(j); };
    const auto down = [&](std::size_t i, std::size_t j) { return found[(size + i) * size + j] - double(i); };
    for (std::size_t i = border; i < size - border; ++i)
      for (std::size_t j = border; j < size - border; ++j, ++count) {
        sum += right(i, j) + down(i, j);
        squares += (right(i, j) * right(i, j) + down(i, j) * down(i, j)) / 2;
        crossed += right(i, j) * down(i, j);
        of_row[i] += right(i, j) * right(i, j) / ((size - 2 * border) * fields);
        by_6_columns += right(i, j) * right(i, j > size / 2 ? j - 6 : j + 6);
        by_6_rows += down(i, j) * down(i > size / 2 ? i - 6 : i + 6, j);
        by_3_columns += down(i, j) * down(i, j > size / 2 ? j - 3 : j + 3);
      }
  }
  const double n = double(count), variance = rms * rms;
  BOOST_TEST(std::abs(sum / n) < 0.05);
  BOOST_TEST(squares / n == variance, boost::test_tools::tolerance(0.03));
  BOOST_TEST(std::abs(crossed / n) < 0.05 * variance);
  for (std::size_t i = border; i < size - border; ++i)
    BOOST_TEST(of_row[i] == variance, boost::test_tools::tolerance(0.08));
  BOOST_TEST(std::abs(by_6_columns / n / variance - std::exp(-1.0)) < 0.03);
  BOOST_TEST(std::abs(by_6_rows / n / variance - std::exp(-1.0)) < 0.03);
  BOOST_TEST(std::abs(by_3_columns / n / variance - std::exp(-0.25)) < 0.03);
}

BOOST_AUTO_TEST_CASE(same_engine_same_image_without_memory) {
  const Augmentation all{.shift = 1, .rotation = 20, .scale = 0.1, .elastic = 1};
  BOOST_TEST(all.active());
  BOOST_TEST(!Augmentation{}.active());
  Pixels a{}, b{}, c{};
  Engine one(5), two(5);
  const std::size_t before = allocation_count;
  augment<Image>(::reference::augment::image, std::span(a), all, one);
  augment<Image>(::reference::augment::image, std::span(b), all, two);
  augment<Image>(::reference::augment::image, std::span(c), all, one);
  BOOST_TEST(allocation_count == before);
  BOOST_TEST(a == b);
  BOOST_TEST(a != c);
  augment<Image>(::reference::augment::image, std::span(c), Augmentation{}, two);  // draws nothing
  BOOST_TEST(c == ::reference::augment::image);
  augment<Image>(::reference::augment::image, std::span(b), all, two);
  augment<Image>(::reference::augment::image, std::span(a), all, one);
  BOOST_TEST(a != b);  // two is one image behind one
  augment<Image>(::reference::augment::image, std::span(b), all, two);
  BOOST_TEST(a == b);
}

// The widest that is allowed: an image far away or of a colour is no reason to read outside of it.
BOOST_AUTO_TEST_CASE(extremes) {
  Engine engine(1);
  std::array<float, Image::size> x{}, y{};
  x.fill(1);
  for (int k = 0; k < 200; ++k) {
    augment<Image>(
        x, std::span(y),
        {.shift = 1e6, .rotation = 180, .scale = 0.9999999999999999, .elastic = 1e6, .elastic_smoothness = 1e6},
        engine);
    for (const float v : y) BOOST_REQUIRE((v >= 0 && v <= 1.000001f));
    augment<Image>(x, std::span(y), {.rotation = 180, .elastic = 100, .elastic_smoothness = 1}, engine);
    for (const float v : y) BOOST_REQUIRE((v >= 0 && v <= 1.000001f));
  }
  distort<Image>(x, std::span(y), {.right = 1e6, .down = -1e6, .rotation = -180, .scale = 1e-6});
  for (const float v : y) BOOST_TEST(v == 0);
  distort<Image>(x, std::span(y), {.scale = 1e6});
  for (const float v : y) BOOST_TEST(v == 1);
}

BOOST_AUTO_TEST_CASE(faults_are_named) {
  const auto fault = [](const Augmentation& a) {
    const char* const text = _detail::augmentation_fault(a);
    return std::string(text == nullptr ? "" : text);
  };
  const double none = std::nan("");
  BOOST_TEST(fault({}) == "");
  BOOST_TEST(fault({.shift = 1e6, .rotation = 180, .scale = 0.99, .elastic = 1e6, .elastic_smoothness = 1}) == "");
  for (const double v : {-1.0, none, 1e7, double(INFINITY)}) {
    BOOST_TEST(fault({.shift = v}) == "the augmentation's shift must be 0 to 1e6 pixels");
    BOOST_TEST(fault({.rotation = v}) == "the augmentation's rotation must be 0 to 180 degrees");
    BOOST_TEST(fault({.scale = v}) == "the augmentation's scale must be at least 0 and below 1");
    BOOST_TEST(fault({.elastic = v}) == "the augmentation's elastic must be 0 to 1e6 pixels");
    BOOST_TEST(fault({.elastic = 1, .elastic_smoothness = v}) ==
               "the augmentation's elastic_smoothness must be 1 to 1e6 pixels");
  }
}

BOOST_AUTO_TEST_SUITE_END()
