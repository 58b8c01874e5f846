// expect: wrong_rows<sinew::mistake::given<(const )?std::vector<std::array<float, 4>[^|]*>, sinew::mistake::expected<std::array<float, 4>[^|]*>
// topic: data
// Rows that a scaler is to change, and that are const.
// says: the scaler takes a row of type std::array<float, 4>, or a span of rows that it changes, but is given const std::vector<std::array<float, 4>>: write rows that are not const
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const std::vector<std::array<float, 4>> rows(10);
  const StandardScaler<float, 4> scaler;
  scaler.transform(rows);
}
