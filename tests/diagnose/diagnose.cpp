#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/relu.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/activation/softplus.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/scale.hpp>
#include <sinew/layer/batch_norm.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/layer/flatten.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/loss/cross_entropy.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/net/initialize.hpp>
#include <sinew/net/net.hpp>
#include <sinew/optimizer/adam.hpp>
#include <sinew/optimizer/sgd.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/report/text.hpp>
#include <sinew/diagnose/diagnose.hpp>
#include <sinew/train/fit.hpp>

using namespace sinew;

namespace {

using Blobs = Dataset<std::array<float, 4>, std::uint8_t>;
using Classifier = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
using SigmoidNet = Net<Dense<4, 16, Sigmoid>, Dense<16, 8, Sigmoid>, Dense<8, 3, Softmax>>;

/// Three classes of 50 samples whose four features overlap about as iris' do, standardised.
Blobs blobs() {
  Engine engine(4);
  Blobs data;
  for (std::size_t i = 0; i < 150; ++i) {
    const float k = static_cast<float>(i % 3);
    std::array<float, 4> x{};
    for (std::size_t f = 0; f < 4; ++f) x[f] = normal<float>(engine, (f % 2 == 0 ? k : k * k) * 0.8f, 0.6f);
    data.push_back(x, static_cast<std::uint8_t>(i % 3));
  }
  StandardScaler<float, 4> scaler;
  scaler.fit(data.inputs);
  scaler.transform(std::span(data.inputs));
  return data;
}
Dataset<std::array<float, 1>, float> sine() {
  Engine engine(5);
  Dataset<std::array<float, 1>, float> data;
  for (int i = 0; i < 200; ++i) {
    const float x = uniform<float>(engine, -3, 3);
    data.push_back({x}, std::sin(x));
  }
  return data;
}
Dataset<std::array<float, 2>, std::uint8_t> spirals() {
  Engine engine(6);
  Dataset<std::array<float, 2>, std::uint8_t> data;
  for (int i = 0; i < 300; ++i) {
    const float t = static_cast<float>(i) / 300, angle = 9 * t + static_cast<float>(i % 2) * 3.14159f;
    data.push_back(
        {t * std::cos(angle) + normal<float>(engine, 0, 0.01f), t * std::sin(angle) + normal<float>(engine, 0, 0.01f)},
        static_cast<std::uint8_t>(i % 2));
  }
  return data;
}

constexpr std::uint64_t seeds = 10;

/// What a test does to a net before it is diagnosed.
template <class N> using Change = std::type_identity_t<std::function<void(N&)>>;

// What is checked of a diagnosis, compiled once for all nets.
void expect_healthy(const Diagnosis& d, std::uint64_t seed, std::size_t epochs) {
  BOOST_TEST(d.ok(), "seed " << seed << ", " << epochs << " epochs: " << to_string(d));
}
void expect_one(const Diagnosis& d, Problem kind, std::size_t layer, std::uint64_t seed) {
  BOOST_TEST(d.findings.size() == 1u, "seed " << seed << ": " << to_string(d));
  BOOST_TEST(d.has(kind), "seed " << seed << ": " << to_string(d));
  if (layer != no_layer && !d.ok()) BOOST_TEST(d.findings[0].layer == layer);
}

/// Nothing may be found of a net that can learn: when fresh, after a tenth of its training, and after all of it.
template <class N, class Data, class Loss, class Formula>
void check_healthy(const Data& data, const Loss& loss, const Formula& formula, std::size_t epochs) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    N net;
    initialize(net, seed);
    for (std::size_t more : {std::size_t{0}, epochs / 10, epochs}) {
      if (more > 0) fit<32>(net, data, loss, formula, {.epochs = more, .seed = seed});
      expect_healthy(diagnose(net, data, loss, formula, {.seed = seed}), seed, more);
    }
  }
}

