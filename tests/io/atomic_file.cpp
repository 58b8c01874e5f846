#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <sinew/io/atomic_file.hpp>

#include "../data/temporary.hpp"
#include "faults.hpp"

using namespace sinew;
using _detail::AtomicFile;

BOOST_AUTO_TEST_SUITE(io_atomic_file)

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}
/// Replaces the file by the text, in two pieces; returns the fault.
std::string replace(const std::string& path, std::string_view text) {
  AtomicFile file(path);
  const std::size_t half = text.size() / 2;
  const bool done =
      file.write(text.data(), half) && file.write(text.data() + half, text.size() - half) && file.commit();
  BOOST_TEST(done == file.fault().empty());
  return file.fault();
}

BOOST_AUTO_TEST_CASE(a_new_file_and_a_replaced_one) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  BOOST_TEST(replace(path, "first") == "");
  BOOST_TEST(content(path) == "first");
  BOOST_TEST(replace(path, "second, longer") == "");
  BOOST_TEST(content(path) == "second, longer");
  BOOST_TEST(replace(path, "") == "");
  BOOST_TEST(content(path) == "");
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_not_committed_leaves_no_trace) {
  const TemporaryFolder folder;
  const std::string path = folder.write("weights", std::string("old"));
  {
    AtomicFile file(path);
    BOOST_TEST(file.write("new", 3));
    BOOST_TEST(files_in(folder.path()) == 2u);
  }
  BOOST_TEST(content(path) == "old");
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(two_writers_at_once) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  AtomicFile a(path), b(path);
  BOOST_TEST((a.write("a", 1) && b.write("b", 1) && a.commit()));
  BOOST_TEST(content(path) == "a");
  BOOST_TEST(b.commit());
  BOOST_TEST(content(path) == "b");
  BOOST_TEST(files_in(folder.path()) == 1u);
}

// Another process takes a file for abandoned that has no lock yet: the first one must notice that it has lost the name,
// and must not give the path the other one's half of a file.
std::string contested;
std::optional<AtomicFile> other;
BOOST_AUTO_TEST_CASE(a_writer_between_creating_and_locking) {
  for (void (**moment)() : {&before_flock, &before_fstat}) {
    const TemporaryFolder folder;
    contested = folder.write("weights", std::string("old"));
    *moment = [] {
      other.emplace(contested);
      BOOST_TEST(other->write("half", 4));
    };
    AtomicFile file(contested);
    BOOST_REQUIRE(other.has_value());
    BOOST_TEST(content(contested) == "old");
    BOOST_TEST((file.write("new", 3) && file.commit()));
    BOOST_TEST(content(contested) == "new");
    BOOST_TEST((other->write(" and half", 9) && other->commit()));
    BOOST_TEST(content(contested) == "half and half");
    other.reset();
    BOOST_TEST(files_in(folder.path()) == 1u);
  }
}
// The same while the other one gives up, or is complete.
BOOST_AUTO_TEST_CASE(a_writer_that_ends_between_creating_and_locking) {
  const TemporaryFolder folder;
  contested = folder.write("weights", std::string("old"));
  before_flock = [] { const AtomicFile given_up(contested); };
  BOOST_TEST(replace(contested, "new") == "");
  BOOST_TEST((content(contested) == "new" && files_in(folder.path()) == 1u));
  before_flock = [] { BOOST_TEST(replace(contested, "theirs") == ""); };
  AtomicFile file(contested);
  BOOST_TEST(content(contested) == "theirs");
  BOOST_TEST((file.write("newer", 5) && file.commit()));
  BOOST_TEST((content(contested) == "newer" && files_in(folder.path()) == 1u));
}
// Two that delete the same abandoned file, one of which is complete before the other one locks.
BOOST_AUTO_TEST_CASE(two_writers_at_one_abandoned_file) {
  const TemporaryFolder folder;
  contested = folder.write("weights", std::string("old"));
  folder.write("weights.sinew-0.tmp", std::string("abandoned"));
  before_flock = [] { BOOST_TEST(replace(contested, "theirs") == ""); };
  BOOST_TEST(replace(contested, "new") == "");
  BOOST_TEST((content(contested) == "new" && files_in(folder.path()) == 1u));
}
// Where locks hold within one computer, another one may delete the file: that is a failure, and its file stays its own.
BOOST_AUTO_TEST_CASE(a_temporary_file_that_another_one_deletes) {
  const TemporaryFolder folder;
  const std::string path = folder.write("weights", std::string("old")), temporary = path + ".sinew-0.tmp";
  AtomicFile file(path);
  BOOST_TEST(file.write("new", 3));
  std::filesystem::remove(temporary);
  folder.write("weights.sinew-0.tmp", std::string("half"));
  BOOST_TEST(!file.commit());
  BOOST_TEST(file.fault() == "renaming: another program has deleted the temporary file");
  BOOST_TEST((content(path) == "old" && content(temporary) == "half"));
}
// File systems without locks: nobody's file is taken for abandoned.
BOOST_AUTO_TEST_CASE(without_locks) {
  const TemporaryFolder folder;
  const std::string path = folder.write("weights", std::string("old"));
  folder.write("weights.sinew-0.tmp", std::string("perhaps abandoned"));
  for (const int error : {ENOLCK, EOPNOTSUPP, ENOSYS}) {
    fault = {"flock", 0, 1000, error};
    AtomicFile a(path), b(path);
    BOOST_TEST((a.write("a", 1) && b.write("b", 1) && b.commit() && a.commit()));
    BOOST_TEST(fault.times < 997);
    fault = {};
    BOOST_TEST((content(path) == "a" && files_in(folder.path()) == 2u));
  }
}

