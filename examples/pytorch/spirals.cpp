// From PyTorch to C++ and back: train_spirals.py has trained a net a little, in PyTorch, and written its weights and
// this type. This program loads it, trains it further, and saves it for PyTorch.
//
//     python3 train_spirals.py                               spirals.safetensors, and the type
//     spirals spirals.safetensors trained.safetensors
//     python3 train_spirals.py --check trained.safetensors

#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>
#include <vector>

#include <sinew/sinew.hpp>
#include <sinew/io/safetensors.hpp>

using namespace sinew;

// As sinew_export.py has printed it: the modules have names of their own.
using Spirals = Net<Dense<2, 24, Tanh>, Dense<24, 24, Tanh>, Dense<24, 2, Softmax>>;
const std::vector<std::string> names_of_modules = {"first", "second", "out"};

int main(int count, char** arguments) {
  const std::string from = count > 1 ? arguments[1] : "spirals.safetensors";
  const std::string to = count > 2 ? arguments[2] : "trained.safetensors";

  // Two spirals around each other, with the same points as in Python.
  std::vector<std::array<float, 2>> points;
  std::vector<int> spirals;
  for (int k = 0; k < 97; ++k) {
    const float angle = static_cast<float>(k) * std::numbers::pi_v<float> / 24;
    const float radius = static_cast<float>(104 - k) / 104;
    for (int spiral = 0; spiral < 2; ++spiral) {
      const float signed_radius = spiral == 0 ? radius : -radius;
      points.push_back({signed_radius * std::sin(angle), signed_radius * std::cos(angle)});
      spirals.push_back(spiral);
    }
  }
  const DataView data(points, spirals);

  // The file also has one sample and PyTorch's outputs for it: a net that computed something else would be an error.
  Spirals net;
  load_safetensors(net, from, {.names = names_of_modules});
  const double before = accuracy(net, data);
  std::printf("from PyTorch:    accuracy %.3f\n", before);

  fit<32>(net, data, CrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 400, .seed = 1});
  const double after = accuracy(net, data);
  std::printf("trained further: accuracy %.3f\n", after);

  save_safetensors(net, to, {.names = names_of_modules, .golden_sample = points[0]});
  return before < after && after > 0.97 ? 0 : 1;
}