/// Exactly one finding, of this kind, for every seed.
template <class N, class Data, class Loss, class Formula>
void check_found(Problem kind, std::size_t layer, const Data& data, const Loss& loss, const Formula& formula,
                 const Change<N>& spoil) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    N net;
    initialize(net, seed);
    spoil(net);
    expect_one(diagnose(net, data, loss, formula, {.seed = seed}), kind, layer, seed);
  }
}
template <class N = Classifier, class Data>
void check_found(Problem kind, std::size_t layer, const Data& data, const Change<N>& spoil) {
  check_found<N>(kind, layer, data, CrossEntropy{}, SGD{.rate = 0.1}, spoil);
}
constexpr auto nothing_broken = [](auto&) {};
auto times(float factor) {
  return [factor](auto& net) {
    for (float& w : net.parameters) w *= factor;
  };
}
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

}  // namespace

BOOST_AUTO_TEST_SUITE(diagnose_diagnose)

BOOST_AUTO_TEST_CASE(healthy_xor) {
  const Dataset<std::array<float, 2>, std::uint8_t> data{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, {0, 1, 1, 0}};
  check_healthy<Net<Dense<2, 8, Tanh>, Dense<8, 1, Sigmoid>>>(data, BinaryCrossEntropy{}, Adam{.rate = 0.05}, 500);
}
BOOST_AUTO_TEST_CASE(healthy_spirals) {
  check_healthy<Net<Dense<2, 16, Tanh>, Dense<16, 16, Tanh>, Dense<16, 2, Softmax>>>(spirals(), CrossEntropy{},
                                                                                     Adam{.rate = 0.01}, 200);
}
BOOST_AUTO_TEST_CASE(healthy_classes) { check_healthy<Classifier>(blobs(), CrossEntropy{}, SGD{.rate = 0.1}, 50); }
BOOST_AUTO_TEST_CASE(healthy_sigmoids) { check_healthy<SigmoidNet>(blobs(), CrossEntropy{}, SGD{.rate = 0.5}, 100); }
BOOST_AUTO_TEST_CASE(healthy_regression) {
  check_healthy<Net<Dense<1, 16, Tanh>, Dense<16, 1>>>(sine(), MSE{}, SGD{.rate = 0.05}, 100);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none) {
  Blobs data = blobs();
  data.inputs[17][2] = not_a_number;
  Classifier net;
  initialize(net, 1);
  Diagnosis d = diagnose(net, data);
  BOOST_TEST(d.findings.size() == 1u);
  BOOST_REQUIRE(d.has(Problem::inputs_not_finite));
  BOOST_TEST(d.findings[0].figure == 17);

  auto targets = sine();
  targets.targets[5] = std::numeric_limits<float>::infinity();
  Net<Dense<1, 16, Tanh>, Dense<16, 1>> curve;
  initialize(curve, 1);
  d = diagnose(curve, targets);
  BOOST_TEST(d.findings.size() == 1u);
  BOOST_REQUIRE(d.has(Problem::targets_not_finite));
  BOOST_TEST(d.findings[0].figure == 5);

  net.weight<1>(3, 2) = not_a_number;
  d = diagnose(net, blobs());
  BOOST_TEST(d.findings.size() == 1u);
  BOOST_REQUIRE(d.has(Problem::parameters_not_finite));
  BOOST_TEST(d.findings[0].layer == 1u);
  BOOST_TEST(d.findings[0].figure == 1);
}

