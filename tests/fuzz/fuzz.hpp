#pragma once
/// What the targets share: a file of the bytes, what must be true of every error, and how much memory was used.
///
/// A target defines run() and seeds(), and may define LLVMFuzzerCustomMutator and LLVMFuzzerCustomCrossOver. driver.cpp
/// makes it a program: one for libFuzzer, or one that replays files and changes seeds at random, for every compiler.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

extern "C" {
/// libFuzzer's own changes of bytes: at most `most` of them remain. driver.cpp has simple ones.
std::size_t LLVMFuzzerMutate(std::uint8_t* bytes, std::size_t size, std::size_t most);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed);
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b,
                                      std::size_t b_size, std::uint8_t* to, std::size_t most, unsigned seed);
}

namespace fuzz {

/// An input to begin with: the name of its file, and its bytes.
struct Seed {
  std::string name, bytes;
};
/// Longer seeds are run once: changes of a corpus of long files take long and find less.
inline constexpr std::size_t most_bytes_of_a_seed = 8192;

// What a target defines.
/// Loads the bytes and checks what the loader promises.
void run(std::string_view bytes);
/// Valid files, and wrong ones that are hard to come by.
std::vector<Seed> seeds();

// What driver.cpp defines.
/// Ends the program with a message unless the promise is kept.
void require(bool kept, const std::string& promise);
/// Requires a sentence for people: well-formed UTF-8 without control characters, which begins with the file.
void require_sentence(std::string_view sentence, const std::string& file);
/// A folder of this process, in memory where the system has one; removed at the end.
const std::string& folder();
std::string content_of(const std::string& path);

/// Bytes as a file that has a path but no place on a disk.
class File {
 public:
  explicit File(std::string_view bytes);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const std::string& path() const noexcept { return path_; }

 private:
  int descriptor_;
  std::string path_;
};

/// Sets the memory in use as the level from which most_memory() counts.
void begin_memory();
/// The most bytes in use at once since then, beyond that level.
std::size_t most_memory();
/// What a loader may take: twice the file and 1 MiB.
inline std::size_t memory_for(std::string_view bytes) { return 2 * bytes.size() + (std::size_t{1} << 20); }
void require_memory(std::size_t used, std::size_t limit);

/// Loads a file: load() succeeds, or throws an `Error` that says file, what was found and what was expected. Returns
/// whether it succeeded. extra() is the size of the result if the caller asked for it by its type.
template <class Error, class Load, class Extra>
bool loads(const std::string& path, std::size_t limit, Load load, Extra extra) {
  begin_memory();
  try {
    load();
    const std::size_t used = most_memory();
    require_memory(used, limit + extra());
    return true;
  } catch (const Error& e) {
    const std::size_t used = most_memory();
    require_memory(used, limit + extra());
    require_sentence(e.what(), path);
    require(e.file == path, "the error names the file");
    require(!e.found.empty() && !e.expected.empty(), "the error says what was found and what was expected");
    return false;
  }
}
template <class Error, class Load> bool loads(const std::string& path, std::size_t limit, Load load) {
  return fuzz::loads<Error>(path, limit, load, [] { return std::size_t{0}; });
}

/// Random choices of a mutator.
class Choices {
 public:
  explicit Choices(unsigned seed) noexcept : state_{seed * 0x9e3779b97f4a7c15u + 0x2545f4914f6cdd1du} {}
  std::uint64_t bits() noexcept {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ * 0x2545f4914f6cdd1du;
  }
  /// A number below `count`.
  std::size_t below(std::size_t count) noexcept { return count == 0 ? 0 : (bits() >> 16) % count; }
  bool one_in(std::size_t count) noexcept { return below(count) == 0; }
  template <class List> decltype(auto) of(List&& list) { return list[below(std::size(list))]; }

 private:
  std::uint64_t state_;
};

/// Changes a text or bytes as libFuzzer does.
std::string mutated(std::string_view bytes, std::size_t longer_by = 64);
/// Copies the bytes to a buffer of libFuzzer if they fit; if not, changes what is there.
std::size_t given_back(std::string_view bytes, std::uint8_t* to, std::size_t size, std::size_t most);
inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace fuzz
