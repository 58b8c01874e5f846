#pragma once
/// \file
/// Engine: the generator xoshiro256++, 64 random bits per call, with the same stream on every platform and compiler.
///
/// result = rotl(s₀ + s₃, 23) + s₀; then s takes the linear step of xoshiro with 256 bits. The period is 2²⁵⁶ − 1.
/// SplitMix64 spreads a seed of 64 bits over the state, as the authors of xoshiro advise.
///
/// Engine meets std::uniform_random_bit_generator, but the standard's distributions differ between standard libraries.
/// Use random/distribution.hpp where values must be reproducible elsewhere.
/// Sources: Blackman, Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021); Steele, Lea,
/// Flood, "Fast splittable pseudorandom number generators", OOPSLA (2014), for SplitMix64.

#include <array>
#include <bit>
#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// SplitMix64: adds 0x9e3779b97f4a7c15 to the state and returns it after two multiply-xorshift rounds. Derives many
/// seeds that look unrelated from one, such as one per layer, worker or epoch.
constexpr std::uint64_t split_mix(std::uint64_t& state) noexcept {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}
}  // namespace _detail

/// The random number generator xoshiro256++. It has 32 bytes and is trivially copyable; a copy continues the same
/// stream independently. It is not for cryptography. One engine is used by one thread at a time.
class Engine {
 public:
  using result_type = std::uint64_t;  ///< a call returns 64 random bits

  /// Starts the stream of a seed. Every seed is valid, 0 included.
  constexpr explicit Engine(std::uint64_t seed) noexcept {
    for (auto& word : state_) word = _detail::split_mix(seed);
  }
  /// Continues from a saved state().
  /// Precondition: the state is not all zeros.
  constexpr explicit Engine(const std::array<std::uint64_t, 4>& state) noexcept : state_{state} {
    _detail::precondition((state[0] | state[1] | state[2] | state[3]) != 0,
                          "the state of an Engine must not be all zeros");
  }

  /// The smallest value of a call.
  [[nodiscard]] static constexpr result_type(min)() noexcept { return 0; }
  /// The largest value of a call.
  [[nodiscard]] static constexpr result_type(max)() noexcept { return ~result_type{0}; }

  /// The next 64 bits.
  constexpr result_type operator()() noexcept {
    std::uint64_t* const s = state_.data();  // in a constant expression each operator[] is a call
    const std::uint64_t sum = s[0] + s[3], result = (sum << 23 | sum >> 41) + s[0];
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return result;
  }

  /// The whole state. Store it to resume a stream bit for bit.
  [[nodiscard]] constexpr const std::array<std::uint64_t, 4>& state() const noexcept SINEW_LIFETIMEBOUND {
    return state_;
  }
  /// Returns whether both have the same state, so that they continue with the same numbers.
  friend constexpr bool operator==(const Engine&, const Engine&) noexcept = default;

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace sinew