BOOST_AUTO_TEST_CASE(constant_inputs) {
  Blobs data = blobs();
  for (auto& x : data.inputs) x[0] = x[2] = x[3] = 0.5f;
  check_found(Problem::inputs_constant, no_layer, data, nothing_broken);
  Classifier net;
  initialize(net, 1);
  BOOST_TEST(diagnose(net, data).findings.at(0).figure == 0.75);
}
BOOST_AUTO_TEST_CASE(inputs_too_large_far_from_zero_or_too_small) {
  Blobs large = blobs(), far = blobs(), small = blobs();
  for (auto& x : large.inputs) x[2] *= 100;
  for (auto& x : far.inputs) x[1] = 5 + x[1] / 10;
  for (auto& x : small.inputs)
    for (float& v : x) v /= 10'000;
  for (const auto& [data, share] : {std::pair{large, 0.25}, {far, 0.25}, {small, 1.0}}) {
    check_found(Problem::inputs_not_scaled, no_layer, data, nothing_broken);
    Classifier net;
    initialize(net, 1);
    BOOST_TEST(diagnose(net, data).findings.at(0).figure == share);
  }
}
BOOST_AUTO_TEST_CASE(pixels_are_scaled) {  // bytes reach the net as 0 … 1, mostly empty
  Dataset<std::array<std::uint8_t, 4>, std::uint8_t> data;
  Engine engine(9);
  for (std::size_t i = 0; i < 100; ++i) {
    std::array<std::uint8_t, 4> x{};
    x[i % 3] = static_cast<std::uint8_t>(100 + uniform_index(engine, 156));
    data.push_back(x, static_cast<std::uint8_t>(i % 3));
  }
  Classifier net;
  initialize(net, 1);
  const Diagnosis d = diagnose(net, data, CrossEntropy{}, SGD{.rate = 0.1});
  BOOST_TEST(d.ok(), to_string(d));
}
BOOST_AUTO_TEST_CASE(constant_labels) {
  Blobs data = blobs();
  for (auto& t : data.targets) t = 2;
  check_found(Problem::labels_constant, no_layer, data, nothing_broken);
}
BOOST_AUTO_TEST_CASE(shuffled_labels) {
  Blobs data = blobs();
  Engine engine(7);
  int found = 0;
  for (int i = 0; i < 40; ++i) {
    shuffle(data.targets, engine);
    Classifier net;
    initialize(net, 1);
    const Diagnosis d = diagnose(net, data);
    found += d.findings.size() == 1 && d.has(Problem::labels_unrelated);
  }
  BOOST_TEST(found >= 37);  // 2 in 100 pass for related; 4 of 40 would by chance in less than 1 of 100 tests
  auto curve = sine();
  shuffle(curve.targets, engine);
  check_found<Net<Dense<1, 16, Tanh>, Dense<16, 1>>>(Problem::labels_unrelated, no_layer, curve, MSE{},
                                                     SGD{.rate = 0.05}, nothing_broken);
}
BOOST_AUTO_TEST_CASE(relations_that_no_single_feature_shows_are_seen) {
  // Parity of 8 signs: every feature is uncorrelated with the label, and nearest neighbours always have the other one.
  Dataset<std::array<float, 8>, std::uint8_t> parity;
  for (unsigned bits = 0; bits < 256; ++bits) {
    std::array<float, 8> x{};
    unsigned ones = 0;
    for (unsigned k = 0; k < 8; ++k) {
      x[k] = (bits >> k & 1) != 0 ? 1.0f : -1.0f;
      ones += bits >> k & 1;
    }
    parity.push_back(x, static_cast<std::uint8_t>(ones % 2));
  }
  Net<Dense<8, 16, ReLU>, Dense<16, 1, Sigmoid>> net;
  initialize(net, 1);
  const Diagnosis d = diagnose(net, parity);
  BOOST_TEST(d.ok(), to_string(d));
}

