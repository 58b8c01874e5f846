#pragma once
// A net from a header that sinew-import has written, for the program that compares it with its case.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sinew/net/net.hpp>
#include <sinew/net/stream.hpp>

struct Imported {
  std::string_view name;  ///< of the case
  std::size_t inputs, outputs;
  /// Computes samples: one by one; or, if the net has streams, as steps of one, in blocks of at most `block`.
  void (*run)(std::span<const double> x, std::span<double> y, std::size_t block);
  bool is_stream;
};
/// All nets of the program.
inline std::vector<Imported>& imported() {
  static std::vector<Imported> all;
  return all;
}

/// Runs the constant of a header. `prewarm`, if it has one, sets its stream to what precedes the first step.
template <const auto& net, auto... prewarm>
void run_imported(std::span<const double> x, std::span<double> y, std::size_t block) {
  using Net = std::remove_cvref_t<decltype(net)>;
  using T = typename Net::scalar;
  const std::size_t samples = x.size() / Net::input::size;
  std::vector<std::array<T, Net::input::size>> in(samples);
  std::vector<std::array<T, Net::output::size>> out(samples);
  for (std::size_t i = 0; i < x.size(); ++i) in[i / Net::input::size][i % Net::input::size] = static_cast<T>(x[i]);
  if constexpr (Net::stream_bytes > 0) {
    sinew::Stream<Net> stream;
    (prewarm(stream, net), ...);
    if (block == 1) {
      for (std::size_t i = 0; i < samples; ++i) out[i] = net(in[i], stream);
    } else {
      for (std::size_t i = 0; i < samples; i += block) {
        const std::size_t n = std::min(block, samples - i);
        net(std::span(in).subspan(i, n), std::span(out).subspan(i, n), stream);
      }
    }
  } else {
    for (std::size_t i = 0; i < samples; ++i) out[i] = net(in[i]);
  }
  for (std::size_t i = 0; i < y.size(); ++i)
    y[i] = static_cast<double>(out[i / Net::output::size][i % Net::output::size]);
}
template <const auto& net, auto... prewarm> bool add_imported(std::string_view name) {
  using Net = std::remove_cvref_t<decltype(net)>;
  imported().push_back(
      {name, Net::input::size, Net::output::size, run_imported<net, prewarm...>, (Net::stream_bytes > 0)});
  return true;
}
