#pragma once
/// \file
/// GroupNorm<Groups, Options...> normalizes each sample in groups of its channels; InstanceNorm normalizes each
/// channel by itself.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/layer/norm_options.hpp>
#include <sinew/layer/sample_norm.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// The normalization bound to the input shape In, or the reason for refusing it.
template <class Layer, class In, std::size_t Groups, class... Options> consteval auto bind_group_norm() {
  constexpr std::size_t channels = channels_of<In>;
  if constexpr (Groups == 0 || channels % Groups != 0)
    return std::type_identity<typename first_of<
        typename decltype(_detail::norm_options_fault<Layer, 2, Options...>())::type,
        refuse<mistake::groups_do_not_divide, Layer, given<sinew::mistake::channels<channels>>>>::type>{};
  else return _detail::bind_sample_norm<Layer, In, Groups, shape<channels>, Options...>();
}
}  // namespace _detail

/// y = γ·(x − mean) / √(variance + ε) + β, with mean and variance over the channels / Groups channels of a group of
/// one sample.
/// The variance is divided by n; each channel has its own γ and β. Training and inference are the same, so it suits
/// batches too small for BatchNorm.
/// Shapes: x and y (Batch, C), (Batch, C, Length) or (Batch, C, Height, Width).
/// Parameters: γ (C), then β (C), initialized to 1 and 0.
/// Options: Epsilon<Ratio<1, 100'000>>, NoAffine.
/// Backward: as for LayerNorm, in each group; dγ and dβ are summed over samples and positions. The mean and
/// 1 / √(variance + ε) of each sample and group are cached.
/// Cost: reads x three times.
/// Misuse: Groups that do not divide the channels → mistake::groups_do_not_divide; an unknown option →
/// mistake::not_an_option; two options of a kind → mistake::option_given_twice; groups of a single value, of which
/// nothing would be left → mistake::normalizes_single_values.
/// Source: Wu, He, "Group normalization", ECCV (2018).
/// PyTorch: GroupNorm(Groups, C). ONNX: GroupNormalization (from version 21 on, with γ and β per channel, as here).
template <std::size_t Groups, class... Options> struct GroupNorm {
  template <class In> using on = typename decltype(_detail::bind_group_norm<GroupNorm, In, Groups, Options...>())::type;
};

/// GroupNorm with one group per channel.
/// Misuse: a vector or an image of one pixel, whose channels hold one value each → mistake::normalizes_single_values.
/// Source: Ulyanov, Vedaldi, Lempitsky, "Instance normalization", arXiv:1607.08022 (2016).
/// PyTorch: InstanceNorm1d, InstanceNorm2d with affine=True; InstanceNorm<NoAffine> is their default, without running
/// statistics. ONNX: InstanceNormalization.
template <class... Options> struct InstanceNorm {
  template <class In> using on =
      typename decltype(_detail::bind_group_norm<InstanceNorm, In, _detail::channels_of<In>, Options...>())::type;
};

}  // namespace sinew
