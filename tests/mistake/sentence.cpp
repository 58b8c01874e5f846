// The pieces that sentences about mistakes are made of, and the corrections in them: the texts are what a reader is to
// see, on every compiler.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/mistake/correction.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/sinew.hpp>

#include "../laws/user_layers.hpp"

using namespace sinew;
using mistake::layer;

BOOST_AUTO_TEST_SUITE(mistake_sentence)

constexpr bool is(const _detail::phrase& phrase, std::string_view expected) {
  return std::string_view(phrase.data(), phrase.size()) == expected && phrase.data()[phrase.size()] == '\0';
}

// ---- Joined pieces
static_assert(is(mistake::say(), "") && is(mistake::say(""), ""));
static_assert(is(mistake::say("a ", mistake::number(12), mistake::say(" b", "c")), "a 12 bc"));

// ---- Numbers
static_assert(is(mistake::number(0), "0") && is(mistake::number(9), "9") && is(mistake::number(10), "10"));
static_assert(is(mistake::number(999), "999") && is(mistake::number(1000), "1,000"));
static_assert(is(mistake::number(10000), "10,000") && is(mistake::number(100000), "100,000"));
static_assert(is(mistake::number(1000001), "1,000,001") && is(mistake::number(438312), "438,312"));
static_assert(is(mistake::number(18446744073709551615u), "18,446,744,073,709,551,615"));
static_assert(std::string_view(_detail::grouped(0).text) == "0" && _detail::grouped(65536).length == 6);
static_assert(std::string_view(_detail::grouped(UINT64_MAX).text) == "18,446,744,073,709,551,615");
static_assert(is(_detail::separated<784, 1000000>(), "784, 1000000") && is(_detail::separated<>(), ""));

// ---- Quantities
static_assert(is(mistake::quantity(0, "value"), "0 values") && is(mistake::quantity(1, "value"), "1 value"));
static_assert(is(mistake::quantity(71, "value"), "71 values") && is(mistake::quantity(1000, "byte"), "1,000 bytes"));
static_assert(is(mistake::quantity(1, "class", "classes"), "1 class"));
static_assert(is(mistake::quantity(2, "class", "classes"), "2 classes"));
static_assert(is(mistake::quantity(0, "class", "classes"), "0 classes"));
static_assert(std::string_view(_detail::counted(1, "sample").text) == "1 sample");
static_assert(std::string_view(_detail::counted(11, "sample").text) == "11 samples");
static_assert(std::string_view(_detail::counted(21, "class", "classes").text) == "21 classes");
static_assert(_detail::counted(UINT64_MAX, "0123456789012345678901234567890123456789012345678901234567890").length ==
              89);

// ---- Names
template <class T> constexpr bool named(std::string_view expected) { return is(mistake::name<T>(), expected); }
static_assert(named<Dense<784, 128, ReLU>>("Dense<784, 128, ReLU>") && named<Dense<2, 3, Identity>>("Dense<2, 3>"));
static_assert(named<Dense<2, 3, ReLU, HeNormal>>("Dense<2, 3, ReLU>"));  // the default of ReLU
static_assert(named<Dense<2, 3, ReLU, Zeros>>("Dense<2, 3, ReLU, Zeros>"));
static_assert(named<Net<Dense<2, 3>>>("Net<Dense<2, 3>>") && named<Net<>>("Net<>"));
static_assert(named<Net<Net<Dense<2, 3>>, Net<>>>("Net<Net<Dense<2, 3>>, Net<>>"));
static_assert(named<BasicNet<double, Dense<2, 3>>>("BasicNet<double, Dense<2, 3>>"));
static_assert(named<mine::Gain>("mine::Gain") && named<float>("float") &&
              named<std::array<float, 4>>("std::array<float, 4>"));
static_assert(named<std::uint8_t>("unsigned char") && named<std::string>("std::string"));
static_assert(named<std::vector<std::array<double, 2>>>("std::vector<std::array<double, 2>>"));
static_assert(named<mistake::option::epochs>("option::epochs") &&
              is(mistake::word_of<mistake::option::epochs>(), "epochs"));