// Processes of several threads save to one path at once. None fails, and who reads finds one of the files, whole.
BOOST_AUTO_TEST_CASE(many_writers_at_once) {
  constexpr int processes = 4, threads = 2, saves = 20;
  const TemporaryFolder folder;
  const auto text = [](char by, int number) {
    return std::string(3000 + 100 * static_cast<std::size_t>(number), by) + "\n";
  };
  const std::string path = folder.write("weights", text('!', 1));
  std::vector<pid_t> children;
  for (int process = 0; process < processes; ++process) {
    const pid_t child = fork();
    BOOST_REQUIRE(child >= 0);
    if (child != 0) {
      children.push_back(child);
      continue;
    }
    std::atomic<bool> good = true;
    const auto save = [&](int thread) {
      for (int number = 0; number < saves; ++number) {
        const std::string bytes = text(static_cast<char>('a' + process * threads + thread), number);
        AtomicFile file(path);
        const std::size_t half = bytes.size() / 2;
        if (file.write(bytes.data(), half) && file.write(bytes.data() + half, bytes.size() - half) && file.commit())
          continue;
        std::fprintf(stderr, "a save failed: %s\n", file.fault().c_str());
        good = false;
      }
    };
    std::thread second(save, 1);
    save(0);
    second.join();
    _exit(good ? 0 : 1);
  }
  std::size_t reads = 0;
  for (std::size_t ended = 0; ended < children.size(); ++reads) {
    const std::string now = content(path);
    const std::size_t number = (now.size() - 3001) / 100;
    BOOST_REQUIRE((now.size() >= 3001 && now == text(now.front(), static_cast<int>(number))));
    int status = 0;
    while (ended < children.size() && waitpid(-1, &status, WNOHANG) > 0) {
      BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));
      ++ended;
    }
  }
  BOOST_TEST(reads > children.size());
  BOOST_TEST(files_in(folder.path()) == 1u);
}
// The same, and all are killed: the next save deletes what they leave.
BOOST_AUTO_TEST_CASE(many_writers_that_are_killed) {
  const TemporaryFolder folder;
  const std::string first(30'000, 'a'), path = folder.write("weights", first);
  std::size_t left = 0;
  for (int round = 0; round < 10; ++round) {
    std::vector<pid_t> children;
    for (int process = 0; process < 6; ++process) {
      const pid_t child = fork();
      if (child == 0)
        for (;;) {
          AtomicFile file(path);
          if (!file.write(first.data(), first.size()) || !file.commit()) _exit(1);
        }
      children.push_back(child);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + round));
    for (const pid_t child : children) kill(child, SIGKILL);
    for (const pid_t child : children) {
      int status = 0;
      BOOST_REQUIRE(waitpid(child, &status, 0) == child);
      BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    }
    BOOST_TEST(content(path) == first);
    left += files_in(folder.path()) - 1;
    BOOST_TEST(replace(path, first) == "");
    BOOST_TEST(files_in(folder.path()) == 1u);
  }
  BOOST_WARN(left > 0u);  // a matter of time
}
// Files of higher numbers, too, when those before them are gone.
BOOST_AUTO_TEST_CASE(abandoned_files_behind_gaps_are_deleted) {
  const TemporaryFolder folder;
  for (const char* const n : {"1", "2", "8", "16"})
    folder.write("weights.sinew-" + std::string(n) + ".tmp", std::string("abandoned"));
  BOOST_TEST(replace(folder.path() + "/weights", "new") == "");
  BOOST_TEST(files_in(folder.path()) == 1u);
}

