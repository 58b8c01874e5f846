#include "ratio.hpp"

#include <cmath>
#include <cstdint>

namespace importer {

std::string ratio_of(const Node& node, double number, const std::string& name) {
  const auto wanted = static_cast<float>(number);
  const double size = std::fabs(static_cast<double>(wanted));
  if (!std::isfinite(size) || size > 1e15 || (size > 0 && size < 1e-15))
    node.refuse(name + " is " + std::to_string(number) + "; a number from 1e-15 to 1e15 would be needed");
  // Continued fractions. Each convergent is the closest number of so small a denominator.
  std::int64_t p0 = 0, q0 = 1, p1 = 1, q1 = 0;
  double rest = size;
  for (int step = 0; step < 64; ++step) {
    const double whole = std::floor(rest);
    const auto a = static_cast<std::int64_t>(whole);
    const double next_p = static_cast<double>(p1) * whole + static_cast<double>(p0);
    const double next_q = static_cast<double>(q1) * whole + static_cast<double>(q0);
    if (next_p > 4e18 || next_q > 4e18) break;
    const std::int64_t p = a * p1 + p0, q = a * q1 + q0;
    p0 = p1;
    q0 = q1;
    p1 = p;
    q1 = q;
    if (static_cast<float>(static_cast<double>(p) / static_cast<double>(q)) == std::fabs(wanted)) break;
    if (rest == whole) break;
    rest = 1 / (rest - whole);
  }
  if (q1 == 0 || static_cast<float>(static_cast<double>(p1) / static_cast<double>(q1)) != std::fabs(wanted))
    node.refuse(name + " is " + std::to_string(number) + ", which is no fraction of two numbers of 64 bits");
  return std::string("Ratio<") + (std::signbit(wanted) && p1 != 0 ? "-" : "") + std::to_string(p1) + ", " +
         std::to_string(q1) + ">";
}

}  // namespace importer
