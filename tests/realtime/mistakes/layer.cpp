// A program with a layer of its own that ALLOCATES, LOCKS, or does neither, and says its effect if it is MARKED: see
// ../CMakeLists.txt.
#include <array>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <mutex>

#include <sinew/sinew.hpp>

using namespace sinew;

#ifdef MARKED
#define EFFECT SINEW_NONBLOCKING
#else
#define EFFECT
#endif

namespace {
#ifdef LOCKS
std::mutex mutex;
#endif
struct Twice {
  using input = shape<2>;
  using output = input;
  static constexpr std::size_t parameters = 0;
  static void forward(ForwardPass auto pass) noexcept EFFECT {
#if defined(ALLOCATES)
    const auto factor = std::make_unique<float>(2.0f);
    const float* volatile at = factor.get();
#elif defined(LOCKS)
    const std::lock_guard lock(mutex);
    const float factor = 2, *volatile at = &factor;
#else
    const float factor = 2, *volatile at = &factor;
#endif
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 2; ++i) pass.y[s][i] = *at * pass.x[s][i];
  }
  static void backward(BackwardPass auto) {}
};
}  // namespace

int main() {
  const Net<Twice> net;
  std::printf("%g\n", static_cast<double>(net({1, 2})[1]));
}
