// expect: wrong_stream<sinew::mistake::given<const sinew::Stream<[^|]*>, sinew::mistake::expected<sinew::Stream<[^|]*>>
// topic: calls
// A stream that is const: a step changes it.
// says: a pass changes the state in a Stream, but the Stream is const: declare it without const
#include <sinew/sinew.hpp>
#include <vector>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  const Stream<Small> stream;
  std::vector<std::array<float, 4>> xs(8);
  std::vector<std::array<float, 2>> ys(8);
  net(xs, ys, stream);
}
