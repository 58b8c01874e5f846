// expect: wrong_input<sinew::mistake::given<std::span<const float[^|]*>, sinew::mistake::expected<std::array<float, 4(UL)?>>>
// topic: calls
// A sample in a span whose length is unknown at compile time.
// says: the net takes 4 values, as std::array<float, 4> or a span of fixed extent, of float or std::uint8_t, but x is std::span<const float>: write x.first<4>()
#include <span>

#include <sinew/sinew.hpp>
using namespace sinew;

float first(const Net<Dense<4, 2>>& net, std::span<const float> x) { return net(x)[0]; }
