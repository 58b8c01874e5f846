#pragma once
/// \file
/// The compiler's plan of a pass: the layout each layer runs in, and which buffer each step reads and writes.

#include <array>
#include <cstddef>

#include <sinew/config/least.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/affine_step.hpp>
#include <sinew/layer/contract.hpp>

namespace sinew {

/// The caller's own buffer, as the place of a step's source or target.
inline constexpr std::size_t outside = ~std::size_t{};

/// Where each step reads and writes within the workspace: one buffer after the other (training, which needs every value again),
/// or two that take turns (inference and gradients).
template <std::size_t N> struct route {
  std::array<std::size_t, N> source{}, target{};
  std::size_t length = 0, transposes = 0;
  /// The last step writes the caller's buffer itself.
  bool arrives = false;
};

template <std::size_t N> struct schedule {
  std::array<std::size_t, N> width{};   ///< lanes of each layer; 1 is rows
  route<N> values, gradients;
  std::size_t cost = 0;
};

/// The parts of a pass: part P is layer begin[P], or, where `stepped`, the layers begin[P] … begin[P + 1] − 1, run by their steps.
template <std::size_t N> struct parts {
  std::array<std::size_t, N + 1> begin{};
  std::array<bool, N> stepped{};
  std::size_t count = 0;
};

namespace detail {

/// Whether a batch lies in memory as it does in another layout: of one feature, where no lane is spare.
constexpr bool lies_alike(std::size_t batch, std::size_t features, std::size_t a, std::size_t b) {
  return a == b || (features == 1 && batch % greatest(a, b) == 0);
}

/// Of the layers, first … end − 1 may be run by their steps: those that have one and are handed their batch in rows.
template <std::size_t N, class T>
consteval parts<N> make_parts(std::size_t lanes, const std::array<std::size_t, N>& width, const std::array<affine_step<T>, N>& steps,
                              std::size_t first, std::size_t end) {
  parts<N> p;
  auto in_rows = [&](std::size_t i) { return (i < N ? width[i] : lanes) == 1; };
  for (std::size_t i = 0; i < N; ++i) {
    const bool stepped = first <= i && i < end && steps[i].in > 0 && in_rows(i > 0 ? i - 1 : N) && in_rows(i + 1);
    if (!(stepped && p.count > 0 && p.stepped[p.count - 1])) {
      p.begin[p.count] = i;
      p.stepped[p.count++] = stepped;
    }
  }
  p.begin[p.count] = N;
  return p;
}

template <class Run, std::size_t N>
consteval route<N> make_route(std::array<std::size_t, N> width, std::array<std::size_t, N> before, std::array<std::size_t, N> after,
                              std::array<bool, N> view, bool backward, bool take_turns) {
  route<N> r;
  std::array<std::size_t, 2> longest{};
  std::array<std::size_t, 2 * N> start{};
  std::size_t count = 0, now = outside, layout = Run::lanes, last = N;
  auto step = [&](std::size_t k) { return backward ? N - 1 - k : k; };
  auto buffer = [&](std::size_t features, std::size_t w) {
    const std::size_t length = whole_lines<typename Run::scalar>(features * ((Run::batch + w - 1) / w * w));
    const std::size_t turn = take_turns ? count % 2 : 0;
    start[count] = take_turns ? turn : r.length;   // with turns: which of the two, for now
    longest[turn] = greatest(longest[turn], length);
    if (!take_turns) r.length += length;
    return count++;
  };
  for (std::size_t k = 0; k < N; ++k)
    if (!view[step(k)]) last = step(k);
  for (std::size_t k = 0; k < N; ++k) {
    const std::size_t i = step(k);
    if (!detail::lies_alike(Run::batch, before[i], layout, width[i])) {
      now = buffer(before[i], width[i]);
      ++r.transposes;
    }
    layout = width[i];
    r.source[i] = now;
    if (i == last && detail::lies_alike(Run::batch, after[i], layout, Run::lanes)) {
      r.arrives = true;
      now = outside;
    } else if (!view[i]) {
      now = buffer(after[i], layout);
    }
    r.target[i] = now;
  }
  r.transposes += !r.arrives && layout != Run::lanes;
  if (take_turns) r.length = longest[0] + longest[1];
  auto place = [&](std::size_t& id) {
    if (id != outside) id = take_turns ? start[id] * longest[0] : start[id];
  };
  for (auto& id : r.source) place(id);
  for (auto& id : r.target) place(id);
  return r;
}

/// Vector operations of a transposition per register of values: a load, a store, and log₂ lanes shuffles, of which some pair up.
inline constexpr std::size_t transpose_price = 6;

/// The cheapest layout per layer: Viterbi over {rows, lanes}.
template <class Run, class... L> consteval auto make_schedule() {
  constexpr std::size_t n = sizeof...(L), wide = Run::lanes > 1;
  using Rows = typename Run::template with_lanes<1>;
  using Lanes = typename Run::template with_lanes<Run::widest>;
  constexpr std::array<std::size_t, n> in{L::input::size...}, out{L::output::size...};
  constexpr std::array<bool, n> view{is_view<L, Run>()...};
  constexpr std::array<std::array<std::size_t, 2>, n> price{{{cost_of<L, Rows>(), cost_of<L, Lanes>()}...}};
  schedule<n> plan;
  std::array<std::array<bool, 2>, n + 1> turned{};
  std::array<std::size_t, 2> best{impossible, impossible};
  best[wide] = 0;
  for (std::size_t i = 0; i <= n; ++i) {
    const std::size_t turn = transpose_price * (i < n ? in[i] : out[n - 1]) * Lanes::blocks;
    const auto before = best;
    for (std::size_t k = 0; k < 2; ++k) {
      turned[i][k] = before[1 - k] + turn < before[k];
      best[k] = least(impossible, least(before[k], before[1 - k] + turn) + (i < n ? price[i][k] : 0));
    }
  }
  plan.cost = best[wide];
  for (std::size_t i = n, k = wide; i-- > 0;) {
    if (turned[i + 1][k]) k = 1 - k;
    plan.width[i] = k ? Run::widest : 1;
  }
  plan.values = make_route<Run>(plan.width, in, out, view, false, !Run::keeps);
  plan.gradients = make_route<Run>(plan.width, out, in, view, true, true);
  return plan;
}

}  // namespace detail
}  // namespace sinew
