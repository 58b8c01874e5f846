#pragma once
/// What this executable has asked operator new for; counted by tests/data/allocations.cpp.

#include <cstddef>

inline std::size_t allocation_count = 0;    // calls since the program started
inline std::size_t largest_allocation = 0;  // bytes of the largest one; set it to 0 to measure from there
