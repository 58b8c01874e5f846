// The second part of 19_embed.cpp: runs the net from the generated header, a constant that works at compile time too.

#include <cstdio>

#include "thermostat.hpp"  // written by 19_embed

static_assert(thermostat.predict({2.2f, 1.5f}) == 1);  // target 22 °C, now 15 °C: heat
static_assert(thermostat.predict({1.8f, 2.5f}) == 0);

int main() {
  std::printf("target 21 °C\n");
  for (const float now : {1.6f, 1.9f, 2.0f, 2.2f, 2.5f})
    std::printf("  now %2.0f °C: %s\n", 10 * static_cast<double>(now),
                thermostat.predict({2.1f, now}) == 1 ? "heat" : "wait");
}
