#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

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

BOOST_AUTO_TEST_CASE(only_files_are_replaced) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/sub");
  BOOST_TEST(replace(folder.path() + "/sub", "new") == "it is no regular file");
  const std::string pipe = folder.path() + "/pipe";
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_TEST(replace(pipe, "new") == "it is no regular file");
  BOOST_TEST(files_in(folder.path()) == 2u);
  BOOST_TEST(replace(folder.path() + "/none/weights", "new") ==
             "no file can be created beside it: No such file or directory");
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
