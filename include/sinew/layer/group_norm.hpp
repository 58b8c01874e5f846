#pragma once
/// \file
/// GroupNorm<Groups, Options...>: each sample normalised in groups of its channels; InstanceNorm: every channel by
/// itself.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/layer/norm_options.hpp>
#include <sinew/layer/sample_norm.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
template <class Layer, class In, std::size_t Groups, class... Options> consteval auto bind_group_norm() {
  constexpr std::size_t channels = channels_of<In>;
  using Fault = typename decltype(_detail::norm_options_fault<Layer, 2, Options...>())::type;
  if constexpr (!std::is_same_v<Fault, nothing>) return std::type_identity<Fault>{};
  else if constexpr (Groups == 0 || channels % Groups != 0)
    return std::type_identity<
        refuse<mistake::groups_do_not_divide, Layer, given<sinew::mistake::channels<channels>>>>{};
  else return std::type_identity<sample_norm<In, Groups, In::size / channels, Options...>>{};
}
}  // namespace _detail

/// y = γ·(x − mean) / √(variance + ε) + β, mean and variance (by n) over the values of channels / Groups channels of
/// one sample, γ and β of each channel. The same in training and inference: for batches too small for BatchNorm.
/// Shapes: x and y (Batch, C), (Batch, C, Length) or (Batch, C, Height, Width).  Parameters: γ (C), then β (C); Init: 1
/// and 0.
/// Backward: as LayerNorm, in each group; dγ and dβ over samples and positions.  Keeps mean and 1/√… of each sample and
/// group.
/// Options: Epsilon<Ratio<1, 100'000>>, NoAffine.
/// Cost: reads x three times.
/// PyTorch: GroupNorm(Groups, C). ONNX: GroupNormalization (from version 21 on, γ and β of each channel, as here).
/// Misuse: Groups that do not divide the channels → mistake::groups_do_not_divide; an unknown option →
/// mistake::not_an_option; two of a kind → mistake::option_given_twice.
/// Source: Wu, He, "Group normalization", ECCV (2018).
template <std::size_t Groups, class... Options> struct GroupNorm {
  template <class In> using on = typename decltype(_detail::bind_group_norm<GroupNorm, In, Groups, Options...>())::type;
};

/// GroupNorm with a group for each channel. Of a vector, whose channels hold one value, y is β.
/// PyTorch: InstanceNorm1d, InstanceNorm2d with affine=True; InstanceNorm<NoAffine> is their default, without running
/// statistics.
/// ONNX: InstanceNormalization.  Source: Ulyanov, Vedaldi, Lempitsky, "Instance normalization", arXiv:1607.08022
/// (2016).
template <class... Options> struct InstanceNorm {
  template <class In> using on =
      typename decltype(_detail::bind_group_norm<InstanceNorm, In, _detail::channels_of<In>, Options...>())::type;
};

}  // namespace sinew
