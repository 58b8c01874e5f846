#pragma once
/// \file
/// balanced_weights: weights of classes by which all of them count alike in the loss, however many samples they have.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/target.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
[[noreturn, gnu::cold, gnu::noinline]] inline void class_without_samples(std::size_t label) {
  fail(
      data_error(message("balanced_weights: there are no samples of class %zu, expected at least one", label).text, 0));
}
[[noreturn, gnu::cold, gnu::noinline]] inline void class_beyond(std::size_t sample, long long label,
                                                                std::size_t classes) {
  fail(data_error(
      message("balanced_weights: sample %zu has class %lld, expected 0 to %zu", sample, label, classes - 1).text,
      sample));
}
}  // namespace _detail

/// The weight of each class, n / (Classes·count of the class), n the number of samples: the mean weight of a sample is
/// 1. For weighted(loss, balanced_weights<3>(train)).
/// Parameters: targets are class indices; for a net with one output, Classes is 2.
/// Errors: data_error if there are no samples of a class, or a class index is invalid.
/// Misuse: targets of another type → mistake::balanced_weights_need_class_indices.
/// scikit-learn: compute_class_weight("balanced", …).
template <std::size_t Classes, class Data>
[[nodiscard]] constexpr std::array<double, Classes> balanced_weights(const Data& data) {
  using View = _detail::view_of<Data>;
  std::array<double, Classes> weights{};
  if constexpr (std::is_same_v<View, mistake::nothing>)
    decltype(mistake::tell(mistake::of<mistake::not_a_dataset<Data>>)){};
  else if constexpr (!_detail::ClassIndex<typename _detail::parts_of<View>::target>)
    decltype(mistake::tell(
        mistake::of<mistake::balanced_weights_need_class_indices<typename _detail::parts_of<View>::target>>)){};
  else {
    const View view = data;
    for (std::size_t s = 0; s < view.size(); ++s) {
      const auto label = static_cast<long long>(_detail::plain(view.targets[s]));
      if (label < 0 || static_cast<unsigned long long>(label) >= Classes) _detail::class_beyond(s, label, Classes);
      weights[static_cast<std::size_t>(label)] += 1;
    }
    for (std::size_t k = 0; k < Classes; ++k) {
      if (!(weights[k] > 0)) _detail::class_without_samples(k);
      weights[k] = static_cast<double>(view.size()) / (static_cast<double>(Classes) * weights[k]);
    }
  }
  return weights;
}

}  // namespace sinew
