// tensors_of<Net>: names, extents and values against PyTorch's state_dict(), places against weight_index, bias_index
// and the padding between layers.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/net/tensors.hpp>

#include "../laws/user_layers.hpp"
#include "../layer/figures_file.hpp"
#include "../reference/tensors.hpp"

using namespace sinew;
namespace figures = ::reference::tensors;

namespace mine {

/// y = x for x > 0, else a·x, one slope a per feature: torch.nn.PReLU(features).
struct PReLU {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = In::size;
    static constexpr void tensors(auto& list) { list.parameter("weight", {In::size}); }
    static constexpr void forward(auto pass) {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i)
          pass.y(s, i) = pass.x(s, i) > 0 ? pass.x(s, i) : pass.parameters[i] * pass.x(s, i);
    }
    static constexpr void backward(auto) {}
  };
};

/// Tensors out of order: rows of three padded to four, two numbers before them, one number and an image behind them.
/// Stands for three modules.
struct Padded {
  using input = shape<2>;
  using output = input;
  static constexpr std::size_t parameters = 2 + 8 + 1 + 6, parameter_count = 2 + 6 + 1 + 6, buffers = 6, modules = 3;
  static constexpr void tensors(auto& list) {
    list.parameter("rows", {2, 3}, {4, 1}, 2);
    list.parameter("gate.first", {2}, {1}, 0);
    list.buffer("turned", {2, 3}, {1, 2});
    list.parameter("number", shape<>{}, 10);
    list.parameter("image", shape<1, 2, 3>{});
  }
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};

}  // namespace mine

BOOST_AUTO_TEST_SUITE(net_tensors)

template <class... N> constexpr bool are(std::span<const std::size_t> found, N... expected) {
  const std::array<std::size_t, sizeof...(N)> all{static_cast<std::size_t>(expected)...};
  return found.size() == all.size() && std::equal(all.begin(), all.end(), found.begin());
}
template <class Net> constexpr const TensorDescription& tensor(std::string_view name) {
  for (const TensorDescription& t : tensors_of<Net>)
    if (t.name == name) return t;
  std::abort();  // no such tensor: not a constant expression
}

// ---- The nets of the figures.

using Dense4 = BasicNet<double, Dense<4, 8, ReLU>, Dense<8, 5>, Dense<5, 6, Tanh>, Dense<6, 3, Softmax>>;
using Images = BasicNet<double, Input<2, 6, 6>, Conv2D<4, 3, ReLU, Padding<1>>, BatchNorm<>, Activate<Tanh>,
                        MaxPool2D<2>, DepthwiseConv2D<3, NoBias, Same>, Conv2D<6, 2, Groups<2>, KernelWidth<1>>,
                        GroupNorm<3>, ConvTranspose2D<4, 3, Groups<2>, Stride<2>, Tanh>, InstanceNorm<>, LayerNorm<>,
                        Upsample<2>, Dropout<Ratio<1, 2>>, AvgPool2D<2>, Flatten, Dense<140, 3>>;
using Sequences = BasicNet<double, Input<3, 10>, Conv1D<4, 3, ReLU>, BatchNorm<NoAffine>, Conv1D<2, 2, NoBias>,
                           LayerNorm<>, AvgPool1D<2>, InstanceNorm<NoAffine>, Reshape<6>, Dense<6, 2, Sigmoid>>;
using Blocks =
    BasicNet<double, Dense<3, 4, Tanh>, Residual<Dense<4, 5, ReLU>, Dense<5, 4, Tanh>>,
             Residual<Projection<Dense<4, 6>>, Dense<4, 3, Tanh>, BatchNorm<>, Residual<Dense<3, 3>>, Dense<3, 6>>,
             LayerNorm<>>;
