#pragma once
/// \file
/// The sizes of a batch that a Workspace and a Stream may have.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/compose/is_net.hpp>

namespace SINEW_NAMESPACE::_detail {

inline constexpr std::size_t max_samples = std::size_t{1} << 30;
template <std::size_t Batch> inline constexpr bool sound_batch = Batch > 0 && Batch <= max_samples;
template <std::size_t Batch> using batch_mistake = std::conditional_t<
    sound_batch<Batch>, nothing,
    mistake::wrong_batch_size<given<samples<Batch>>, expected<std::conditional_t<Batch == 0, at_least<samples<1>>,
                                                                                 at_most<samples<max_samples>>>>>>;
/// The mistake in a net and a batch.
template <class Net, std::size_t Batch> struct batch_mistake_of { using type = batch_mistake<Batch>; };
template <class Net, std::size_t Batch>
requires(!is_net<Net>) struct batch_mistake_of<Net, Batch> {
  using type = mistake::not_a_net<Net>;
};

}  // namespace sinew::_detail
