#pragma once
/// \file
/// Batches: shuffled mini-batches of the sample indices 0 … n − 1. The last batch may be shorter.
///
///     Batches batches{data.size(), 64};
///     for (int epoch = 0; epoch < 20; ++epoch) {
///       batches.shuffle(engine);
///       for (std::span<const std::size_t> batch : batches) …
///     }
/// Only the constructor allocates.

#include <concepts>
#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/constexpr_vector.hpp>
#include <sinew/memory/value_span.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE {

/// The sample indices 0 … n − 1 in mini-batches, in an order that can be shuffled.
class Batches {
 public:
  /// Starts with the order 0 … samples − 1. Precondition: batch > 0.
  constexpr Batches(std::size_t samples, std::size_t batch) : order_(samples), batch_{batch} {
    _detail::precondition(batch > 0,
                          "Batches(samples, batch): found a batch of 0 for {} sample{s}, expected at least 1", samples);
    sort();
  }
  /// The same for the samples of a data set, view or vector: Batches(data, 64). Only its size is used.
  template <class Data>
  requires requires(const Data& data) {
    { data.size() } -> std::convertible_to<std::size_t>;
  }
  constexpr Batches(const Data& data, std::size_t batch) : Batches(static_cast<std::size_t>(data.size()), batch) {}

  /// Shuffles; all orders are equally likely. Allocates nothing.
  constexpr void shuffle(Engine& engine) noexcept {
    sinew::shuffle(std::span<std::size_t>(order_.data(), order_.size()), engine);
  }
  /// Restores the order 0 … n − 1, so that the next shuffle depends on the engine alone.
  constexpr void sort() noexcept {
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
  }

  /// The number of batches: ⌈samples / batch⌉.
  [[nodiscard]] constexpr std::size_t size() const noexcept {
    return order_.size() / batch_ + (order_.size() % batch_ != 0);
  }
  /// The number of samples.
  [[nodiscard]] constexpr std::size_t samples() const noexcept { return order_.size(); }
  /// All indices in their current order.
  /// Misuse: of a temporary → mistake::view_of_a_temporary; assigning to it → mistake::values_are_read_only. So for one
  /// batch.
  [[nodiscard]] constexpr _detail::value_span<const std::size_t> order() const& noexcept SINEW_LIFETIMEBOUND {
    return {order_.data(), order_.size()};
  }
  /// The indices of one batch. Precondition: index < size().
  [[nodiscard]] constexpr _detail::value_span<const std::size_t> operator[](std::size_t index) const& noexcept
      SINEW_LIFETIMEBOUND {
    _detail::precondition(
        index < size(), "Batches[index]: found index {}, expected less than {}, the number of batches", index, size());
    const std::size_t first = index * batch_, left = order_.size() - first;
    return {order_.data() + first, left < batch_ ? left : batch_};
  }

  // Misuse: a temporary, with which the indices are destroyed.
  template <class Self = Batches> constexpr _detail::value_span<const std::size_t> order() const&& noexcept {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<Self>>)){};
    return order();
  }
  template <class Self = Batches>
  constexpr _detail::value_span<const std::size_t> operator[](std::size_t index) const&& noexcept {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<Self>>)){};
    return (*this)[index];
  }

  /// Iterates over the batches.
  class iterator {
   public:
    using value_type = std::span<const std::size_t>;  ///< the indices of one batch
    using difference_type = std::ptrdiff_t;           ///< required of an iterator

    constexpr iterator() noexcept = default;
    /// An iterator at batch `index`; size() is the end.
    constexpr iterator(const Batches& batches, std::size_t index) noexcept : batches_{&batches}, index_{index} {}
    /// The indices of the batch.
    constexpr value_type operator*() const noexcept { return (*batches_)[index_]; }
    /// Moves to the next batch.
    constexpr iterator& operator++() noexcept {
      ++index_;
      return *this;
    }
    /// Moves to the next batch and returns the old position.
    constexpr iterator operator++(int) noexcept { return {*batches_, index_++}; }
    /// Returns whether both are at the same batch of the same object.
    friend constexpr bool operator==(const iterator&, const iterator&) noexcept = default;

   private:
    const Batches* batches_ = nullptr;
    std::size_t index_ = 0;
  };
  /// The first batch.
  [[nodiscard]] constexpr iterator begin() const noexcept SINEW_LIFETIMEBOUND { return {*this, 0}; }
  /// The end of the batches.
  [[nodiscard]] constexpr iterator end() const noexcept SINEW_LIFETIMEBOUND { return {*this, size()}; }

 private:
  _detail::constexpr_vector<std::size_t> order_;
  std::size_t batch_;
};

}  // namespace sinew
