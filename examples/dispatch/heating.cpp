// The dispatched source of 28_dispatch.cpp: compiled for the baseline and for each level.

#include "heating.hpp"

#include <sinew/deploy/dispatch.hpp>

#include "thermostat.hpp"  // written by 19_embed

namespace heating {

namespace SINEW_LEVEL {

const char* level() { return SINEW_LEVEL_NAME; }

bool heats(float target, float now) { return thermostat.predict({target / 10, now / 10}) == 1; }

}  // namespace SINEW_LEVEL

// The functions of the header; each calls the one of the level that was chosen. The names are those of parameters.
SINEW_DISPATCH(level)
SINEW_DISPATCH(heats, target, now)

}  // namespace heating
