#pragma once
/// \file
/// execution_plan: how a pass runs through layers that stand one after the other, decided by the compiler: the layout
/// each layer runs in, how much of the batch it takes at a time, and which buffer each layer reads and writes.
/// plan/pipeline.hpp executes it.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/dense_entry.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Neighbouring layers whose values exceed this many bytes for the whole batch run in micro-batches whose values do
/// not: each micro-batch goes through all of them before the next one, so that a layer finds its input in a
/// second-level cache.
inline constexpr std::size_t cached_bytes = std::size_t{1} << 18;

/// Begin of a slot that lies in the caller's buffer.
inline constexpr std::size_t callers_buffer = ~std::size_t{};

/// The place of the values between two layers.
struct slot {
  std::size_t begin = callers_buffer;  ///< in the workspace, unless it is the caller's buffer
  std::size_t stride = 0;              ///< from a micro-batch to the next; 0 where all share the place of one
};

/// Where each layer reads (source) and writes (target), and the scalars of workspace that takes. Training keeps all
/// values: one buffer follows the other. Inference and gradients alternate between two buffers, and between two more
/// among layers that share micro-batches.
template <std::size_t N> struct buffer_plan {
  std::array<slot, N> source{}, target{};
  std::size_t length = 0;
  std::size_t transposes = 0;           ///< changes of layout
  bool ends_in_callers_buffer = false;  ///< the last layer writes the caller's buffer; no change of layout follows
};

template <std::size_t N> struct execution_plan {
  std::array<std::size_t, N> lanes{};          ///< lanes of each layer's layout; 1 is rows
  std::array<std::size_t, N> micro_batches{};  ///< into how many parts each layer's batch is divided
  buffer_plan<N> values, gradients;
  std::size_t cost = 0;
};

/// A pass in segments. Segment S is layers begin[S] … begin[S + 1] − 1: one layer, or neighbours that run from a table
/// (`from_table`, layer/dense_entry.hpp), or neighbours that run in micro-batches.
template <std::size_t N> struct segments {
  std::array<std::size_t, N + 1> begin{};
  std::array<bool, N> from_table{};
  std::size_t count = 0;
};


/// Whether a batch has the same layout in memory under a lanes as under b lanes: with one feature and no spare lanes it
/// has.
constexpr bool same_layout(std::size_t batch, std::size_t features, std::size_t a, std::size_t b) {
  return a == b || (features == 1 && batch % max_of(a, b) == 0);
}

/// Of layers first … end − 1 those run from a table that have an entry there and whose neighbours hand over and take
/// rows.
template <std::size_t N, class T> consteval segments<N> make_segments(std::size_t lanes, const execution_plan<N>& plan,
                                                                      const std::array<dense_entry<T>, N>& table,
                                                                      std::size_t first, std::size_t end) {
  segments<N> all;
  auto in_rows = [&](std::size_t i) { return (i < N ? plan.lanes[i] : lanes) == 1; };
  for (std::size_t i = 0; i < N; ++i) {
    const bool from_table = first <= i && i < end && table[i].in > 0 && in_rows(i > 0 ? i - 1 : N) && in_rows(i + 1);
    const bool extends_last = all.count > 0 && ((from_table && all.from_table[all.count - 1]) ||
                                                (plan.micro_batches[i] > 1 && plan.micro_batches[i - 1] > 1));
    if (!extends_last) {
      all.begin[all.count] = i;
      all.from_table[all.count++] = from_table;
    }
  }
  all.begin[all.count] = N;
  return all;
}

