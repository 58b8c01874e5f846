#pragma once
/// \file
/// Dropout, Dropout1D, Dropout2D and AlphaDropout: drop values, or whole channels, at random in training.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/random/bernoulli.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// What becomes of a value x: scale·x + shift if it is kept, else `dropped`.
template <class T> struct dropout_values { T scale, shift, dropped; };
/// Drops runs of `Length` values, each with Probability, a Ratio; to 0, or, Alpha, to the limit of SELU. The mask of a
/// sample is cached as bits, 64 runs per draw, the first run in the lowest bit. It is stored in words as wide as the
/// scalar, so that lanes of a pack can test bits; like a batch, each sample's words lie in its lane.
template <class In, class Probability, std::size_t Length, bool Alpha = false> struct dropout {
  using input = In;
  using output = In;
  static constexpr std::size_t parameters = 0, runs = In::size / Length, draws = (runs + 63) / 64;
  static constexpr std::uint64_t num = Probability::num, den = Probability::den;
  static constexpr bool random = true, writes_unwanted_dx = false, samplewise = true;

  template <class Run> static constexpr bool view = !Run::training;
  template <class Run> static constexpr std::size_t cost{
      Run::lanes > 1 ? (In::size* Run::blocks)
      : Length > 1
          ? (In::size* Run::batch)
          : (Run::batch) * ((In::size + native_lanes<typename Run::scalar> - 1) / native_lanes<typename Run::scalar>)};

  template <class Run> using word = std::make_unsigned_t<bits_of<typename Run::scalar>>;
  template <class Run> static constexpr std::size_t bits = 8 * sizeof(word<Run>);
  template <class Run> static constexpr std::size_t words{draws * (64 / bits<Run>)};
  template <class Run> struct cache {
    alignas(line_bytes) std::array<word<Run>, Run::samples * words<Run>> kept{};  // as a batch: [block][word][lane]
  };

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    constexpr std::size_t L = Run::lanes;
    for (std::size_t s = 0; s < Run::samples; ++s)
      for (std::size_t d = 0; d < draws; ++d) {
        // Spare lanes draw nothing and are 0.
        std::uint64_t fresh = s < Run::batch ? bernoulli_bits(pass.random, den - num, den) : 0;
        for (std::size_t k = 0; k < 64 / bits<Run>; ++k, fresh >>= bits<Run> / 2, fresh >>= bits<Run> / 2)
          pass.cache.kept[(s / L * words<Run> + d * (64 / bits<Run>)+k) * L + s % L] = static_cast<word<Run>>(fresh);
      }
    dropout::template keep<Run>(pass.cache.kept.data(), pass.x, pass.y, values<typename Run::scalar>());
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    if constexpr (decltype(pass)::wants_dx) {
      using Run = typename decltype(pass)::run;
      using T = typename Run::scalar;
      dropout::template keep<Run>(pass.cache.kept.data(), pass.dy, pass.dx,
                                  dropout_values<T>{values<T>().scale, T(0), T(0)});
    }
  }

 private:
  /// Alpha: a and b of the source of AlphaDropout, such that mean 0 and variance 1 stay.
  template <class T> static consteval dropout_values<T> values() {
    if constexpr (!Alpha)
      return {static_cast<T>(static_cast<double>(den) / static_cast<double>(den - num)), T(0), T(0)};
    else {
      constexpr double p = static_cast<double>(num) / static_cast<double>(den);
      constexpr double limit = 1.7580993408473768599402175208123, a = 1 / math::sqrt((limit * limit * p + 1) * (1 - p));
      return {static_cast<T>(a), static_cast<T>(limit * a * p), static_cast<T>(-limit * a * (1 - p))};
    }
  }
  /// to = scale·from + shift where the bit is set, else `dropped`.
  template <class Run> static constexpr void keep(const word<Run>* kept, auto from, auto to,
                                                  const dropout_values<typename Run::scalar>& of) noexcept {
    using T = typename Run::scalar;
    const auto kept_value = [&of]<class V>(const V& x) __attribute__((always_inline)) {
      if constexpr (Alpha) return V(x * broadcast<V>(of.scale) + broadcast<V>(of.shift));
      else return V(x * broadcast<V>(of.scale));
    };
    constexpr std::size_t L = Run::lanes;
    if (L == 1 && Length == 1 && !__builtin_is_constant_evaluated()) {  // rows: packs lie along the values
      for (std::size_t s = 0; s < Run::batch; ++s)
        cover<T, In::size>([&]<class V>(std::size_t i) {
          using Words = pack<word<Run>, lanes_of<V>>;
          Words bit{};
          for (std::size_t lane = 0; lane < lanes_of<V>; ++lane)
            dropout::set(bit, lane, word<Run>(word<Run>(1) << lane));
          const Words all = broadcast<Words>(kept[s * words<Run> + i / bits<Run>] >> i % bits<Run>);
          store<V>(to.data + s * In::size + i,
                   select((all & bit) != Words{}, kept_value(load<V>(from.data + s * In::size + i)),
                          broadcast<V>(of.dropped)));
        });
      return;
    }
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      using Words = pack<word<Run>, lanes_of<V>>;
      const auto* x = from.at(block, lane);
      auto* y = to.at(block, lane);
      for (std::size_t r = 0; r < runs; r += bits<Run>) {
        Words all = load<Words>(kept + (block * words<Run> + r / bits<Run>)*L + lane);
        const std::size_t end = min_of(runs, r + bits<Run>);
        for (std::size_t k = r; k < end; ++k, all = all >> 1)
          for (std::size_t i = 0; i < Length; ++i, x += L, y += L)
            store<V>(y,
                     select((all & broadcast<Words>(1)) != Words{}, kept_value(load<V>(x)), broadcast<V>(of.dropped)));
      }
    });
  }
  template <class W, class U>
  [[gnu::always_inline]] static constexpr void set(W& words_of_lanes, std::size_t lane, U value) noexcept {
    if constexpr (lanes_of<W> == 1) words_of_lanes = value;
    else words_of_lanes[lane] = value;
  }
};

