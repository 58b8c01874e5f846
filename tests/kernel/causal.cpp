// The products of causal convolutions against plain loops, in small integers, whose sums are exact in any order: to the
// bit, for every position of the ring, and nothing else is written.
#include <array>
#include <cstddef>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/kernel/causal.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(kernel_causal)

template <class T> std::vector<T> integers(Engine& engine, std::size_t count) {
  std::vector<T> all(count);
  for (T& v : all) v = T(uniform_index(engine, 9)) - T(4);
  return all;
}
/// All inputs of a stream: those before the block, then the block.
template <class T> struct stream_of {
  std::size_t width, rows;
  std::vector<T> inputs, ring, block;
  std::size_t next;
  stream_of(Engine& engine, std::size_t w, std::size_t kept, std::size_t steps)
      : width(w),
        rows(kept),
        inputs(integers<T>(engine, (kept + steps) * w)),
        ring(kept * w),
        block(inputs.begin() + std::ptrdiff_t(kept * w), inputs.end()),
        next(kept > 0 ? uniform_index(engine, kept) : 0) {
    for (std::size_t r = 0; r < kept; ++r)
      for (std::size_t i = 0; i < w; ++i) ring[(next + r) % kept * w + i] = inputs[r * w + i];
  }
};

template <class T, std::size_t In, std::size_t Out, std::size_t Taps, std::size_t Groups, std::size_t Extra>
void products(std::size_t seed) {
  using S = kernel::tap_sizes<In / Groups, Out / Groups, In, Out, Extra>;
  Engine engine(seed);
  for (int round = 0; round < 40; ++round) {
    const std::size_t dilation = 1 + uniform_index(engine, 20), steps = 1 + uniform_index(engine, 70),
                      kept = (Taps - 1) * dilation, stride = Out + uniform_index(engine, 2) * uniform_index(engine, 5),
                      group = uniform_index(engine, Groups);
    const bool biased = uniform_index(engine, 2) == 0, adds = uniform_index(engine, 2) == 0;
    stream_of<T> x(engine, In, kept, steps);
    // exactly as long as the kernel may read
    const auto w = integers<T>(engine, Taps * (In / Groups) * Out), bias = integers<T>(engine, Out),
               from = integers<T>(engine, steps * Out), extra = integers<T>(engine, steps * Extra),
               extra_weights = integers<T>(engine, Extra * Out);
    std::vector<T> z(steps * stride, T(99)), room(kernel::causal_room<S, Taps, T>), expected = z;
    const std::size_t first_out = group * (Out / Groups), first_in = group * (In / Groups);
    for (std::size_t t = 0; t < steps; ++t)
      for (std::size_t o = 0; o < Out / Groups; ++o) {
        T sum = biased ? bias[first_out + o] : T(0);
        if (adds) sum += from[t * Out + first_out + o];
        for (std::size_t e = 0; e < Extra; ++e) sum += extra[t * Extra + e] * extra_weights[e * Out + first_out + o];
        for (std::size_t k = 0; k < Taps; ++k)
          for (std::size_t i = 0; i < In / Groups; ++i)
            sum += x.inputs[(kept + t - (Taps - 1 - k) * dilation) * In + first_in + i] *
                   w[(k * (In / Groups) + i) * Out + first_out + o];
        expected[t * stride + first_out + o] = sum;
      }
    const kernel::ring<T, In> past{x.ring.data(), kept, x.next};
    kernel::causal_product<S, Taps>(
        steps, static_cast<const T*>(x.block.data()), past, first_in, dilation, w.data() + first_out,
        kernel::tap_start<T>{.bias = biased ? bias.data() + first_out : nullptr,
                             .from = adds ? from.data() + first_out : nullptr,
                             .stride = Out,
                             .extra = extra.data(),
                             .extra_weights = extra_weights.data() + (Extra > 0 ? first_out : 0)},
        z.data() + first_out, stride, room.data());
    BOOST_TEST((z == expected),
               In << " × " << Out << ", " << Taps << " taps, dilation " << dilation << ", " << steps << " steps");
  }
}
BOOST_AUTO_TEST_CASE(products_of_floats) {
  products<float, 1, 1, 3, 1, 0>(1);
  products<float, 1, 16, 1, 1, 0>(2);
  products<float, 3, 3, 3, 1, 1>(3);
  products<float, 8, 8, 6, 1, 1>(4);
  products<float, 16, 16, 3, 1, 1>(5);
  products<float, 5, 13, 2, 1, 3>(6);
  products<float, 16, 37, 4, 1, 2>(7);
  products<float, 4, 6, 3, 2, 0>(8);
  products<float, 9, 21, 2, 3, 0>(9);
  products<float, 1, 1, 5, 1, 1>(14);
  products<float, 2, 4, 2, 1, 0>(15);
  products<float, 4, 3, 6, 1, 2>(16);
  products<float, 3, 2, 1, 1, 4>(17);
}
BOOST_AUTO_TEST_CASE(products_of_doubles) {
  products<double, 1, 2, 15, 1, 1>(11);
  products<double, 7, 11, 3, 1, 2>(12);
  products<double, 10, 15, 2, 5, 0>(13);
  products<double, 3, 3, 4, 1, 1>(18);
  products<double, 4, 4, 2, 1, 3>(19);
}
template <class T, std::size_t Width, std::size_t Taps> void channels(std::size_t seed) {
  Engine engine(seed);
  for (int round = 0; round < 40; ++round) {
    const std::size_t dilation = 1 + uniform_index(engine, 20), steps = 1 + uniform_index(engine, 70),
                      kept = (Taps - 1) * dilation;
    stream_of<T> x(engine, Width, kept, steps);
    const auto w = integers<T>(engine, Taps * Width), bias = integers<T>(engine, Width);
    std::vector<T> z(steps * Width), expected(steps * Width);
    for (std::size_t t = 0; t < steps; ++t)
      for (std::size_t c = 0; c < Width; ++c) {
        expected[t * Width + c] = bias[c];
        for (std::size_t k = 0; k < Taps; ++k)
          expected[t * Width + c] += x.inputs[(kept + t - (Taps - 1 - k) * dilation) * Width + c] * w[k * Width + c];
      }
    kernel::causal_product_by_channel<Width, Taps>(steps, static_cast<const T*>(x.block.data()),
                                                   kernel::ring<T, Width>{x.ring.data(), kept, x.next}, dilation,
                                                   w.data(), bias.data(), z.data(), Width);
    BOOST_TEST((z == expected));
  }
}
BOOST_AUTO_TEST_CASE(channels_by_themselves) {
  channels<float, 5, 3>(21);
  channels<float, 33, 2>(22);
  channels<double, 16, 4>(23);
}
// A ring after blocks of any length is the last inputs in order.
BOOST_AUTO_TEST_CASE(rings) {
  Engine engine(31);
  for (std::size_t rows = 0; rows < 20; ++rows) {
    std::vector<float> memory(rows * 3), copy(rows * 3);
    std::vector<float> all(rows * 3);  // zeros first
    kernel::ring<float, 3> ring{memory.data(), rows, 0};
    for (int round = 0; round < 30; ++round) {
      const std::size_t steps = uniform_index(engine, 45);
      const auto block = integers<float>(engine, steps * 3);
      all.insert(all.end(), block.begin(), block.end());
      ring.append(block.data(), steps);
      ring.copy_to(copy.data());
      BOOST_TEST(std::vector<float>(all.end() - std::ptrdiff_t(rows * 3), all.end()) == copy);
      BOOST_TEST((ring.next == (rows == 0 ? 0 : (all.size() / 3 - rows) % rows)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
