#pragma once
// An ordinary header: its users know nothing of levels.

namespace heating {

/// The level whose code runs: "baseline", "x86-64-v3", …
const char* level();
/// Whether to heat, for two temperatures in °C.
bool heats(float target, float now);

}  // namespace heating
