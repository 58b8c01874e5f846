// main <library> [<kinds the program must not recognise>]: loads the library with its symbols local, takes nets and
// errors from it, and gives it nets.
#include <dlfcn.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "common.hpp"

namespace {
int failures = 0;
void check(bool good, const char* what, int kind) {
  if (good) return;
  std::printf("wrong: %s, %d\n", what, kind);
  ++failures;
}
template <class Caught> bool catches(void (*f)(Thrown), Thrown what) {
  try {
    f(what);
  } catch (const Caught&) { return true; } catch (...) {
  }
  return false;
}
}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  void* const library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    std::puts(dlerror());
    return 2;
  }
  const auto their_make = reinterpret_cast<void (*)(Kind, void*)>(dlsym(library, "make"));
  const auto their_holds = reinterpret_cast<bool (*)(Kind, const void*)>(dlsym(library, "holds"));
  const auto their_throws = reinterpret_cast<void (*)(Thrown)>(dlsym(library, "throws"));
  if (!their_make || !their_holds || !their_throws) return 2;

  bool refused[kinds]{};
  refused[hidden] = refused[local] = true;  // each file has a type of its own under this name
  for (int i = 2; i < count; ++i) refused[std::atoi(arguments[i]) % kinds] = true;

  const std::array<float, 4> x{0.5f, -1, 2, 0.25f};
  const auto theirs = std::make_unique<Any>(), ours = std::make_unique<Any>();
  for (int made = empty; made < kinds; ++made) {
    their_make(static_cast<Kind>(made), theirs.get());
    *ours = make_here(static_cast<Kind>(made));
    for (int asked = empty; asked < kinds; ++asked) {
      const Kind kind = static_cast<Kind>(asked);
      const bool same = made == asked && !refused[made];
      check(holds_here(kind, *theirs) == same, "the program about the library's net", 10 * made + asked);
      check(their_holds(kind, ours.get()) == same, "the library about the program's net", 10 * made + asked);
      check(holds_here(kind, *ours) == (made == asked && made != local), "the program about its own",
            10 * made + asked);
      check(their_holds(kind, theirs.get()) == (made == asked && made != local), "the library about its own",
            10 * made + asked);
    }
    if (made == empty) continue;
    check(static_cast<bool>(*theirs) && static_cast<bool>(*ours), "there is a net", made);
    const auto y = (*theirs)(x), expected = (*ours)(x);
    for (std::size_t k = 0; k < y.size(); ++k)  // another instruction set rounds otherwise
      check(std::abs(y[k] - expected[k]) < 1e-6f, "both compute the same", made);
    if (made == plain && !refused[plain]) {
      nets::plain* const net = theirs->get_if<nets::plain>();
      check(net != nullptr && net->parameters == ours->get_if<nets::plain>()->parameters, "the net itself", made);
    }
  }
  check(catches<sinew::Error>(their_throws, data) && catches<sinew::Error>(their_throws, split) &&
            catches<sinew::Error>(their_throws, base) && !catches<sinew::split_error>(their_throws, data),
        "errors", 0);
  if (!refused[plain])  // a library of another instruction set has errors of its own under Error
    check(catches<sinew::data_error>(their_throws, data) && catches<sinew::split_error>(their_throws, split),
          "derived errors", 0);
  std::printf("%d failures\n", failures);
  return failures > 0;
}
