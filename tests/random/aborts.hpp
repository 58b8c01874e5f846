#pragma once
/// aborts(f): whether f ends its process by abort, as a violated contract does. f runs in a child, its stderr is
/// dropped.
/// On Windows, which has no fork, f runs here, and the handler of SIGABRT returns to the caller.
/// On WebAssembly, where abort is a trap, the program's host calls f and catches that (tests/wasi.mjs).

#ifdef __wasi__
#include <memory>

[[clang::import_module("sinew_test"), clang::import_name("traps")]] int traps(void (*f)(const void*), const void* data);
template <class F> bool aborts(F f) {
  return traps([](const void* data) { (*static_cast<const F*>(data))(); }, std::addressof(f)) != 0;
}
#elif defined(_WIN32)
#include <csignal>

inline void* aborted[5];
[[gnu::noinline]] inline void return_from_abort(int) { __builtin_longjmp(aborted, 1); }
template <class F> [[gnu::noinline]] bool aborts(F f) {
  const auto before = std::signal(SIGABRT, return_from_abort);
  if (__builtin_setjmp(aborted) == 0) {
    f();
    std::signal(SIGABRT, before);
    return false;
  }
  std::signal(SIGABRT, before);
  return true;
}
#else
#include <csignal>
#include <cstdio>

#include <sys/wait.h>
#include <unistd.h>

template <class F> bool aborts(F f) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // the test framework has its own handler
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(1);
    f();
    _exit(0);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
#endif
