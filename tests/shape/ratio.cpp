// Ratio: the numbers in types, and what is none.
#include <ratio>
#include <type_traits>

#include <sinew/sinew.hpp>

using namespace sinew;

static_assert(_detail::ratio_value<float, Ratio<1, 10>> == 0.1f && _detail::ratio_value<double, Ratio<1, 10>> == 0.1);
static_assert(_detail::number_of<Ratio<-3, 2>>() == -1.5 && _detail::number_of<std::milli>() == 1e-3);
template <class R> inline constexpr bool is_no_number = _detail::number_of<R>() != _detail::number_of<R>();
static_assert(is_no_number<Ratio<1, 0>> && is_no_number<Ratio<1, -2>> && is_no_number<int> &&
              is_no_number<Dense<2, 1>>);

// Options take any ratio, those of the standard library too.
static_assert(BatchNorm<Epsilon<std::milli>>::on<shape<3>>::epsilon<double> == 1e-3);
static_assert(BatchNorm<>::on<shape<3>>::epsilon<float> == 1e-5f);
static_assert(!mistake::is_fault<Dropout<std::ratio<1, 2>>::on<shape<3>>> &&
              mistake::is_fault<Dropout<std::ratio<2, 2>>::on<shape<3>>>);
static_assert(LeakyReLUWith<Ratio<1, 4>>::value(-8.) == -2 && std::is_same_v<LeakyReLU::fault, mistake::nothing>);
static_assert(!std::is_same_v<_detail::activation_fault<ELUWith<Ratio<-1, 2>>>, mistake::nothing>);
