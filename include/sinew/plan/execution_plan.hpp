#pragma once
/// \file
/// execution_plan: how a pass runs through layers one after the other, computed at compile time. It holds the layout of
/// each layer, the micro-batches, and the buffers each layer reads and writes. plan/pipeline.hpp executes it.

#include <array>
#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/dense_entry.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Neighbouring layers whose values for the whole batch exceed this size run in micro-batches whose values do not. Each
/// micro-batch goes through all of these layers before the next one starts, so that a layer finds its input in a
/// second-level cache.
inline constexpr std::size_t cached_bytes = std::size_t{1} << 18;

/// Value of `slot::begin` for a slot in the caller's buffer.
inline constexpr std::size_t callers_buffer = ~std::size_t{};

/// Where the values between two layers are stored.
struct slot {
  std::size_t begin = callers_buffer;  ///< offset in the workspace, or callers_buffer
  std::size_t stride = 0;              ///< distance between micro-batches; 0 if all share one place
};

/// The slot each layer reads (source), the slot it writes (target), and the workspace they need. Training keeps all
/// values, in one buffer per layer. Inference and gradients alternate between two buffers for the whole batch, and
/// between two more for layers that share micro-batches.
template <std::size_t N> struct buffer_plan {
  std::array<slot, N> source{}, target{};
  std::size_t length = 0;               ///< scalars of workspace
  std::size_t transposes = 0;           ///< number of layout changes
  bool ends_in_callers_buffer = false;  ///< the last layer writes the caller's buffer, in the caller's layout
};

/// The plan of one pass through N layers.
template <std::size_t N> struct execution_plan {
  std::array<std::size_t, N> lanes{};          ///< lanes of each layer's layout; 1 means rows
  std::array<std::size_t, N> micro_batches{};  ///< number of parts that each layer's batch is divided into
  buffer_plan<N> values, gradients;
  std::size_t cost = 0;  ///< vector operations of the whole pass, layout changes included
};

/// A pass divided into segments. Segment S is layers begin[S] … begin[S + 1] − 1: a single layer, neighbours that run
/// from a table (`from_table`, layer/dense_entry.hpp), or neighbours that run in micro-batches.
template <std::size_t N> struct segments {
  std::array<std::size_t, N + 1> begin{};
  std::array<bool, N> from_table{};
  std::size_t count = 0;
};

/// Whether a batch has the same memory layout with `a` lanes as with `b` lanes. With one feature and no spare lanes it
/// has.
constexpr bool same_layout(std::size_t batch, std::size_t features, std::size_t a, std::size_t b) {
  return a == b || (features == 1 && batch % max_of(a, b) == 0);
}

/// Divides the layers into segments. A layer among first … end − 1 runs from the table if it has an entry there and the
/// layers before and after it (or the caller's buffers) are in rows.
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
/// run extends from the first layer whose values exceed cached_bytes to the last, including adjacent views. A
/// micro-batch has the largest number of blocks that fits and divides the batch, at least one.
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

/// Assigns buffers, layer by layer in the order of the pass. before[i] and after[i] are the features that layer i reads
/// and writes in that order. With `alternate`, two buffers take turns, because no value is read after the next layer
/// has run.
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
  // Four alternating buffers: two for the whole batch, two for a micro-batch. `longest` is the length each one needs;
  // `second` says whether the second of a pair is next.
  std::array<std::size_t, 4> longest{};
  std::array<bool, 2> second{};
  std::size_t count = 0, current = callers_buffer, layout = Run::lanes, last = N;
  auto layer_at = [&](std::size_t k) { return backward ? N - 1 - k : k; };
  auto samples = [](std::size_t lanes) { return (Run::batch + lanes - 1) / lanes * lanes; };
  auto add_buffer = [&](std::size_t features, std::size_t lanes, std::size_t micro_batches) {
    const bool whole_batch = !alternate || micro_batches == 1;
    const std::size_t length =
        whole_lines<typename Run::scalar>(features * samples(lanes) / (whole_batch ? 1 : micro_batches));
    const std::size_t group = (whole_batch ? std::size_t{0} : std::size_t{2}) + second[!whole_batch];
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
  // Turns the index of a buffer into its offset.
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

/// Vector operations of a transposition between rows and lanes: a load, a store, and log₂(lanes) shuffles for each
/// register of values. Values that exceed a first-level cache also wait for memory: at least 6, as measured with
/// images. None if both layouts are the same memory.
template <class Run> constexpr std::size_t transpose_cost(std::size_t features) noexcept {
  constexpr std::size_t lanes = Run::max_lanes, first_level = 16384;
  const std::size_t registers = features * Run::template with_lanes<lanes>::blocks;
  if (_detail::same_layout(Run::batch, features, 1, lanes)) return 0;
  const std::size_t each = 2 + static_cast<std::size_t>(std::countr_zero(lanes));
  const bool cached = registers * lanes * sizeof(typename Run::scalar) <= first_level;
  return registers * (cached ? each : max_of<std::size_t>(each, 6));
}

/// Finds the cheapest layout per layer by Viterbi's algorithm over {rows, lanes}, then assigns micro-batches and
/// buffers.
template <class Run, class... L> consteval auto make_execution_plan() {
  constexpr std::size_t n = sizeof...(L), callers_layout = Run::lanes > 1;
  using Rows = typename Run::template with_lanes<1>;
  using Lanes = typename Run::template with_lanes<Run::max_lanes>;
  constexpr std::array<std::size_t, n> in{L::input::size...}, out{L::output::size...};
  constexpr std::array<bool, n> view{is_view<L, Run>()...};
  constexpr std::array<std::array<std::size_t, 2>, n> layer_cost{{{cost_of<L, Rows>(), cost_of<L, Lanes>()}...}};
  execution_plan<n> plan;
  // [i][k]: whether the cheapest path to layout k changes the layout before layer i
  std::array<std::array<bool, 2>, n + 1> transposed{};
  std::array<std::size_t, 2> cheapest{impossible, impossible};
  cheapest[callers_layout] = 0;
  for (std::size_t i = 0; i <= n; ++i) {
    const std::size_t transpose = _detail::transpose_cost<Run>(i < n ? in[i] : out[n - 1]);
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
