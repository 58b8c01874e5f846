#pragma once
// A library that knows nothing of levels and has the same inline functions and templates as work.cpp.

#include "work.hpp"

double sorted_elsewhere(std::vector<Item> items);
double area_elsewhere(double side);
