// Slices, batches in two layouts, and what counts as a sample.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/memory/sample.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(memory_memory)

// ---- align.hpp
static_assert(_detail::whole_lines<float>(1) == 16 && _detail::whole_lines<float>(16) == 16 &&
              _detail::whole_lines<double>(9) == 16 && _detail::whole_lines<float>(0) == 0);
static_assert(_detail::slice_alignment(0) == 1 && _detail::slice_alignment(1) == 1 &&
              _detail::slice_alignment(3) == 4 && _detail::slice_alignment(16) == 16);
// 32 scalars are a line even of 16 bits
static_assert(_detail::slice_alignment(17) == 32 && _detail::slice_alignment(100'480) == 32);
static_assert(_detail::slice_starts<3>({12, 5, 100}) == std::array<std::size_t, 4>{0, 16, 32, 160});
static_assert(_detail::slice_starts<2>({0, 3}) == std::array<std::size_t, 3>{0, 0, 4});
static_assert(_detail::slice_starts<1>({100'480 + 0}) == std::array<std::size_t, 2>{0, 100'480});

// ---- batch_view.hpp
static_assert(_detail::batch_view<float, 5, 3, 4>::samples == 8 && _detail::rows<float, 5, 3>::samples == 5 &&
              _detail::lanes<float, 8, 3, 4>::samples == 8);

BOOST_AUTO_TEST_CASE(rows_and_lanes) {
  std::array<int, 24> memory{};
  for (int i = 0; i < 24; ++i) memory[std::size_t(i)] = i;
  const _detail::rows<int, 5, 3> r{memory.data()};
  BOOST_TEST(r(2, 1) == 7);
  BOOST_TEST(r[2][1] == 7);
  BOOST_TEST(r.flat().size() == 15u);
  BOOST_TEST(*r.at(2, 0, 1) == 7);
  const _detail::lanes<int, 5, 3, 4> l{memory.data()};  // [block][feature][4 samples]
  BOOST_TEST(l(0, 0) == 0);
  BOOST_TEST(l(3, 2) == 11);
  BOOST_TEST(l(4, 0) == 12);
  BOOST_TEST(l(4, 2) == 20);
  BOOST_TEST(*l.at(1, 0, 2) == 20);
  BOOST_TEST(l.flat().size() == 24u);
}
// ---- sample.hpp
static_assert(SampleOf<std::array<float, 3>, float, 3> && SampleOf<float[3], float, 3> &&
              SampleOf<std::span<const float, 3>, float, 3>);
static_assert(SampleOf<const std::span<float, 3>&, float, 3> && SampleOf<const float[3], float, 3>);
static_assert(!SampleOf<std::array<float, 4>, float, 3> && !SampleOf<std::array<double, 3>, float, 3> &&
              !SampleOf<std::span<float>, float, 3>);
static_assert(!SampleOf<std::vector<float>, float, 3> && !SampleOf<float*, float, 3> &&
              !SampleOf<std::string, float, 3>);
static_assert(PixelsOf<std::array<std::uint8_t, 3>, 3> && InputSample<std::array<std::uint8_t, 3>, float, 3> &&
              !InputSample<std::array<int, 3>, float, 3>);

BOOST_AUTO_TEST_CASE(pixels_are_255ths) {
  std::array<std::uint8_t, 256> pixels{};
  for (std::size_t i = 0; i < 256; ++i) pixels[i] = std::uint8_t(i);
  std::array<float, 256> x{};
  read_sample<float, 256>(pixels, x.data());
  BOOST_TEST(x[0] == 0);
  BOOST_TEST(x[255] == 1);
  for (std::size_t i = 0; i < 256; ++i)
    BOOST_TEST(std::abs(double(x[i]) - double(i) / 255) <= 1.2e-7 * double(i) / 255);
  const float plain[2] = {0.25f, -3};
  read_sample<float, 2>(plain, x.data());
  BOOST_TEST((x[0] == 0.25f && x[1] == -3));
}

BOOST_AUTO_TEST_SUITE_END()
