#pragma once
// A program after other people's macros. Names like std::max are written as programs there have to write them.

#include <every_header.hpp>

namespace {

using Images = sinew::Net<sinew::Input<1, 6, 6>, sinew::Conv2D<4, 3, sinew::ReLU>, sinew::MaxPool2D<2>, sinew::Flatten,
                          sinew::Dense<16, 8, sinew::Tanh>, sinew::Dense<8, 1, sinew::Sigmoid>>;

/// Two images, one dark and one bright, are told apart after training.
bool trains() {
  static sinew::Dataset<std::array<float, 36>, float> data;
  for (int i = 0; i < 16; ++i) {
    std::array<float, 36> image{};
    for (float& pixel : image) pixel = i % 2 == 0 ? 0.1f : 0.9f;
    data.inputs.push_back(image);
    data.targets.push_back(float(i % 2));
  }
  static Images net;
  sinew::initialize(net, 1);
  const sinew::History history =
      sinew::fit<4>(net, data, sinew::BinaryCrossEntropy{}, sinew::Adam{.rate = 0.05}, {.epochs = 30});
  const bool apart = net(data.inputs[0])[0] < 0.1f && net(data.inputs[1])[0] > 0.9f;
  return history.epochs.size() == 30 && apart && (sinew::math::max)(1.0f, 2.0f) == 2 && sinew::accuracy(net, data) == 1;
}

}  // namespace
