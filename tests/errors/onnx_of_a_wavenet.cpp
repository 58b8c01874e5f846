// expect: activation_without_onnx<sinew::mistake::layer<0, 0, 1, 0>, sinew::Gated<mine::Cube
// topic: own
// An ONNX model of a WaveNet whose activation does not say what it is in ONNX.
// says: layer 0.0.1.0 has the activation Gated<mine::Cube>, which does not say what it is in ONNX: add static auto onnx(auto& graph, auto z), which adds its nodes to the graph and returns its output (io/onnx_graph.hpp)
// way out: Give it to mine::Cube.
#include <sinew/sinew.hpp>
#include <sinew/io/onnx.hpp>
using namespace sinew;

namespace mine {
struct Cube {
  template <std::floating_point T> static T value(T z) { return z * z * z; }
  template <std::floating_point T> static T derivative(T z) { return 3 * z * z; }
};
}  // namespace mine

int main() {
  Net<WaveNet<1, WaveNetStack<3, Dilated<2, Gated<mine::Cube, Sigmoid>, 1, 2>, Head<1>>>> net;
  save_onnx(net, "net.onnx");
}
