// expect: activation_without_onnx<sinew::mistake::layer<1, 0>, mine::Cube>
// topic: own
// An ONNX model of a net with a user's activation that does not say what it is there.
// says: layer 1.0, Dense<8, 8, mine::Cube>, has the activation mine::Cube, which does not say what it is in ONNX: add static auto onnx(auto& graph, auto z), which adds its nodes to the graph and returns its output (io/onnx_graph.hpp)
// way out: For this one: static auto onnx(auto& graph, auto z) { return graph.add("Pow", {z, graph.constant(3)}); }
#include <sinew/sinew.hpp>
#include <sinew/io/onnx.hpp>
using namespace sinew;

namespace mine {
struct Cube {
  template <class V> static constexpr V value(const V& z) { return z * z * z; }
  template <class V> static constexpr V derivative(const V& z) { return 3 * z * z; }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, Residual<Dense<8, 8, mine::Cube>>> net;
  save_onnx(net, "net.onnx");
}