// The temporary file of a process that was killed goes with the next one; that of a process which lives stays.
BOOST_AUTO_TEST_CASE(abandoned_files_are_deleted) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights", temporary = path + ".sinew-0.tmp";
  folder.write("weights.sinew-0.tmp", std::string("abandoned"));
  BOOST_TEST(replace(path, "first") == "");
  BOOST_TEST((content(path) == "first" && files_in(folder.path()) == 1u));
  int ready[2];
  BOOST_REQUIRE(::pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    AtomicFile file(path);
    const bool wrote = file.write("of the child", 12);
    if (::write(ready[1], "!", 1) == 1 && wrote) ::pause();
    _exit(1);
  }
  char byte;
  BOOST_REQUIRE(::read(ready[0], &byte, 1) == 1);
  BOOST_TEST(replace(path, "second") == "");
  BOOST_TEST((content(path) == "second" && content(temporary) == "of the child"));
  kill(child, SIGKILL);
  BOOST_REQUIRE(waitpid(child, nullptr, 0) == child);
  BOOST_TEST(files_in(folder.path()) == 2u);
  BOOST_TEST(replace(path, "third") == "");
  BOOST_TEST((content(path) == "third" && files_in(folder.path()) == 1u));
  ::close(ready[0]);
  ::close(ready[1]);
  // What no AtomicFile has written stays.
  std::filesystem::create_symlink("weights", temporary);
  std::filesystem::create_directory(path + ".sinew-1.tmp");
  BOOST_REQUIRE(::mkfifo((path + ".sinew-2.tmp").c_str(), 0600) == 0);
  BOOST_TEST(replace(path, "fourth") == "");
  BOOST_TEST((content(path) == "fourth" && files_in(folder.path()) == 4u));
}

BOOST_AUTO_TEST_CASE(permissions_and_links_stay) {
  const TemporaryFolder folder;
  const std::string path = folder.write("weights", std::string("old")), link = folder.path() + "/link";
  BOOST_REQUIRE(::chmod(path.c_str(), 0640) == 0);
  std::filesystem::create_symlink("weights", link);
  BOOST_TEST(replace(link, "new") == "");
  BOOST_TEST(std::filesystem::is_symlink(link));
  BOOST_TEST(content(path) == "new");
  struct stat now {};
  BOOST_TEST(::stat(path.c_str(), &now) == 0);
  BOOST_TEST((now.st_mode & 0777) == 0640u);
}