BOOST_AUTO_TEST_CASE(units_that_are_all_equal) {
  check_found(Problem::equal_units, 0, blobs(), times(0));
  check_found<SigmoidNet>(Problem::equal_units, 0, blobs(), times(0));
  check_found(Problem::equal_units, 0, blobs(), [](auto& net) { net.parameters.fill(0.1f); });
  Classifier net;
  initialize(net, 1);
  for (std::size_t o = 0; o < 8; ++o) {  // the second layer alone: 16 → 8
    for (std::size_t i = 0; i < 16; ++i) net.weight<1>(i, o) = 0.1f;
    for (std::size_t k = 0; k < 3; ++k) net.weight<2>(o, k) = 0.1f * static_cast<float>(k);
  }
  const Diagnosis d = diagnose(net, blobs());
  BOOST_TEST(d.findings.size() == 1u, to_string(d));
  BOOST_REQUIRE(d.has(Problem::equal_units));
  BOOST_TEST(d.findings[0].layer == 1u);
  BOOST_TEST(d.findings[0].figure == 8);
}
BOOST_AUTO_TEST_CASE(image_nets_of_zeros) {
  using Images = Net<Input<1, 2, 2>, Conv2D<4, 1, Tanh>, BatchNorm<>, Flatten, Dense<16, 3, Softmax>>;
  Dataset<std::array<float, 4>, std::uint8_t> data = blobs();
  const Images zeros;
  const Diagnosis d = diagnose(zeros, data, CrossEntropy{}, SGD{.rate = 0.1});
  BOOST_REQUIRE(d.has(Problem::equal_units));
  Images net;
  initialize(net, 1);
  BOOST_TEST(diagnose(net, data, CrossEntropy{}, SGD{.rate = 0.1}).ok());
  BOOST_TEST(!diagnose(Net<Dense<4, 3, Softmax>>{}, data).has(Problem::equal_units));  // one layer may start at 0
}
// its weights part in the first step, those before it in the second
BOOST_AUTO_TEST_CASE(a_zero_output_layer_alone_is_fine) {
  check_healthy<Classifier>(blobs(), CrossEntropy{}, SGD{.rate = 0.1}, 0);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Classifier net;
    initialize(net, seed);
    for (std::size_t o = 0; o < 3; ++o)
      for (std::size_t i = 0; i < 8; ++i) net.weight<2>(i, o) = 0;
    const Diagnosis d = diagnose(net, blobs(), CrossEntropy{}, SGD{.rate = 0.1});
    BOOST_TEST(d.ok(), to_string(d));
  }
}
BOOST_AUTO_TEST_CASE(dead_units) {
  check_found(Problem::dead_units, 1, blobs(), [](auto& net) {
    for (std::size_t o = 0; o < 8; ++o) net.template bias<1>(o) = -100;
  });
  Classifier net;
  initialize(net, 1);
  for (std::size_t o = 0; o < 6; ++o) net.bias<1>(o) = -100;
  BOOST_TEST(diagnose(net, blobs()).findings.at(0).figure >= 0.75);
}
BOOST_AUTO_TEST_CASE(saturated_units) {
  check_found<SigmoidNet>(Problem::saturated_units, no_layer, blobs(), times(50));
  // An output that saturates in the wrong place stops MSE, not a loss that gives the gradient before the activation.
  using Yes = Net<Dense<2, 8, Tanh>, Dense<8, 1, Sigmoid>>;
  auto far_off = [](auto& net) { net.template bias<1>(0) = 12; };
  check_found<Yes>(Problem::saturated_units, 1, spirals(), MSE{}, SGD{.rate = 0.1}, far_off);
  Yes net;
  initialize(net, 1);
  far_off(net);
  BOOST_TEST(!diagnose(net, spirals(), BinaryCrossEntropy{}, SGD{.rate = 0.1}).has(Problem::saturated_units));
}
BOOST_AUTO_TEST_CASE(gradients_that_vanish) {
  using S = Dense<16, 16, Sigmoid>;
  check_found<Net<Dense<4, 16, Sigmoid>, S, S, S, S, S, S, S, Dense<16, 3, Softmax>>>(Problem::vanishing_gradient, 0,
                                                                                      blobs(), nothing_broken);
}
BOOST_AUTO_TEST_CASE(gradients_that_vanish_or_explode_with_the_weights) {
  using R = Dense<16, 16, ReLU>;
  using Deep = Net<Dense<4, 16, ReLU>, R, R, R, R, R, R, Dense<16, 3, Softmax>>;
  check_found<Deep>(Problem::vanishing_gradient, 0, blobs(), times(0.1f));
  check_found<Deep>(Problem::exploding_gradient, no_layer, blobs(), times(4));
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {  // as it comes, the same net is healthy
    Deep net;
    initialize(net, seed);
    const Diagnosis d = diagnose(net, blobs(), CrossEntropy{}, SGD{.rate = 0.05});
    BOOST_TEST(d.ok(), to_string(d));
  }
}
BOOST_AUTO_TEST_CASE(rates) {
  check_found<Classifier>(Problem::rate_too_high, no_layer, blobs(), CrossEntropy{}, SGD{.rate = 100}, nothing_broken);
  check_found<Classifier>(Problem::rate_too_low, no_layer, blobs(), CrossEntropy{}, SGD{.rate = 1e-6}, nothing_broken);
  check_found<Classifier>(Problem::rate_too_high, no_layer, blobs(), CrossEntropy{}, Adam{.rate = 100}, nothing_broken);
  check_found<Classifier>(Problem::rate_too_low, no_layer, blobs(), CrossEntropy{}, Adam{.rate = 1e-7}, nothing_broken);
  // The rate it names is one that works.
  Classifier net;
  initialize(net, 1);
  const Diagnosis d = diagnose(net, blobs(), CrossEntropy{}, SGD{.rate = 1e-6});
  BOOST_REQUIRE(d.has(Problem::rate_too_low));
  BOOST_TEST(diagnose(net, blobs(), CrossEntropy{}, SGD{.rate = d.findings[0].figure}).ok());
}

