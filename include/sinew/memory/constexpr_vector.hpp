#pragma once
/// \file
/// constexpr_vector: a std::vector for constant expressions, whatever standard library and mode.
///
/// With -D_GLIBCXX_DEBUG, libstdc++ 12 has no std::vector in constant expressions, and functions that use one may not
/// be declared constexpr. It also takes the compiler several times as long, and its functions are shared by files for
/// different instruction sets (config/namespace.hpp).

#include <cstddef>
#include <initializer_list>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A growing array of values that are trivially copyable. It has the members of std::vector that are listed here, with
/// their meaning, and converts to std::span and std::vector. An index out of range is a violated precondition.
template <class T> class constexpr_vector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  constexpr constexpr_vector() noexcept = default;
  constexpr explicit constexpr_vector(std::size_t count, const T& value = T{}) { resize(count, value); }
  constexpr constexpr_vector(std::initializer_list<T> values) { append(values.begin(), values.size()); }
  constexpr constexpr_vector(const constexpr_vector& other) { append(other.values_, other.size_); }
  constexpr constexpr_vector(constexpr_vector&& other) noexcept { swap(other); }
  constexpr constexpr_vector& operator=(constexpr_vector other) noexcept { return swap(other), *this; }
  constexpr ~constexpr_vector() { delete[] values_; }
  constexpr void swap(constexpr_vector& other) noexcept {
    std::swap(values_, other.values_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr T* data() noexcept { return values_; }
  constexpr const T* data() const noexcept { return values_; }
  constexpr T* begin() noexcept { return values_; }
  constexpr const T* begin() const noexcept { return values_; }
  constexpr T* end() noexcept { return values_ + size_; }
  constexpr const T* end() const noexcept { return values_ + size_; }
  constexpr T& operator[](std::size_t index) noexcept { return values_[checked(index)]; }
  constexpr const T& operator[](std::size_t index) const noexcept { return values_[checked(index)]; }
  constexpr T& front() noexcept { return (*this)[0]; }
  constexpr const T& front() const noexcept { return (*this)[0]; }
  constexpr T& back() noexcept { return (*this)[size_ - 1]; }
  constexpr const T& back() const noexcept { return (*this)[size_ - 1]; }

  constexpr void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    T* const values = new T[capacity]{};
    for (std::size_t i = 0; i < size_; ++i) values[i] = values_[i];
    delete[] values_;
    values_ = values;
    capacity_ = capacity;
  }
  constexpr void push_back(const T& value) {
    const T copy = value;  // it may be one of the values
    if (size_ == capacity_) reserve(size_ == 0 ? 8 : 2 * size_);
    values_[size_++] = copy;
  }
  constexpr void pop_back() noexcept { size_ = checked(size_ - 1); }
  constexpr void resize(std::size_t count, const T& value = T{}) {
    const T copy = value;
    reserve(count);
    for (std::size_t i = size_; i < count; ++i) values_[i] = copy;
    size_ = count;
  }
  constexpr void(clear)() noexcept { size_ = 0; }

  /// A copy as std::vector.
  template <class Vector>
  requires std::is_same_v<typename Vector::allocator_type::value_type, T>
  constexpr operator Vector() const { return Vector(begin(), end()); }

 private:
  constexpr std::size_t checked(std::size_t index) const noexcept {
    precondition(index < size_, "an index must be below size(), and front(), back() and pop_back() need a value");
    return index;
  }
  constexpr void append(const T* values, std::size_t count) {
    reserve(size_ + count);
    for (std::size_t i = 0; i < count; ++i) values_[size_++] = values[i];
  }

  T* values_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace sinew::_detail
