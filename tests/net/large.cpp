// Nets that are larger than the stack: what runs, builds or copies a net does so in memory that the caller gives or on
// the heap, in a thread whose stack is as small as those of musl.
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/deploy/embed.hpp>
#include <sinew/diagnose/diagnose.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(net_large)

#if defined(__SANITIZE_ADDRESS__)
#define SMALL_STACK_KIB 512
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SMALL_STACK_KIB 512
#endif
#endif
#if !defined(SMALL_STACK_KIB)
#define SMALL_STACK_KIB 128
#endif

// More than 512 KiB of parameters, and more than 512 KiB between the layers of one sample.
using Large = Net<Input<1, 64, 64>, Conv2D<32, 1>, BatchNorm<>, Activate<ReLU>, MaxPool2D<8>, Flatten,
                  Dense<2048, 80, ReLU>, Dense<80, 4, Softmax>>;
using Folded = folded_t<Large>;
static_assert(sizeof(Large) > 512_KiB && sizeof(Folded) > 512_KiB && Large::stack_bytes > 512_KiB);
using Image = std::array<float, Large::input::size>;
using Any = AnyNet<Large::input::size, 4, sizeof(Large)>;
using Choice = OneOf<Large, Folded>;

constexpr std::size_t samples = 3;

/// The pieces that the tests share, on the heap.
struct Pieces {
  std::unique_ptr<Large> net = std::make_unique<Large>();
  std::unique_ptr<Folded> folded = std::make_unique<Folded>();
  Dataset<Image, int> data;
  std::vector<Large::Output> expected;

  Pieces() {
    Engine engine(1);
    initialize(*net, engine);
    for (float& v : net->buffers) v = uniform(engine, 0.5f, 1.5f);  // as if it had been trained
    data.inputs.resize(samples);
    for (std::size_t s = 0; s < data.inputs.size(); ++s) {
      for (float& v : data.inputs[s]) v = uniform(engine, -1.0f, 1.0f);
      data.targets.push_back(static_cast<int>(s % 4));
    }
    const auto w = std::make_unique<Workspace<Large, 1>>();
    for (const Image& x : data.inputs) {
      for (std::size_t i = 0; i < x.size(); ++i) w->x()(0, i) = x[i];
      net->forward(*w);
      expected.emplace_back();
      for (std::size_t i = 0; i < 4; ++i) expected.back()[i] = w->y()(0, i);
    }
  }
};
bool near_to(const Large::Output& a, const Large::Output& b) {
  bool all = true;
  for (std::size_t i = 0; i < a.size(); ++i) all = all && std::abs(a[i] - b[i]) < 1e-4f;
  return all;
}

