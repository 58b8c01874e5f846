// What a net takes, compared with what it takes in fact: sizes with sizeof, multiply-adds with the operations of a
// scalar that counts them. (The stack is compared with the compiler's own figures by tests/stack.)
#include <array>
#include <cstddef>
#include <span>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/user_layers.hpp"

using namespace sinew;

namespace {
/// A scalar that counts what is done with it.
struct Counted {
  float value{};
  static inline std::size_t products = 0, sums = 0;

  constexpr Counted() = default;
  constexpr explicit(false) Counted(float v) : value(v) {}
  friend Counted operator*(Counted a, Counted b) { return ++products, Counted(a.value * b.value); }
  friend Counted operator+(Counted a, Counted b) { return ++sums, Counted(a.value + b.value); }
  friend Counted& operator+=(Counted& a, Counted b) { return a = a + b; }
  friend bool operator>(Counted a, Counted b) { return a.value > b.value; }
};
}  // namespace

// A register holds one of them: so the kernels themselves run, and each of their operations counts one.
template <> inline constexpr std::size_t sinew::simd::native_lanes<Counted> = 1;
template <> struct sinew::simd::detail::lane_type<Counted> { using type = Counted; };

BOOST_AUTO_TEST_SUITE(net_budget)

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
using Wide = BasicNet<double, Dense<17, 33, Tanh>, Dense<33, 2>>;
using Xor = Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>;

static_assert(3_KiB == 3072 && 2_MiB == 2'097'152 && sinew::byte_literals::operator""_KiB(1) == 1024);

// Between the layers: two buffers that take turns; the last layer writes to the caller. 128 and 64 floats; 33 doubles
// in whole lines, 40.
static_assert(Digits::activation_bytes<1> == (128 + 64) * 4 && Digits::activation_bytes<16> == 16 * (128 + 64) * 4);
static_assert(Wide::activation_bytes<1> == 40 * 8 && Net<Dense<4, 2>>::activation_bytes<1> == 0 &&
              Net<Input<3>>::activation_bytes<8> == 0);
// A workspace is x, y, and those; members without elements (dy, dx, the cache) take a line each at most.
template <class N, std::size_t B> constexpr bool a_workspace_is_its_parts = [] {
  using T = typename N::scalar;
  constexpr std::size_t ends =
      _detail::whole_lines<T>(B * N::input::size) + _detail::whole_lines<T>(B * N::output::size);
  constexpr std::size_t parts = ends * sizeof(T) + N::template activation_bytes<B>;
  return sizeof(Workspace<N, B>) >= parts && sizeof(Workspace<N, B>) <= parts + 4 * _detail::line_bytes;
}();
static_assert(a_workspace_is_its_parts<Digits, 1> && a_workspace_is_its_parts<Digits, 64> &&
              a_workspace_is_its_parts<Wide, 5> && a_workspace_is_its_parts<Xor, 16> &&
              a_workspace_is_its_parts<Xor, 3>);

// Training: the two objects it needs.
template <class N, std::size_t B, class Formula>
constexpr bool training_is_two_objects = N::template training_bytes<B, Formula> ==
                                         sizeof(Workspace<N, B, Mode::training>) + sizeof(Optimizer<Formula, N>);
static_assert(training_is_two_objects<Digits, 64, SGD> && training_is_two_objects<Digits, 64, Momentum> &&
              training_is_two_objects<Digits, 64, Adam>);
static_assert(training_is_two_objects<Wide, 1, AdamW> && training_is_two_objects<Xor, 4, RMSprop> &&
              training_is_two_objects<Xor, 4, Nesterov>);
static_assert(Digits::training_bytes<64, Adam> >= 3 * Digits::parameter_bytes + 64 * (784 + 10 + 10 + 128 + 64) * 4);

