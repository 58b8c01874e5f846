#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/report/summary.hpp>

#include "../laws/user_layers.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(report_summary)

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
using Inner = Net<Dense<8, 8>, mine::Gain, Net<Dense<8, 3>, Dense<3, 8, Tanh>>>;
using Nested = BasicNet<double, Input<1, 2, 2>, Flatten, Dense<4, 8>, Inner, mine::Centre, Dense<8, 2>>;

std::string foot(std::size_t scratch, std::size_t stack) {
  return "one sample: " + std::to_string(scratch) + " bytes between the layers, at most " +
         _detail::grouped(stack).text + " bytes of stack\n";
}
bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

// Parameters as Keras counts them: 784·128 + 128, 128·64 + 64, 64·10 + 10, 109,386 in all. The last slice is padded to
// 672 floats.
BOOST_AUTO_TEST_CASE(the_table_of_keras) {
  const std::string table =
      "layer                      output  parameters    bytes  multiply-adds\n"
      "0  Dense<784, 128, ReLU>      128     100,480  401,920        100,352\n"
      "1  Dense<128, 64, ReLU>        64       8,256   33,024          8,192\n"
      "2  Dense<64, 10, Softmax>      10         650    2,600            640\n"
      "total                                 109,386  437,632        109,184\n" +
      foot(768, Digits::stack_bytes);
  BOOST_TEST(to_string(summary<Digits>()) == table);
  std::ostringstream out;
  out << summary<Digits>();
  BOOST_TEST(out.str() == table);
}

BOOST_AUTO_TEST_CASE(the_same_in_markdown) {
  std::string end = foot(768, Digits::stack_bytes);
  end[0] = 'O';
  BOOST_TEST(markdown(summary<Digits>()) ==
             "| layer | output | parameters | bytes | multiply-adds |\n"
             "|:--|--:|--:|--:|--:|\n"
             "| 0 `Dense<784, 128, ReLU>` | 128 | 100,480 | 401,920 | 100,352 |\n"
             "| 1 `Dense<128, 64, ReLU>` | 64 | 8,256 | 33,024 | 8,192 |\n"
             "| 2 `Dense<64, 10, Softmax>` | 10 | 650 | 2,600 | 640 |\n"
             "| total |  | 109,386 | 437,632 | 109,184 |\n\n" +
                 end);
}

