// expect: not_a_scaler<std::array<float, 3[^>]*>>
// topic: calls
// fold_scalers() with means in place of a scaler.
// says: std::array<float, 3> is given, where a scaler is expected: write a StandardScaler, MinMaxScaler or AffineScaler
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Dense<3, 8, Tanh>, Dense<8, 1>> net;
  const std::array<float, 3> means{};
  return fold_scalers(net, means).depth;
}
