#pragma once
/// InLanes<In, L> and InRows<In, L>: a net of one layer in lanes or in rows, for paths that tiny nets do not take by
/// themselves.

#include <cstddef>

#include <sinew/layer/traits.hpp>
#include <sinew/net/net.hpp>

/// y = x, and knows lanes alone, or rows.
template <bool Lanes> struct Only {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = 0;
    template <class Run>
    static constexpr std::size_t cost = Run::lanes == (Lanes ? Run::max_lanes : 1) ? 0 : sinew::_detail::impossible;
    static constexpr void forward(auto pass) noexcept {
      for (std::size_t i = 0; i < pass.x.flat().size(); ++i) pass.y.data[i] = pass.x.data[i];
    }
    static constexpr void backward(auto pass) noexcept {
      for (std::size_t i = 0; i < pass.dx.flat().size(); ++i) pass.dx.data[i] = pass.dy.data[i];
    }
  };
};

template <class In, class L> using InLanes = sinew::BasicNet<double, In, Only<true>, L, Only<true>>;
template <class In, class L> using InRows = sinew::BasicNet<double, In, Only<false>, L, Only<false>>;
