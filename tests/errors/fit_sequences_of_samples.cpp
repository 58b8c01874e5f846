// expect: wrong_sequences<sinew::mistake::given<std::array<float, 2[^|]*expected<std::vector<std::array<float, 2
// topic: training
// Independent samples where fit takes sequences.
// says: an input of the data is std::array<float, 2>, but must be a sequence, with std::array<float, 2> for each step: write std::vector<std::array<float, 2>>, or fit<Batch>(…) for independent samples
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<LSTM<2, 8>, Dense<8, 1>> net;
  Dataset<std::array<float, 2>, float> data;
  fit<16, 64>(net, data, MSE{}, Adam{});
}
