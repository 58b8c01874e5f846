// A tour of the library: every folder is used, in float and double, and its figures are checked. It is compiled with
// the standard libraries, modes and warnings of consumers: see CMakeLists.txt here and in ../warnings.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/sinew.hpp>
#include <sinew/data/csv.hpp>
#include <sinew/data/idx.hpp>
#include <sinew/data/idx_gz.hpp>
#include <sinew/data/mnist.hpp>
#include <sinew/deploy/embed.hpp>
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/diagnose/diagnose.hpp>
#include <sinew/diagnose/gradient_error.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/report/plot.hpp>
#include <sinew/report/progress.hpp>
#include <sinew/report/summary.hpp>
#include <sinew/report/text.hpp>

using namespace sinew;

namespace {

int faults = 0;
void check(bool holds, const char* what) {
  if (holds) return;
  std::printf("wrong: %s\n", what);
  ++faults;
}

// ---- Constant expressions: training, inference, data.
constexpr auto trained = [] {
  Net<Dense<2, 3, Tanh>, Dense<3, 1, Sigmoid>> net;
  initialize(net, 1);
  constexpr std::array<std::array<float, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  constexpr std::array<std::uint8_t, 4> targets{0, 1, 1, 1};
  const History history =
      fit<4>(net, DataView(inputs, targets), BinaryCrossEntropy{}, SGD{.rate = 1}, {.epochs = 50, .patience = 40});
  const bool learned = history.last().loss < history.epochs.front().loss / 2;
  return std::pair{net, learned};
}();
static_assert(trained.second && trained.first({1, 1})[0] > 0.5f && one_hot<3>(1)[1] > 0.5f);

// ---- Data: CSV, IDX, splits, scalers; dense nets, training, evaluation, reports, diagnosis.
std::string rows_of_csv() {
  std::string text = "length;width;species\n";
  for (int i = 0; i < 60; ++i)
    text += std::to_string(1 + i % 3) + '.' + std::to_string(i % 10) + ';' + std::to_string((i * 7) % 10) + "e-1;" +
            (i % 3 == 0   ? "round"
             : i % 3 == 1 ? "\"oval\""
                          : "long") +
            '\n';
  return text;
}

template <class T> void train_on_rows() {
  using Classifier = BasicNet<T, Dense<2, 8, Tanh>, Dense<8, 3, Softmax>>;
  const auto rows = parse_csv<2, std::uint8_t, T>(
      rows_of_csv(), {.separator = ';', .header = true, .classes = {"round", "oval", "long"}});
  auto [train, test] = stratified_split(rows, 0.2, 1);
  StandardScaler<T, 2> scaler;
  scaler.fit(train.inputs).transform(std::span(train.inputs));
  scaler.transform(std::span(test.inputs));
  Classifier net;
  initialize(net, 1);
  std::size_t calls = 0;
  ProgressDisplay progress{40};  // draws nothing where stderr is no terminal
  const History history = fit<8>(
      net, train, CrossEntropy{}, Adam{.rate = 0.02},
      {.epochs = 40, .validation = test, .schedule = cosine_decay(40), .clip_norm = 5, .patience = 40},
      [&calls](const Epoch&) { ++calls; }, progress);
  check(calls == 40 && history.epochs.size() == 40 && history.best().validation_loss < 0.3, "training on rows");
  check(accuracy(net, test) > 0.99, "accuracy");
  const Evaluation figures = evaluate(net, test, CrossEntropy{});
  check(figures.loss < 0.3 && net.predict(test.inputs[0]) == test.targets[0], "evaluation");

  constexpr std::string_view names[]{"round", "oval", "long"};
  check(to_string(history).find("finished") != std::string::npos, "report of a history");
  check(to_string(confusion_matrix(net, test), names).find("oval") != std::string::npos, "report of a matrix");
  check(to_string(summary<Classifier>()).find("Dense") != std::string::npos, "summary");
  check(to_string(tensors_of<Classifier>).find("0.weight") != std::string::npos, "tensors");
  std::size_t elements = 0;
  for (const TensorDescription& t : tensors_of<Classifier>) {
    const auto values = tensor_storage(net, t);
    t.each_position([&](std::size_t at) { elements += std::size_t{at < values.size()}; });
  }
  check(elements == Classifier::parameter_count, "their elements");
  check(!markdown(summary<Classifier>()).empty() && !graphviz(summary<Classifier>()).empty(), "pictures of a net");
  Classifier fresh;
  initialize(fresh, 1);
  const Diagnosis healthy = diagnose(fresh, train, CrossEntropy{}, SGD{.rate = 0.1});
  check(!to_string(healthy).empty(), "diagnosis");
  const GradientCheck gradients = gradient_error(fresh, CrossEntropy{}, 1);
  check(gradients.ok(), gradients.text.c_str());

  // A training loop of one's own.
  Workspace<Classifier, 8, Mode::training> workspace;
  Optimizer<SGD, Classifier> optimizer{{.rate = 0.1}};
  initialize(fresh, 2);
  T first = 0, last = 0;
  std::array<T, 8 * 3> targets{};
  for (int step = 0; step < 50; ++step) {
    for (std::size_t s = 0; s < 8; ++s) {
      for (std::size_t i = 0; i < 2; ++i) workspace.x()[s][i] = train.inputs[s][i];
      const auto wanted = one_hot<3, T>(train.targets[s]);
      for (std::size_t c = 0; c < 3; ++c) targets[3 * s + c] = wanted[c];
    }
    last = train_step(fresh, workspace, targets, CrossEntropy{}, optimizer);
    if (step == 0) first = last;
  }
  check(last < first / 2, "training step by step");

  // Deployment.
  std::ostringstream header;
  embed(header, net, "classifier");
  check(header.str().find("namespace") != std::string::npos || header.str().find("classifier") != std::string::npos,
        "embedding");
  const AffineScaler<T, 2> units{{T(1), T(2)}, {T(2), T(4)}};
  embed(header, units, "units");
  const Classifier scaled = fold_scalers(net, units);
  check(std::abs(scaled({T(3), T(6)})[0] - net({T(1), T(1)})[0]) < T(1e-4), "folding a scaler");
  const AnyNet<2, 3, 4_KiB, T> any = net;
  check(any(test.inputs[0]) == net(test.inputs[0]) && any.template holds<Classifier>(), "AnyNet");
  OneOf<BasicNet<T, Dense<2, 4, ReLU>, Dense<4, 3, Softmax>>, Classifier> one(1);
  one.visit([](auto& chosen) { initialize(chosen, 1); });
  check(one.index() == 1 && std::isfinite(one(test.inputs[0])[0]), "OneOf");
}

template <class T, class LossType, class Formula> void fit_a_line(LossType loss, Formula optimizer) {
  std::vector<std::array<T, 1>> xs;
  std::vector<T> ys;
  for (int i = 0; i < 32; ++i) {
    xs.push_back({static_cast<T>(i) / 16 - 1});
    ys.push_back(3 * xs.back()[0] - 1);
  }
  BasicNet<T, Dense<1, 1>> line;
  initialize(line, 1);
  fit<8>(line, DataView(xs, ys), loss, optimizer, {.epochs = 400});
  check(std::abs(line({T(1) / 2})[0] - T(0.5)) < T(0.05), "fitting a line");
}

// ---- Images: IDX, layers, augmentation, folding, bytes as pixels.
void images() {
  std::vector<std::uint8_t> bytes{0, 0, 8, 3, 0, 0, 0, 24, 0, 0, 0, 8, 0, 0, 0, 8};
  std::vector<std::uint8_t> labels{0, 0, 8, 1, 0, 0, 0, 24};
  for (std::uint8_t i = 0; i < 24; ++i) {  // the upper or the lower half is bright
    for (std::uint8_t k = 0; k < 64; ++k)
      bytes.push_back(static_cast<std::uint8_t>((k < 32) == (i % 2 == 0) ? 200 + i : i));
    labels.push_back(i % 2);
  }
  const auto pictures = parse_idx_images<8, 8>(bytes);
  const auto answers = parse_idx_labels(labels, 2);
  const DataView data(pictures, answers);
  using Halves = Net<Input<1, 8, 8>, Conv2D<4, 3, Same>, BatchNorm<>, Activate<ReLU>, MaxPool2D<2>,
                     Residual<Conv2D<4, 3, SiLU, Same>>, Flatten, Dropout<Ratio<1, 8>>, Dense<64, 2, Softmax>>;
  Halves net;
  initialize(net, 1);
  fit<8>(net, data, CrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 8}, Augmentation{.shift = 0.5, .elastic = 0.3});
  check(accuracy(net, data) > 0.99, "a net of images");
  const auto folded = fold_batch_norm(net);
  check(std::abs(folded(pictures[0])[0] - net(pictures[0])[0]) < 1e-3f, "folding");
  check(to_string(summary<Halves>()).find("Residual") != std::string::npos, "its summary");
  std::vector<Halves::Output> outputs(pictures.size());
  net(pictures, outputs);
  check(std::abs(outputs[3][0] - net(pictures[3])[0]) < 1e-4f, "many samples at once");
}

