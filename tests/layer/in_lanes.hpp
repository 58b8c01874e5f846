#pragma once
/// InLanes<L...>: a net of one layer in lanes, whatever the plan would choose: for the path that tiny nets do not take
/// by themselves.

#include <cstddef>

#include <sinew/layer/traits.hpp>
#include <sinew/net/net.hpp>

/// y = x, and knows lanes alone.
struct LanesOnly {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = 0;
    template <class Run> static constexpr std::size_t cost =
        Run::lanes == Run::max_lanes ? 0 : sinew::_detail::impossible;
    static constexpr void forward(auto pass) noexcept {
      for (std::size_t i = 0; i < pass.x.flat().size(); ++i) pass.y.data[i] = pass.x.data[i];
    }
    static constexpr void backward(auto pass) noexcept {
      for (std::size_t i = 0; i < pass.dx.flat().size(); ++i) pass.dx.data[i] = pass.dy.data[i];
    }
  };
};

template <class In, class L> using InLanes = sinew::BasicNet<double, In, LanesOnly, L, LanesOnly>;
