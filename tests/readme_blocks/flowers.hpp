// Names that blocks take for granted.
using Flowers = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
[[maybe_unused]] Flowers net;
[[maybe_unused]] Dataset<std::array<float, 4>, std::uint8_t> data, train, test;