// ---- Sequences: recurrent layers, streams, fit and evaluate.
void sequences() {
  using Echo = Net<LSTM<1, 8>, GRU<8, 8>, Residual<RNN<8, 8>>, Dense<8, 1>>;
  std::vector<std::vector<std::array<float, 1>>> inputs(12), targets(12);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::size_t t = 0; t < 20 + i; ++t) {
      inputs[i].push_back({static_cast<float>((7 * t + 3 * i) % 5) / 4 - 0.5f});
      targets[i].push_back({t == 0 ? 0 : inputs[i][t - 1][0]});
    }
  const DataView data(inputs, targets);
  Echo net;
  initialize(net, 1);
  fit<4, 8>(net, data, MSE{}, Adam{.rate = 0.02}, {.epochs = 40, .clip_norm = 1});
  check((evaluate<4, 8>(net, data, MSE{}).loss < 0.02), "an echo");
  Stream<Echo> steps, block;
  std::vector<std::array<float, 1>> outputs(inputs[3].size());
  net(inputs[3], outputs, block);
  float last = 0;
  for (const auto& x : inputs[3]) last = net(x, steps)[0];
  check(std::abs(last - outputs.back()[0]) < 1e-4f, "steps and blocks");

  using Delay = Net<WaveNet<1, WaveNetStack<4, Dilated<2, Tanh, 1, 2>, Head<2>>,
                            WaveNetStack<2, Dilated<2, Gated<Tanh, Sigmoid>, 1>, Head<1>>>>;
  Delay taps;
  initialize(taps, 1);
  fit<4, 8>(taps, data, MSE{}, Adam{.rate = 0.02}, {.epochs = 40, .clip_norm = 1});
  check((evaluate<4, 8>(taps, data, MSE{}).loss < 0.02), "an echo of a WaveNet");
}

