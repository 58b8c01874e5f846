#pragma once
// A net from a header that sinew-import has written, for the program that compares it with its case.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

struct Imported {
  std::string_view name;  ///< of the case
  std::size_t inputs, outputs;
  void (*run)(std::span<const double> x, std::span<double> y);
};
/// All nets of the program.
inline std::vector<Imported>& imported() {
  static std::vector<Imported> all;
  return all;
}

/// Runs the constant of a header.
template <const auto& net> void run_imported(std::span<const double> x, std::span<double> y) {
  using Net = std::remove_cvref_t<decltype(net)>;
  using T = typename Net::scalar;
  std::array<T, Net::input::size> in;
  std::transform(x.begin(), x.end(), in.begin(), [](double v) { return static_cast<T>(v); });
  const auto out = net(in);
  std::copy(out.begin(), out.end(), y.begin());
}
template <const auto& net> bool add_imported(std::string_view name) {
  using Net = std::remove_cvref_t<decltype(net)>;
  imported().push_back({name, Net::input::size, Net::output::size, run_imported<net>});
  return true;
}
