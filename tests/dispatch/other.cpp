#include "other.hpp"

#include <algorithm>

double sorted_elsewhere(std::vector<Item> items) {
  std::sort(items.begin(), items.end());
  return items.front().key;
}

double area_elsewhere(double side) { return std::make_unique<Shape>()->area(side); }