/// The findings and remarks of a fresh net for the sine, its targets scaled.
template <class N, class Loss>
Diagnosis of_scaled_sine(const Loss& loss, float scale, float offset, const DiagnoseOptions& options = {}) {
  auto data = sine();
  for (float& t : data.targets) t = t * scale + offset;
  N net;
  initialize(net, 1);
  return diagnose(net, data, loss, SGD{.rate = 0.05}, options);
}
BOOST_AUTO_TEST_CASE(targets_that_the_output_cannot_give) {
  using Bounded = Net<Dense<1, 16, Tanh>, Dense<16, 1, Sigmoid>>;
  using Signed = Net<Dense<1, 16, Tanh>, Dense<16, 1, Tanh>>;
  using Positive = Net<Dense<1, 16, Tanh>, Dense<16, 1, Softplus>>;
  using Free = Net<Dense<1, 16, Tanh>, Dense<16, 1>>;
  const auto out_of_reach = [](const Diagnosis& d) { return d.has(Problem::targets_out_of_reach); };
  BOOST_TEST(out_of_reach(of_scaled_sine<Bounded>(MSE{}, 1, 0)));  // −1 … 1 for an output of 0 … 1
  BOOST_TEST(!out_of_reach(of_scaled_sine<Bounded>(MSE{}, 0.5f, 0.5f)));
  BOOST_TEST(out_of_reach(of_scaled_sine<Bounded>(BinaryCrossEntropy{}, 1, 1)));
  BOOST_TEST(out_of_reach(of_scaled_sine<Signed>(MSE{}, 2, 0)));
  BOOST_TEST(!out_of_reach(of_scaled_sine<Signed>(MSE{}, 1, 0)));
  BOOST_TEST(out_of_reach(of_scaled_sine<Positive>(MSE{}, 1, 0)));
  BOOST_TEST(!out_of_reach(of_scaled_sine<Positive>(MSE{}, 1, 1)));
  BOOST_TEST(!out_of_reach(of_scaled_sine<Free>(MSE{}, 100, 7)));
  BOOST_TEST(out_of_reach(of_scaled_sine<Free>(BinaryCrossEntropyWithLogits{}, 1, 0)));  // a cross-entropy below 0
  BOOST_TEST(!out_of_reach(of_scaled_sine<Free>(BinaryCrossEntropyWithLogits{}, 0.5f, 0.5f)));
  BOOST_TEST(!out_of_reach(of_scaled_sine<Signed>(MSE{}, 1.01f, 0, {.unreachable_share = 0.5})));

  // Several labels a sample under Softmax: rows that do not add up to 1.
  Dataset<std::array<float, 4>, std::array<float, 3>> labels;
  for (const auto& x : blobs().inputs) labels.push_back(x, {x[0] > 0 ? 1.0f : 0.0f, x[1] > 0 ? 1.0f : 0.0f, 0});
  Classifier net;
  initialize(net, 1);
  BOOST_TEST(out_of_reach(diagnose(net, labels)));
  for (auto& t : labels.targets) t = {t[0] / 2, t[1] / 2, 1 - t[0] / 2 - t[1] / 2};
  BOOST_TEST(!out_of_reach(diagnose(net, labels)));
}
BOOST_AUTO_TEST_CASE(remarks_are_no_findings) {
  Classifier net;
  initialize(net, 1);
  Diagnosis d = diagnose(net, blobs(), MSE{}, SGD{.rate = 0.1}, {.optimized = true});
  BOOST_TEST(d.ok(), to_string(d));
  BOOST_TEST(d.remarks.size() == 1u);
  BOOST_TEST(d.has(Problem::slow_loss));
  BOOST_TEST(to_string(d).find("remark, slow loss: ") != std::string::npos);
  d = diagnose(net, blobs(), CrossEntropy{}, SGD{.rate = 0.1}, {.optimized = false});
  BOOST_TEST(d.ok(), to_string(d));
  BOOST_TEST(d.remarks.size() == 1u);
  BOOST_TEST(d.has(Problem::not_optimized));
  d = diagnose(net, blobs(), CrossEntropy{}, SGD{.rate = 0.1}, {.optimized = true});
  BOOST_TEST((d.ok() && d.remarks.empty()), to_string(d));

  using Yes = Net<Dense<2, 8, Tanh>, Dense<8, 1, Sigmoid>>;
  Yes yes;
  initialize(yes, 1);
  BOOST_TEST(diagnose(yes, spirals(), MSE{}).has(Problem::slow_loss));
  BOOST_TEST(!diagnose(yes, spirals(), BinaryCrossEntropy{}).has(Problem::slow_loss));
#ifdef __OPTIMIZE__
  BOOST_TEST(DiagnoseOptions{}.optimized);
#else
  BOOST_TEST(!DiagnoseOptions{}.optimized);
#endif
}

