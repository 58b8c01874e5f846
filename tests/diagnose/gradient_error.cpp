// gradient_error: right layers, activations and losses pass; each kind of mistake is found, where it is.
#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <sinew/sinew.hpp>
#include <sinew/diagnose/gradient_error.hpp>
#include <sinew/report/text.hpp>

#include "../laws/user_layers.hpp"

using namespace sinew;

namespace {

enum class flaw {
  none,
  weight,       // the gradient of W has the sign of the bias's
  last_weight,  // that of the last weight alone is wrong
  bias,         // forgets a factor
  input,        // reads W transposed
  half,         // dx is half of what it is
  last_sample,  // sets the gradient of each sample instead of adding it
  sets,         // with gradients_once, writes to the sink's memory instead of adding
  adds_to_dx,   // adds to dx instead of writing it
  skips_dx,     // leaves the last value of dx as it was
  not_a_number,
};

/// y = 3·(x·W + b) for N features, with a mistake.
template <std::size_t N, flaw F> struct Affine {
  using input = shape<N>;
  using output = shape<N>;
  static constexpr std::size_t parameters = N * N + N;
  static constexpr bool gradients_once = F == flaw::sets, writes_unwanted_dx = true;
  static constexpr void tensors(auto& list) {
    list.parameter("weight", {N, N}, {1, N});
    list.parameter("bias", {N});
  }
  static constexpr void forward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t o = 0; o < N; ++o) {
        auto sum = pass.parameters[N * N + o];
        for (std::size_t i = 0; i < N; ++i) sum += pass.x(s, i) * pass.parameters[i * N + o];
        pass.y(s, o) = 3 * sum;
      }
  }
  static constexpr void backward(auto pass) {
    using T = typename decltype(pass)::scalar;
    const auto give = [&](std::size_t at, T g) {
      if constexpr (F == flaw::sets) pass.dparameters.to[at] = g;
      else pass.dparameters[at] += g;
    };
    for (std::size_t o = 0; o < N; ++o) {
      T of_bias{};
      for (std::size_t s = 0; s < pass.batch; ++s) of_bias += pass.dy(s, o);
      if (F == flaw::last_sample) of_bias = pass.dy(pass.batch - 1, o);
      give(N * N + o, (F == flaw::bias ? 1 : 3) * of_bias);
      for (std::size_t i = 0; i < N; ++i) {
        T sum{};
        for (std::size_t s = 0; s < pass.batch; ++s) sum += pass.dy(s, o) * pass.x(s, i);
        const bool wrong = F == flaw::weight || (F == flaw::last_weight && i + 1 == N && o + 1 == N);
        give(i * N + o, (wrong ? -3 : 3) * sum);
      }
    }
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < N; ++i) {
        T sum{};
        for (std::size_t o = 0; o < N; ++o)
          sum += pass.dy(s, o) * pass.parameters[F == flaw::input ? o * N + i : i * N + o];
        sum *= F == flaw::half ? T(1.5) : T(3);
        if (F == flaw::not_a_number) sum = std::numeric_limits<T>::quiet_NaN();
        if (F == flaw::skips_dx && i + 1 == N) continue;
        if (F == flaw::adds_to_dx) pass.dx(s, i) += sum;
        else pass.dx(s, i) = sum;
      }
  }
};

/// y = (x + the y of the step before) / 2, whose backward forgets the step after.
struct Forgetful {
  using input = shape<2>;
  using output = shape<2>;
  static constexpr std::size_t parameters = 0, state_values = 2;
  static constexpr void forward(auto pass) { mine::Smooth<2>::forward(pass); }
  static constexpr void backward(auto pass) {
    for (std::size_t n = 0; n < pass.batch; ++n)
      for (std::size_t i = 0; i < 2; ++i) pass.dx(n, i) = pass.dy(n, i) / 2;
  }
};

template <bool Right> struct Cube {
  template <std::floating_point T> static T value(T z) noexcept { return z * z * z; }
  template <std::floating_point T> static T derivative(T z) noexcept { return Right ? 3 * z * z : 2 * z * z; }
};
/// y = |z|, with the derivative of the right side at 0.
struct Fold {
  template <std::floating_point T> static T value(T z) noexcept { return std::abs(z); }
  template <std::floating_point T> static T derivative(T z) noexcept { return z < 0 ? T(-1) : T(1); }
};

