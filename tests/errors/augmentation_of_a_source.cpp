// expect: augmentation_of_a_source<sinew::OnDemand<Images>>
// topic: data
// An Augmentation of images that are read on demand.
// says: an Augmentation needs images in memory, and OnDemand<Images> reads them on demand: distort them in its read()
#include <sinew/sinew.hpp>

using namespace sinew;

struct Images {
  std::size_t size() const { return 10; }
  void read(std::size_t, std::span<float, 64>, std::span<float, 3>) const {}
};

int main() {
  Net<Input<1, 8, 8>, Flatten, Dense<64, 3, Softmax>> net;
  const Images images;
  fit(net, OnDemand(images), CrossEntropy{}, Adam{}, {}, Augmentation{.shift = 1});
}
