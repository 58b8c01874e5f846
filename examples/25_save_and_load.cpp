// 25 · Save and load: a net's weights as a safetensors file, which PyTorch and others read, and back. Loading is all or
// nothing: a file that does not fit says how, and leaves the net as it was. And a file whose net is used in place.
//
//     25_save_and_load [FILE]

#include <array>
#include <cstdio>
#include <string>

#include <sinew/sinew.hpp>
#include <sinew/io/mapped_net.hpp>
#include <sinew/io/safetensors.hpp>

#include "data/iris.hpp"

using namespace sinew;

using Flowers = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;

int main(int count, char** arguments) {
  const std::string path = count > 1 ? arguments[1] : "flowers.safetensors";
  const auto& iris = examples::iris();
  const DataView data(iris.inputs, iris.targets);
  Flowers net;
  initialize(net, /*seed*/ 1);
  fit<16>(net, data, CrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 60});
  std::printf("trained: accuracy %.3f\n", accuracy(net, data));

  // The file also gets one flower and the outputs for it. Whoever loads the file gets the same, or an error.
  save_safetensors(net, path, {.golden_sample = iris.inputs[0]});
  for (const TensorDescription& tensor : tensors_of<Flowers>)
    std::printf("  %-9s %3zu numbers\n", std::string(tensor.name).c_str(), tensor.size());

  Flowers loaded;
  load_safetensors(loaded, path);
  std::printf("loaded:  accuracy %.3f\n", accuracy(loaded, data));
  const bool same = loaded.parameters == net.parameters;

  // Half the size, for the price of 8 bits of precision; a net of doubles reads that as well.
  save_safetensors(net, path + ".small", {.dtype = Dtype::bfloat16});
  Flowers::with_scalar<double> small;
  load_safetensors(small, path + ".small");

  // As the net lies in memory: it is used in the file, without a copy, by as many processes as like to.
  save_safetensors(net, path + ".map", {.mappable = true});
  const MappedNet<Flowers> mapped(path + ".map");
  std::printf("mapped:  accuracy %.3f\n", accuracy(*mapped, data));
  const bool in_place = mapped->parameters == net.parameters && mapped->predict(iris.inputs[0]) == iris.targets[0];

  // A net with other layers cannot be loaded by mistake.
  Net<Dense<4, 16, ReLU>, Dense<16, 3, Softmax>> other;
  bool refused = false;
  try {
    load_safetensors(other, path);
  } catch (const weights_error& error) {
    refused = true;
    std::printf("\n%s\n", error.what());
  }
  return same && in_place && refused ? 0 : 1;
}
