// Every function of the library that saves a file, while the system fails it: each call of open, flock, fstat, write,
// fsync, rename and operator new in turn; a disk that is full; kill -9 at random moments. After each the file is the
// old one or the new one, never neither and never a mixture, shown by reading it back; and nothing else is left in the
// folder, but the temporary file of a killed process.
//
//     saving [KILLS]       kills for all savers together, 40 without an argument

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sinew/config/error.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

#include "../data/temporary.hpp"
#include "../io/faults.hpp"
#include "saver.hpp"

namespace {

std::size_t failures = 0, checks = 0;
/// Records a check.
bool check(bool holds, const Saver& saver, const std::string& what) {
  ++checks;
  if (!holds && ++failures <= 20) std::printf("FAILED: %s: %s\n", saver.name, what.c_str());
  return holds;
}
/// Which version a file is: −1 if it cannot be read, −2 if there is none.
int version_of_file(const Saver& saver, const std::string& path) {
  if (!std::filesystem::exists(path)) return -2;
  try {
    return saver.version(path);
  } catch (const std::exception& e) {
    std::printf("%s: %s\n", saver.name, e.what());
    return -1;
  }
}
std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}
/// What became of a call.
struct Saved {
  bool done = false, by_memory = false;
  std::string error{};
};
Saved save(const Saver& saver, const std::string& path, int version) {
  try {
    saver.save(path, version);
    return {.done = true};
  } catch (const sinew::Error& e) { return {.error = e.what()}; } catch (const std::bad_alloc&) {
    return {.by_memory = true};
  } catch (const std::exception& e) {
    check(false, saver, std::string("an error of another type: ") + e.what());
    return {};
  }
}

/// The n-th call of one function fails in one way, for every n that there is, over an old file and over none. Returns
/// how many calls failed.
std::size_t each_call(const Saver& saver, const char* call, int error, bool over_a_file) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/saved";
  std::size_t failed = 0;
  for (int n = 0;; ++n) {
    std::filesystem::remove(path);
    if (over_a_file) saver.save(path, 0);
    const int old = over_a_file ? 0 : -2;
    fault = {call, n, 1, error};
    const Saved saved = save(saver, path, 1);
    const bool fired = fault.times == 0;
    fault = {};
    const std::string what = std::string(call) + " " + std::to_string(n) +
                             " fails: " + (error == 0 ? "short" : std::strerror(error)) +
                             (over_a_file ? "" : ", without a file");
    const int now = version_of_file(saver, path);
    const bool in_place = saved.error.find("the new file is in place") != std::string::npos;
    check(saved.done || in_place ? now == 1 : now == old, saver,
          what + ": version " + std::to_string(now) + (saved.done ? ", done" : ", ") + saved.error);
    check(files_in(folder.path()).size() == (now == -2 ? 0u : 1u), saver, what + ": files are left");
    if (!fired) {
      check(saved.done, saver, "saving without a fault: " + saved.error);
      return failed;
    }
    ++failed;
    const bool is_harmless = error == 0 || error == EINTR || std::strcmp(call, "flock") == 0;
    if (is_harmless) check(saved.done, saver, what + ": " + saved.error);  // nothing is lost by these
    else if (std::strcmp(call, "new") == 0) check(saved.by_memory || saved.done, saver, what + ": " + saved.error);
    else
      check(!saved.done && saved.error.find(std::strerror(error)) != std::string::npos, saver,
            what + ": " + saved.error);
  }
}

/// A file system of its own that becomes full at any place of the file, and a limit on the size of files.
/// Returns whether there was one.
bool full_disk(const Saver& saver, const std::string& mounted) {
  const std::string path = mounted + "/saved", filler = mounted + "/filler";
  saver.save(path, 1);
  const std::size_t size = std::filesystem::file_size(path);
  saver.save(path, 0);
  std::size_t full = 0;
  const std::size_t step = std::max<std::size_t>(4096, size / 10 / 4096 * 4096);
  for (std::size_t room = 0; room < size; room += step) {
    std::filesystem::remove(filler);
    {
      std::ofstream fill(filler, std::ios::binary);
      const std::size_t free = std::filesystem::space(mounted).available;
      fill << std::string(free > room ? free - room : 0, 'x');
    }
    const Saved saved = save(saver, path, 1);
    check(!saved.done && saved.error.find(std::strerror(ENOSPC)) != std::string::npos, saver,
          "a disk with " + std::to_string(room) + " bytes left: " + saved.error);
    check(version_of_file(saver, path) == 0, saver, "a full disk loses the old file");
    check(files_in(mounted).size() == 2, saver, "a full disk: files are left");
    ++full;
  }
  std::filesystem::remove(filler);
  check(save(saver, path, 1).done && version_of_file(saver, path) == 1, saver, "with room again");
  std::filesystem::remove(path);
  return full > 0;
}
/// Runs f in a process of its own; returns whether it ended with 0, or why it did not.
template <class F> int in_a_process(F f) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    int status = 1;
    try {
      status = f();
    } catch (const std::exception& e) { std::printf("%s\n", e.what()); }
    std::fflush(stdout);
    _exit(status);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
