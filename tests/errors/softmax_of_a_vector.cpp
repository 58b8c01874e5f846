// expect: scores_of_unknown_number<sinew::Softmax, sinew::mistake::given<std::vector<float
// topic: calls
// softmax() of a std::vector, whose length is not known at compile time.
// says: softmax() and log_softmax() return as many numbers as they are given, and std::vector<float> is no array of float or double whose number is known at compile time: write a std::array, or a span of fixed extent such as std::span<const float, 10>(values)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const std::vector<float> scores{1, 2, 3};
  static_cast<void>(softmax(scores));
}
