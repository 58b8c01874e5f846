// The kernels of attention against plain loops, on random sizes.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/kernel/attention.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(kernel_attention)

// A step of attention: what the kernels take, and what plain loops compute of it. Slots without a step are NaN, and
// nothing may come of them.
template <class T> struct step {
  kernel::attention_sizes n;
  std::vector<T> q, k, v, dy, slopes;  // k, v: (slot, value)

  explicit step(std::uint64_t seed) : n{} {
    Engine engine(seed);
    n.heads = 1 + uniform_index(engine, 4);
    n.width = 1 + uniform_index(engine, seed % 3 == 0 ? 80 : 12);
    n.window = 1 + uniform_index(engine, seed % 2 == 0 ? 150 : 9);
    n.used = 1 + uniform_index(engine, n.window);
    if (seed % 4 == 0) n.used = n.window;
    n.newest = n.used < n.window ? n.used - 1 : uniform_index(engine, n.window);
    const auto draw = [&](std::size_t count) {
      std::vector<T> all(count);
      for (T& a : all) a = normal<T>(engine, T(0), T(1));
      return all;
    };
    q = draw(n.values()), dy = draw(n.values());
    k = draw(n.window * n.values()), v = draw(n.window * n.values());
    for (std::size_t i = n.used * n.values(); i < k.size(); ++i) k[i] = v[i] = T(NAN);
    for (std::size_t h = 0; h < n.heads; ++h) slopes.push_back(T(0.25) / T(h + 1));
  }
  std::vector<T> transposed(const std::vector<T>& a) const {  // (value, slot)
    std::vector<T> to(a.size());
    for (std::size_t j = 0; j < n.window; ++j)
      for (std::size_t i = 0; i < n.values(); ++i) to[i * n.window + j] = a[j * n.values() + i];
    return to;
  }
  std::vector<double> shares(bool biased) const {
    std::vector<double> p(n.heads * n.window);
    for (std::size_t h = 0; h < n.heads; ++h) {
      double sum = 0;
      for (std::size_t j = 0; j < n.used; ++j) {
        double score = 0;
        for (std::size_t i = h * n.width; i < (h + 1) * n.width; ++i)
          score += double(q[i]) * double(k[j * n.values() + i]);
        const std::size_t back = (n.newest + n.window - j) % n.window;
        if (biased) score -= double(slopes[h]) * double(back);
        sum += p[h * n.window + j] = std::exp(score);
      }
      for (std::size_t j = 0; j < n.used; ++j) p[h * n.window + j] /= sum;
    }
    return p;
  }
};
template <class T, class U> void same(const char* what, const std::vector<T>& found, const std::vector<U>& expected) {
  double off = 0, largest = 1;
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    largest = std::max(largest, std::abs(double(expected[i])));
    const double error = std::abs(double(found[i]) - double(expected[i]));
    off = error > off || std::isnan(error) ? error : off;
  }
  BOOST_TEST(off <= (sizeof(T) == 4 ? 3e-5 : 1e-13) * largest, what << ": off by " << off);
}

template <class T> void forward_and_back(std::uint64_t seed, bool biased) {
  const step<T> s(seed);
  auto n = s.n;
  const std::size_t values = n.values();
  std::vector<T> p(n.heads * n.window), y(values, T(7));
  n.biased = biased;
  kernel::attend<T>(n, s.q.data(), s.transposed(s.k).data(), s.v.data(), s.slopes.data(), p.data(), y.data());
  const auto share = s.shares(biased);
  std::vector<double> expected(values);
  for (std::size_t i = 0; i < values; ++i)
    for (std::size_t j = 0; j < n.used; ++j)
      expected[i] += share[i / n.width * n.window + j] * double(s.v[j * values + i]);
  same("shares", p, share);
  same("y", y, expected);

  std::vector<double> dq(values), dk(values * n.window, 2), dv(values * n.window, 3);
  for (std::size_t h = 0; h < n.heads; ++h) {
    std::vector<double> dp(n.used);
    double mean = 0;
    for (std::size_t j = 0; j < n.used; ++j) {
      for (std::size_t i = h * n.width; i < (h + 1) * n.width; ++i) {
        dp[j] += double(s.dy[i]) * double(s.v[j * values + i]);
        dv[i * n.window + j] += share[h * n.window + j] * double(s.dy[i]);
      }
      mean += share[h * n.window + j] * dp[j];
    }
    for (std::size_t j = 0; j < n.used; ++j)
      for (std::size_t i = h * n.width; i < (h + 1) * n.width; ++i) {
        const double ds = share[h * n.window + j] * (dp[j] - mean);
        dq[i] += ds * double(s.k[j * values + i]);
        dk[i * n.window + j] += ds * double(s.q[i]);
      }
  }
  std::vector<T> to_q(values, T(7)), to_k(values * n.window, T(2)), to_v(values * n.window, T(3)), ds(n.window);
  kernel::attend_back<T>(n, s.q.data(), s.k.data(), s.transposed(s.v).data(), p.data(), s.dy.data(), to_q.data(),
                         to_k.data(), to_v.data(), ds.data());
  same("dq", to_q, dq);
  same("dk", to_k, dk);
  same("dv", to_v, dv);
}
BOOST_AUTO_TEST_CASE(steps) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    forward_and_back<float>(seed, seed % 5 < 2);
    forward_and_back<double>(seed, seed % 5 < 2);
  }
}

BOOST_AUTO_TEST_SUITE_END()