template <bool Right> struct Quartic {
  template <std::floating_point T> T value(T y, T t) const noexcept { return std::pow(y - t, T(4)); }
  template <std::floating_point T> T derivative(T y, T t) const noexcept {
    return (Right ? 4 : 3) * std::pow(y - t, T(3));
  }
};

template <flaw F> GradientCheck check_affine(std::uint64_t seed) {
  return gradient_error<Affine<3, F>, shape<3>>(seed);
}
template <class Net, class LossType> void is_right(const LossType& loss) {
  Net net;
  initialize(net, 5);
  const GradientCheck trained = gradient_error(net, loss, 1), fresh = gradient_error(Net{}, loss, 2);
  BOOST_TEST(trained.ok(), trained.text);
  BOOST_TEST(fresh.ok(), fresh.text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gradient_errors)

BOOST_AUTO_TEST_CASE(right_nets_pass) {
  is_right<Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>>>(CrossEntropy{});
  is_right<Net<Dense<4, 8, Tanh>, Dense<8, 3, LogSoftmax>>>(NLL{});
  is_right<Net<Dense<4, 8, Tanh>, Dense<8, 3, Softmax>>>(MSE{});
  is_right<Net<Dense<4, 8, GELU>, Dense<8, 2, Sigmoid>>>(BinaryCrossEntropy{});
  is_right<Net<Dense<4, 8>, Dense<8, 1>>>(BinaryCrossEntropyWithLogits{});
  is_right<Net<Dense<4, 8>, Dense<8, 3>>>(CrossEntropyWithLogits{});
  is_right<Net<Dense<4, 8, Tanh>, Dense<8, 2>>>(MAE{});
  is_right<Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>, Dropout<Ratio<1, 4>>, Dense<8, 2>>>(Huber{.delta = 0.5});
  is_right<Net<Input<1, 9, 9>, Conv2D<4, 3, ReLU>, MaxPool2D<2>, Flatten, Dense<36, 3, Softmax>>>(CrossEntropy{});
  is_right<Net<Embedding<7, 3>, GRU<3, 4>, Dense<4, 7, Softmax>>>(CrossEntropy{});
}
BOOST_AUTO_TEST_CASE(a_small_net_is_compared_as_a_whole) {
  const GradientCheck check = gradient_error(Net<Dense<4, 3, Tanh>, Dense<3, 2>>{}, MSE{}, 1);
  BOOST_TEST(check.compared == 15u + 8 + 5 * 4);
  BOOST_TEST(check.kinks == 0u);
  BOOST_TEST(check.largest == (std::max)(check.parameters, check.inputs));
  BOOST_TEST(check.scale > 0);
}

BOOST_AUTO_TEST_CASE(mistakes_of_a_layer_are_found) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    BOOST_TEST(check_affine<flaw::none>(seed).ok(), check_affine<flaw::none>(seed).text);

    const GradientCheck weight = check_affine<flaw::weight>(seed);
    BOOST_TEST(std::abs(weight.largest - 2) < 1e-6);  // |−n − n| / |n|, of a weight whose slope is above G/100
    BOOST_TEST((weight.layer == 1u && weight.tensor == "0.weight"));
    BOOST_TEST(weight.inputs < 1e-6);

    const GradientCheck last = check_affine<flaw::last_weight>(seed);
    BOOST_TEST((last.tensor == "0.weight" && last.index == std::vector<std::size_t>{2, 2}));

    const GradientCheck bias = check_affine<flaw::bias>(seed);
    BOOST_TEST(std::abs(bias.largest - 2. / 3) < 1e-6);  // |n/3 − n| / |n|
    BOOST_TEST((bias.tensor == "0.bias" && bias.index.size() == 1));
    BOOST_TEST(std::abs(3 * bias.backward - bias.numeric) < 1e-6);

    const GradientCheck input = check_affine<flaw::input>(seed);
    BOOST_TEST((input.inputs > 1e-3 && input.parameters < 1e-6 && input.tensor == "x" && input.layer == no_layer));

    const GradientCheck half = check_affine<flaw::half>(seed);
    BOOST_TEST(std::abs(half.largest - 0.5) < 1e-6);
    BOOST_TEST(half.index.size() == 2u);

    BOOST_TEST(
        (check_affine<flaw::last_sample>(seed).tensor == "0.bias" && !check_affine<flaw::last_sample>(seed).ok()));
    BOOST_TEST(check_affine<flaw::sets>(seed).parameters > 0.1);
    BOOST_TEST(check_affine<flaw::adds_to_dx>(seed).inputs > 1e-3);
    const GradientCheck skips = check_affine<flaw::skips_dx>(seed);
    BOOST_TEST((skips.inputs > 1e-3 && skips.index[1] == 2));

    const GradientCheck nan = check_affine<flaw::not_a_number>(seed);
    BOOST_TEST((std::isnan(nan.largest) && std::isnan(nan.inputs) && !nan.ok() && nan.parameters < 1e-6));
  }
}
BOOST_AUTO_TEST_CASE(mistakes_inside_a_net_are_found) {
  // Behind a layer, where dx is not in the workspace but between layers: it is the gradient of the layer before.
  const auto inside = [](auto layer) {
    return gradient_error(Net<Dense<4, 3, Tanh>, decltype(layer), Dense<3, 2>>{}, MSE{}, 1);
  };
  BOOST_TEST(inside(Affine<3, flaw::none>{}).ok());
  BOOST_TEST(inside(Affine<3, flaw::weight>{}).layer == 1u);
  BOOST_TEST(inside(Affine<3, flaw::input>{}).layer != 1u);
  BOOST_TEST(!inside(Affine<3, flaw::input>{}).ok());
  BOOST_TEST(!inside(Affine<3, flaw::adds_to_dx>{}).ok());
  BOOST_TEST(!inside(Affine<3, flaw::skips_dx>{}).ok());
}
BOOST_AUTO_TEST_CASE(mistakes_of_activations_and_losses_are_found) {
  BOOST_TEST((gradient_error<Activate<Cube<true>>, shape<6>>(1).ok()));
  const GradientCheck cube = gradient_error<Activate<Cube<false>>, shape<6>>(1);
  BOOST_TEST(std::abs(cube.largest - 1. / 3) < 1e-5);
  BOOST_TEST((gradient_error<Dense<3, 4, Cube<true>>, shape<3>>(1).ok()));
  BOOST_TEST(!(gradient_error<Dense<3, 4, Cube<false>>, shape<3>>(1).ok()));

  const Net<Dense<3, 2>> net;
  BOOST_TEST(gradient_error(net, Quartic<true>{}, 1).ok());
  BOOST_TEST(std::abs(gradient_error(net, Quartic<false>{}, 1).largest - 0.25) < 1e-5);
}
BOOST_AUTO_TEST_CASE(sequences_go_over_several_steps) {
  BOOST_TEST((gradient_error<mine::Smooth<2>, shape<2>>(1).ok()));
  BOOST_TEST((gradient_error<LSTM<3, 4>, shape<3>>(1).ok()));
  BOOST_TEST((gradient_error<LSTM<3, 4>, shape<3>>(1).compared == 16u * (3 + 4 + 2) + 5 * 4 * 3));
  BOOST_TEST((gradient_error<LSTM<3, 4>, shape<3>, 2, 7>(1).ok()));
  BOOST_TEST(!(gradient_error<Forgetful, shape<2>>(1).ok()));
  BOOST_TEST((gradient_error<Forgetful, shape<2>, 5, 1>(1).ok()));  // with one step there is nothing to forget
}

