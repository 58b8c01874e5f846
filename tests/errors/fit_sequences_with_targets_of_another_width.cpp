// expect: wrong_targets_of_sequences<sinew::mistake::given<std::vector<std::array<float, 3[^|]*expected<std::vector<std::array<float, 1
// topic: training
// Targets of a sequence that have more numbers than the net has outputs.
// says: the target of a sequence is std::vector<std::array<float, 3>>, but the net has 1 output: write std::vector<std::array<float, 1>> for each step, or std::array<float, 1> for the last; a class is an integer
#include <sinew/sinew.hpp>
#include <vector>
using namespace sinew;

int main() {
  Net<LSTM<2, 8>, Dense<8, 1>> net;
  std::vector<std::vector<std::array<float, 2>>> inputs;
  std::vector<std::vector<std::array<float, 3>>> targets;
  fit<16, 64>(net, DataView(inputs, targets), MSE{}, Adam{});
}
