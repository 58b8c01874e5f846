/// A program of a target. With SINEW_FUZZ it is a libFuzzer program; `-seeds=<folder>` writes the seeds there first,
/// and runs those that are too long for a corpus.
/// Otherwise it has a main function: it runs the seeds, the files and folders that are its arguments, and
/// `-mutations=<n>` inputs that come of them by random changes, the same ones each time.

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FUZZ_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define FUZZ_ASAN
#endif

// ---- Memory: every malloc under the address sanitizer, operator new otherwise.

namespace {
std::atomic<std::size_t> in_use = 0, most_in_use = 0;
std::size_t level = 0;
void count(std::size_t bytes) noexcept {
  const std::size_t now = in_use += bytes;
  std::size_t most = most_in_use;
  while (now > most && !most_in_use.compare_exchange_weak(most, now)) {}
}
}  // namespace

#ifdef FUZZ_ASAN
#include <sanitizer/allocator_interface.h>
// A loader that throws takes a third of the time without the copies of frames; the preset asan has them.
extern "C" const char* __asan_default_options() {
  return "detect_stack_use_after_return=0:malloc_context_size=8:quarantine_size_mb=32";
}
static void count_memory() {
  static_cast<void>(__sanitizer_install_malloc_and_free_hooks(
      [](const volatile void*, std::size_t size) { count(size); },
      [](const volatile void* memory) {
        if (memory != nullptr) in_use -= __sanitizer_get_allocated_size(const_cast<const void*>(memory));
      }));
}
#else
static void count_memory() {}
void* operator new(std::size_t size) {
  void* const memory = std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  count(malloc_usable_size(memory));
  return memory;
}
void operator delete(void* memory) noexcept {
  if (memory != nullptr) in_use -= malloc_usable_size(memory);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
#endif

namespace fuzz {

void begin_memory() {
  level = in_use;
  most_in_use = level;
}
std::size_t most_memory() {
  const std::size_t most = most_in_use;
  return most > level ? most - level : 0;
}
void require_memory(std::size_t used, std::size_t limit) {
  if (used > limit)
    require(false, "memory is bounded: " + std::to_string(used) + " bytes, at most " + std::to_string(limit));
}

// ---- Promises.

void require(bool kept, const std::string& promise) {
  if (kept) return;
  std::fprintf(stderr, "fuzz: not kept: %s\n", promise.c_str());
  std::abort();
}

static bool is_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t k) {
      return i + k < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[i + k])) : 0u;
    };
    const unsigned first = byte(0);
    if (first < 0x20 || first == 0x7f) return false;
    if (first < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4) return false;
    std::uint32_t code = first & (0xffu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(k) & 0xc0) != 0x80) return false;
      code = code << 6 | (byte(k) & 0x3f);
    }
    if (length == 3 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) return false;
    if (length == 4 && (code < 0x10000 || code > 0x10ffff)) return false;
    i += length;
  }
  return true;
}
void require_sentence(std::string_view sentence, const std::string& file) {
  const bool right = !sentence.empty() && sentence.size() < 1024 && is_text(sentence) && sentence.starts_with(file);
  if (!right)
    require(false, "an error is a sentence of characters that begins with the file: " + std::string(sentence));
}

// ---- Files.

File::File(std::string_view bytes) : descriptor_{memfd_create("fuzz", MFD_CLOEXEC)}, path_{} {
  require(descriptor_ >= 0, "memfd_create");
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t step = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
    require(step > 0, "write");
    done += static_cast<std::size_t>(step);
  }
  path_ = "/proc/self/fd/" + std::to_string(descriptor_);
}
File::~File() { ::close(descriptor_); }

const std::string& folder() {
  struct Folder {
    std::string path;
    Folder() : path{::access("/dev/shm", W_OK) == 0 ? "/dev/shm/sinew-XXXXXX" : "/tmp/sinew-XXXXXX"} {
      require(mkdtemp(path.data()) != nullptr, "mkdtemp");
    }
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const Folder one;
  return one.path;
}
std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  require(static_cast<bool>(file), "readable: " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// ---- Mutators.

std::string mutated(std::string_view bytes, std::size_t longer_by) {
  std::string result(bytes);
  result.resize(bytes.size() + longer_by);
  if (result.empty()) return result;
  result.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(result.data()), bytes.size(), result.size()));
  return result;
}
std::size_t given_back(std::string_view bytes, std::uint8_t* to, std::size_t size, std::size_t most) {
  if (bytes.size() > most || bytes.empty()) return LLVMFuzzerMutate(to, size, most);
  std::memcpy(to, bytes.data(), bytes.size());
  return bytes.size();
}

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::run(fuzz::text_of(bytes, size));
  return 0;
}

