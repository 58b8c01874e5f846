#pragma once
/// \file
/// Engine: xoshiro256++, 64 random bits a call, the same stream on every platform and compiler.
/// result = rotl(s₀ + s₃, 23) + s₀, then s ← the linear step xoshiro of 256 bits; period 2²⁵⁶ − 1.
/// A seed of 64 bits is spread over the state by SplitMix64, as the authors of xoshiro advise.
///
/// It meets std::uniform_random_bit_generator, but the standard's distributions differ between standard libraries:
/// use random/distribution.hpp where figures must repeat elsewhere.
/// Sources: Blackman, Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021);
/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA (2014), for SplitMix64.

#include <array>
#include <bit>
#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// SplitMix64: state += 0x9e3779b97f4a7c15, returned after two multiply-xorshift rounds.
/// Turns one seed into many that look unrelated, such as one per layer, worker or epoch.
constexpr std::uint64_t split_mix(std::uint64_t& state) noexcept {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}
}  // namespace _detail

/// xoshiro256++. 32 bytes, trivially copyable; a copy continues the same stream on its own.
/// Not for cryptography; one engine is used by one thread at a time.
class Engine {
 public:
  using result_type = std::uint64_t;

  /// The stream of a seed; every seed is good, 0 too.
  constexpr explicit Engine(std::uint64_t seed) noexcept {
    for (auto& word : state_) word = _detail::split_mix(seed);
  }
  /// Continues from state(); all zeros is no state (contract).
  constexpr explicit Engine(const std::array<std::uint64_t, 4>& state) noexcept : state_{state} {
    _detail::precondition((state[0] | state[1] | state[2] | state[3]) != 0,
                          "the state of an Engine must not be all zeros");
  }

  static constexpr result_type min() noexcept { return 0; }
  static constexpr result_type max() noexcept { return ~result_type{0}; }

  /// The next 64 bits.
  constexpr result_type operator()() noexcept {
    std::uint64_t* const s = state_.data();  // to a constant expression each operator[] is a call
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

  /// All there is to the engine: store it to resume a run bit for bit.
  constexpr const std::array<std::uint64_t, 4>& state() const noexcept { return state_; }
  friend constexpr bool operator==(const Engine&, const Engine&) noexcept = default;

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace sinew
