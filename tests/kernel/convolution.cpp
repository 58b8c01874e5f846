// The kernels of a convolution beside their naive twins of one sample: the same values in every lane. Of whole numbers,
// of which nothing is rounded. (That the kernels are right, tests/layer/conv2d.cpp says, by PyTorch's figures and the
// laws of layers.)
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/convolution_gradients.hpp>
#include <sinew/kernel/padded.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/relu.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(kernel_convolution)

using T = double;
constexpr std::size_t L = simd::native_lanes<T>;
using V = simd::pack<T, L>;

/// Room for `count` values of each of L samples, and for some more that nobody may touch.
template <class Value = T> std::vector<Value> block(std::size_t count) {
  return std::vector<Value>(count * L + 8, Value{99});
}
std::vector<T> whole_numbers(std::size_t count, std::uint64_t seed) {
  auto draw = laws::draws(seed);
  std::vector<T> values(count);
  for (T& v : values) v = std::floor(draw() * 3);
  return values;
}
/// What is not equal; NaN is equal to NaN.
template <class Value> std::size_t differences(const std::vector<Value>& a, const std::vector<Value>& b) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += !(a[i] == b[i] || (a[i] != a[i] && b[i] != b[i]));
  return n;
}

template <class S> struct images {
  using frame = kernel::column_padded<S>;
  static constexpr std::size_t pixels = S::out_height * S::out_width;
  std::vector<T> x = whole_numbers(S::padded_size * L, 1), w = whole_numbers(S::weights, 2),
                 b = whole_numbers(S::channels + S::outputs, 3);
  std::vector<T> dz = whole_numbers(frame::padded_size * L, 4);

  /// f<V>(lane) with the whole block, then f<T>(lane) sample by sample, into copies of the same outputs.
  template <class Outputs, class F> static void twice(Outputs outputs, F f) {
    Outputs found = outputs, expected = outputs;
    f.template operator()<V>(0, expected);
    for (std::size_t lane = 0; lane < L; ++lane) f.template operator()<T>(lane, found);
    BOOST_TEST(differences(found.values, expected.values) == 0u);
    BOOST_TEST(differences(found.kept, expected.kept) == 0u);
    BOOST_TEST(differences(found.index, expected.index) == 0u);
    BOOST_TEST(differences(found.values, outputs.values) > 0u);
  }
  struct outputs {
    std::vector<T> values, kept;
    std::vector<std::uint8_t> index{};
  };

  void forward(const T* bias) const {
    twice(outputs{block(S::outputs * pixels), block(S::outputs * pixels)}, [&]<class P>(std::size_t lane, outputs& to) {
      for (std::size_t g = 0; g < S::groups; ++g)
        kernel::convolve<S, L, P>(g, x.data() + lane, w.data(), bias, to.values.data() + lane, to.kept.data() + lane,
                                  _detail::activation_map<ReLU, true>{});
    });
  }
  template <std::size_t N> void pooled() const {
    const std::size_t size = S::outputs * (S::out_height / N) * (S::out_width / N);
    twice(outputs{block(size), {}, block<std::uint8_t>(size)}, [&]<class P>(std::size_t lane, outputs& to) {
      for (std::size_t g = 0; g < S::groups; ++g)
        kernel::convolve_and_pool<S, N, true, L, P>(g, x.data() + lane, w.data(), b.data(), to.values.data() + lane,
                                                    to.index.data() + lane, _detail::activation_map<ReLU, false>{});
    });
  }
  void transposed(const T* bias) const {
    const std::size_t size = S::channels * S::height * S::width;
    twice(outputs{block(size), block(size)}, [&]<class P>(std::size_t lane, outputs& to) {
      for (std::size_t g = 0; g < S::groups; ++g)
        kernel::convolve_transposed<S, L, P>(g, dz.data() + lane, w.data(), bias, to.values.data() + lane,
                                             to.kept.data() + lane, _detail::activation_map<ReLU, true>{});
    });
  }
  void weights(bool fresh) const {
    twice(outputs{block(S::weights), {}}, [&]<class P>(std::size_t lane, outputs& to) {
      for (std::size_t g = 0; g < S::groups; ++g)
        kernel::convolve_weights<S, frame::pitch, frame::plane, L, P>(
            g, x.data() + lane, dz.data() + frame::left * L + lane, fresh, to.values.data() + lane);
    });
  }
  void padded_images() const {
    twice(outputs{block(S::padded_size), {}}, [&]<class P>(std::size_t lane, outputs& to) {
      kernel::copy_padded<S, L, P>(x.data() + lane, to.values.data() + lane, true);
    });
    twice(outputs{block(frame::padded_size), {}}, [&]<class P>(std::size_t lane, outputs& to) {
      kernel::copy_column_padded<S, L, P>(dz.data() + lane, to.values.data() + lane);
    });
  }
  void all() const {
    forward(b.data());
    forward(nullptr);
    pooled<2>();
    transposed(b.data());
    transposed(nullptr);
    weights(true);
    weights(false);
    padded_images();
  }
};

BOOST_AUTO_TEST_CASE(a_sample_is_a_lane) {
  images<kernel::convolution<2, 6, 5, 3, 1, _detail::windows{{3}, {3}}>>{}.all();
  // groups, uneven padding
  images<kernel::convolution<4, 5, 7, 6, 2, _detail::windows{{3, 1, 1, 1, 2}, {2, 1, 1, 3, 0}}>>{}.all();
  // strides, the larger one over gaps
  images<kernel::convolution<3, 9, 8, 2, 1, _detail::windows{{3, 2, 1, 1, 1}, {2, 3}}>>{}.all();
  // dilation and a stride
  images<kernel::convolution<1, 9, 11, 5, 1, _detail::windows{{2, 1, 3}, {3, 2, 2, 4, 4}}>>{}.all();
}
BOOST_AUTO_TEST_CASE(not_a_number_is_passed_on) {
  images<kernel::convolution<2, 6, 7, 3, 1, _detail::windows{{2}, {2}}>> t;
  t.x[(2 * 7 + 3) * L + 1] = std::numeric_limits<T>::quiet_NaN();
  t.pooled<2>();
  t.forward(t.b.data());
}

BOOST_AUTO_TEST_SUITE_END()
