#pragma once
// What the include-direction test must find: an arrow that runs back, and the umbrella included from inside.
#include <sinew/train/fit.hpp>
#include <sinew/sinew.hpp>