using Nested =
    BasicNet<double, Input<3>,
             Concat<PassThrough, Dense<3, 2>, Dense<3, 4, Tanh>, Sequential<Dense<3, 3, ReLU>, Dense<3, 1>>,
                    Residual<Dense<3, 3>>>,
             Sequential<Dense<13, 4, ReLU>, BasicNet<double, Input<4>, Dense<4, 4>, BatchNorm<>>>,
             Residual<Concat<Dense<4, 1>, Dense<4, 3, Tanh>>>, BasicNet<double, BasicNet<double, Dense<4, 2>>>>;
using Own = BasicNet<double, Dense<3, 4>, mine::PReLU, Dense<4, 2>>;

// ---- Names, order and extents are those of state_dict().

template <class Net, class Figures> constexpr bool described_as(const Figures& expected) {
  if (tensors_of<Net>.size() != expected.tensors.size()) return false;
  for (std::size_t i = 0; i < expected.tensors.size(); ++i) {
    const TensorDescription& found = tensors_of<Net>[i];
    const figures::tensor& as = expected.tensors[i];
    if (found.name != as.name || found.buffer != as.buffer || found.extents.size() != as.rank ||
        found.strides.size() != as.rank || !std::equal(found.extents.begin(), found.extents.end(), as.extents.begin()))
      return false;
  }
  return true;
}
static_assert(described_as<Dense4>(figures::dense));
static_assert(described_as<Images>(figures::images));
static_assert(described_as<Sequences>(figures::sequences));
static_assert(described_as<Blocks>(figures::residual));
static_assert(described_as<Nested>(figures::nested));
static_assert(described_as<Own>(figures::own));
static_assert(!described_as<Own>(figures::dense));

// ---- Strides, of each family of layers.

static_assert(are(tensor<Dense4>("0.weight").strides, 1, 8) && are(tensor<Dense4>("0.bias").strides, 1));
static_assert(tensor<Dense4>("0.bias").offset == 32 && tensor<Dense4>("2.weight").offset == 64);  // 40, in whole lines
static_assert(are(tensor<Images>("0.weight").strides, 1, 36, 12, 4));                             // 4, 2, 3, 3
static_assert(are(tensor<Images>("5.weight").extents, 4, 1, 3, 3));                               // depthwise
static_assert(are(tensor<Images>("5.weight").strides, 1, 36, 12, 4));
static_assert(are(tensor<Images>("6.weight").extents, 6, 2, 2, 1));  // groups: (out, in / groups, …)
static_assert(are(tensor<Images>("6.weight").strides, 1, 12, 6, 6));
static_assert(are(tensor<Images>("8.weight").extents, 6, 2, 3, 3));  // transposed: (in, out / groups, …)
static_assert(are(tensor<Images>("8.weight").strides, 1, 54, 18, 6));
static_assert(are(tensor<Images>("11.weight").strides, 35, 7, 1));  // LayerNorm of an image
static_assert(are(tensor<Sequences>("0.weight").strides, 1, 12, 4));
static_assert(tensor<Images>("2.running_var").buffer && tensor<Images>("2.running_var").offset == 4);
static_assert(tensor<Blocks>("3.block.2.running_mean").buffer && tensor<Blocks>("3.block.2.running_mean").offset == 0);
static_assert(tensor<Nested>("1.2.1.running_mean").offset == 0 && tensor<Nested>("1.2.1.running_var").offset == 4);

// A layer without a description has one vector; a net within a block of images, options and activations in all places.
using Users = Net<Input<2, 3>, mine::Gain, mine::Centre, Residual<mine::Gain>, Concat<mine::Gain, mine::Gain>>;
static_assert(tensors_of<Users>.size() == 5 && tensors_of<Users>[0].name == "0.parameters" &&
              tensors_of<Users>[0].own_name == "parameters" && are(tensors_of<Users>[0].extents, 6) &&
              tensors_of<Users>[1].name == "1.buffers" && tensors_of<Users>[1].buffer &&
              tensors_of<Users>[2].name == "2.block.0.parameters" && tensors_of<Users>[2].offset == 8 &&
              tensors_of<Users>[4].name == "3.branches.1.parameters");

