// 26 · An ONNX file as a header: import/iris.onnx, which PyTorch exported (import/iris.py), becomes a type and a
// constant when this program is built. sinew-import writes the header:
//
//     sinew-import iris.onnx -o iris.hpp
//
// The net lies in read-only memory and works in constant expressions; a copy can be trained further.

#include <cstdio>

#include <sinew/sinew.hpp>

#include "data/iris.hpp"
#include "imported/iris.hpp"  // by sinew-import, from import/iris.onnx

using namespace sinew;

static_assert(iris::net.predict({5.1f, 3.5f, 1.4f, 0.2f}) == 0);  // setosa

int main() {
  const auto& flowers = sinew::examples::iris();
  const DataView data(flowers.inputs, flowers.targets);
  std::printf("%zu parameters\nas imported: accuracy %.3f, loss %.4f\n", iris::Net::parameter_count,
              accuracy(iris::net, data), evaluate(iris::net, data, CrossEntropy{}).loss);

  iris::Net net = iris::net;
  fit<50>(net, data, CrossEntropy{}, Adam{.rate = 0.003}, {.epochs = 200});
  std::printf("trained further: accuracy %.3f, loss %.4f\n", accuracy(net, data),
              evaluate(net, data, CrossEntropy{}).loss);
}
