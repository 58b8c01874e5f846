#pragma once
/// \file
/// The compiler's plan of a pass: the layout each layer runs in, how much of the batch it takes at a time, and which buffer each step reads and
/// writes.

#include <array>
#include <cstddef>

#include <sinew/config/least.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/affine_step.hpp>
#include <sinew/layer/contract.hpp>

namespace sinew {

/// Neighbours whose values of the whole batch take more than this are given it in micro-batches that do not: one micro-batch goes through
/// all of them before the next, and finds in a second-level cache what the layer before has written.
inline constexpr std::size_t cached_bytes = std::size_t{1} << 18;

/// The caller's own buffer, as the place of a step's source or target.
inline constexpr std::size_t outside = ~std::size_t{};

/// Where a step reads or writes.
struct spot {
  std::size_t begin = outside;   ///< in the workspace, unless it is the caller's
  std::size_t step = 0;          ///< from a micro-batch to the next; 0 in a buffer for one
};
/// The way through the workspace: one buffer after the other (training, which needs every value again), or two that take turns (inference and
/// gradients) and two more for one micro-batch among layers that share these.
template <std::size_t N> struct route {
  std::array<spot, N> source{}, target{};
  std::size_t length = 0, transposes = 0;
  /// The last step writes the caller's buffer itself.
  bool arrives = false;
};

template <std::size_t N> struct schedule {
  std::array<std::size_t, N> width{};           ///< lanes of each layer; 1 is rows
  std::array<std::size_t, N> micro_batches{};   ///< how many parts the batch of each layer comes in, one after the other
  route<N> values, gradients;
  std::size_t cost = 0;
};

/// The parts of a pass: part P is layer begin[P], or the layers begin[P] … begin[P + 1] − 1, run by their steps, where `stepped`, or by
/// micro-batches.
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
consteval parts<N> make_parts(std::size_t lanes, const schedule<N>& plan, const std::array<affine_step<T>, N>& steps, std::size_t first,
                              std::size_t end) {
  parts<N> p;
  auto in_rows = [&](std::size_t i) { return (i < N ? plan.width[i] : lanes) == 1; };
  for (std::size_t i = 0; i < N; ++i) {
    const bool stepped = first <= i && i < end && steps[i].in > 0 && in_rows(i > 0 ? i - 1 : N) && in_rows(i + 1);
    const bool goes_on = p.count > 0 && ((stepped && p.stepped[p.count - 1]) || (plan.micro_batches[i] > 1 && plan.micro_batches[i - 1] > 1));
    if (!goes_on) {
      p.begin[p.count] = i;
      p.stepped[p.count++] = stepped;
    }
  }
  p.begin[p.count] = N;
  return p;
}

/// Which of neighbours in lanes, of values in[i] and out[i] a sample, take the batch in micro-batches: from the first of them that has too many
/// to the last, and the views around. The largest micro-batch is taken that has few enough, or that of one block.
template <class Run, std::size_t N>
consteval std::array<std::size_t, N> make_micro_batches(const std::array<std::size_t, N>& width, const std::array<std::size_t, N>& in,
                                                        const std::array<std::size_t, N>& out, const std::array<bool, N>& samplewise,
                                                        const std::array<bool, N>& view) {
  constexpr std::size_t lanes = Run::widest, blocks = Run::template with_lanes<lanes>::blocks;
  std::array<std::size_t, N> count{};
  for (auto& c : count) c = 1;
  if (lanes == 1 || blocks == 1) return count;
  auto fits = [&](std::size_t values, std::size_t of_blocks) { return values * of_blocks * lanes * sizeof(typename Run::scalar) <= cached_bytes; };
  auto joins = [&](std::size_t i) { return width[i] == lanes && samplewise[i]; };
  auto has_too_many = [&](std::size_t i) { return !view[i] && !fits(in[i] + out[i], blocks); };
  for (std::size_t i = 0; i < N; ++i) {
    if (!joins(i) || !has_too_many(i)) continue;
    std::size_t first = i, end = i, widest = 0, each = blocks;
    for (std::size_t k = i; k < N && joins(k); ++k)
      if (has_too_many(k)) {
        widest = greatest(widest, in[k] + out[k]);
        end = k + 1;
      }
    while (first > 0 && joins(first - 1) && view[first - 1]) --first;
    while (end < N && joins(end) && view[end]) ++end;
    while (blocks % each > 0 || (each > 1 && !fits(widest, each))) --each;
    for (std::size_t k = first; k < end; ++k) count[k] = blocks / each;
    i = end - 1;
  }
  return count;
}

template <class Run, std::size_t N>
consteval route<N> make_route(const schedule<N>& plan, std::array<std::size_t, N> before, std::array<std::size_t, N> after,
                              std::array<bool, N> view, bool backward, bool take_turns) {
  route<N> r;
  struct place { std::size_t begin, turn; bool whole; };
  std::array<place, 2 * N> places{};
  std::array<std::size_t, 4> longest{};
  std::array<bool, 2> second{};   // which of two buffers comes next: of those for the whole batch, of those for a micro-batch
  std::size_t count = 0, now = outside, layout = Run::lanes, last = N;
  auto step = [&](std::size_t k) { return backward ? N - 1 - k : k; };
  auto samples = [](std::size_t w) { return (Run::batch + w - 1) / w * w; };
  auto buffer = [&](std::size_t features, std::size_t w, std::size_t micro_batches) {
    const bool whole = !take_turns || micro_batches == 1;
    const std::size_t length = whole_lines<typename Run::scalar>(features * samples(w) / (whole ? 1 : micro_batches));
    const std::size_t turn = 2 * !whole + second[!whole];
    places[count] = {r.length, turn, whole};
    if (take_turns) {
      second[!whole] = !second[!whole];
      longest[turn] = greatest(longest[turn], length);
    } else r.length += length;
    return count++;
  };
  auto step_of = [&](std::size_t i, std::size_t features) {
    const bool moves = plan.micro_batches[i] > 1 && (now == outside || places[now].whole);
    return moves ? features * samples(plan.width[i]) / plan.micro_batches[i] : 0;
  };
  for (std::size_t k = 0; k < N; ++k)
    if (!view[step(k)]) last = step(k);
  for (std::size_t k = 0; k < N; ++k) {
    const std::size_t i = step(k), micro_batches = plan.micro_batches[i];
    if (!detail::lies_alike(Run::batch, before[i], layout, plan.width[i])) {
      now = buffer(before[i], plan.width[i], micro_batches);
      ++r.transposes;
    }
    layout = plan.width[i];
    r.source[i] = {now, step_of(i, before[i])};
    if (i == last && detail::lies_alike(Run::batch, after[i], layout, Run::lanes)) {
      r.arrives = true;
      now = outside;
    } else if (!view[i]) {
      bool alike = true;   // what reads it, perhaps by another name, takes the same micro-batches
      for (std::size_t next = k + 1; next < N && alike; ++next) {
        alike = plan.micro_batches[step(next)] == micro_batches;
        if (!view[step(next)]) break;
      }
      now = buffer(after[i], layout, alike ? micro_batches : 1);
    }
    r.target[i] = {now, step_of(i, after[i])};
  }
  r.transposes += !r.arrives && layout != Run::lanes;
  if (take_turns) r.length = sinew::total({longest[0], longest[1], longest[2], longest[3]});
  auto put = [&](spot& s) {
    if (s.begin == outside) return;
    const place at = places[s.begin];
    s.begin = at.begin;
    if (take_turns)
      for (std::size_t turn = s.begin = 0; turn < at.turn; ++turn) s.begin += longest[turn];
  };
  for (spot& s : r.source) put(s);
  for (spot& s : r.target) put(s);
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
  plan.micro_batches = make_micro_batches<Run>(plan.width, in, out, {is_samplewise<L>()...}, view);
  plan.values = make_route<Run>(plan, in, out, view, false, !Run::keeps);
  plan.gradients = make_route<Run>(plan, out, in, view, true, true);
  return plan;
}

}  // namespace detail
}  // namespace sinew
