// expect: layer_without_onnx<sinew::mistake::layer<0>, [^|]*unrolled<5
// topic: layers
// An ONNX model of layers over a window.
// says: layer 0, Unroll<5, Dense<2, 3>>, does not say what it is in ONNX: add static auto onnx(auto& graph, auto x), which adds its nodes to the graph and returns its output (io/onnx_graph.hpp)
// way out: Weights are saved as safetensors or NumPy files.
#include <sinew/sinew.hpp>
#include <sinew/io/onnx.hpp>
using namespace sinew;

int main() {
  Net<Unroll<5, Dense<2, 3>>, Flatten> net;
  save_onnx(net, "net.onnx");
}
