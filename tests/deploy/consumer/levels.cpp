// A consumer's program with functions of several levels.
#include <cstdio>

#include "gate.hpp"

int main() {
  const bool right = gives(5);
  std::puts(right ? level() : "wrong");
  return right ? 0 : 1;
}
