#include "ratio.hpp"

#include <cmath>
#include <cstdint>
#include <numeric>

namespace importer {

namespace {

template <class T> std::string text_of(T value) {
  const double v = static_cast<double>(value);
  const auto text = [value](double num, double den) -> std::string {
    // Both are exact in double, so that the library's quotient is rounded as this one.
    if (!(std::fabs(num) < 0x1p53 && den < 0x1p53) || static_cast<T>(num / den) != value) return {};
    const auto n = static_cast<std::int64_t>(num), d = static_cast<std::int64_t>(den);
    const std::int64_t common = std::gcd(n, d);
    return "Ratio<" + std::to_string(n / common) + ", " + std::to_string(d / common) + ">";
  };
  if (!std::isfinite(v)) return {};
  double den = 1;
  for (int digits = 0; digits < 16; ++digits, den *= 10)
    if (const std::string found = text(std::round(v * den), den); !found.empty()) return found;
  for (int bits = 0; bits < 53; ++bits)
    if (const std::string found = text(std::floor(std::ldexp(v, bits)), std::ldexp(1.0, bits)); !found.empty())
      return found;
  return {};
}

}  // namespace

std::string ratio_text(double v) { return text_of(v); }
std::string ratio_text(float v) { return text_of(v); }

}  // namespace importer
