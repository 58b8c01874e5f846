#pragma once
/// \file
/// SINEW_STACK_LIMIT: the most bytes that a call of the library may put on the stack.
///
/// An overflow of the stack ends a program without a message. How much stack a net(x) takes is known at compile time
/// (Net::stack_bytes), so a call that takes more than the limit does not compile; a form of the call that takes memory
/// from the caller has no limit. The error names both numbers and that form.
///
/// The default of 256 KiB is half of the smallest stack that a desktop system gives a thread:
///
///     main thread: Linux, macOS 8 MiB; Windows 1 MiB; WebAssembly (wasi-libc) 64 KiB or what the linker is told
///     other threads: Linux with glibc 8 MiB, with musl 128 KiB; macOS 512 KiB; Windows 1 MiB
///
/// Define the macro to another number of bytes for another target, for a whole program or for single files:
/// `-DSINEW_STACK_LIMIT=32768` (musl, a real-time system), `-DSINEW_STACK_LIMIT=4194304` (only the main thread runs
/// nets). Files of one program may differ: the limit decides whether a call compiles, never what it compiles to.
/// A limit for one net alone is an item of its budget (net/budget.hpp): `fits<Net, Budget{.stack = 16_KiB}>`.

#if !defined(SINEW_STACK_LIMIT)
#define SINEW_STACK_LIMIT 262144
#endif
