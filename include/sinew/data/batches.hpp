#pragma once
/// \file
/// Batches: 0 … n − 1 in an order that can be reshuffled, handed out in mini-batches of indices; the last may be
/// shorter.
///
///     Batches batches{data.size(), 64};
///     for (int epoch = 0; epoch < 20; ++epoch) {
///       batches.shuffle(engine);
///       for (std::span<const std::size_t> batch : batches) …
///     }
/// Memory is taken once, by the constructor.

#include <cstddef>
#include <span>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE {

class Batches {
 public:
  /// 0 … samples − 1 in their own order. Contract: batch > 0.
  constexpr Batches(std::size_t samples, std::size_t batch) : order_(samples, std::size_t{0}), batch_{batch} {
    _detail::precondition(batch > 0, "Batches needs a batch of at least one sample");
    sort();
  }

  /// A new random order, all orders equally likely. No allocation.
  constexpr void shuffle(Engine& engine) noexcept {
    sinew::shuffle(std::span<std::size_t>(order_.data(), order_.size()), engine);
  }
  /// Back to 0 … n − 1: an epoch that shuffles after it depends on the engine alone.
  constexpr void sort() noexcept {
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
  }

  /// How many batches: ⌈samples / batch⌉.
  constexpr std::size_t size() const noexcept { return order_.size() / batch_ + (order_.size() % batch_ != 0); }
  constexpr std::size_t samples() const noexcept { return order_.size(); }
  /// The whole order.
  constexpr std::span<const std::size_t> order() const noexcept { return {order_.data(), order_.size()}; }
  /// The indices of a batch. Contract: index < size().
  constexpr std::span<const std::size_t> operator[](std::size_t index) const noexcept {
    _detail::precondition(index < size(), "Batches has no batch of this index");
    const std::size_t first = index * batch_, left = order_.size() - first;
    return {order_.data() + first, left < batch_ ? left : batch_};
  }

  /// Walks the batches.
  class iterator {
   public:
    using value_type = std::span<const std::size_t>;
    using difference_type = std::ptrdiff_t;

    constexpr iterator() noexcept = default;
    constexpr iterator(const Batches& batches, std::size_t index) noexcept : batches_{&batches}, index_{index} {}
    constexpr value_type operator*() const noexcept { return (*batches_)[index_]; }
    constexpr iterator& operator++() noexcept { return ++index_, *this; }
    constexpr iterator operator++(int) noexcept { return {*batches_, index_++}; }
    friend constexpr bool operator==(const iterator&, const iterator&) noexcept = default;

   private:
    const Batches* batches_ = nullptr;
    std::size_t index_ = 0;
  };
  constexpr iterator begin() const noexcept { return {*this, 0}; }
  constexpr iterator end() const noexcept { return {*this, size()}; }

 private:
  std::vector<std::size_t> order_;
  std::size_t batch_;
};

}  // namespace sinew
