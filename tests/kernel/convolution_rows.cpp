// The kernels of single images beside the naive twin: whole numbers, of which nothing is rounded. Each array has its
// own size, for sanitizers to see what is read or written beyond it.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/convolution_rows.hpp>
#include <sinew/kernel/padded.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/relu.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(kernel_convolution_rows)

/// Twice the value, in a loop of its own as activations with an exponential have it.
struct Doubled {
  template <class T> static constexpr bool transcendental = true;
  template <class V> static constexpr V value(const V& z) { return z + z; }
  template <class V> static constexpr V derivative_at_output(const V& y) { return y - y + 2; }
};

template <class T> std::vector<T> whole_numbers(std::size_t count, std::uint64_t seed) {
  auto draw = laws::draws(seed);
  std::vector<T> values(count);
  for (T& v : values) v = static_cast<T>(std::floor(draw() * 4));
  return values;
}

template <class S, class T> struct image {
  static constexpr std::size_t size = S::channels * S::height * S::width;
  std::vector<T> plain = whole_numbers<T>(size, 1), x = std::vector<T>(S::padded_size * S::groups),
                 w = whole_numbers<T>(S::weights, 2), b = whole_numbers<T>(S::outputs, 3);

  image() {
    for (std::size_t g = 0; g < S::groups; ++g)
      kernel::reference::copy_padded(
          {S::group_channels, S::height, S::width, S::rows.before, S::rows.after, S::cols.before, S::cols.after, 1},
          plain.data() + g * (size / S::groups), x.data() + g * S::padded_size);
  }
  /// kernel(g, x, bias, y) for all groups, without and with biases, against the twin.
  template <class Act, std::size_t N = 1, class Kernel> void compare(Kernel kernel) const {
    for (const T* const bias : {static_cast<const T*>(nullptr), b.data()}) {
      std::vector<T> found(S::outputs * (S::out_height / N) * (S::out_width / N), T(99)), expected = found;
      for (std::size_t g = 0; g < S::groups; ++g) {
        kernel::reference::convolve(kernel::reference::sizes_of<S, 1>, N, g, x.data() + g * S::padded_size, w.data(),
                                    bias, expected.data(), static_cast<T*>(nullptr), nullptr,
                                    _detail::activation_map<Act, false>{});
        kernel(g, x.data() + g * S::padded_size, bias, found.data());
      }
      BOOST_TEST(found == expected, boost::test_tools::per_element());
    }
  }
};

template <class S, class T> void along_rows() {
  const image<S, T> i;
  i.template compare<ReLU>([&](std::size_t g, const T* x, const T* b, T* y) {
    kernel::convolve_depthwise<S>(g, x, i.w.data(), b, y, _detail::activation_map<ReLU, false>{});
  });
}
template <class S> void along_rows() {
  along_rows<S, float>();
  along_rows<S, double>();
}
BOOST_AUTO_TEST_CASE(registers_along_rows) {
  along_rows<kernel::convolution<3, 28, 28, 3, 3, _detail::windows{{3, 1, 1, 1, 1}, {3, 1, 1, 1, 1}}>>();
  // several channels, rows shorter than a register
  along_rows<kernel::convolution<2, 9, 5, 2, 1, _detail::windows{{2}, {3}}>>();
  // a stride of rows, dilation of columns
  along_rows<kernel::convolution<2, 11, 19, 4, 2, _detail::windows{{3, 2, 1, 1, 0}, {2, 1, 3, 2, 1}}>>();
  // a stride and a dilation of rows
  along_rows<kernel::convolution<1, 14, 17, 1, 1, _detail::windows{{5, 3, 2, 4, 4}, {5, 1, 1, 2, 2}}>>();
  // a sequence
  along_rows<kernel::convolution<1, 1, 40, 2, 1, _detail::windows{{1}, {7}}>>();
}

template <class S, class Act, class T> void along_pixels() {
  const image<S, T> i;
  i.template compare<Act>([&](std::size_t g, const T* x, const T* b, T* y) {
    kernel::convolve_pointwise<S>(g, x, i.w.data(), b, y, _detail::activation_map<Act, false>{});
  });
}
template <class S, class Act> void along_pixels() {
  along_pixels<S, Act, float>();
  along_pixels<S, Act, double>();
}
BOOST_AUTO_TEST_CASE(registers_along_pixels) {
  constexpr _detail::windows one{{1}, {1}};
  along_pixels<kernel::convolution<32, 14, 14, 32, 1, one>, ReLU>();
  along_pixels<kernel::convolution<1, 4, 4, 4, 1, one>, Doubled>();
  along_pixels<kernel::convolution<3, 1, 23, 13, 1, one>, Doubled>();  // rows left over, and pixels
  along_pixels<kernel::convolution<6, 7, 5, 22, 2, one>, ReLU>();      // groups
  along_pixels<kernel::convolution<5, 9, 9, 6, 1, one>, ReLU>();
}

template <class S, std::size_t N, class T> void along_channels() {
  const image<S, T> i;
  std::vector<T> finished(S::out_width / N * simd::native_lanes<T>);
  i.template compare<ReLU, N>([&](std::size_t g, const T* x, const T* b, T* y) {
    kernel::convolve_image<S, N>(g, x, i.w.data(), b, y, finished.data(), _detail::activation_map<ReLU, false>{});
  });
}
BOOST_AUTO_TEST_CASE(registers_along_channels) {
  using Plain = kernel::convolution<3, 8, 10, 20, 1, _detail::windows{{3, 1, 1, 1, 1}, {3, 1, 2, 2, 0}}>;
  along_channels<Plain, 1, float>();
  along_channels<Plain, 2, double>();
  along_channels<kernel::convolution<4, 9, 9, 10, 2, _detail::windows{{2, 2}, {3, 2}}>, 1, float>();
}

template <class S, class T> void padded() {
  const image<S, T> i;
  std::vector<T> found(i.x.size(), T(99));
  for (std::size_t g = 0; g < S::groups; ++g) {
    T* const to = found.data() + g * S::padded_size;
    kernel::copy_padded<S, 1, T>(i.plain.data(), to, true);  // other values, whose padding stays
    kernel::copy_padded<S, 1, T>(i.plain.data() + g * (i.size / S::groups), to, false);
  }
  BOOST_TEST(found == i.x, boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(padded_images) {
  padded<kernel::convolution<4, 5, 7, 4, 2, _detail::windows{{3, 1, 1, 1, 2}, {2, 1, 1, 3, 0}}>, float>();
  padded<kernel::convolution<2, 3, 1, 1, 1, _detail::windows{{1}, {3, 1, 1, 0, 2}}>, double>();
  padded<kernel::convolution<1, 2, 3, 1, 1, _detail::windows{{3, 1, 1, 2, 1}, {1}}>, double>();
}

BOOST_AUTO_TEST_SUITE_END()
