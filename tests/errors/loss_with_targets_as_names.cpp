// expect: wrong_target_data<sinew::mistake::given<const std::vector<std::[^|]*>, sinew::mistake::expected<std::span<const float[^|]*>
// topic: training
// forward_loss() with names as targets.
// says: the targets are std::vector<std::string>, but the net has 3 outputs of float: write std::vector<int> for a class from 0 to 2 per sample, or std::vector<float> for 3 numbers per sample
#include <string>

#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 3, Softmax>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::training> w;
  const std::vector<std::string> t(8);
  return static_cast<int>(forward_loss(net, w, t, 8, CrossEntropy{}));
}