void full_disks() {
  const TemporaryFolder folder;
  const int status = in_a_process([&] {
    // The mount is this process's own: by the right to mount, or within a user namespace.
    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 77;
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
    if (mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=2m") != 0) return 77;
    failures = 0;
    for (const Saver* saver : Saver::all()) check(full_disk(*saver, folder.path()), *saver, "the disk was never full");
    return failures == 0 ? 0 : 1;
  });
  if (status == 77) std::puts("full disk: skipped, because this process may not mount a tmpfs");
  else {
    failures += status != 0;
    std::puts(status == 0 ? "full disk: nothing lost" : "full disk: FAILED");
  }
}

/// Kills a process that saves both versions in turn, at a random moment, so many times.
void kills(const Saver& saver, std::size_t count, sinew::Engine& engine) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/saved";
  const auto now = [] { return std::chrono::steady_clock::now(); };
  const auto start = now();
  saver.save(path, 1);
  saver.save(path, 0);
  const double a_save = std::chrono::duration<double>(now() - start).count() / 2;
  std::size_t versions[2]{}, left = 0;
  for (std::size_t round = 0; round < count; ++round) {
    const pid_t child = fork();
    if (child == 0)
      for (int version = 1;; version = 1 - version) {
        try {
          saver.save(path, version);
        } catch (...) { _exit(1); }
      }
    std::this_thread::sleep_for(std::chrono::duration<double>(sinew::uniform(engine, 0.0, 3 * a_save + 1e-3)));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, saver, "the process ended by itself");
    const int version = version_of_file(saver, path);
    if (check(version == 0 || version == 1, saver, "after kill -9: version " + std::to_string(version)))
      ++versions[version];
    for (const std::string& name : files_in(folder.path()))
      if (name != "saved") {
        check(name == "saved.sinew-0.tmp", saver, "after kill -9: a file " + name + " is left");
        ++left;
      }
    if (round % 8 != 7) continue;
    saver.save(path, static_cast<int>(round / 8 % 2));  // what a kill leaves does not hinder, and is deleted
    check(files_in(folder.path()).size() == 1, saver, "after the next save: files are left");
  }
  std::printf("  %-18s %zu kills: %zu × the one, %zu × the other version, %zu with a temporary file\n", saver.name,
              count, versions[0], versions[1], left);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 40;
  const auto& savers = Saver::all();
  // Thousands of files, for which the disk need not turn.
  const bool in_memory = std::getenv("TMPDIR") == nullptr && access("/dev/shm", W_OK) == 0;
  if (in_memory) setenv("TMPDIR", "/dev/shm", 0);
  for (const Saver* saver : savers) {
    std::size_t failed = 0;
    for (const bool over_a_file : {true, false}) {
      for (const char* call : {"open", "fstat", "write", "fsync", "rename"})
        for (const int error : {ENOSPC, EIO, EACCES}) failed += each_call(*saver, call, error, over_a_file);
      for (const char* call : {"open", "write", "fsync"}) failed += each_call(*saver, call, EINTR, over_a_file);
      for (const int error : {EINTR, ENOLCK, EOPNOTSUPP}) failed += each_call(*saver, "flock", error, over_a_file);
      failed += each_call(*saver, "write", 0, over_a_file);
      failed += each_call(*saver, "new", ENOMEM, over_a_file);
    }
    std::printf("%-18s %zu calls failed, %zu checks so far, %zu failures\n", saver->name, failed, checks, failures);
    check(failed > 30, *saver, "its calls do not fail");
  }
  if (in_memory) unsetenv("TMPDIR");
  full_disks();
  std::puts("kill -9:");
  sinew::Engine engine(std::random_device{}());
  for (const Saver* saver : savers) kills(*saver, (count + savers.size() - 1) / savers.size(), engine);
  std::printf("%zu checks, %zu failures\n", checks, failures);
  return failures == 0 ? 0 : 1;
}