/// Runs f() in a thread with a small stack and returns what it returns. Boost.Test itself needs more stack, so threads
/// check by bool.
template <class F> bool in_a_small_thread(F f) {
  struct Call {
    F& f;
    bool result;
  } call{f, false};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  BOOST_REQUIRE(pthread_attr_setstacksize(&attributes, std::size_t{SMALL_STACK_KIB} << 10) == 0);
  pthread_t thread;
  BOOST_REQUIRE(pthread_create(
                    &thread, &attributes,
                    [](void* argument) -> void* {
                      auto& self = *static_cast<Call*>(argument);
                      self.result = self.f();
                      return nullptr;
                    },
                    &call) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return call.result;
}

// Small nets give the same bits on the stack and in a workspace, at run time and at compile time.
using Small = Net<Dense<4, 16, GELU>, Dense<16, 4, Softmax>>;
template <class N, std::size_t Samples> constexpr bool same_in_a_workspace() {
  using T = typename N::scalar;
  N net;
  initialize(net, 3);
  std::array<std::array<T, 4>, Samples> xs{};
  for (std::size_t s = 0; s < Samples; ++s)
    for (std::size_t i = 0; i < 4; ++i) xs[s][i] = static_cast<T>(s * i) / 8 - static_cast<T>(s) / 4;
  std::array<typename N::Output, Samples> ys{}, in_workspace{};
  Workspace<N, 1> one;
  Workspace<N, 4> four;
  net(xs, ys);
  net(xs, in_workspace, four);
  bool same = true;
  for (std::size_t s = 0; s < Samples; ++s) {
    same = same && net(xs[s], one) == net(xs[s]) && net.predict(xs[s], one) == net.predict(xs[s]);
    for (std::size_t k = 0; k < 4; ++k) {  // batches of other sizes may round otherwise
      const T e = net(xs[s])[k], a = ys[s][k] - e, b = in_workspace[s][k] - e;
      same = same && a * a < T(1e-12) && b * b < T(1e-12);
    }
  }
  const std::array<std::uint8_t, 4> pixels{0, 17, 254, 255};
  same = same && net(pixels, one) == net(pixels) && net({1, 2, 3, 4}, one) == net({1, 2, 3, 4}) &&
         net.predict({1, 2, 3, 4}, one) == net.predict({1, 2, 3, 4});
  net(xs, xs);  // in place
  for (std::size_t s = 0; s < Samples; ++s) same = same && xs[s] == ys[s];
  return same;
}
static_assert(same_in_a_workspace<Small, 11>());
BOOST_AUTO_TEST_CASE(the_same_bits_in_a_workspace) {
  BOOST_TEST((same_in_a_workspace<Small, 70>()));  // a block of 64 and single ones
  BOOST_TEST((same_in_a_workspace<BasicNet<double, Dense<4, 4>>, 70>()));
}

BOOST_AUTO_TEST_CASE(calls_in_a_workspace) {
  const Pieces p;
  BOOST_TEST(in_a_small_thread([&] {
    const auto w = std::make_unique<Workspace<Large, 1>>();
    bool same = true;
    for (std::size_t s = 0; s < samples; ++s) {
      const Large::Output& y = (*p.net)(p.data.inputs[s], *w);
      same = same && y == p.expected[s];
      same = same && (*p.net)(std::span<const float, Large::input::size>(p.data.inputs[s]), *w) == p.expected[s];
      const std::size_t k = p.net->predict(p.data.inputs[s], *w);
      for (std::size_t i = 0; i < 4; ++i) same = same && p.expected[s][k] >= p.expected[s][i];
    }
    return same;
  }));
  BOOST_TEST(in_a_small_thread([&] {
    const auto w = std::make_unique<Workspace<Large, 2>>();
    std::vector<Large::Output> ys(samples);
    (*p.net)(p.data.inputs, ys, *w);  // 2 and 1
    bool same = true;
    for (std::size_t s = 0; s < samples; ++s) same = same && near_to(ys[s], p.expected[s]);
    return same;
  }));
}

BOOST_AUTO_TEST_CASE(folding_into_a_given_net) {
  Pieces p;
  p.folded->parameters.fill(7);  // earlier values
  BOOST_TEST(in_a_small_thread([&] {
    fold_batch_norm(*p.net, *p.folded);
    const auto w = std::make_unique<Workspace<Folded, 1>>();
    bool same = true;
    for (std::size_t s = 0; s < samples; ++s) same = same && near_to((*p.folded)(p.data.inputs[s], *w), p.expected[s]);
    return same;
  }));
}

BOOST_AUTO_TEST_CASE(nets_chosen_at_run_time) {
  Pieces p;
  fold_batch_norm(*p.net, *p.folded);
  const auto check = [&](auto& held) {
    std::vector<std::byte> memory(held.workspace_bytes() + 1);
    const std::span<std::byte> odd = std::span(memory).subspan(1);  // any alignment
    bool same = true;
    for (std::size_t s = 0; s < samples; ++s) {
      const auto y = held(p.data.inputs[s], odd);
      same = same && near_to(y, p.expected[s]);
      const std::size_t k = held.predict(p.data.inputs[s], odd);
      for (std::size_t i = 0; i < 4; ++i) same = same && y[k] >= y[i];
    }
    std::vector<Large::Output> ys(samples);
    held(p.data.inputs, ys, memory);
    for (std::size_t s = 0; s < samples; ++s) same = same && near_to(ys[s], p.expected[s]);
    return same;
  };
  BOOST_TEST(in_a_small_thread([&] {
    const auto any = std::make_unique<Any>(*p.net);
    bool good = any->holds<Large>() && any->get_if<Large>()->parameters == p.net->parameters && check(*any);
    *any = *p.folded;
    good = good && any->holds<Folded>() && !any->holds<Large>() && check(*any);
    *any = *any->get_if<Folded>();  // the net itself
    good = good && check(*any);
    const auto other = std::make_unique<Any>();
    *other = *any;
    good = good && check(*other);
    fold_batch_norm(*p.net, other->emplace<Folded>());
    return good && check(*other);
  }));
  BOOST_TEST(in_a_small_thread([&] {
    const auto one = std::make_unique<Choice>(*p.net);
    bool good = one->holds<Large>() && check(*one);
    *one = *p.folded;
    good = good && one->holds<Folded>() && check(*one);
    *one = *one->get_if<Folded>();
    good = good && check(*one);
    one->emplace(0);
    *one->get_if<Large>() = *p.net;
    good = good && check(*one);
    return good;
  }));
}

BOOST_AUTO_TEST_CASE(bytes_as_samples) {
  const Pieces p;
  std::array<std::uint8_t, Large::input::size> pixels{};
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 37);
  const auto x = std::make_unique<Image>();
  for (std::size_t i = 0; i < pixels.size(); ++i) (*x)[i] = static_cast<float>(pixels[i]) * (1.0f / 255.0f);
  BOOST_TEST(in_a_small_thread([&] {
    const auto w = std::make_unique<Workspace<Large, 1>>();
    const Large::Output y = (*p.net)(*x, *w);
    const auto any = std::make_unique<Any>(*p.net);
    std::vector<std::byte> memory(any->workspace_bytes());
    return (*p.net)(pixels, *w) == y && (*any)(pixels, memory) == y;
  }));
}