// Exactly what is allowed is enough, and nothing is limited that is not named.
static_assert(fits<Digits, Budget{.parameters = 437'632, .scratch = 768, .multiply_adds = 109'184}>);
static_assert(fits<Digits, Budget{.scratch = 12'288, .training = Digits::training_bytes<16, Adam>, .batch = 16}, Adam>);
static_assert(fits<Net<LSTM<1, 20>, Dense<20, 1>>, Budget{.stream = 160}>);
// A ring of (4 − 1) · 5 inputs and its place; in a WaveNet, one for each layer.
static_assert(fits<Net<CausalConv1D<2, 6, 4, Dilation<5>>, Gated<>, Dense<3, 1>>, Budget{.stream = 31 * 4}>);
static_assert(Net<WaveNet<1, WaveNetStack<4, Dilated<3, Tanh, 1, 8>, Head<1>>>>::stream_bytes == (8 + 1 + 64 + 1) * 4);
static_assert(Net<WaveNet<1, WaveNetStack<4, Dilated<3, Tanh, 1, 8>, Head<1>>>>::multiply_adds ==
              4 + 2 * (3 * 16 + 4 + 16) + 4);
static_assert(fits<Net<SelfAttention<8, 2, Context<16>>>, Budget{.stream = 4 * (16 * 8 + 16 * 8 + 1)}>);
static_assert(fits<Digits, Budget{.stack = Digits::stack_bytes, .stream = 0}> && fits<Xor, Budget{}> &&
              fits<Digits, Budget{}, Adam>);
static_assert(Digits::stack_bytes > Digits::activation_bytes<1> + sizeof(Digits::Output));

/// Forward on Counted; the same call as net.forward(workspace), which itself takes the compiler's own scalars alone.
template <std::size_t B, class N> void count_forward() {
  using Layers = typename N::layers;
  using Run = _detail::pass_traits<Counted, B, 1, false>;
  static std::array<Counted, Layers::parameters> parameters;
  static std::array<Counted, B * N::input::size> x;
  static std::array<Counted, B * N::output::size> y;
  static std::array<Counted, Layers::template scratch<Run>> scratch;
  Counted::products = Counted::sums = 0;
  Layers::forward(_detail::forward_pass_of<Layers, Run>(
      parameters.data(), std::span<Counted>{}, _detail::nowhere, mistake::nothing{}, _detail::nowhere,
      {.x = x.data(), .y = y.data(), .scratch = scratch.data(), .count = B}));
}

/// The operations of B samples. A sum may be made of up to four partial sums, which takes three additions more for each
/// output.
template <std::size_t B, class N> bool counts() {
  count_forward<B, N>();
  std::size_t outputs = 0;
  [&]<class... L>(_detail::list<L...>) { outputs = (L::output::size + ...); }(typename N::layers::layers{});
  const bool right = Counted::products == B * N::multiply_adds && Counted::sums >= B * N::multiply_adds &&
                     Counted::sums <= B * (N::multiply_adds + 3 * outputs);
  if (!right)
    BOOST_TEST_MESSAGE(B << " samples: " << Counted::products << " products, " << Counted::sums << " sums, not "
                         << N::multiply_adds << " each");
  return right;
}

BOOST_AUTO_TEST_CASE(multiply_adds_are_what_the_kernels_do) {
  BOOST_TEST((counts<1, Net<Dense<3, 4>>>()));
  BOOST_TEST((counts<1, Net<Dense<1, 1>>>()));
  BOOST_TEST((counts<1, Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10>>>()));
  BOOST_TEST((counts<7, Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10>>>()));
  BOOST_TEST((counts<1, Net<Dense<17, 5>, Dense<5, 33>, Dense<33, 1>>>()));
  BOOST_TEST((counts<16, Net<Dense<17, 5>, Dense<5, 33>, Dense<33, 1>>>()));
  BOOST_TEST((counts<1, Net<Input<2, 3>, Flatten, Net<Dense<6, 20, ReLU>, Dense<20, 5>>, Dense<5, 2>>>()));
}
BOOST_AUTO_TEST_CASE(a_layer_of_ones_own_counts_one_for_each_parameter) {
  using Gains = Net<Input<9>, mine::Gain, mine::Gain>;
  count_forward<1, Gains>();
  BOOST_TEST((Gains::multiply_adds == 18 && Counted::products == 18));
}

BOOST_AUTO_TEST_SUITE_END()