static_assert(is(mistake::word_of<Adam>(), "Adam") && is(mistake::word_of<int>(), "int"));
// A long name loses its middle, and has 120 characters then; "…" has three bytes.
using Long = Net<Dense<100, 101, ReLU>, Dense<101, 102, ReLU>, Dense<102, 103, ReLU>, Dense<103, 104, ReLU>,
                 Dense<104, 105, ReLU>, Dense<105, 106, Softmax>>;
static_assert(
    named<Long>("Net<Dense<100, 101, ReLU>, Dense<101, 102, ReLU>, Dense<102, 103, ReLU>, Dense<103, 104, R"
                "eLU>, D…<105, 106, Softmax>>"));

// ---- Shapes
static_assert(is(mistake::extents<shape<8, 2, 1200>>(), "8 × 2 × 1,200") && is(mistake::extents<shape<71>>(), "71"));
static_assert(is(mistake::describe<shape<71>>(), "71 values") && is(mistake::describe<shape<1>>(), "1 value"));
static_assert(is(mistake::describe<shape<4, 100>>(), "a sequence of 4 × 100 (channels × length)"));
static_assert(is(mistake::describe<shape<8, 2, 12>>(), "an image of 8 × 2 × 12 (channels × height × width)"));
static_assert(is(mistake::describe<shape<2, 3, 4, 5>>(), "2 × 3 × 4 × 5 values"));

// ---- Places, and what comes before them
template <class Net, std::size_t... Path> constexpr bool placed(std::string_view place, std::string_view source) {
  return is(mistake::place<layer<Path...>, Net>(), place) && is(mistake::source<layer<Path...>, Net>(), source);
}
using Flat = Net<Dense<4, 8, ReLU>, Dense<8, 3>>;
static_assert(placed<Flat, 0>("layer 0, Dense<4, 8, ReLU>,", "the input of the net"));
static_assert(placed<Flat, 1>("layer 1, Dense<8, 3>,", "layer 0, Dense<4, 8, ReLU>,"));
static_assert(is(mistake::place<layer<>, Flat>(), "the net"));
static_assert(placed<void, 2, 0>("layer 2.0", "the layer before it"));  // the net is not known
static_assert(is(mistake::place<layer<2>, void, Flatten>(), "layer 2, Flatten,"));
using Nested = Net<Dense<4, 8>, Net<Dense<8, 8>, Net<Dense<8, 5>, Dense<5, 2>>>, Dense<2, 1>>;
static_assert(placed<Nested, 1, 0>("layer 1.0, Dense<8, 8>,", "layer 0, Dense<4, 8>,"));
static_assert(placed<Nested, 1, 1, 0>("layer 1.1.0, Dense<8, 5>,", "layer 1.0, Dense<8, 8>,"));
static_assert(placed<Nested, 1, 1, 1>("layer 1.1.1, Dense<5, 2>,", "layer 1.1.0, Dense<8, 5>,"));
static_assert(placed<Nested, 1>("layer 1, Net<Dense<8, 8>, Net<Dense<8, 5>, Dense<5, 2>>>,", "layer 0, Dense<4, 8>,"));
using Skip = Net<Dense<4, 8>, Residual<Dense<8, 6>, Dense<6, 8>>>;
static_assert(placed<Skip, 1, 0>("layer 1.0, Dense<8, 6>,", "layer 0, Dense<4, 8>,"));
static_assert(placed<Skip, 1, 1>("layer 1.1, Dense<6, 8>,", "layer 1.0, Dense<8, 6>,"));
// With a Projection the block has two branches, and both take what reaches the block.
using Projected = Net<Dense<4, 8>, Residual<Projection<Dense<8, 2>>, Dense<8, 6>, Dense<6, 2>>>;
static_assert(placed<Projected, 1, 0, 0>("layer 1.0.0, Dense<8, 2>,", "layer 0, Dense<4, 8>,"));
static_assert(placed<Projected, 1, 1, 0>("layer 1.1.0, Dense<8, 6>,", "layer 0, Dense<4, 8>,"));
static_assert(placed<Projected, 1, 1, 1>("layer 1.1.1, Dense<6, 2>,", "layer 1.1.0, Dense<8, 6>,"));
using Branches = Net<Dense<4, 8>, Concat<Dense<8, 2>, Net<Dense<8, 5>, Dense<5, 3>>>>;
static_assert(placed<Branches, 1, 0>("layer 1.0, Dense<8, 2>,", "layer 0, Dense<4, 8>,"));
static_assert(placed<Branches, 1, 1>("layer 1.1, Net<Dense<8, 5>, Dense<5, 3>>,", "layer 0, Dense<4, 8>,"));
static_assert(placed<Branches, 1, 1, 0>("layer 1.1.0, Dense<8, 5>,", "layer 0, Dense<4, 8>,"));
static_assert(placed<Branches, 1, 1, 1>("layer 1.1.1, Dense<5, 3>,", "layer 1.1.0, Dense<8, 5>,"));

