#pragma once
/// \file
/// OnDemand: samples that fit() and evaluate() read one at a time, as they need them, from a file for example.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/data.hpp>

namespace SINEW_NAMESPACE {

/// A view of a source of samples, in place of a Dataset or DataView:
///
///     struct Recording {                     // a million samples in a file
///       std::size_t size() const;
///       void read(std::size_t i, std::span<float, 64> x, std::span<float, 10> t) const;
///     };
///     Recording train("train.bin"), test("test.bin");
///     fit<32>(net, OnDemand(train), CrossEntropy{}, Adam{}, {.epochs = 20, .validation = OnDemand(test)});
///
/// read() writes the net's inputs and the targets as the loss compares them, a class as one-hot for example. It is
/// called for each sample of a pass, in the shuffled order, by the thread that trains, and may be slow, allocate or
/// throw; what it throws leaves fit() with the weights of the last step. It is called once, but a second time where
/// classes have weights (weighted()), and a third where `accumulate` joins batches as well: their sum must be known
/// first. It is const, because a source is only read: a file that it moves in is a mutable member. size() must not
/// change while it is in use.
/// Validation data are an OnDemand of the same type. A source of which not all samples are known, or in an order of its
/// own, is trained by a loop of train_step().
/// It copies a pointer; the source must outlive it.
/// Misuse: a temporary source → `mistake::view_of_a_temporary`; a read() that takes something else →
/// `mistake::wrong_source`; accuracy(), confusion_matrix() and sequences → `mistake::not_a_dataset`.
/// PyTorch: a map-style Dataset, with __len__ and __getitem__.
template <class Source> struct OnDemand {
  const Source* source = nullptr;  ///< nullptr: no samples

  constexpr OnDemand() noexcept = default;
  /// A view of all samples of a source.
  constexpr explicit OnDemand(const Source& samples SINEW_LIFETIMEBOUND) noexcept : source{&samples} {}
  /// Catches a temporary.
  constexpr explicit OnDemand(const Source&&) noexcept {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<Source>>)){};
  }

  /// The number of samples.
  [[nodiscard]] constexpr std::size_t size() const {
    return source == nullptr ? 0 : static_cast<std::size_t>(source->size());
  }
  /// Returns whether there are no samples.
  [[nodiscard]] constexpr bool empty() const { return size() == 0; }
};
/// Deduces the source's type.
template <class Source> OnDemand(const Source&) -> OnDemand<Source>;

namespace _detail {
template <class View> inline constexpr bool is_on_demand = false;
template <class Source> inline constexpr bool is_on_demand<OnDemand<Source>> = true;
}  // namespace _detail
}  // namespace sinew