/// Selects the runs of lane-layout layers processed in micro-batches; in[i] and out[i] are the features of layer i. A
/// run reaches from the first layer whose values exceed cached_bytes to the last, with the views around. The
/// micro-batch is the largest that fits, or one block.
template <class Run, std::size_t N> consteval std::array<std::size_t, N> make_micro_batches(
    const std::array<std::size_t, N>& layout, const std::array<std::size_t, N>& in,
    const std::array<std::size_t, N>& out, const std::array<bool, N>& samplewise, const std::array<bool, N>& view) {
  constexpr std::size_t lanes = Run::max_lanes, blocks = Run::template with_lanes<lanes>::blocks;
  std::array<std::size_t, N> count{};
  for (auto& c : count) c = 1;
  if (lanes == 1 || blocks == 1) return count;
  auto fits = [&](std::size_t features, std::size_t of_blocks) {
    return features * of_blocks * lanes * sizeof(typename Run::scalar) <= cached_bytes;
  };
  auto may_join = [&](std::size_t i) { return layout[i] == lanes && samplewise[i]; };
  auto exceeds = [&](std::size_t i) { return !view[i] && !fits(in[i] + out[i], blocks); };
  for (std::size_t i = 0; i < N; ++i) {
    if (!may_join(i) || !exceeds(i)) continue;
    std::size_t first = i, end = i, most_features = 0, blocks_each = blocks;
    for (std::size_t k = i; k < N && may_join(k); ++k)
      if (exceeds(k)) {
        most_features = max_of(most_features, in[k] + out[k]);
        end = k + 1;
      }
    while (first > 0 && may_join(first - 1) && view[first - 1]) --first;
    while (end < N && may_join(end) && view[end]) ++end;
    while (blocks % blocks_each > 0 || (blocks_each > 1 && !fits(most_features, blocks_each))) --blocks_each;
    for (std::size_t k = first; k < end; ++k) count[k] = blocks / blocks_each;
    i = end - 1;
  }
  return count;
}

/// Assigns buffers, layer by layer in the order of the pass; before[i] and after[i] are the features layer i reads and
/// writes in that order. alternate: two buffers take turns, since nothing is read after the next layer has run.
template <class Run, std::size_t N>
consteval buffer_plan<N> make_buffer_plan(const execution_plan<N>& plan, std::array<std::size_t, N> before,
                                          std::array<std::size_t, N> after, std::array<bool, N> view, bool backward,
                                          bool alternate) {
  buffer_plan<N> result;
  struct buffer {
    std::size_t begin, group;
    bool whole_batch;
  };
  std::array<buffer, 2 * N> buffers{};
  // Of four alternating buffers, two for the whole batch and two for a micro-batch: the length each must have, and
  // whether the second of a pair is next.
  std::array<std::size_t, 4> longest{};
  std::array<bool, 2> second{};
  std::size_t count = 0, current = callers_buffer, layout = Run::lanes, last = N;
  auto layer_at = [&](std::size_t k) { return backward ? N - 1 - k : k; };
  auto samples = [](std::size_t lanes) { return (Run::batch + lanes - 1) / lanes * lanes; };
  auto add_buffer = [&](std::size_t features, std::size_t lanes, std::size_t micro_batches) {
    const bool whole_batch = !alternate || micro_batches == 1;
    const std::size_t length =
        whole_lines<typename Run::scalar>(features * samples(lanes) / (whole_batch ? 1 : micro_batches));
    const std::size_t group = 2 * !whole_batch + second[!whole_batch];
    buffers[count] = {result.length, group, whole_batch};
    if (alternate) {
      second[!whole_batch] = !second[!whole_batch];
      longest[group] = max_of(longest[group], length);
    } else result.length += length;
    return count++;
  };
  auto stride = [&](std::size_t i, std::size_t features) {
    const bool moves = plan.micro_batches[i] > 1 && (current == callers_buffer || buffers[current].whole_batch);
    return moves ? features * samples(plan.lanes[i]) / plan.micro_batches[i] : 0;
  };
  for (std::size_t k = 0; k < N; ++k)
    if (!view[layer_at(k)]) last = layer_at(k);
  for (std::size_t k = 0; k < N; ++k) {
    const std::size_t i = layer_at(k), micro_batches = plan.micro_batches[i];
    if (!_detail::same_layout(Run::batch, before[i], layout, plan.lanes[i])) {
      current = add_buffer(before[i], plan.lanes[i], micro_batches);
      ++result.transposes;
    }
    layout = plan.lanes[i];
    result.source[i] = {current, stride(i, before[i])};
    if (i == last && _detail::same_layout(Run::batch, after[i], layout, Run::lanes)) {
      result.ends_in_callers_buffer = true;
      current = callers_buffer;
    } else if (!view[i]) {
      bool alike = true;  // the next layer that is no view, and the views before it, take the same micro-batches
      for (std::size_t next = k + 1; next < N && alike; ++next) {
        alike = plan.micro_batches[layer_at(next)] == micro_batches;
        if (!view[layer_at(next)]) break;
      }
      current = add_buffer(after[i], layout, alike ? micro_batches : 1);
    }
    result.target[i] = {current, stride(i, after[i])};
  }
  result.transposes += !result.ends_in_callers_buffer && layout != Run::lanes;
  if (alternate) result.length = _detail::total_of({longest[0], longest[1], longest[2], longest[3]});
  // From the number of a buffer to where it begins.
  auto resolve = [&](slot& s) {
    if (s.begin == callers_buffer) return;
    const buffer b = buffers[s.begin];
    s.begin = b.begin;
    if (alternate)
      for (std::size_t group = s.begin = 0; group < b.group; ++group) s.begin += longest[group];
  };
  for (slot& s : result.source) resolve(s);
  for (slot& s : result.target) resolve(s);
  return result;
}