// Layers of one's own, shapes of images, buffers, and nets within nets, whose figures are those of their layers in sum.
BOOST_AUTO_TEST_CASE(composites_are_followed_by_their_layers) {
  const Summary s = summary<Nested>();
  std::vector<std::string> names;
  for (const LayerSummary& l : s.layers)
    names.push_back(_detail::joined(l.path, ".") + " " + l.name + " " + _detail::joined(l.output, "×"));
  const std::vector<std::string> expected{
      "0 Input<1, 2, 2> 1×2×2",    "1 Flatten 4",      "2 Dense<4, 8> 8", "3 Net 8",
      "3.0 Dense<8, 8> 8",         "3.1 mine::Gain 8", "3.2 Net 8",       "3.2.0 Dense<8, 3> 3",
      "3.2.1 Dense<3, 8, Tanh> 8", "4 mine::Centre 8", "5 Dense<8, 2> 2"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
  BOOST_TEST(
      (s.layers[0].input == std::vector<std::size_t>{1, 2, 2} && s.layers[8].input == std::vector<std::size_t>{3}));
  const std::vector<std::size_t> parameters{0, 0, 40, 72 + 8 + 59, 72, 8, 27 + 32, 27, 32, 0, 18},
      multiply_adds{0, 0, 32, 64 + 8 + 48, 64, 8, 48, 24, 24, 0, 16};
  for (std::size_t i = 0; i < s.layers.size(); ++i) {
    BOOST_TEST(s.layers[i].parameters == parameters[i]);
    BOOST_TEST(s.layers[i].multiply_adds == multiply_adds[i]);
    BOOST_TEST(s.layers[i].sequence == (s.layers[i].name == "Net"));
  }
  BOOST_TEST((s.parameters == 40 + 139 + 18 && s.multiply_adds == 32 + 120 + 16 && s.bytes == sizeof(Nested)));
  // doubles; Centre's running means are buffers
  BOOST_TEST((s.layers[2].bytes == 40 * 8 && s.layers[9].bytes == 8 * 8));
  BOOST_TEST((s.activation_bytes == Nested::activation_bytes<1> && s.stack_bytes == Nested::stack_bytes));
  BOOST_TEST(contains(to_string(s), "\n3.2.1  Dense<3, 8, Tanh>       8          32"));
}

BOOST_AUTO_TEST_CASE(a_drawing_of_three_layers) {
  BOOST_TEST(graphviz(summary<Digits>()) ==
             "digraph net {\n"
             "  node [shape=box, style=rounded];\n"
             "  input, output [shape=plaintext];\n"
             "  layer_0 [label=\"Dense<784, 128, ReLU>\\n100,480 parameters\"];\n"
             "  layer_1 [label=\"Dense<128, 64, ReLU>\\n8,256 parameters\"];\n"
             "  layer_2 [label=\"Dense<64, 10, Softmax>\\n650 parameters\"];\n"
             "  input -> layer_0 [label=\"784\"];\n"
             "  layer_0 -> layer_1 [label=\"128\"];\n"
             "  layer_1 -> layer_2 [label=\"64\"];\n"
             "  layer_2 -> output [label=\"10\"];\n"
             "}\n");
}

// Frames within frames: as many brackets closed as opened, never more, each layer a box once, each box between two
// arrows.
BOOST_AUTO_TEST_CASE(a_drawing_of_nets_within_nets) {
  const std::string text = graphviz(summary<Nested>());
  int open = 0;
  bool quoted = false, closed_too_early = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    else if (text[i] == '"') quoted = !quoted;
    else if (!quoted) {
      open += (text[i] == '{') - (text[i] == '}');
      closed_too_early |= open == 0 && i + 2 < text.size() && text[i] == '}';
    }
  }
  BOOST_TEST((open == 0 && !quoted && !closed_too_early));
  BOOST_TEST(contains(
      text,
      "  subgraph cluster_layer_3 {\n    label=\"Net\";\n    layer_3_0 [label=\"Dense<8, 8>\\n72 parameters\"];\n"));
  BOOST_TEST(contains(text, "    subgraph cluster_layer_3_2 {\n      label=\"Net\";\n      layer_3_2_0 [label="));
  BOOST_TEST(contains(text, "32 parameters\"];\n    }\n  }\n  layer_4 [label=\"mine::Centre\"];\n"));
  for (const char* arrow : {"input -> layer_0 [label=\"1×2×2\"]", "layer_0 -> layer_1 [label=\"1×2×2\"]",
                            "layer_1 -> layer_2 [label=\"4\"]", "layer_2 -> layer_3_0 [label=\"8\"]",
                            "layer_3_0 -> layer_3_1 [label=\"8\"]", "layer_3_1 -> layer_3_2_0 [label=\"8\"]",
                            "layer_3_2_0 -> layer_3_2_1 [label=\"3\"]", "layer_3_2_1 -> layer_4 [label=\"8\"]",
                            "layer_4 -> layer_5 [label=\"8\"]", "layer_5 -> output [label=\"2\"]"})
    BOOST_TEST(contains(text, std::string("\n  ") + arrow + ";\n"), arrow << " is not in\n" << text);
  BOOST_TEST(std::count(text.begin(), text.end(), '>') == 10 + 5 + 1);  // arrows, Dense<…>, Input<…>
}

BOOST_AUTO_TEST_CASE(two_frames_side_by_side) {
  using Pair = Net<Net<Dense<2, 3>>, Net<Net<Dense<3, 3>>>, Net<Dense<3, 1>>>;
  const std::string text = graphviz(summary<Pair>());
  BOOST_TEST(contains(
      text,
      "9 parameters\"];\n  }\n  subgraph cluster_layer_1 {\n    label=\"Net\";\n    subgraph cluster_layer_1_0 {\n"));
  BOOST_TEST(contains(text, "12 parameters\"];\n    }\n  }\n  subgraph cluster_layer_2 {\n"));
  BOOST_TEST(contains(text, "4 parameters\"];\n  }\n  input -> layer_0_0 [label=\"2\"];\n"));
}

