// A consumer's program with functions of several levels.
#include <cstdio>

#include "gate.hpp"

int main() {
  std::puts(level());
  return gives(5) ? 0 : 1;
}
