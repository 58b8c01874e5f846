// A consumer's functions of several levels.
#include "gate.hpp"

#include <sinew/deploy/dispatch.hpp>
#include <sinew/sinew.hpp>

namespace SINEW_LEVEL {

const char* level() { return SINEW_LEVEL_NAME; }

bool gives(float a) {
  sinew::Net<sinew::Dense<1, 1>> line;
  line.weight<0>(0, 0) = 3;
  line.bias<0>(0) = 2;
  const float y = line(std::array<float, 1>{a})[0];
  return y > 3 * a + 1.999f && y < 3 * a + 2.001f;
}

}  // namespace SINEW_LEVEL

SINEW_DISPATCH(level)
SINEW_DISPATCH(gives, a)
