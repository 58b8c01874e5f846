// expect: layer_without_onnx<sinew::mistake::layer<1>, mine::Half>
// topic: own
// An ONNX model of a net with a user's layer that does not say what it is there.
// says: layer 1, mine::Half, does not say what it is in ONNX: add static auto onnx(auto& graph, auto x), which adds its nodes to the graph and returns its output (io/onnx_graph.hpp)
// way out: For this one: static auto onnx(auto& graph, auto x) { return graph.add("Mul", {x, graph.constant(0.5)}); }
#include <sinew/sinew.hpp>
#include <sinew/io/onnx.hpp>
using namespace sinew;

namespace mine {
struct Half {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 0;
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Half> net;
  save_onnx(net, "net.onnx");
}