// Links lead to the file that open() would create or open; they stay themselves.
BOOST_AUTO_TEST_CASE(links_are_followed) {
  const TemporaryFolder folder;
  const std::string here = folder.path() + "/", there = here + "scratch/";
  std::filesystem::create_directory(there);
  std::filesystem::create_symlink("scratch/run", here + "relative");
  std::filesystem::create_symlink(there + "run", here + "absolute");
  std::filesystem::create_symlink("../relative", there + "back");
  std::filesystem::create_symlink("scratch/back", here + "through");  // back: a link relative to its own folder
  std::filesystem::create_symlink("scratch", here + "folder");
  std::filesystem::create_symlink("run", there + "beside");
  for (const char* const link : {"relative", "absolute", "scratch/back", "through", "folder/beside", "folder/run"}) {
    for (const char* const text : {"first", "second"}) {  // to no file, and to a file
      BOOST_TEST_CONTEXT(link) BOOST_TEST(replace(here + link, text) == "");
      BOOST_TEST(content(there + "run") == text);
      BOOST_TEST((files_in(here) == 5u && files_in(there) == 3u));
    }
    std::filesystem::remove(there + "run");
  }
  for (const char* const link : {"relative", "absolute", "scratch/back", "through", "folder", "scratch/beside"})
    BOOST_TEST(std::filesystem::is_symlink(here + link));
  BOOST_TEST_CONTEXT("relative to the current folder") {
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(here);
    for (const char* const link : {"relative", "through"}) {
      BOOST_TEST(replace(link, link) == "");
      BOOST_TEST(content(there + "run") == link);
      std::filesystem::remove(there + "run");
    }
    std::filesystem::current_path(before);
  }
}
BOOST_AUTO_TEST_CASE(links_that_lead_nowhere) {
  const TemporaryFolder folder;
  const std::string here = folder.path() + "/";
  std::filesystem::create_symlink("b", here + "a");
  std::filesystem::create_symlink("a", here + "b");
  std::filesystem::create_symlink("missing/run", here + "c");
  std::filesystem::create_symlink("new/", here + "d");
  BOOST_TEST(replace(here + "a", "new") == "no file can be created beside it: " + std::string(std::strerror(ELOOP)));
  BOOST_TEST(replace(here + "c", "new") ==
             "no file can be created beside " + here + "missing/run: No such file or directory");
  BOOST_TEST(replace(here + "d", "new") == "a path without a file name");
  BOOST_TEST(files_in(here) == 4u);
  for (const char* const link : {"a", "b", "c", "d"}) BOOST_TEST(std::filesystem::is_symlink(here + link));
}

BOOST_AUTO_TEST_CASE(only_files_are_replaced) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/sub");
  BOOST_TEST(replace(folder.path() + "/sub", "new") == "Is a directory");
  BOOST_TEST(replace(folder.path() + "/sub/", "new") == "Is a directory");
  BOOST_TEST(replace("/", "new") == "Is a directory");
  const std::string pipe = folder.path() + "/pipe";
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_TEST(replace(pipe, "new") == "a pipe, a device or a socket");
  BOOST_TEST(replace("/dev/null", "new") == "a pipe, a device or a socket");
  BOOST_TEST(files_in(folder.path()) == 2u);
  BOOST_TEST(replace(folder.path() + "/none/weights", "new") ==
             "no file can be created beside it: No such file or directory");
  BOOST_TEST(replace(pipe + "/weights", "new") == "no file can be created beside it: Not a directory");
}
BOOST_AUTO_TEST_CASE(paths_without_a_name) {
  const TemporaryFolder folder;
  BOOST_TEST(replace("", "new") == "an empty path");
  BOOST_TEST(replace(folder.path() + "/new/", "new") == "a path without a file name");
  BOOST_TEST(files_in(folder.path()) == 0u);
}

// As fopen() says it; to rename needs the right to the folder only.
BOOST_AUTO_TEST_CASE(protected_files_stay) {
  const TemporaryFolder folder;
  const std::string path = folder.write("weights", std::string("old")), link = folder.path() + "/link";
  std::filesystem::create_symlink("weights", link);
  BOOST_REQUIRE((::chmod(folder.path().c_str(), 0777) == 0 && ::chmod(path.c_str(), 0444) == 0));
  const pid_t child = fork();
  if (child == 0) {
    // The superuser may write to any file.
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0 || ::access(path.c_str(), R_OK) != 0))
      _exit(77);
    for (const std::string& each : {path, link}) {
      AtomicFile file(each);
      if (file.fault() != "Permission denied" || file.write("new", 3) || file.commit()) _exit(1);
    }
    _exit(replace(folder.path() + "/other", "new").empty() ? 0 : 2);
  }
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77) {
    BOOST_TEST_MESSAGE("skipped: this process cannot become another user");
    return;
  }
  BOOST_TEST(WEXITSTATUS(status) == 0);
  BOOST_TEST(content(path) == "old");
  BOOST_TEST(files_in(folder.path()) == 3u);
}

