// The fast kernels on awkward shapes, in both layouts. Values are small integers, so every sum is exact in any order
// and with or without fused multiply-adds: results are compared to the bit with sums of integers.
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/kernel/affine.hpp>
#include <sinew/kernel/reference.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/simd/pack.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(kernel_affine)

struct matrix {
  std::size_t rows, columns;
  std::vector<std::int64_t> v;
  matrix(std::size_t r, std::size_t c) : rows{r}, columns{c}, v(r * c) {}
  std::int64_t& operator()(std::size_t r, std::size_t c) { return v[r * columns + c]; }
  std::int64_t operator()(std::size_t r, std::size_t c) const { return v[r * columns + c]; }
};
matrix random_matrix(std::size_t r, std::size_t c, Engine& engine) {
  matrix m(r, c);
  for (auto& v : m.v) v = std::int64_t(uniform_index(engine, 17)) - 8;
  return m;
}

/// The layer in integers: y = x·w + b, dx = dz·wᵀ, dw = (xᵀ·dz, Σ dz).
struct expected {
  matrix x, w, b, dz, y, dx, dw;
  expected(std::size_t batch, std::size_t in, std::size_t out)
      : x(0, 0),
        w(0, 0),
        b(0, 0),
        dz(0, 0),
        y(batch, out),
        dx(batch, in),
        dw(in + 1, out) {
    Engine engine(batch * 10'000 + in * 100 + out);
    x = random_matrix(batch, in, engine);
    w = random_matrix(in, out, engine);
    b = random_matrix(1, out, engine);
    dz = random_matrix(batch, out, engine);
    for (std::size_t s = 0; s < batch; ++s)
      for (std::size_t o = 0; o < out; ++o) {
        y(s, o) = b(0, o);
        dw(in, o) += dz(s, o);
        for (std::size_t i = 0; i < in; ++i) {
          y(s, o) += x(s, i) * w(i, o);
          dx(s, i) += dz(s, o) * w(i, o);
          dw(i, o) += x(s, i) * dz(s, o);
        }
      }
  }
};

/// Stores what it is given, and counts: each value must come once.
template <class T> struct counting_sink {
  T* values;
  int* times;
  template <class V> void operator()(std::size_t i, const V& v) const { add(i, v); }
  template <class V> void add(std::size_t i, const V& v) const {
    simd::store<V>(values + i, v);
    for (std::size_t k = 0; k < simd::lanes_of<V>; ++k) ++times[i + k];
  }
  const counting_sink& taker(std::size_t) const { return *this; }
};

// What becomes of x·W + b: nothing; or twice its value in a pass of its own, the value itself kept.
struct unchanged {
  static constexpr bool keeps_input = false;
  template <class> static constexpr bool takes = true;
  template <class> static constexpr bool in_a_loop = false;
  template <class V> constexpr V operator()(const V& z) const { return z; }
};
struct doubled_and_kept {
  static constexpr bool keeps_input = true;
  template <class> static constexpr bool takes = false;
  template <class> static constexpr bool in_a_loop = true;
  template <class V> constexpr V operator()(const V& z) const { return z + z; }
};

// A batch in memory of exactly its size, in layout W; spare lanes as memory/batch_view.hpp says.
template <class T, std::size_t B, std::size_t N, std::size_t W> struct memory {
  using view = _detail::batch_view<T, B, N, W>;
  std::vector<T> values = std::vector<T>(view::samples * N, T(99));
  explicit memory(const matrix* from, bool spare_zero) {
    if (from != nullptr)
      for (std::size_t s = 0; s < view::samples; ++s)
        for (std::size_t i = 0; i < N; ++i)
          all()(s, i) = s < B ? T((*from)(s, i)) : spare_zero ? T(0) : T((*from)(B - 1, i));
  }
  view all() { return {values.data()}; }
  _detail::batch_view<const T, B, N, W> read() const { return {values.data()}; }
  bool is(const matrix& m) {
    for (std::size_t s = 0; s < B; ++s)
      for (std::size_t i = 0; i < N; ++i)
        if (all()(s, i) != T(m(s, i))) return false;
    return true;
  }
};

/// BOOST_TEST as a function: within check it would be compiled ten times for each of the shapes.
[[gnu::noinline]] void holds(bool condition, const char* what) { BOOST_TEST(condition, what); }

template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W = 1> void check() {
  BOOST_TEST_CONTEXT("batch " << B << ", " << In << " to " << Out << ", lanes " << W << ", bytes " << sizeof(T)) {
    const expected want(B, In, Out);
    std::vector<T> w(In * Out + Out);
    for (std::size_t i = 0; i < In * Out; ++i) w[i] = T(want.w.v[i]);
    for (std::size_t o = 0; o < Out; ++o) w[In * Out + o] = T(want.b.v[o]);
    const memory<T, B, In, W> x(&want.x, false);
    const memory<T, B, Out, W> dz(&want.dz, true);
    {
      memory<T, B, Out, W> y(nullptr, false);
      T* const nowhere = nullptr;
      std::vector<T> scratch(kernel::affine_forward_scratch<T, B, In, Out, W>);
      kernel::affine_forward<T, B, In, Out, W>(x.read(), w.data(), w.data() + In * Out, y.all(), nowhere,
                                               scratch.data(), unchanged{});
      holds(y.is(want.y), "y");
      memory<T, B, Out, W> naive(nullptr, false);
      sinew::kernel::reference::affine_forward({x.read().samples, In, Out, W}, x.read().data, w.data(),
                                               w.data() + In * Out, naive.all().data, nowhere, unchanged{});
      holds(naive.values == y.values, "y of the reference");  // spare lanes too

      memory<T, B, Out, W> twice(nullptr, false), kept(nullptr, false);
      kernel::affine_forward<T, B, In, Out, W>(x.read(), w.data(), w.data() + In * Out, twice.all(), kept.values.data(),
                                               scratch.data(), doubled_and_kept{});
      holds(kept.values == y.values, "what is kept");
      for (T& v : naive.values) v *= 2;
      holds(twice.values == naive.values, "the map of y");
    }
    {
      memory<T, B, In, W> dx(nullptr, true), naive(nullptr, true);
      std::vector<T> scratch(kernel::affine_dx_scratch<T, B, In, Out, W>);
      kernel::affine_dx<T, B, In, Out, W>(dz.read(), w.data(), dx.all(), scratch.data());
      holds(dx.is(want.dx), "dx");
      sinew::kernel::reference::affine_dx({dz.read().samples, In, Out, W}, dz.read().data, w.data(), naive.all().data);
      holds(naive.values == dx.values, "dx of the reference");
    }
    {
      std::vector<T> dw(w.size(), T(99)), naive(w.size(), T(99));
      std::vector<int> times(w.size()), naive_times(w.size());
      std::vector<T> scratch(kernel::affine_dw_scratch<T, B, In, Out, W>);
      kernel::affine_dw<T, B, In, Out, W>(x.read(), dz.read(), counting_sink<T>{dw.data(), times.data()},
                                          scratch.data());
      holds(times == std::vector<int>(w.size(), 1), "each value of dw once");
      bool right = true;
      for (std::size_t i = 0; i < dw.size(); ++i) right = right && dw[i] == T(want.dw.v[i]);
      holds(right, "dw");
      sinew::kernel::reference::affine_dw({dz.read().samples, In, Out, W}, x.read().data, dz.read().data,
                                          counting_sink<T>{naive.data(), naive_times.data()});
      holds(naive == dw, "dw of the reference");
      holds(naive_times == times, "each value of the reference once");
    }
  }
}

BOOST_AUTO_TEST_CASE(float_rows) {
  check<float, 1, 1, 1>();
  check<float, 1, 100, 64>();
  check<float, 2, 3, 17>();
  check<float, 3, 33, 20>();
  check<float, 4, 16, 16>();
  check<float, 5, 10, 33>();
  check<float, 16, 7, 2>();
  check<float, 19, 64, 100>();
  check<float, 1, 5, 3>();
  check<float, 9, 1, 28>();
  check<float, 64, 40, 10>();
  check<float, 1, 4, 1>();  // one output: packs along inputs
  check<float, 3, 3, 1>();
  check<float, 2, 23, 1>();
  check<float, 1, 111, 1>();
}
// Panels of a part of the depth: kernel::panel_depth is 64 to 512.
BOOST_AUTO_TEST_CASE(deep_rows) {
  check<float, 64, 1100, 40>();
  check<float, 35, 40, 1100>();
  check<float, 33, 520, 33>();
  check<float, 64, 130, 515>();
  check<float, 17, 53, 1000>();  // of x, a block of columns and a rest
  check<float, 4, 33, 1030>();   // too few samples for panels of W
  check<double, 33, 530, 17>();
  check<double, 31, 9, 600>();
}
BOOST_AUTO_TEST_CASE(double_rows) {
  check<double, 1, 2, 3>();
  check<double, 3, 17, 7>();
  check<double, 6, 33, 16>();
  check<double, 16, 20, 10>();
  check<double, 1, 3, 1>();
  check<double, 5, 47, 1>();
}
BOOST_AUTO_TEST_CASE(float_lanes) {
  check<float, 2, 20, 33, 2>();
  check<float, 3, 2, 3, 4>();  // one spare
  check<float, 16, 1, 2, simd::native_lanes<float>>();
  check<float, 19, 10, 17, simd::native_lanes<float>>();
  check<float, 33, 3, 7, simd::native_lanes<float>>();
  check<float, 64, 2, 16, simd::native_lanes<float>>();
  check<float, 48, 16, 8, simd::native_lanes<float>>();
  check<float, 64, 33, 20, simd::native_lanes<float>>();  // too many weights to be unrolled
}
BOOST_AUTO_TEST_CASE(double_lanes) {
  check<double, 2, 7, 10, 2>();
  check<double, 5, 3, 33, simd::native_lanes<double>>();
  check<double, 19, 17, 1, simd::native_lanes<double>>();
}

struct plain_sink {
  float* to;
  template <class V> constexpr void add(std::size_t i, const V& v) const { simd::store<V>(to + i, v); }
  template <class V> constexpr void operator()(std::size_t i, const V& v) const { add(i, v); }
  constexpr const plain_sink& taker(std::size_t) const { return *this; }
};
// The twins in a constant expression: 2 samples, 2 to 2, by hand.
constexpr auto by_hand = [] {
  struct {
    std::array<float, 4> y{}, dx{};
    std::array<float, 6> dw{};
  } r;
  constexpr std::array<float, 4> x{1, 2, 3, 4}, dz{1, -1, 0, 2};
  constexpr std::array<float, 6> w{5, 6, 7, 8, 100, 200};  // W rows (5 6), (7 8); b (100 200)
  kernel::affine_forward<float, 2, 2, 2, 1>({x.data()}, w.data(), w.data() + 4, {r.y.data()},
                                            static_cast<float*>(nullptr), nullptr, unchanged{});
  kernel::affine_dx<float, 2, 2, 2, 1>({dz.data()}, w.data(), {r.dx.data()}, nullptr);
  kernel::affine_dw<float, 2, 2, 2, 1>({x.data()}, {dz.data()}, plain_sink{r.dw.data()}, nullptr);
  return r;
}();
static_assert(by_hand.y == std::array<float, 4>{119, 222, 143, 250});  // 1·5 + 2·7 + 100, …
static_assert(by_hand.dx == std::array<float, 4>{-1, -1, 12, 16});     // 1·5 − 1·6, 1·7 − 1·8, 2·6, 2·8
static_assert(by_hand.dw == std::array<float, 6>{1, 5, 2, 6, 1, 1});  // 1·1 + 3·0, −1 + 3·2, 2·1, −2 + 4·2; Σ dz

BOOST_AUTO_TEST_SUITE_END()
