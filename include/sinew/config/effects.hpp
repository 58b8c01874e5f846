#pragma once
/// \file
/// SINEW_NONBLOCKING and SINEW_NONALLOCATING, behind `noexcept`: what the compiler may hold a function to.
///
///     SINEW_NONBLOCKING     neither allocates, locks, throws nor calls the system: inference and steps of streams, for
///                           code with deadlines (audio callbacks, control loops), and the kernels below them
///     SINEW_NONALLOCATING   does not allocate: training steps
///
/// clang from 20 on checks both where it compiles such a function: -Wfunction-effects, which neither -Wall nor -Wextra
/// contains, warns of a call that it can neither see through nor find marked. It sees through inline functions and
/// templates, and so through layers and activations of a program's own; a function pointer needs the mark in its type.
/// With -fsanitize=realtime, a function marked SINEW_NONBLOCKING also ends the program with a report if anything under
/// it allocates, locks or calls the system. Without these flags, and for other compilers, the marks do nothing. They
/// change neither names of symbols nor code.
///
/// SINEW_EFFECTS, defined as 0 before the first include, removes them: for a program whose own layers allocate and that
/// is to be compiled with those flags all the same. A program may use the two macros for functions of its own.

#if !defined(SINEW_EFFECTS)
#if __has_cpp_attribute(clang::nonblocking)
#define SINEW_EFFECTS 1
#else
#define SINEW_EFFECTS 0
#endif
#endif

#if SINEW_EFFECTS
#define SINEW_NONBLOCKING [[clang::nonblocking]]
#define SINEW_NONALLOCATING [[clang::nonallocating]]
#else
#define SINEW_NONBLOCKING
#define SINEW_NONALLOCATING
#endif
