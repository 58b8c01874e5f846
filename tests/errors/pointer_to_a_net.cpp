// expect: not_a_net<std::unique_ptr<sinew::BasicNet<float, sinew::Dense<4, 3, sinew::Softmax[^|]*>
// topic: calls
// A pointer to a net where the net is expected.
// says: std::unique_ptr<Net<Dense<4, 3, Softmax>>> is a pointer, where a net is expected: write *net
#include <memory>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const auto net = std::make_unique<Net<Dense<4, 3, Softmax>>>();
  Dataset<std::array<float, 4>, int> data;
  return static_cast<int>(accuracy(net, data));
}
