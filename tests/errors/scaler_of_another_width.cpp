// expect: wrong_rows<sinew::mistake::given<std::vector<std::array<float, 5>[^|]*>, sinew::mistake::expected<std::span<const std::array<float, 4>[^|]*>
// topic: data
// A scaler of four columns fitted to rows of five.
// says: fit() of the scaler takes rows of type std::array<float, 4>, but is given std::vector<std::array<float, 5>>: write StandardScaler<float, 5> (or MinMaxScaler)
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  std::vector<std::array<float, 5>> rows(10);
  StandardScaler<float, 4> scaler;
  scaler.fit(rows);
}