template <class Written, class Probability, class Bound> using drops_some =
    std::conditional_t<(number_of<Probability>() > 0 && number_of<Probability>() < 1), Bound,
                       refuse<mistake::out_of_range, Written, more_than<Ratio<0, 1>>, less_than<Ratio<1, 1>>>>;

}  // namespace _detail

/// Training: y = x·m / (1 − p), where each m is 0 with Probability p (exactly), else 1, so that the mean of y is x.
/// Inference: y = x, at no cost.
/// Dropped values are 0, even if they were NaN. m is drawn from the caller's engine, sample by sample, 64 values at a
/// time. Such a group takes one draw at p = 1/2, two at 1/4 and 3/4, otherwise about eight. The same engine gives the
/// same m on every machine and in either layout of the batch.
/// Example: Dropout<Ratio<1, 5>>.
/// Shapes: x and y (Batch, any).
/// Backward: dx = dy·m / (1 − p). m is cached, one bit per value (rounded up to a multiple of 64 per sample).
/// Misuse: a probability not between 0 and 1 → mistake::out_of_range; training without an engine →
/// mistake::training_needs_a_random_engine.
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout", JMLR 15 (2014).
/// PyTorch: Dropout(p).
template <class Probability> struct Dropout {
  template <class In> struct bound : _detail::dropout<In, Probability, 1> {};
  template <class In> using on = _detail::drops_some<Dropout, Probability, bound<In>>;
};

/// Dropout of whole channels, with one m per channel: neighbouring pixels of an image are correlated, so dropping
/// single values removes little information.
/// Shapes: x and y (Batch, C, H, W) or (Batch, C, L).
/// Misuse: as for Dropout; a vector → mistake::not_an_image.
/// Source: Tompson et al., "Efficient object localization using convolutional networks", CVPR (2015).
/// PyTorch: Dropout2d(p), Dropout1d(p).
template <class Probability> struct Dropout2D {
  template <class In> struct bound
      : _detail::dropout<In, Probability, _detail::image<In>::height * _detail::image<In>::width> {};
  template <class In> using on =
      _detail::drops_some<Dropout2D, Probability,
                          std::conditional_t<_detail::image<In>::is_image || _detail::image<In>::is_sequence, bound<In>,
                                             mistake::refuse<mistake::not_an_image, Dropout2D, mistake::given<In>,
                                                             mistake::expected<mistake::channels_height_width>>>>;
};

/// Dropout of whole channels of a sequence; see Dropout2D, which takes sequences as well.
/// Shapes: x and y (Batch, C, L).
/// Misuse: as for Dropout; not a sequence → mistake::not_an_image.
/// PyTorch: Dropout1d(p).
template <class Probability> struct Dropout1D {
  template <class In> struct bound : _detail::dropout<In, Probability, _detail::image<In>::width> {};
  template <class In> using on =
      _detail::drops_some<Dropout1D, Probability,
                          std::conditional_t<_detail::image<In>::is_sequence, bound<In>,
                                             mistake::refuse<mistake::not_an_image, Dropout1D, mistake::given<In>,
                                                             mistake::expected<mistake::channels_length>>>>;
};

/// Dropout for nets of SELU: dropped values become SELU's limit −λα, and all are scaled and shifted so that values of
/// mean 0 and variance 1 keep both.
/// Training: y = a·x + b for values that are kept, a·(−λα) + b for the others, each with Probability p, where
///   λα = 1.7580993408473768, a = 1 / √((1 − p)·(1 + p·(λα)²)), b = a·p·λα.
/// Inference: y = x, at no cost.
/// Shapes: x and y (Batch, any).
/// Backward: dx = a·dy·m. Random numbers, cache and misuse as for Dropout.
/// PyTorch: AlphaDropout(p).
/// Source: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-normalizing neural networks", NIPS (2017), section 3.
template <class Probability> struct AlphaDropout {
  template <class In> struct bound : _detail::dropout<In, Probability, 1, true> {};
  template <class In> using on = _detail::drops_some<AlphaDropout, Probability, bound<In>>;
};

}  // namespace sinew
