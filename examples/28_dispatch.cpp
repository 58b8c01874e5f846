// 28 · One program for many processors: dispatch/heating.cpp holds the trained net of 19_embed and is compiled once for
// each level of x86-64. The program runs the best level that its processor has. In CMakeLists.txt:
//
//     sinew_dispatch(28_dispatch SOURCES dispatch/heating.cpp LEVELS x86-64-v2 x86-64-v3 x86-64-v4)
//
// SINEW_LEVEL=baseline in the environment, or another level, is for tests:
//
//     SINEW_LEVEL=x86-64-v2 28_dispatch

#include <cstdio>
#include <initializer_list>

#include "dispatch/heating.hpp"

int main() {
  std::printf("level: %s\ntarget 21 °C\n", heating::level());
  for (const float now : {16.f, 19.f, 20.f, 22.f, 25.f})
    std::printf("  now %2.0f °C: %s\n", static_cast<double>(now), heating::heats(21, now) ? "heat" : "wait");
}
