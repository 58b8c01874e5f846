// expect: mine::odd_length<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<5>>>
// topic: own
// A user's layer that refuses what reaches it, by a mistake and a sentence of its own.
// says: layer 1, mine::Duel, takes an even number of values, but layer 0, Dense<4, 5>, gives 5 values: write one output more before it
#include <sinew/sinew.hpp>
#include <sinew/mistake/sentence.hpp>
using namespace sinew;

namespace mine {
template <class Where, class Given> struct odd_length;  // declared only: naming it is the error

/// y = the larger of each two neighbours.
struct Duel {
  template <class In> struct bound {
    using input = In;
    using output = shape<In::size / 2>;
    static constexpr std::size_t parameters = 0;
    static constexpr void forward(auto pass) {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < output::size; ++i)
          pass.y(s, i) = pass.x(s, 2 * i) > pass.x(s, 2 * i + 1) ? pass.x(s, 2 * i) : pass.x(s, 2 * i + 1);
    }
    static constexpr void backward(auto pass) {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < output::size; ++i) {
          const bool first = pass.x(s, 2 * i) >= pass.x(s, 2 * i + 1);
          pass.dx(s, 2 * i) = first ? pass.dy(s, i) : 0;
          pass.dx(s, 2 * i + 1) = first ? 0 : pass.dy(s, i);
        }
    }
  };
  template <class In> using on =
      std::conditional_t<In::size % 2 == 0, bound<In>, mistake::refuse<odd_length, mistake::given<In>>>;
};
}  // namespace mine

template <class Where, class Given, class In>
constexpr auto mistake::sentence<mine::odd_length<Where, mistake::given<Given>>, In> =
    mistake::say(mistake::place<Where, In>(), " takes an even number of values, but ", mistake::source<Where, In>(),
                 " gives ", mistake::describe<Given>(), ": write one output more before it");

int main() {
  Net<Dense<4, 5>, mine::Duel, Dense<2, 2>> net;
  initialize(net, 1);
}
