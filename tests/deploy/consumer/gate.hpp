#pragma once

/// The level whose code runs.
const char* level();
/// Whether a net gives 3·a + 2.
bool gives(float a);
