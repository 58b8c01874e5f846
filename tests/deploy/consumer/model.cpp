// A consumer of the component `onnx`: a net leaves as a model, which ONNX's own classes read.
#include <cstdio>
#include <fstream>

#include <sinew/io/onnx.hpp>
#include <sinew/sinew.hpp>

int main() {
  sinew::Net<sinew::Dense<2, 3, sinew::Tanh>, sinew::Dense<3, 1>> net;
  sinew::initialize(net, 1);
  try {
    sinew::save_onnx(net, "model.onnx");
  } catch (const sinew::weights_error& error) {
    std::puts(error.what());
    return 1;
  }
  onnx::ModelProto model;
  std::ifstream file("model.onnx", std::ios::binary);
  return model.ParseFromIstream(&file) && model.graph().node_size() == 3 ? 0 : 1;
}