BOOST_AUTO_TEST_CASE(every_call_that_fails) {
  const TemporaryFolder folder;
  const std::string path = folder.write("weights", std::string("old"));
  struct Call {
    const char* name;
    int after;
    const char* says;
  };
  for (const auto& [name, after, says] :
       {Call{"open", 0, "no file can be created beside it: "}, Call{"write", 0, "writing: "},
        Call{"fstat", 0, "no file can be created beside it: "}, Call{"fstat", 1, "renaming: "},
        Call{"write", 1, "writing: "}, Call{"fsync", 0, "writing to the disk: "}, Call{"rename", 0, "renaming: "}})
    for (const int error : {ENOSPC, EIO, EACCES}) {
      fault = {name, after, 1, error};
      BOOST_TEST(replace(path, "new") == std::string(says) + std::strerror(error));
      BOOST_TEST(fault.times == 0);  // it did fail
      fault = {};
      BOOST_TEST(content(path) == "old");
      BOOST_TEST(files_in(folder.path()) == 1u);
    }
}

// The folder is flushed last, when the new name is in place.
BOOST_AUTO_TEST_CASE(a_folder_that_is_not_flushed) {
  const TemporaryFolder folder;
  const std::string path = folder.write("weights", std::string("old"));
  for (const auto& [name, after] : {std::pair{"fsync", 1}, std::pair{"open", 1}}) {
    fault = {name, after, 1, EIO};
    BOOST_TEST(replace(path, "new") ==
               "the new file is in place, but a loss of power may undo that: Input/output error");
    BOOST_TEST(fault.times == 0);
    BOOST_TEST(content(path) == "new");
    BOOST_TEST(files_in(folder.path()) == 1u);
  }
  fault = {"fsync", 1, 1, EINVAL};  // file systems that have no such thing
  BOOST_TEST(replace(path, "newer") == "");
  BOOST_TEST(fault.times == 0);
  fault = {};
}

BOOST_AUTO_TEST_CASE(interrupted_calls_and_short_writes_go_on) {
  const TemporaryFolder folder;
  const std::string path = folder.write("weights", std::string("old"));
  for (const Fault& f : {Fault{"open", 0, 2, EINTR}, Fault{"write", 0, 3, EINTR}, Fault{"write", 1, 3, EINTR},
                         Fault{"fsync", 0, 2, EINTR}, Fault{"write", 0, 5, 0}, Fault{"write", 1, 1, 0}}) {
    const std::string text = std::string("new, ") + f.call + std::to_string(f.times);
    fault = f;
    BOOST_TEST(replace(path, text) == "");
    BOOST_TEST(fault.times == 0);
    fault = {};
    BOOST_TEST(content(path) == text);
    BOOST_TEST(files_in(folder.path()) == 1u);
  }
}

// A process that is ended at any moment leaves the old file or the new one.
BOOST_AUTO_TEST_CASE(killed_while_writing) {
  const TemporaryFolder folder;
  const std::string first(300'000, 'a'), second(400'000, 'b');
  const std::string path = folder.write("weights", first);
  for (int round = 0; round < 20; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      for (bool even = true;; even = !even) {
        const std::string& text = even ? second : first;
        AtomicFile file(path);
        if (!file.write(text.data(), text.size()) || !file.commit()) _exit(1);
      }
    }
    BOOST_REQUIRE(child > 0);
    std::this_thread::sleep_for(std::chrono::microseconds(700 + 777 * round));
    kill(child, SIGKILL);
    int status = 0;
    BOOST_REQUIRE(waitpid(child, &status, 0) == child);
    BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    const std::string now = content(path);
    BOOST_TEST((now == first || now == second));
  }
}

BOOST_AUTO_TEST_SUITE_END()