using Odd = Net<Dense<2, 2, Step>, mine::Padded, Activate<Identity>, PassThrough, Dense<2, 1>>;
static_assert(tensors_of<Odd>.size() == 2 + 5 + 2 && tensors_of<Odd>[7].name == "7.weight");  // 2 + 3 + 1 + 1 modules
static_assert(are(tensor<Odd>("2.rows").strides, 4, 1) && tensor<Odd>("2.rows").offset == 32 + 2);
static_assert(tensor<Odd>("2.gate.first").own_name == "gate.first" && tensor<Odd>("2.gate.first").offset == 32);
static_assert(tensor<Odd>("2.number").extents.empty() && tensor<Odd>("2.number").size() == 1 &&
              tensor<Odd>("2.number").position() == 42 && tensor<Odd>("2.number").row_major());
static_assert(are(tensor<Odd>("2.image").extents, 1, 2, 3) && tensor<Odd>("2.image").offset == 43);
static_assert(!tensor<Odd>("2.rows").row_major() && tensor<Odd>("2.image").row_major() &&
              !tensor<Odd>("2.turned").row_major() && !tensor<Dense4>("0.weight").row_major());
static_assert(tensor<Odd>("2.rows").position(1, 2) == 34 + 6 && tensor<Odd>("2.rows").end() == 34 + 7);
static_assert(tensors_of<const Odd>.data() == tensors_of<Odd>.data());

// Nets without tensors.
static_assert(tensors_of<Net<Input<3>>>.empty() && tensor_modules_of<Net<Input<3>>>.empty());
static_assert(tensors_of<Net<Input<2, 2>, Flatten, Residual<Activate<Tanh>>>>.empty());

// ---- Modules, whose names a program may replace.

template <class Net> constexpr bool modules_are(std::initializer_list<std::string_view> names) {
  return std::equal(names.begin(), names.end(), tensor_modules_of<Net>.begin(), tensor_modules_of<Net>.end());
}
static_assert(modules_are<Dense4>({"0", "2", "3", "5"}));
static_assert(modules_are<Sequences>({"0", "2", "3", "4", "8"}));
static_assert(modules_are<Blocks>({"0", "2.block.0", "2.block.2", "3.projection.0", "3.block.0", "3.block.2",
                                   "3.block.3.block.0", "3.block.4", "4"}));
static_assert(modules_are<Nested>({"0.branches.1", "0.branches.2.0", "0.branches.3.0", "0.branches.3.2",
                                   "0.branches.4.block.0", "1.0", "1.2.0", "1.2.1", "2.block.0.branches.0",
                                   "2.block.0.branches.1.0", "3.0.0"}));
static_assert(modules_are<Odd>({"0", "2", "7"}));

template <class Net> constexpr bool names_are_made_of_modules() {
  for (const TensorDescription& t : tensors_of<Net>) {
    const std::string_view module = tensor_modules_of<Net>[t.module];
    if (t.name.size() != module.size() + 1 + t.own_name.size() || !t.name.starts_with(module) ||
        t.name[module.size()] != '.' || !t.name.ends_with(t.own_name))
      return false;
  }
  return true;
}
static_assert(names_are_made_of_modules<Images>() && names_are_made_of_modules<Nested>() &&
              names_are_made_of_modules<Odd>());

// Many layers, within the compilers' limits for constant expressions.
template <class Indices> struct stack;
template <std::size_t... J> struct stack<std::index_sequence<J...>> {
  template <std::size_t> using layer = Dense<4, 4, ReLU>;
  using net = Net<layer<J>...>;
};
using Deep = stack<std::make_index_sequence<300>>::net;
static_assert(tensors_of<Deep>.size() == 600 && tensors_of<Deep>[599].name == "598.bias");