#ifdef SINEW_FUZZ

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  count_memory();
  constexpr std::string_view option = "-seeds=";
  int kept = 0;
  for (int i = 0; i < *count; ++i) {
    const std::string_view argument = (*arguments)[i];
    if (!argument.starts_with(option)) {
      (*arguments)[kept++] = (*arguments)[i];
      continue;
    }
    const std::filesystem::path to = argument.substr(option.size());
    std::filesystem::create_directories(to);
    for (const auto& [name, bytes] : fuzz::seeds()) {
      if (bytes.size() > fuzz::most_bytes_of_a_seed) {
        fuzz::run(bytes);
        continue;
      }
      std::ofstream file(to / name, std::ios::binary);
      file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      fuzz::require(static_cast<bool>(file.flush()), "a seed can be written");
    }
  }
  *count = kept;
  (*arguments)[kept] = nullptr;
  return 0;
}

#else

static fuzz::Choices choices(1);

/// A few of libFuzzer's changes of bytes.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* bytes, std::size_t size, std::size_t most) {
  static constexpr std::uint8_t odd[] = {0, 1, 0x7f, 0x80, 0xff, '"', '-', '.', '0', '9', '\n', '{', ' '};
  const std::size_t at = choices.below(size);
  switch (choices.below(5)) {
    case 0:
      if (size > 0) bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ 1 << choices.below(8));
      break;
    case 1:
      if (size > 0) bytes[at] = choices.of(odd);
      break;
    case 2:
      if (size > 1) {
        const std::size_t less = 1 + choices.below(std::min<std::size_t>(size - at, 16));
        std::memmove(bytes + at, bytes + at + less, size - at - std::min(less, size - at));
        size -= std::min(less, size - at);
      }
      break;
    case 3:
      if (size < most) {
        std::memmove(bytes + at + 1, bytes + at, size - at);
        bytes[at] = choices.one_in(2) ? choices.of(odd) : static_cast<std::uint8_t>(choices.below(256));
        ++size;
      }
      break;
    default:  // repeats a piece
      if (size > 0) {
        const std::size_t more = std::min(1 + choices.below(std::min<std::size_t>(size - at, 32)), most - size);
        std::memmove(bytes + at + more, bytes + at, size - at);
        size += more;
      }
  }
  return size;
}
extern "C" {
[[gnu::weak]] std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned) {
  return LLVMFuzzerMutate(bytes, size, most);
}
[[gnu::weak]] std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t*, std::size_t, const std::uint8_t*, std::size_t,
                                                    std::uint8_t*, std::size_t, unsigned) {
  return 0;
}
}

// The input that is running. If it ends the program, its name is printed and its bytes are kept.
static const char* running = nullptr;
static std::string_view running_bytes;
static void tell(int) {
  if (running != nullptr) {
    std::fprintf(stderr, "fuzz: the input is %s, kept as ./replay-input\n", running);
    if (std::FILE* const file = std::fopen("replay-input", "wb")) {
      std::fwrite(running_bytes.data(), 1, running_bytes.size(), file);
      std::fclose(file);
    }
  }
  std::_Exit(1);
}
static void run_one(const std::string& name, const std::string& bytes) {
  running_bytes = bytes;
  running = name.c_str();
  fuzz::run(bytes);
  running = nullptr;
}

int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  count_memory();
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL}) std::signal(signal, tell);
  unsigned long mutations = 0;
  std::vector<fuzz::Seed> inputs = fuzz::seeds();
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument.starts_with("-mutations=")) mutations = std::stoul(argument.substr(11));
    else if (fs::is_directory(argument)) {
      for (const auto& entry : fs::directory_iterator(argument))
        inputs.push_back({entry.path().string(), fuzz::content_of(entry.path().string())});
    } else inputs.push_back({argument, fuzz::content_of(argument)});
  }
  std::sort(inputs.begin(), inputs.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const auto& [name, bytes] : inputs) run_one(name, bytes);
  const std::size_t all = inputs.size();
  std::erase_if(inputs, [](const auto& input) { return input.bytes.size() > fuzz::most_bytes_of_a_seed; });
  std::vector<std::uint8_t> buffer(fuzz::most_bytes_of_a_seed);
  for (unsigned long i = 0; i < mutations; ++i) {
    const auto &a = inputs[choices.below(inputs.size())].bytes, &b = inputs[choices.below(inputs.size())].bytes;
    std::size_t size = a.size();
    std::memcpy(buffer.data(), a.data(), size);
    if (choices.one_in(8)) {
      const auto bytes = [](const std::string& text) { return reinterpret_cast<const std::uint8_t*>(text.data()); };
      const std::size_t crossed = LLVMFuzzerCustomCrossOver(bytes(a), a.size(), bytes(b), b.size(), buffer.data(),
                                                            buffer.size(), static_cast<unsigned>(choices.bits()));
      if (crossed > 0) size = crossed;
    }
    for (std::size_t changes = 1 + choices.below(4); changes > 0; --changes)
      size = LLVMFuzzerCustomMutator(buffer.data(), size, buffer.size(), static_cast<unsigned>(choices.bits()));
    run_one("mutation " + std::to_string(i), std::string(fuzz::text_of(buffer.data(), size)));
  }
  std::printf("%zu files and %lu mutations\n", all, mutations);
}

#endif