BOOST_AUTO_TEST_CASE(training_and_measuring) {
  Pieces p;
  BOOST_TEST(in_a_small_thread([&] {
    const auto w = std::make_unique<Workspace<Large, 2>>();
    std::array<float, 8> t{};
    const double loss = evaluate<2>(*p.net, p.data, CrossEntropy{}).loss;
    bool good = loss > 0 && evaluate(*p.net, p.data, CrossEntropy{}, *w, t).loss == loss &&
                accuracy<2>(*p.net, p.data) >= 0 && confusion_matrix<2>(*p.net, p.data).total() == samples;
    const History history =
        fit<2>(*p.net, p.data, CrossEntropy{}, Adam{.rate = 1e-4}, {.epochs = 2, .validation = p.data, .patience = 5},
               Augmentation{.rotation = 5, .elastic = 0.5});
    good = good && history.epochs.size() == 2;
    const Diagnosis diagnosis = diagnose<2>(*p.net, p.data, CrossEntropy{}, Adam{.rate = 1e-4}, {.steps = 1});
    std::ostringstream header;
    embed(header, *p.net, "large");
    initialize(*p.net, 1);
    return good && !diagnosis.has(Problem::parameters_not_finite) && header.str().size() > Large::parameter_count;
  }));
}

BOOST_AUTO_TEST_CASE(wide_samples) {
  // One layer: there is nothing between layers, but a sample alone is larger than the stack.
  using Line = Net<Dense<1u << 18, 1, Step>>;
  BOOST_TEST(in_a_small_thread([] {
    const auto net = std::make_unique<Line>();
    Dataset<std::array<float, 1u << 18>, int> data;
    data.inputs.resize(4);
    data.targets = {0, 1, 1, 0};
    data.inputs[1].fill(0.25f);
    data.inputs[2].fill(0.5f);
    data.inputs[3].fill(-1);
    const bool converged = fit_perceptron(*net, data).mistakes == 0;
    std::vector<Line::Output> ys(4);
    (*net)(data.inputs, ys);  // the samples lie in a row and are read where they are
    return converged && ys[0][0] == 0 && ys[1][0] == 1 && ys[2][0] == 1 && ys[3][0] == 0;
  }));
  // 64 samples at a time are larger than the stack, too.
  using Short = Net<Dense<4096, 1, Step>>;
  BOOST_TEST(in_a_small_thread([] {
    const auto net = std::make_unique<Short>();
    net->parameters.fill(1);
    std::vector<std::array<float, 4096>> xs(67);
    for (std::size_t s = 0; s < xs.size(); ++s) xs[s].fill(s % 3 == 0 ? 1.0f : -1.0f);
    std::vector<Short::Output> ys(xs.size());
    (*net)(xs, ys);
    bool good = true;
    for (std::size_t s = 0; s < xs.size(); ++s) good = good && ys[s][0] == (s % 3 == 0);
    return good;
  }));
  // Images whose channels are larger than the stack.
  using Picture = shape<1, 300, 300>;
  BOOST_TEST(in_a_small_thread([] {
    std::vector<float> x(300 * 300), y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
    distort<Picture>(std::span<const float, 300 * 300>(x), std::span<float, 300 * 300>(y), {.right = 1, .down = 2});
    bool good = true;
    for (std::size_t r = 0; r < 300; ++r)
      for (std::size_t c = 0; c < 300; ++c)
        good = good && y[r * 300 + c] == (r >= 2 && c >= 1 ? x[(r - 2) * 300 + c - 1] : 0);
    return good;
  }));
}

BOOST_AUTO_TEST_CASE(an_any_net_without_memory_says_so) {
  const auto any = std::make_unique<Any>();
  any->emplace<Large>();
  const auto x = std::make_unique<Image>();
  int ends[2];
  BOOST_REQUIRE(pipe(ends) == 0);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    std::signal(SIGABRT, SIG_DFL);  // Boost.Test handles it
    static_cast<void>((*any)(*x));
    _exit(0);
  }
  close(ends[1]);
  std::string said;
  char text[256];
  for (ssize_t n; (n = read(ends[0], text, sizeof text)) > 0;) said.append(text, static_cast<std::size_t>(n));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
  BOOST_TEST(said.find("net(x, memory)") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
