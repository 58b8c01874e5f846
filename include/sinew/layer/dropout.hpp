#pragma once
/// \file
/// Dropout, Dropout1D, Dropout2D and AlphaDropout: drop values, or whole channels, at random in training.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
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

/// An option of the dropout layers, for nets of steps ("variational" or "locked" dropout): m is drawn once per stream
/// and block of steps, and is the same in all of them, in forward and backward. A block is a pass of fit<Streams,
/// Steps>, of a workspace with steps, or a window of Unroll; the next one draws again. Where a batch has no steps, the
/// layer is as without the option.
/// The paper also drops h within recurrent layers, which no option does.
/// Source: Gal, Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks", NIPS
/// (2016).
/// PyTorch: it has no such module; torchnlp.nn.LockedDropout(p). Keras: Dropout(p, noise_shape=(batch, 1, features)).
struct Variational {};

namespace _detail {

/// What becomes of a value x: scale·x + shift if it is kept, else `dropped`.
template <class T> struct dropout_values { T scale, shift, dropped; };
/// Drops runs of `Length` values, each with Probability, a Ratio; to 0, or, Alpha, to the limit of SELU. The mask of a
/// sample is cached as bits, 64 runs per draw, the first run in the lowest bit. It is stored in words as wide as the
/// scalar, so that lanes of a pack can test bits; like a batch, each sample's words lie in its lane.
/// OverSteps: the steps of a stream have one mask. Each row has a copy of it, in whose lane it is wanted.
template <class In, class Probability, std::size_t Length, bool OverSteps, bool Alpha = false> struct dropout {
  using input = In;
  using output = In;
  static constexpr std::size_t parameters = 0, runs = In::size / Length, draws = (runs + 63) / 64;
  static constexpr std::uint64_t num = Probability::num, den = Probability::den;
  static constexpr bool random = true, writes_unwanted_dx = false, timed = OverSteps;
  static constexpr bool samplewise = !OverSteps;  // a part of a batch does not know what the others have drawn

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
    constexpr std::size_t L = Run::lanes, drawn = OverSteps ? Run::streams : Run::batch;
    const auto kept = [&](std::size_t s, std::size_t i) -> word<Run>& {
      return pass.cache.kept[(s / L * words<Run> + i) * L + s % L];
    };
    for (std::size_t s = 0; s < Run::samples; ++s)
      for (std::size_t d = 0; d < draws; ++d) {
        // Spare lanes draw nothing and are 0.
        std::uint64_t fresh = s < drawn ? bernoulli_bits(pass.random, den - num, den) : 0;
        for (std::size_t k = 0; k < 64 / bits<Run>; ++k, fresh >>= bits<Run> / 2, fresh >>= bits<Run> / 2)
          kept(s, d * (64 / bits<Run>)+k) = static_cast<word<Run>>(fresh);
      }
    for (std::size_t s = drawn; s < Run::batch; ++s)
      for (std::size_t i = 0; i < words<Run>; ++i) kept(s, i) = kept(s - drawn, i);
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

/// The reason why the layer Written refuses its Probability or its Options, or nothing.
template <class Written, class Probability, class... Options> consteval auto dropout_fault() {
  constexpr std::size_t n = sizeof...(Options), strange = first_true({!std::is_same_v<Options, Variational>..., true});
  if constexpr (strange < n)
    return std::type_identity<refuse<mistake::not_an_option, Written, element<strange, list<Options...>>>>{};
  else if constexpr (n > 1) return std::type_identity<refuse<mistake::option_given_twice, Written, Variational>>{};
  else if constexpr (!(number_of<Probability>() > 0 && number_of<Probability>() < 1))
    return std::type_identity<refuse<mistake::out_of_range, Written, more_than<Ratio<0, 1>>, less_than<Ratio<1, 1>>>>{};
  else return std::type_identity<nothing>{};
}
/// Bound, or that reason.
template <class Bound, class Written, class Probability, class... Options> using drops_some =
    typename first_of<typename decltype(_detail::dropout_fault<Written, Probability, Options...>())::type, Bound>::type;

}  // namespace _detail

/// Training: y = x·m / (1 − p), where each m is 0 with Probability p (exactly), else 1, so that the mean of y is x.
/// Inference: y = x, at no cost.
/// Dropped values are 0, even if they were NaN. m is drawn from the caller's engine, sample by sample, 64 values at a
/// time. Such a group takes one draw at p = 1/2, two at 1/4 and 3/4, otherwise about eight. The same engine gives the
/// same m on every machine and in either layout of the batch.
/// Example: Dropout<Ratio<1, 5>>; in a net of steps Dropout<Ratio<1, 5>, Variational>.
/// Options: Variational, the same m in all steps.
/// Shapes: x and y (Batch, any).
/// Backward: dx = dy·m / (1 − p). m is cached, one bit per value (rounded up to a multiple of 64 per sample).
/// Misuse: a probability not between 0 and 1 → mistake::out_of_range; another option → mistake::not_an_option; one
/// given twice → mistake::option_given_twice; training without an engine → mistake::training_needs_a_random_engine.
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout", JMLR 15 (2014).
/// PyTorch: Dropout(p).
template <class Probability, class... Options> struct Dropout {
  template <class In> struct bound : _detail::dropout<In, Probability, 1, sizeof...(Options) != 0> {};
  template <class In> using on = _detail::drops_some<bound<In>, Dropout, Probability, Options...>;
};

/// Dropout of whole channels, with one m per channel: neighbouring pixels of an image are correlated, so dropping
/// single values removes little information.
/// Options: Variational, the same m in all steps.
/// Shapes: x and y (Batch, C, H, W) or (Batch, C, L).
/// Misuse: as for Dropout; a vector → mistake::not_an_image.
/// Source: Tompson et al., "Efficient object localization using convolutional networks", CVPR (2015).
/// PyTorch: Dropout2d(p), Dropout1d(p).
template <class Probability, class... Options> struct Dropout2D {
  template <class In> struct bound
      : _detail::dropout<In, Probability, _detail::image<In>::height * _detail::image<In>::width,
                         sizeof...(Options) != 0> {};
  template <class In> using on =
      _detail::drops_some<std::conditional_t<_detail::image<In>::is_image || _detail::image<In>::is_sequence, bound<In>,
                                             mistake::refuse<mistake::not_an_image, Dropout2D, mistake::given<In>,
                                                             mistake::expected<mistake::channels_height_width>>>,
                          Dropout2D, Probability, Options...>;
};

/// Dropout of whole channels of a sequence; see Dropout2D, which takes sequences as well.
/// Shapes: x and y (Batch, C, L).
/// Options: Variational, the same m in all steps of a net whose step is a sequence.
/// Misuse: as for Dropout; not a sequence → mistake::not_an_image.
/// PyTorch: Dropout1d(p).
template <class Probability, class... Options> struct Dropout1D {
  template <class In> struct bound
      : _detail::dropout<In, Probability, _detail::image<In>::width, sizeof...(Options) != 0> {};
  template <class In> using on =
      _detail::drops_some<std::conditional_t<_detail::image<In>::is_sequence, bound<In>,
                                             mistake::refuse<mistake::not_an_image, Dropout1D, mistake::given<In>,
                                                             mistake::expected<mistake::channels_length>>>,
                          Dropout1D, Probability, Options...>;
};

/// Dropout for nets of SELU: dropped values become SELU's limit −λα, and all are scaled and shifted so that values of
/// mean 0 and variance 1 keep both.
/// Training: y = a·x + b for values that are kept, a·(−λα) + b for the others, each with Probability p, where
///   λα = 1.7580993408473768, a = 1 / √((1 − p)·(1 + p·(λα)²)), b = a·p·λα.
/// Inference: y = x, at no cost.
/// Shapes: x and y (Batch, any).
/// Backward: dx = a·dy·m. Options, random numbers, cache and misuse as for Dropout.
/// PyTorch: AlphaDropout(p).
/// Source: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-normalizing neural networks", NIPS (2017), section 3.
template <class Probability, class... Options> struct AlphaDropout {
  template <class In> struct bound : _detail::dropout<In, Probability, 1, sizeof...(Options) != 0, true> {};
  template <class In> using on = _detail::drops_some<bound<In>, AlphaDropout, Probability, Options...>;
};

}  // namespace sinew
