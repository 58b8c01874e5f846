// Shapes, lists of types and the mistakes that errors are made of: all of it happens at compile time.
#include <array>
#include <cstddef>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/layer.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(shape_shape)

static_assert(shape<1, 28, 28>::size == 784 && shape<1, 28, 28>::rank == 3 && shape<784>::size == 784 &&
              shape<>::size == 1);
static_assert(!std::is_same_v<shape<1, 784>, shape<784>>);

struct incomplete;  // a list must not need its types
static_assert(std::is_same_v<_detail::element<0, _detail::list<int, incomplete, int>>, int> &&
              std::is_same_v<_detail::element<1, _detail::list<int, incomplete, int>>, incomplete>);
static_assert(std::is_same_v<_detail::element<2, _detail::list<int, int, float>>, float>);  // the same type twice

using fault_of_a_layer = mistake::refuse<mistake::zero_size, int>;
static_assert(mistake::is_fault<fault_of_a_layer> && !mistake::is_fault<int> && !mistake::is_fault<mistake::nothing>);
static_assert(std::is_same_v<fault_of_a_layer::within<2>, mistake::fault<mistake::zero_size, mistake::layer<2>, int>>);
// The path grows outwards.
static_assert(std::is_same_v<fault_of_a_layer::within<1>::within<4>,
                             mistake::fault<mistake::zero_size, mistake::layer<4, 1>, int>>);
static_assert(std::is_empty_v<decltype(mistake::tell(mistake::of<mistake::nothing>))>);

BOOST_AUTO_TEST_CASE(all_is_checked_by_the_compiler) {
  const std::array<int, shape<2, 3>::size> six{};
  BOOST_TEST(six.size() == 6u);
}

BOOST_AUTO_TEST_SUITE_END()
