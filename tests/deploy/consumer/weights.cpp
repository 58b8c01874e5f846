// A consumer of the component `json`: a net's weights leave as a file and come back.
#include <cstdio>

#include <sinew/io/safetensors.hpp>
#include <sinew/sinew.hpp>

int main() {
  sinew::Net<sinew::Dense<2, 3, sinew::Tanh>, sinew::Dense<3, 1>> net, loaded;
  sinew::initialize(net, 1);
  try {
    sinew::save_safetensors(net, "weights.safetensors");
    sinew::load_safetensors(loaded, "weights.safetensors");
  } catch (const sinew::weights_error& error) {
    std::puts(error.what());
    return 1;
  }
  return loaded.parameters == net.parameters ? 0 : 1;
}