BOOST_AUTO_TEST_CASE(kinks) {
  // x = 0 lies on the kink of each. Any derivative between those of both sides is right.
  const std::array<double, 4> x{0, 1, 0, -2};
  const GradientCheckOptions at_zero{.inputs = x};
  const GradientCheck relu = gradient_error<Activate<ReLU>, shape<2>, 2>(1, at_zero);
  const GradientCheck fold = gradient_error<Activate<Fold>, shape<2>, 2>(1, at_zero);
  BOOST_TEST(relu.ok(), relu.text);
  BOOST_TEST(fold.ok(), fold.text);
  BOOST_TEST(fold.kinks == 2u);
  // Two equal values in a window of MaxPool.
  const std::array<double, 4> equal{0.5, 0.5, 0.25, 0.125};
  const GradientCheck pool = gradient_error<MaxPool2D<2>, shape<1, 2, 2>, 1>(1, {.inputs = equal});
  BOOST_TEST(pool.ok(), pool.text);
  BOOST_TEST(pool.kinks == 2u);
  // A kink within the step, not at v itself.
  const std::array<double, 4> near{1e-6, -1e-6, 4e-6, 1};
  BOOST_TEST((gradient_error<Activate<ReLU>, shape<2>, 2>(1, {.inputs = near}).ok()));
}

