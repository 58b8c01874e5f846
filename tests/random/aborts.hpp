#pragma once
/// aborts(f): whether f ends its process by abort, as a violated contract does. f runs in a child, its stderr is
/// dropped. message_of_abort(f) is what it writes there, or an empty string if it does not abort.
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
#include <string>

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

template <class F> std::string message_of_abort(F f) {
  std::fflush(nullptr);
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    if (dup2(ends[1], 2) < 0) _exit(1);
    close(ends[0]);
    f();
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char block[512];
  for (ssize_t n; (n = read(ends[0], block, sizeof block)) > 0;) text.append(block, static_cast<std::size_t>(n));
  close(ends[0]);
  int status = 0;
  const bool aborted =
      child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  return aborted ? text : std::string();
}
#endif