// ---- Places.

/// Each element of a weight and bias of PyTorch is the one that weight_index and bias_index of the layer name.
template <class Net, std::size_t... Path> void at_the_indices_of_dense(std::string_view module) {
  const std::string name(module);
  const TensorDescription &w = tensor<Net>(name + ".weight"), &b = tensor<Net>(name + ".bias");
  for (std::size_t o = 0; o < w.extents[0]; ++o) {
    for (std::size_t i = 0; i < w.extents[1]; ++i)
      BOOST_TEST(w.position(o, i) == (Net::template weight_index<Path...>(i, o)));
    BOOST_TEST(b.position(o) == (Net::template bias_index<Path...>(o)));
  }
}
template <class Net, std::size_t... Path> void at_the_indices_of_a_convolution(std::string_view module, bool biases) {
  const std::string name(module);
  const TensorDescription& w = tensor<Net>(name + ".weight");
  const bool image = w.extents.size() == 4;
  const std::size_t rows = image ? w.extents[2] : 1, columns = w.extents[image ? 3 : 2];
  for (std::size_t o = 0; o < w.extents[0]; ++o)
    for (std::size_t c = 0; c < w.extents[1]; ++c)
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t s = 0; s < columns; ++s)
          BOOST_TEST((image ? w.position(o, c, r, s) : w.position(o, c, s)) ==
                     (Net::template weight_index<Path...>(c, r, s, o)));
  if (biases) {
    const TensorDescription& b = tensor<Net>(name + ".bias");
    if constexpr (requires { Net::template layer<Path...>::bias_index(0); })
      for (std::size_t o = 0; o < b.extents[0]; ++o)
        BOOST_TEST(b.position(o) == (Net::template bias_index<Path...>(o)));
  }
}
BOOST_AUTO_TEST_CASE(elements_are_where_the_layer_says) {
  at_the_indices_of_dense<Dense4, 0>("0");
  at_the_indices_of_dense<Dense4, 2>("3");
  at_the_indices_of_dense<Blocks, 1, 1>("2.block.2");
  at_the_indices_of_dense<Blocks, 2, 0, 0>("3.projection.0");
  at_the_indices_of_dense<Blocks, 2, 1, 2, 0>("3.block.3.block.0");
  at_the_indices_of_dense<Nested, 1, 3, 1>("0.branches.3.2");
  at_the_indices_of_dense<Nested, 4, 0, 0>("3.0.0");
  at_the_indices_of_a_convolution<Images, 1>("0", true);
  at_the_indices_of_a_convolution<Images, 5>("5", false);
  at_the_indices_of_a_convolution<Images, 6>("6", true);
  at_the_indices_of_a_convolution<Images, 8>("8", true);
  at_the_indices_of_a_convolution<Sequences, 1>("0", true);
  at_the_indices_of_a_convolution<Sequences, 3>("3", false);
}

/// Marks the buffers of all layers, padding left out.
template <class Layers> void mark_buffers(int* slice) {
  if constexpr (requires { Layers::buffer; }) [&]<std::size_t... J>(std::index_sequence<J...>) {
      (mark_buffers<typename Layers::template at<J>>(slice + Layers::buffer[J]), ...);
    }
  (std::make_index_sequence<Layers::depth>{});
  else std::fill_n(slice, _detail::buffers_of<Layers>(), 1); }

