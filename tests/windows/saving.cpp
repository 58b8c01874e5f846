// Files that replace others, on Windows: by many threads at once, over what a killed process left, and what is refused.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sinew/io/atomic_file.hpp>

namespace {

namespace fs = std::filesystem;
using sinew::_detail::AtomicFile;
std::mutex one_at_a_time;
int failures = 0;
void expect(const std::string& found, const std::string& expected, const char* what) {
  if (found == expected) return;
  const std::lock_guard lock(one_at_a_time);
  if (++failures <= 20) std::printf("wrong: %s: %s\n", what, found.substr(0, 200).c_str());
}
std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const fs::path& path, const char* text) { std::ofstream(path, std::ios::binary) << text; }
/// Replaces the file; returns the fault.
std::string replace(const fs::path& path, const std::string& text) {
  AtomicFile file(path.string());
  if (file.write(text.data(), text.size())) file.commit();
  return file.fault();
}
std::string files_in(const fs::path& folder) {
  return std::to_string(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

int main() {
  const fs::path folder = fs::temp_directory_path() / "sinew-windows-saving", path = folder / "weights";
  fs::remove_all(folder);
  fs::create_directory(folder);

  expect(replace(path, "first"), "", "a new file");
  expect(replace(path, "second"), "", "an old one");
  expect(contents(path), "second", "its contents");
  {
    AtomicFile a(path.string()), b(path.string());
    a.write("a", 1), b.write("b", 1);
    a.commit(), b.commit();
    expect(a.fault() + b.fault() + contents(path), "b", "two at once");
  }
  for (const char* const left : {"weights.sinew-0.tmp", "weights.sinew-0.tmp.lock", "weights.sinew-5.tmp"})
    write(folder / left, "half");
  expect(replace(path, "third"), "", "files are left");
  expect(contents(path) + files_in(folder), "third1", "files are deleted");

  expect(replace("", "new"), "an empty path", "no path");
  expect(replace(folder, "new"), "Is a directory", "a folder");
  expect(replace(folder / "none/", "new"), "a path without a file name", "no name");
  expect(replace(folder / "none" / "weights", "new"), "no file can be created beside it: No such file or directory",
         "no folder");
  fs::permissions(path, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  expect(replace(path, "new"), "Permission denied", "a protected file");
  expect(contents(path) + files_in(folder), "third1", "it stays");
  fs::permissions(path, fs::perms::all);

  // Each one saves; the file is one of theirs.
  std::vector<std::thread> threads;
  for (char by = 'a'; by < 'm'; ++by)
    threads.emplace_back([&path, by] {
      for (std::size_t n = 0; n < 20; ++n) expect(replace(path, std::string(3000 + 100 * n, by)), "", "many at once");
    });
  for (std::thread& thread : threads) thread.join();
  const std::string now = contents(path);
  expect(now, std::string(4900, now.empty() ? ' ' : now.front()), "the last one");
  expect(files_in(folder), "1", "nothing is left");

  fs::remove_all(folder);
  return failures == 0 ? 0 : EXIT_FAILURE;
}
