// expect: recurrence_without_onnx<sinew::mistake::layer<1>, sinew::[^>]*ELU
// topic: layers
// An ONNX model of a recurrent layer with an activation that ONNX's RNN does not have.
// says: layer 1, RNN<3, 4, ELU>, has the activation ELU, which ONNX's RNN has not: write Tanh, ReLU or Sigmoid, with which the net can be saved
// way out: Weights are saved as safetensors or NumPy files, whatever the activation is.
#include <sinew/sinew.hpp>
#include <sinew/io/onnx.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 3>, RNN<3, 4, ELU>> net;
  save_onnx(net, "net.onnx");
}
