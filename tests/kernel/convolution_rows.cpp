// The kernels of single images, forward and backward, beside the naive twins: whole numbers, of which nothing is
// rounded. Each array has its own size, for sanitizers to see what is read or written beyond it.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/convolution_gradients.hpp>
#include <sinew/kernel/convolution_rows.hpp>
#include <sinew/kernel/convolution_rows_gradients.hpp>
#include <sinew/kernel/padded.hpp>
#include <sinew/kernel/winograd_rows.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
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
  /// kernel(g, x, bias, y, z), which also keeps the arguments of the activation, against the twin.
  template <class Act, class Kernel> void compare_kept(Kernel kernel) const {
    std::vector<T> y(S::outputs * S::out_height * S::out_width, T(99)), z = y, expected_y = y, expected_z = y;
    for (std::size_t g = 0; g < S::groups; ++g) {
      kernel::reference::convolve(kernel::reference::sizes_of<S, 1>, 1, g, x.data() + g * S::padded_size, w.data(),
                                  b.data(), expected_y.data(), expected_z.data(), nullptr,
                                  _detail::activation_map<Act, true>{});
      kernel(g, x.data() + g * S::padded_size, b.data(), y.data(), z.data());
    }
    BOOST_TEST(y == expected_y, boost::test_tools::per_element());
    BOOST_TEST(z == expected_z, boost::test_tools::per_element());
  }
};

/// Two images: dx, dW and db of each kernel against the twins. dz of a group lies as Frame has the outputs of S.
template <class S, class T, class Frame> struct gradients {
  static constexpr std::size_t pixels = S::out_height * S::out_width, inputs = S::channels * S::height * S::width;
  image<S, T> i;
  std::vector<T> dy = whole_numbers<T>(S::outputs * pixels, 5);

  /// dy in the frame, by backpropagate_rows with the slope 2, and the sums.
  std::vector<T> dz(std::size_t g) const {
    constexpr std::size_t height = Frame::flat ? 1 : S::out_height, width = Frame::flat ? pixels : S::out_width,
                          W = kernel::lanes_along<T, width>;
    std::vector<T> to(S::group_outputs * Frame::plane), lanes(S::group_outputs * W, T(99));
    const T* const from = dy.data() + g * S::group_outputs * pixels;
    for (const bool fresh : {true, false})
      kernel::backpropagate_rows<height, width, Frame::pitch, Frame::plane>(
          S::group_outputs, from, from, to.data() + Frame::first, fresh, lanes.data(),
          []<class V>(const V& d, const T* kept) { return V(d + simd::load<V>(kept)); });
    std::vector<T> expected(to.size());
    for (std::size_t o = 0; o < S::group_outputs; ++o) {
      T sum{}, found{};
      for (std::size_t p = 0; p < pixels; ++p) {
        const T v = 2 * from[o * pixels + p];
        expected[Frame::first + o * Frame::plane +
                 (Frame::flat ? p : p / S::out_width * Frame::pitch + p % S::out_width)] = v;
        sum += 2 * v;
      }
      for (std::size_t w = 0; w < W; ++w) found += lanes[o * W + w];
      BOOST_TEST(found == sum);
    }
    BOOST_TEST(to == expected, boost::test_tools::per_element());
    return to;
  }
  /// dz of a group as the twins take it.
  std::vector<T> plain(std::size_t g) const {
    std::vector<T> to(S::group_outputs * pixels);
    for (std::size_t p = 0; p < to.size(); ++p) to[p] = 2 * dy[g * to.size() + p];
    return to;
  }
  std::vector<T> expected_dx() const {
    std::vector<T> dx(inputs, T(99));
    for (std::size_t g = 0; g < S::groups; ++g) {
      std::vector<T> in_columns(kernel::column_padded<S>::padded_size);
      kernel::copy_column_padded<S, 1, T>(plain(g).data(), in_columns.data());
      kernel::reference::convolve_transposed(kernel::reference::sizes_of<S, 1>, kernel::column_padded<S>::left,
                                             kernel::column_padded<S>::pitch, g, in_columns.data(), i.w.data(),
                                             static_cast<const T*>(nullptr), dx.data(), static_cast<T*>(nullptr),
                                             _detail::activation_map<Doubled, false>{});
    }
    for (T& v : dx) v /= 2;
    return dx;
  }
  std::vector<T> expected_dw() const {
    std::vector<T> dw(S::weights, T(99));
    for (std::size_t g = 0; g < S::groups; ++g)
      for (const bool fresh : {true, false})
        kernel::reference::convolve_weights(kernel::reference::sizes_of<S, 1>, S::out_width, pixels, g,
                                            i.x.data() + g * S::padded_size, plain(g).data(), fresh, dw.data());
    return dw;
  }
};
struct flat_frame {
  static constexpr bool flat = true;
  static constexpr std::size_t pitch = 0, first = 0;
};
template <class S> struct pixels_frame : flat_frame {
  static constexpr std::size_t plane = S::out_height * S::out_width;
};
template <class S> struct rows_frame {
  using dz = kernel::transposed<S>;
  static constexpr bool flat = false;
  static constexpr std::size_t pitch = dz::padded_width, plane = dz::padded_height * pitch,
                               first = dz::rows.before * pitch + dz::cols.before;
};

