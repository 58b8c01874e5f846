#include "allocations.hpp"

#include <cstdlib>
#include <new>

void* operator new(std::size_t size) {
  ++allocation_count;
  if (size > largest_allocation) largest_allocation = size;
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