// ---- Attention over indices: the largest of the last four.
void attention() {
  using Model = Net<Embedding<5, 8>, Residual<SelfAttention<8, 2, Context<4>>>, Dense<8, 5, Softmax>>;
  std::vector<std::vector<std::array<float, 1>>> inputs(8);
  std::vector<std::vector<int>> targets(8);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::size_t t = 0; t < 30; ++t) {
      inputs[i].push_back({static_cast<float>((7 * t * t + 3 * i + i * t * t * t) % 5)});
      float largest = 0;
      for (std::size_t back = 0; back <= std::min<std::size_t>(t, 3); ++back)
        largest = std::max(largest, inputs[i][t - back][0]);
      targets[i].push_back(static_cast<int>(largest));
    }
  const auto net = std::make_unique<Model>();
  initialize(*net, 1);
  fit<4, 15>(*net, DataView(inputs, targets), CrossEntropy{}, Adam{.rate = 0.02}, {.epochs = 60});
  check((evaluate<4, 15>(*net, DataView(inputs, targets), CrossEntropy{}).accuracy > 0.9), "the largest of four");
}

// ---- Errors are exceptions; pictures need gnuplot, and only say so if it is missing.
void errors() {
  try {
    static_cast<void>(parse_csv<1>("1e999\n"));
    check(false, "an error");
  } catch (const csv_error& e) {
    check(e.line == 1 && e.column == 1 && std::string(e.what()).find("1e999") != std::string::npos, "its message");
  }
  const auto fails = [](auto call) {
    try {
      call();
    } catch (const Error& e) { return e.what()[0] != '\0'; }
    return false;
  };
  const std::array<std::array<float, 2>, 2> inputs{{{0, 0}, {1, 1}}};
  const std::array<int, 2> targets{0, 1};
  const DataView data(inputs, targets);
  check(fails([] { plot_loss(History{}, "nothing.svg"); }), "a history without epochs");
  check(fails([&] { plot_decision_boundary(trained.first, data, "no/such/folder/picture.svg"); }), "no such folder");
  check(fails([] { static_cast<void>(load_mnist("no/such/folder")); }), "no such files");
  check(fails([] { static_cast<void>(read_idx_images_gz<8, 8>("no/such/file")); }), "no such file");
  check(fails([&] { static_cast<void>(train_test_split(data, 1.5, 1)); }), "a fraction above 1");
}

}  // namespace

int main(int argc, char**) {
  train_on_rows<float>();
  train_on_rows<double>();
  fit_a_line<float>(MSE{}, Momentum{.rate = 0.05});
  fit_a_line<double>(MAE{}, Adam{.rate = 0.01});
  fit_a_line<double>(Huber{}, RMSprop{.rate = 0.01});
  images();
  sequences();
  attention();
  errors();
  Net<Dense<2, 1, Step>> gate;
  const std::array<std::array<float, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  const std::array<int, 4> answers{0, 0, 0, 1};
  check(fit_perceptron(gate, DataView(inputs, answers)).mistakes == 0, "a perceptron");
  check(argc == 1, "an argument");  // a tour that must fail has one
  std::printf("%d faults\n", faults);
  return faults > 0;
}
