// expect: wrong_rows<sinew::mistake::given<std::array<float, 5>>, sinew::mistake::expected<std::array<float, 4>[^|]*>
// topic: data
// Rows of five columns for a scaler of four.
// says: the scaler takes a row of type std::array<float, 4>, or a span of rows that it changes, but is given std::array<float, 5>: write StandardScaler<float, 5> (or MinMaxScaler)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const StandardScaler<float, 4> scaler;
  std::array<float, 5> row{};
  return static_cast<int>(scaler.transform(row)[0]);
}