BOOST_AUTO_TEST_CASE(the_net_stays_as_it_was) {
  Classifier net;
  initialize(net, 1);
  const Classifier before = net;
  static_cast<void>(diagnose(net, blobs(), CrossEntropy{}, SGD{.rate = 100}));
  BOOST_TEST((net.parameters == before.parameters));
}
BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_findings) {
  Blobs data = blobs();
  Engine engine(7);
  shuffle(data.targets, engine);
  Classifier net;
  initialize(net, 1);
  BOOST_TEST(to_string(diagnose(net, data)) == to_string(diagnose(net, data)));
}
BOOST_AUTO_TEST_CASE(findings_say_what_why_and_what_to_do) {
  Blobs data = blobs();
  for (auto& x : data.inputs) x[2] *= 100;
  Classifier net;
  initialize(net, 1);
  const std::string text = to_string(diagnose(net, data));
  for (const char* part :
       {"inputs not scaled: ", "1 of 4 features", "feature 2: mean ", "deviation 100", "StandardScaler"})
    BOOST_TEST(text.find(part) != text.npos, part << " in " << text);
}
BOOST_AUTO_TEST_CASE(double_nets_batches_and_few_samples) {
  BasicNet<double, Dense<1, 8, Tanh>, Dense<8, 1>> net;
  initialize(net, 1);
  Dataset<std::array<double, 1>, double> data;
  for (int i = 0; i < 10; ++i) data.push_back({i / 5.0 - 1}, i % 3 / 2.0);
  const Diagnosis d = diagnose<16>(net, data, MSE{}, Adam{.rate = 0.01});  // too few to judge the labels by
  BOOST_TEST(d.ok(), to_string(d));
}
BOOST_AUTO_TEST_CASE(no_samples_and_unknown_classes_are_errors) {
  Classifier net;
  BOOST_CHECK_THROW(static_cast<void>(diagnose(net, Blobs{})), data_error);
  Blobs data = blobs();
  data.targets[3] = 3;
  BOOST_CHECK_THROW(static_cast<void>(diagnose(net, data)), data_error);
}

BOOST_AUTO_TEST_SUITE_END()