// ---- Choices and bounds
static_assert(is(mistake::either<float>(), "float") && is(mistake::either<float, double>(), "float or double"));
static_assert(is(mistake::either<SGD, Adam, RMSprop>(), "SGD, Adam or RMSprop"));
static_assert(is(mistake::amount<mistake::samples<71>>(), "71 samples") &&
              is(mistake::amount<mistake::scalars<1>>(), "1 scalar") &&
              is(mistake::amount<std::array<float, 4>>(), "4 values") &&
              is(mistake::amount<layer<2, 0>>(), "layer 2.0"));
static_assert(is(mistake::amount<mistake::height<1>>(), "1 row") &&
              is(mistake::amount<mistake::width<3>>(), "3 columns"));
static_assert(is(mistake::amount<Ratio<1, 100>>(), "0.01") && is(mistake::amount<Ratio<1, 3>>(), "1/3") &&
              is(mistake::amount<Ratio<-5, 4>>(), "-1.25") && is(mistake::amount<Ratio<2, 1>>(), "2"));
static_assert(is(mistake::bound<mistake::at_least<mistake::samples<1>>>(), "at least 1 sample"));
static_assert(is(mistake::bound<mistake::more_than<Ratio<0, 1>>, mistake::less_than<Ratio<1, 1>>>(),
                 "more than 0 and less than 1"));
static_assert(is(mistake::bound<mistake::at_most<mistake::samples<65536>>>(), "at most 65,536 samples"));

// ---- What to write instead
using _detail::fitting;
static_assert(is(fitting<Dense<29, 10, Softmax>, shape<71>, shape<29>>(), "write Dense<71, 10, Softmax>"));
static_assert(is(fitting<Dense<24, 10>, shape<2, 3, 4>, shape<24>>(), "write Flatten before it"));
static_assert(is(fitting<Dense<20, 10>, shape<2, 3, 4>, shape<20>>(), "write Flatten, Dense<24, 10>"));
static_assert(is(fitting<Conv2D<8, 3>, shape<784>, shape<1, 28, 28>>(), "write Reshape<1, 28, 28> before it"));
static_assert(is(fitting<Flatten, shape<2, 3>, shape<7>>(), "make the two agree"));
template <class A, class B> inline constexpr bool same = std::is_same_v<A, B>;
static_assert(same<_detail::with_input<Dense<4, 8, ReLU>, 5>, Dense<5, 8, ReLU>>);
static_assert(same<_detail::with_output<Dense<4, 8, ReLU>, 5>, Dense<4, 5, ReLU>>);
static_assert(same<_detail::with_activation<Dense<4, 8, ReLU>, Softmax>, Dense<4, 8, Softmax>>);
static_assert(_detail::is_plain<Dense<4, 8>> && !_detail::is_plain<Flatten> && !_detail::is_plain<mine::Gain>);
static_assert(same<_detail::last_of<_detail::list<Flatten, SGD>>, SGD> &&
              same<_detail::last_of<_detail::list<>>, mistake::nothing>);
static_assert(_detail::applies_to_values<ReLU> && !_detail::applies_to_values<Flatten>);

// Run-time errors make their numbers at run time.
BOOST_AUTO_TEST_CASE(numbers_at_run_time) {
  for (const auto& [n, text] : {std::pair{1ull, "1 target"}, {2ull, "2 targets"}, {60000ull, "60,000 targets"}}) {
    volatile unsigned long long count = n;
    BOOST_TEST(std::string(_detail::counted(count, "target").text) == text);
    BOOST_TEST(std::string(mistake::quantity(static_cast<std::size_t>(count), "target").data()) == text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
