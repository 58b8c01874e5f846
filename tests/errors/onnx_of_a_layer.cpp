// expect: not_a_net<sinew::Dense<4, 8
// topic: calls
// An ONNX model of a layer instead of a net.
// says: Dense<4, 8> is a layer, where a net is expected: write Net<Dense<4, 8>>
#include <sinew/sinew.hpp>
#include <sinew/io/onnx.hpp>
using namespace sinew;

int main() {
  Dense<4, 8> layer;
  save_onnx(layer, "layer.onnx");
}