/// The elements of all tensors are different ones, and all that are no padding: those of the slices of single layers.
template <class Net> void every_element_once() {
  Net net;
  std::vector<int> parameters(net.parameters.size()), buffers(Net::layers::buffers);
  std::size_t count = 0;
  for (const TensorDescription& t : tensors_of<Net>) {
    std::size_t visited = 0;
    t.each_position([&](std::size_t at) {
      ++(t.buffer ? buffers : parameters).at(at);
      BOOST_TEST((at >= t.offset && at < t.end()));
      ++visited;
    });
    BOOST_TEST(visited == t.size());
    count += t.buffer ? 0 : t.size();
  }
  BOOST_TEST(count == Net::parameter_count);
  std::vector<int> expected(net.parameters.size());
  against::places places;
  against::find_places<typename Net::layers>(0, 0, places);
  for (const std::size_t at : places.parameters) expected[at] = 1;
  BOOST_TEST(parameters == expected, boost::test_tools::per_element());
  std::vector<int> expected_buffers(buffers.size());
  mark_buffers<typename Net::layers>(expected_buffers.data());
  BOOST_TEST(buffers == expected_buffers, boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(every_parameter_is_in_one_tensor_and_padding_in_none) {
  every_element_once<Dense4>();
  every_element_once<Images>();
  every_element_once<Sequences>();
  every_element_once<Blocks>();
  every_element_once<Nested>();
  every_element_once<Own>();
  every_element_once<Users>();
}
BOOST_AUTO_TEST_CASE(padding_within_a_layer) {
  std::vector<std::size_t> found;
  for (const TensorDescription& t : tensors_of<Odd>)
    if (t.module == 1 && !t.buffer) t.each_position([&](std::size_t at) { found.push_back(at - 32); });
  BOOST_TEST(found == (std::vector<std::size_t>{2, 3, 4, 6, 7, 8, 0, 1, 10, 11, 12, 13, 14, 15, 16}));
  BOOST_TEST(Odd::parameter_count == 6 + 15 + 3);
  found.clear();
  tensor<Odd>("2.turned").each_position([&](std::size_t at) { found.push_back(at); });
  BOOST_TEST(found == (std::vector<std::size_t>{0, 2, 4, 1, 3, 5}));
}

// ---- The values of a state_dict(), poured into a net, give PyTorch's outputs; and come out as they went in.

template <class Net, class Figures> void computes_as_pytorch(const Figures& expected) {
  Net net;
  std::size_t next = 0;
  for (const TensorDescription& t : tensors_of<Net>) {
    const std::span<double> values = tensor_storage(net, t);
    t.each_position([&](std::size_t at) { values[at] = expected.values.at(next++); });
  }
  BOOST_TEST(next == expected.values.size());
  for (std::size_t s = 0; s < expected.batch; ++s) {
    const auto y =
        net(std::span<const double, Net::input::size>(expected.x.data() + s * Net::input::size, Net::input::size));
    for (std::size_t o = 0; o < y.size(); ++o)
      BOOST_TEST(std::abs(y[o] - expected.y[s * y.size() + o]) <= 1e-12, "sample " << s << ", output " << o);
  }
  const Net& kept = net;
  next = 0;
  for (const TensorDescription& t : tensors_of<Net>) {
    const std::span<const double> values = tensor_storage(kept, t);
    t.each_position([&](std::size_t at) { BOOST_TEST(values[at] == expected.values[next++]); });
  }
}
BOOST_AUTO_TEST_CASE(values_of_pytorch) {
  computes_as_pytorch<Dense4>(figures::dense);
  computes_as_pytorch<Images>(figures::images);
  computes_as_pytorch<Sequences>(figures::sequences);
  computes_as_pytorch<Blocks>(figures::residual);
  computes_as_pytorch<Nested>(figures::nested);
  computes_as_pytorch<Own>(figures::own);
}

// In constant expressions too: the transpose of a weight.
static_assert([] {
  Net<Dense<2, 3>> net;
  float value = 0;
  const TensorDescription& w = tensors_of<decltype(net)>[0];
  w.each_position([&, values = tensor_storage(net, w)](std::size_t at) { values[at] = value++; });
  return net.weight<0>(0, 0) == 0 && net.weight<0>(1, 0) == 1 && net.weight<0>(0, 1) == 2 && net.weight<0>(1, 2) == 5;
}());

BOOST_AUTO_TEST_SUITE_END()
