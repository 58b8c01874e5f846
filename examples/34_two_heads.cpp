// 34 · Several inputs and outputs: an image and two numbers in, a class and a position out.
//
//     Inputs<S...>      the shapes of the inputs; a sample is a std::tuple, or net(image, numbers)
//     Branches<B...>    a branch for each input; their outputs are concatenated
//     Heads<H...>       the outputs; auto [shape, position] = net(image, numbers)
//     Losses{A{}, B{}}  a loss for each head; L = A + B, or a weighted sum
//
// The task: a camera takes a picture of a square, a cross or a ring, and tells where it looks. Which one is it, and
// where is it in the room? The picture alone tells the class; the position takes both.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <tuple>

#include <sinew/sinew.hpp>
#include <sinew/report/summary.hpp>

using namespace sinew;

static constexpr std::size_t side = 16;
using Image = std::array<std::uint8_t, side * side>;  // bytes stand for byte / 255, within a tuple, too
using Position = std::array<float, 2>;                // one unit is the width of a picture

using Detector = Net<Inputs<shape<1, side, side>, shape<2>>,
                     Branches<Sequential<Conv2D<8, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3, ReLU>, Flatten>,  // the image
                              PassThrough>,  // the numbers
                     Dense<402, 48, ReLU>,   // 16·5·5 + 2
                     Heads<Dense<48, 3, Softmax>, Dense<48, 2>>>;

using Data = Dataset<std::tuple<Image, Position>, std::tuple<int, Position>>;

static bool is_lit(int what, int row, int column) {
  const int a = std::abs(row), b = std::abs(column);
  if (what == 0) return a <= 2 && b <= 2;            // a square
  if (what == 1) return (a == b) && a <= 3;          // a cross
  return a * a + b * b >= 5 && a * a + b * b <= 10;  // a ring
}

static Data pictures(std::size_t count, std::uint64_t seed) {
  Data data;
  Engine engine(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const int what = static_cast<int>(i % 3), row = 3 + static_cast<int>(engine() % 10),
              column = 3 + static_cast<int>(engine() % 10);
    const Position camera{uniform(engine, -1.0f, 1.0f), uniform(engine, -1.0f, 1.0f)};
    Image image{};
    for (int r = 0; r < int{side}; ++r)
      for (int c = 0; c < int{side}; ++c)
        image[static_cast<std::size_t>(r) * side + static_cast<std::size_t>(c)] =
            static_cast<std::uint8_t>((is_lit(what, r - row, c - column) ? 180 : 0) + engine() % 60);
    data.push_back({image, camera}, {what,
                                     {camera[0] + static_cast<float>(row) / side - 0.5f,
                                      camera[1] + static_cast<float>(column) / side - 0.5f}});
  }
  return data;
}

/// The mean distance between where the net says that it is, and where it is.
static double mean_distance(const Detector& net, const Data& data, bool tells_the_camera) {
  double sum = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto& [image, camera] = data.inputs[i];
    const auto [what, position] = net(image, tells_the_camera ? camera : Position{});
    const Position& truth = std::get<1>(data.targets[i]);
    sum += std::hypot(position[0] - truth[0], position[1] - truth[1]);
  }
  return sum / static_cast<double>(data.size());
}

int main() {
  std::fputs(to_string(summary<Detector>()).c_str(), stdout);
  const Data train = pictures(1500, 1), test = pictures(600, 2);
  static Detector net;
  initialize(net, 3);
  const Losses losses = Losses{CrossEntropy{}, MSE{}}.weighted(1, 5);  // L = L₀ + 5·L₁
  fit<32>(net, train, losses, Adam{.rate = 0.003}, {.epochs = 12});

  const auto figures = evaluate(net, test, losses);
  const double distance = mean_distance(net, test, true);
  std::printf("loss %.4f = %.4f (class) + 5 * %.5f (position)\n", figures.loss, figures.heads[0].loss,
              figures.heads[1].loss);
  std::printf("the class: %.1f %% of unseen pictures correct\n", 100 * figures.heads[0].accuracy);
  std::printf("the position: %.3f away on average, %.3f where the camera does not tell where it looks\n", distance,
              mean_distance(net, test, false));
  const auto& [image, camera] = test.inputs[0];
  std::printf("picture 0 is a %s\n", std::array{"square", "cross", "ring"}[net.predict<0>(image, camera)]);
  return figures.heads[0].accuracy > 0.95 && distance < 0.1 ? 0 : 1;
}