template <class S, class T> void gradients_along_rows() {
  using frame = rows_frame<S>;
  constexpr std::size_t W = kernel::lanes_along<T, S::out_width>;
  const gradients<S, T, frame> t;
  std::vector<T> dx(t.inputs, T(99)), lanes(S::weights * W, T(99)), dw(S::weights);
  for (std::size_t g = 0; g < S::groups; ++g) {
    const std::vector<T> dz = t.dz(g);
    kernel::convolve_depthwise<kernel::transposed<S>>(g, dz.data(), t.i.w.data(), static_cast<const T*>(nullptr),
                                                      dx.data(), static_cast<T*>(nullptr),
                                                      _detail::activation_map<Identity, false>{});
    for (const bool fresh : {true, false})
      kernel::convolve_weights_along_rows<S, frame::pitch, frame::plane>(g, t.i.x.data() + g * S::padded_size,
                                                                         dz.data() + frame::first, fresh, lanes.data());
  }
  for (std::size_t k = 0; k < lanes.size(); ++k) dw[k / W] += lanes[k];
  BOOST_TEST(dx == t.expected_dx(), boost::test_tools::per_element());
  BOOST_TEST(dw == t.expected_dw(), boost::test_tools::per_element());
}
template <class S> void gradients_along_rows() {
  static_assert(kernel::transposes<S>);
  gradients_along_rows<S, float>();
  gradients_along_rows<S, double>();
}
BOOST_AUTO_TEST_CASE(gradients_of_registers_along_rows) {
  gradients_along_rows<kernel::convolution<3, 28, 28, 3, 3, _detail::windows{{3, 1, 1, 1, 1}, {3, 1, 1, 1, 1}}>>();
  // several channels, rows shorter than a register
  gradients_along_rows<kernel::convolution<2, 9, 5, 2, 1, _detail::windows{{2}, {3}}>>();
  // uneven padding, dilation
  gradients_along_rows<kernel::convolution<2, 11, 19, 4, 2, _detail::windows{{3, 1, 2, 1, 0}, {2, 1, 3, 2, 1}}>>();
  // kernels of more weights than there are registers
  gradients_along_rows<kernel::convolution<1, 14, 17, 1, 1, _detail::windows{{7, 1, 1, 3, 3}, {7, 1, 1, 3, 3}}>>();
  // a sequence
  gradients_along_rows<kernel::convolution<1, 1, 40, 2, 1, _detail::windows{{1}, {7}}>>();
}