BOOST_AUTO_TEST_CASE(large_tensors_are_sampled) {
  using Large = Net<Dense<40, 30, Tanh>, Dense<30, 2>>;
  BOOST_TEST(gradient_error(Large{}, MSE{}, 1, {.samples = 10}).compared == 10u + 10 + 10 + 2 + 10);
  BOOST_TEST(gradient_error(Large{}, MSE{}, 1).compared == 256u + 30 + 60 + 2 + 200);
  BOOST_TEST(gradient_error(Large{}, MSE{}, 1, {.samples = 0}).compared == 40u * 30 + 30 + 60 + 2 + 200);
  // The first and the last element are always among them.
  const GradientCheck last = gradient_error<Affine<20, flaw::last_weight>, shape<20>>(1, {.samples = 3});
  BOOST_TEST((last.index == std::vector<std::size_t>{19, 19} && !last.ok()));
}

BOOST_AUTO_TEST_CASE(inputs_and_targets_of_ones_own) {
  // L = (w·x + b − t)²: with w = 2, b = 1, x = 3, t = 5 the residual is 2, and ∂L/∂w = 12, ∂L/∂b = 4, ∂L/∂x = 8.
  Net<Dense<1, 1>> net;
  net.weight<0>(0, 0) = 2;
  net.bias<0>(0) = 1;
  const std::array<double, 1> x{3}, t{5}, other{0};
  const GradientCheck check = gradient_error<1>(net, MSE{}, 1, {.inputs = x, .targets = t});
  BOOST_TEST(check.ok());
  BOOST_TEST(std::abs(check.scale - 12) < 1e-6);
  BOOST_TEST(std::abs(gradient_error<1>(net, MSE{}, 1, {.inputs = x, .targets = other}).scale - 42) < 1e-6);
  BOOST_TEST(gradient_error<1>(net, MSE{}, 1, {.inputs = x, .targets = t, .check_inputs = false}).compared == 2u);
  const std::array<double, 2> two{};
  BOOST_CHECK_THROW(static_cast<void>(gradient_error<1>(net, MSE{}, 1, {.inputs = two})), data_error);
  BOOST_CHECK_THROW(static_cast<void>(gradient_error<1>(net, MSE{}, 1, {.targets = two})), data_error);
  BOOST_CHECK_THROW(static_cast<void>(gradient_error<1>(net, MSE{}, 1, {.step = 0})), option_error);
  BOOST_CHECK_THROW(static_cast<void>(gradient_error<1>(net, MSE{}, 1, {.step = std::nan("")})), option_error);
  BOOST_CHECK_THROW(static_cast<void>(gradient_error<1>(net, Huber{.delta = 0}, 1)), option_error);
}

BOOST_AUTO_TEST_CASE(nothing_to_compare_is_not_right) {
  // Outputs that depend on nothing: every derivative is 0.
  const std::array<double, 2> below{-1, -2};
  const GradientCheck dead = gradient_error<Activate<ReLU>, shape<2>, 1>(1, {.inputs = below});
  BOOST_TEST((!dead.ok() && dead.scale == 0 && dead.largest == 0));
  BOOST_TEST(dead.text == "2 derivatives compared: all are 0, so nothing was tested");
  const GradientCheck none = gradient_error<Activate<ReLU>, shape<2>, 1>(1, {.check_inputs = false});
  BOOST_TEST((!none.ok() && none.compared == 0));
}
BOOST_AUTO_TEST_CASE(the_text_names_the_place) {
  const GradientCheck check = gradient_error<Affine<3, flaw::bias>, shape<3>>(1);
  BOOST_TEST(to_string(check) == check.text);
  BOOST_TEST(check.text.find("27 derivatives compared: the largest relative error is 0.667, of layer 1, ") == 0u);
  BOOST_TEST(check.text.find(", 0.bias[" + std::to_string(check.index[0]) + "]: backward gives ") != std::string::npos);
}
BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same) {
  using Small = Net<Dense<4, 3, Tanh>, Dropout<Ratio<1, 2>>, Dense<3, 2>>;
  const GradientCheck a = gradient_error(Small{}, MSE{}, 1), b = gradient_error(Small{}, MSE{}, 1),
                      c = gradient_error(Small{}, MSE{}, 2);
  BOOST_TEST((a.largest == b.largest && a.scale == b.scale && a.scale != c.scale));
}

BOOST_AUTO_TEST_SUITE_END()