// The parameters as Keras counts them, above; of Nested: see tests/net/tensors.cpp.
BOOST_AUTO_TEST_CASE(tables_of_tensors) {
  BOOST_TEST(to_string(tensors_of<Digits>) ==
             "tensor    extents  parameters  buffers\n"
             "0.weight  128×784     100,352\n"
             "0.bias        128         128\n"
             "2.weight   64×128       8,192\n"
             "2.bias         64          64\n"
             "4.weight    10×64         640\n"
             "4.bias         10          10\n"
             "total                 109,386        0\n");
  using Image = Net<Input<2, 4, 4>, Conv2D<3, 3, NoBias>, BatchNorm<>, Flatten, Dense<12, 2>>;
  BOOST_TEST(markdown(tensors_of<Image>) ==
             "| tensor | extents | parameters | buffers |\n"
             "|:--|--:|--:|--:|\n"
             "| `0.weight` | 3×2×3×3 | 54 |  |\n"
             "| `1.weight` | 3 | 3 |  |\n"
             "| `1.bias` | 3 | 3 |  |\n"
             "| `1.running_mean` | 3 |  | 3 |\n"
             "| `1.running_var` | 3 |  | 3 |\n"
             "| `3.weight` | 2×12 | 24 |  |\n"
             "| `3.bias` | 2 | 2 |  |\n"
             "| total |  | 86 | 6 |\n");
  BOOST_TEST(contains(to_string(tensors_of<Nested>), "3.buffers"));
}

BOOST_AUTO_TEST_CASE(numbers_in_groups) {
  BOOST_TEST((std::string(_detail::grouped(0).text) == "0" && std::string(_detail::grouped(999).text) == "999" &&
              std::string(_detail::grouped(1000).text) == "1,000"));
  BOOST_TEST((std::string(_detail::grouped(1234567).text) == "1,234,567"));
}

// What a stream keeps, for nets with state alone.
BOOST_AUTO_TEST_CASE(streams) {
  using Amp = Net<LSTM<1, 20>, Dense<20, 1>>;
  const Summary s = summary<Amp>();
  BOOST_TEST(s.stream_bytes == 160u);
  BOOST_TEST((s.layers[0].name == "LSTM<1, 20>" && s.layers[0].parameters == 4 * 20 * (1 + 20 + 2) &&
              s.layers[0].multiply_adds == 4 * 20 * 21));
  const std::string text = to_string(s);
  BOOST_TEST(text.substr(text.rfind("; a")) == "; a stream keeps 160 bytes\n");
  BOOST_TEST(to_string(summary<Digits>()).find("stream") == std::string::npos);

  using Taps =
      Net<CausalConv1D<2, 6, 4>, Gated<Tanh, ReLU>, WaveNet<3, WaveNetStack<4, Dilated<3, Tanh, 1, 8>, Head<1>>>>;
  const Summary taps = summary<Taps>();
  BOOST_TEST(taps.stream_bytes == 4u * (7 + 74));
  BOOST_TEST((taps.layers[0].name == "CausalConv1D<2, 6, 4>" && taps.layers[0].parameters == 6 * 9u &&
              taps.layers[0].multiply_adds == 6 * 8u));
  BOOST_TEST((taps.layers[2].name == "WaveNet" && taps.layers[3].name == "WaveNetStack" &&
              taps.layers[5].name == "Dilated" && taps.layers[6].name == "WaveNetLayer" &&
              taps.layers[9].name == "CausalConv1D<4, 4, 1>"));
  BOOST_TEST((taps.layers[1].name == "Gated<Tanh, ReLU>" && taps.layers[1].parameters == 0u));
  BOOST_TEST(taps.layers[2].parameters == 12u + 2 * (3 * 16 + 4 + 3 * 4 + 16 + 4) + 5);
  const Summary model = summary<Net<Embedding<30, 8>, SelfAttention<8, 2, Context<16>, ALiBi>>>();
  BOOST_TEST(model.stream_bytes == (2u * 16 * 8 + 1) * 4);
  BOOST_TEST((model.layers[0].name == "Embedding<30, 8>" && model.layers[0].parameters == 240 &&
              model.layers[0].multiply_adds == 0));
  BOOST_TEST((model.layers[1].name == "SelfAttention<8, 2, Context<16>, ALiBi>" && model.layers[1].parameters == 288 &&
              model.layers[1].multiply_adds == 4 * 8 * 8 + 2 * 16 * 8));
}

BOOST_AUTO_TEST_SUITE_END()