template <class S, class T> void gradients_along_pixels() {
  const gradients<S, T, pixels_frame<S>> t;
  std::vector<T> dx(t.inputs, T(99)), dw(S::weights, T(99));
  for (std::size_t g = 0; g < S::groups; ++g) {
    const std::vector<T> dz = t.dz(g);
    kernel::convolve_pointwise_transposed<S>(g, dz.data(), t.i.w.data(), dx.data());
    for (const bool fresh : {true, false})
      kernel::convolve_pointwise_weights<S>(g, t.i.x.data() + g * S::padded_size, dz.data(), fresh, dw.data());
  }
  BOOST_TEST(dx == t.expected_dx(), boost::test_tools::per_element());
  BOOST_TEST(dw == t.expected_dw(), boost::test_tools::per_element());
}
template <class S> void gradients_along_pixels() {
  gradients_along_pixels<S, float>();
  gradients_along_pixels<S, double>();
}
BOOST_AUTO_TEST_CASE(gradients_of_registers_along_pixels) {
  constexpr _detail::windows one{{1}, {1}};
  gradients_along_pixels<kernel::convolution<32, 14, 14, 32, 1, one>>();
  gradients_along_pixels<kernel::convolution<1, 4, 4, 4, 1, one>>();
  gradients_along_pixels<kernel::convolution<3, 1, 23, 13, 1, one>>();  // channels left over, and pixels
  gradients_along_pixels<kernel::convolution<6, 7, 5, 22, 2, one>>();   // groups
  gradients_along_pixels<kernel::convolution<5, 9, 9, 6, 1, one>>();
}

template <class S, class T> void along_rows() {
  const image<S, T> i;
  i.template compare<ReLU>([&](std::size_t g, const T* x, const T* b, T* y) {
    kernel::convolve_depthwise<S>(g, x, i.w.data(), b, y, static_cast<T*>(nullptr),
                                  _detail::activation_map<ReLU, false>{});
  });
  i.template compare_kept<ReLU>([&](std::size_t g, const T* x, const T* b, T* y, T* z) {
    kernel::convolve_depthwise<S>(g, x, i.w.data(), b, y, z, _detail::activation_map<ReLU, true>{});
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
    kernel::convolve_pointwise<S>(g, x, i.w.data(), b, y, static_cast<T*>(nullptr),
                                  _detail::activation_map<Act, false>{});
  });
  i.template compare_kept<Act>([&](std::size_t g, const T* x, const T* b, T* y, T* z) {
    kernel::convolve_pointwise<S>(g, x, i.w.data(), b, y, z, _detail::activation_map<Act, true>{});
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

/// Weights are multiples of 4, whose quarters are whole: nothing is rounded.
template <class S, std::size_t N, class T> void by_winograd() {
  image<S, T> i;
  for (T& v : i.w) v *= 4;
  constexpr std::size_t gap = 16;
  std::vector<T> room(kernel::winograd_rows<S, T>::room + gap, T(77));
  i.template compare<ReLU, N>([&](std::size_t, const T* x, const T* b, T* y) {
    kernel::convolve_winograd_image<S, N>(x, i.w.data(), b, y, room.data(), _detail::activation_map<ReLU, false>{});
  });
  for (std::size_t k = 0; k < gap; ++k) BOOST_REQUIRE(room[room.size() - 1 - k] == T(77));
}
template <class S> void by_winograd() {
  by_winograd<S, 1, float>();
  by_winograd<S, 2, double>();
}
BOOST_AUTO_TEST_CASE(by_winograd_image_by_image) {
  // one band, all packs whole
  by_winograd<kernel::convolution<3, 8, 8, 32, 1, _detail::windows{{3, 1, 1, 1, 1}, {3, 1, 1, 1, 1}}>>();
  // channels of two panels, the second smaller; tiles and outputs left over; uneven padding
  by_winograd<kernel::convolution<21, 5, 13, 19, 1, _detail::windows{{3, 1, 1, 1, 2}, {3, 1, 1, 0, 3}}>>();
  // bands of different sizes, without padding
  by_winograd<kernel::convolution<2, 16, 12, 5, 1, _detail::windows{{3}, {3}}>>();
  // a tile
  by_winograd<kernel::convolution<1, 4, 4, 1, 1, _detail::windows{{3}, {3}}>>();
}
constexpr _detail::windows same{{3, 1, 1, 1, 1}, {3, 1, 1, 1, 1}};
template <std::size_t C, std::size_t H, std::size_t O> constexpr bool wins =
    kernel::winograd_rows<kernel::convolution<C, H, H, O, 1, same>, float>::wins;
static_assert(simd::native_lanes<float> == 1 || wins<128, 8, 128>);
static_assert(!wins<128, 7, 128> && !wins<1, 8, 128> && !wins<128, 8, 1> && !wins<512, 8, 512>);

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
