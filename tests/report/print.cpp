// to_string(net): tensors as torch prints them, layers and composites; to_string(y, classes).
#include <array>
#include <cstddef>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/report/print.hpp>

#include "../random/aborts.hpp"
#include "../reference/printing.hpp"

using namespace sinew;
namespace figures = ::reference::printing;

BOOST_AUTO_TEST_SUITE(report_print)

/// The text behind 5 blanks of a row-major tensor.
std::string printed(const std::vector<double>& values, const std::vector<std::size_t>& extents,
                    const PrintOptions& options = {}) {
  std::vector<std::size_t> strides(extents.size(), 1);
  for (std::size_t k = extents.size(); k-- > 1;) strides[k - 1] = strides[k] * extents[k];
  TensorDescription tensor;
  tensor.extents = extents;
  tensor.strides = strides;
  const auto value = [&](std::size_t at) { return values[at]; };
  return _detail::TensorText(value, tensor, options).text(5);
}
/// As the script of the figures.
std::string ramp(const std::vector<std::size_t>& extents) {
  std::size_t size = 1;
  for (const std::size_t extent : extents) size *= extent;
  std::vector<double> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = (double(37 * i % 1001) - 500) / 128;
  return printed(values, extents);
}
BOOST_AUTO_TEST_CASE(texts_of_pytorch) {
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(ramp({3, 2}) == figures::matrix);
  BOOST_TEST(printed({0, -12, 3}, {3}) == figures::whole);
  BOOST_TEST(printed({0, 0, 0, 0}, {4}) == figures::zeros);
  BOOST_TEST(printed({0.5, 1e-5, -3}, {3}) == figures::small);
  BOOST_TEST(printed({1, 2000, 0}, {3}) == figures::wide);
  BOOST_TEST(printed({0.25, infinity, nan, -infinity}, {4}) == figures::odd);
  BOOST_TEST(printed({1, infinity, nan, 0}, {4}) == figures::odd_whole);
  BOOST_TEST(ramp({40}) == figures::many);
  BOOST_TEST(ramp({50, 30}) == figures::large);
  BOOST_TEST(ramp({2, 2, 3, 3}) == figures::image);
  BOOST_TEST(ramp({20, 8, 3, 3}) == figures::large_image);
}
BOOST_AUTO_TEST_CASE(options) {
  const std::vector<double> values{1.5, 2.25, 3, 4, 5, 6, 7, 8};
  BOOST_TEST(printed(values, {8}, {.precision = 1, .threshold = 7, .edge_items = 1}) == "[1.5,  ..., 8.0]");
  BOOST_TEST(printed(values, {8}, {.precision = 2, .line_width = 20}) ==
             "[1.50, 2.25,\n      3.00, 4.00,\n      5.00, 6.00,\n      7.00, 8.00]");
  BOOST_TEST(printed({}, {0, 3}) == "[]");
}

BOOST_AUTO_TEST_CASE(a_net) {
  BasicNet<double, Dense<2, 3, Tanh>, Dropout<Ratio<1, 2>>, Residual<Dense<3, 3>>, Dense<3, 1, Sigmoid>> net;
  net.parameters = {};
  net.weight<0>(0, 1) = 0.5;  // from input 0 to output 1
  net.weight<0>(1, 2) = -2;
  net.bias<3>(0) = 4;
  const std::string text =
      "0  Dense<2, 3, Tanh>, 2 → 3\n"
      "   0.weight, 3×2\n"
      "     [[ 0.0000,  0.0000],\n"
      "      [ 0.5000,  0.0000],\n"
      "      [ 0.0000, -2.0000]]\n"
      "   0.bias, 3\n"
      "     [0., 0., 0.]\n"
      "1  Dropout<Ratio<1, 2>>, 3 → 3\n"
      "2  Residual, 3 → 3\n"
      "2.0  Dense<3, 3>, 3 → 3\n"
      "   3.block.0.weight, 3×3\n"
      "     [[0., 0., 0.],\n"
      "      [0., 0., 0.],\n"
      "      [0., 0., 0.]]\n"
      "   3.block.0.bias, 3\n"
      "     [0., 0., 0.]\n"
      "3  Dense<3, 1, Sigmoid>, 3 → 1\n"
      "   4.weight, 1×3\n"
      "     [[0., 0., 0.]]\n"
      "   4.bias, 1\n"
      "     [4.]\n";
  BOOST_TEST(to_string(net) == text);
  std::ostringstream out;
  out << net;
  BOOST_TEST(out.str() == text);
  // buffers are among the tensors
  Net<Dense<2, 2>, BatchNorm<>> normed;
  initialize(normed, 1);
  const std::string of_normed = to_string(normed);
  BOOST_TEST(of_normed.find("   1.running_var, 2\n     [1., 1.]\n") != std::string::npos);
  BOOST_TEST(of_normed.find("   0.weight, 2×2\n") != std::string::npos);
  BOOST_TEST(aborts([&] { static_cast<void>(to_string(normed, {.precision = -1})); }));
}

BOOST_AUTO_TEST_CASE(classes) {
  const std::array<float, 3> p{0.0008f, 0.068f, 0.9312f};
  BOOST_TEST(to_string(p, {"setosa", "versicolor", "virginica"}) ==
             "virginica   93.12 %\nversicolor   6.80 %\nsetosa       0.08 %\n");
  const std::vector<std::string> names{"a", "b", "c"};
  BOOST_TEST(to_string(p, names, 1) == "c  93.12 %\n");
  BOOST_TEST(to_string(p, {}, 2) == "2  93.12 %\n1   6.80 %\n");
  const std::array<double, 4> scores{-1.5, 7.25, 7.25, 0};
  BOOST_TEST(to_string(scores, {"w", "x", "y", "z"}) == "x  7.25\ny  7.25\nz     0\nw  -1.5\n");
  Net<Dense<1, 2, Softmax>> net;
  net.parameters = {};
  BOOST_TEST(to_string(net({1}), {"no", "yes"}) == "no   50.00 %\nyes  50.00 %\n");
  Workspace<decltype(net), 2> w;
  for (float& v : w.x().flat()) v = 1;
  net.forward(w);
  BOOST_TEST(to_string(w.y()[1], {"no", "yes"}) == "no   50.00 %\nyes  50.00 %\n");
  BOOST_TEST(aborts([&] { static_cast<void>(to_string(p, {"setosa", "versicolor"})); }));
}

BOOST_AUTO_TEST_SUITE_END()
