#pragma once
/// \file
/// SINEW_LIFETIMEBOUND marks a parameter, or the object of a member function, that the result refers to. clang then
/// warns of a result that outlives it; other compilers ignore the mark.

#if defined(__clang__)
#define SINEW_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define SINEW_LIFETIMEBOUND
#endif