/// Vector operations of a transposition per register of values: a load, a store, and log₂ lanes shuffles, of which some
/// pair up.
inline constexpr std::size_t transpose_cost = 6;

/// The cheapest layout per layer, found by Viterbi's algorithm over {rows, lanes}; then micro-batches and buffers.
template <class Run, class... L> consteval auto make_execution_plan() {
  constexpr std::size_t n = sizeof...(L), callers_layout = Run::lanes > 1;
  using Rows = typename Run::template with_lanes<1>;
  using Lanes = typename Run::template with_lanes<Run::max_lanes>;
  constexpr std::array<std::size_t, n> in{L::input::size...}, out{L::output::size...};
  constexpr std::array<bool, n> view{is_view<L, Run>()...};
  constexpr std::array<std::array<std::size_t, 2>, n> layer_cost{{{cost_of<L, Rows>(), cost_of<L, Lanes>()}...}};
  execution_plan<n> plan;
  // [i][k]: the cheapest way to layout k changes it before layer i
  std::array<std::array<bool, 2>, n + 1> transposed{};
  std::array<std::size_t, 2> cheapest{impossible, impossible};
  cheapest[callers_layout] = 0;
  for (std::size_t i = 0; i <= n; ++i) {
    const std::size_t transpose = transpose_cost * (i < n ? in[i] : out[n - 1]) * Lanes::blocks;
    const auto before = cheapest;
    for (std::size_t k = 0; k < 2; ++k) {
      transposed[i][k] = before[1 - k] + transpose < before[k];
      cheapest[k] = min_of(impossible, min_of(before[k], before[1 - k] + transpose) + (i < n ? layer_cost[i][k] : 0));
    }
  }
  plan.cost = cheapest[callers_layout];
  for (std::size_t i = n, k = callers_layout; i-- > 0;) {
    if (transposed[i + 1][k]) k = 1 - k;
    plan.lanes[i] = k ? Run::max_lanes : 1;
  }
  plan.micro_batches = make_micro_batches<Run>(plan.lanes, in, out, {is_samplewise<L>()...}, view);
  plan.values = make_buffer_plan<Run>(plan, in, out, view, false, !Run::keeps);
  plan.gradients = make_buffer_plan<Run>(plan, out, in, view, true, true);
  return plan;
}

}  // namespace sinew::_detail
