// oneDNN 2.6 on sequences: its LSTM, and its GRU with linear_before_reset, which is PyTorch's; weights in the format it
// requests. The Dense layer is a loop, which takes less than a primitive's call.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

#include "onednn.hpp"
#include "sequences.hpp"

namespace {

using namespace bench;
using namespace bench::onednn;

using Dims = memory::dims;
inline Desc floats_of(const Dims& extents, Tag tag) { return {extents, memory::data_type::f32, tag}; }
constexpr memory::dim dim(std::size_t n) { return static_cast<memory::dim>(n); }

/// oneDNN's gate g is PyTorch's gate: of an LSTM i, f, g, o in both; of a GRU z, r, n here, and r, z, n there.
template <class N> constexpr std::size_t gate(std::size_t g) { return N::cell == Cell::gru && g < 2 ? 1 - g : g; }
/// The weights of `layer` as (1, 1, in, gates, H).
template <class N> std::vector<float> in_order(const Layer& layer) {
  std::vector<float> to;
  for (std::size_t i = 0; i < layer.in; ++i)
    for (std::size_t g = 0; g < N::gates; ++g)
      for (std::size_t o = 0; o < N::hidden; ++o) to.push_back(layer.w[(gate<N>(g) * N::hidden + o) * layer.in + i]);
  return to;
}
/// The biases as (1, 1, gates, H), or with one more for the state's part of a GRU's last gate.
template <class N> std::vector<float> biases_in_order() {
  const auto& given = weights<N>();
  std::vector<float> to;
  for (std::size_t g = 0; g < N::gates; ++g)
    for (std::size_t o = 0; o < N::hidden; ++o) {
      const std::size_t at = gate<N>(g) * N::hidden + o;
      to.push_back(given[0].b[at] + (N::cell == Cell::gru && g == 2 ? 0.0f : given[1].b[at]));
    }
  if (N::cell == Cell::gru)
    for (std::size_t o = 0; o < N::hidden; ++o) to.push_back(given[1].b[2 * N::hidden + o]);
  return to;
}

/// A pass of T steps of B streams, which goes on from its own state.
template <class N, std::size_t T, std::size_t B> class Pass {
  static constexpr memory::dim h = dim(N::hidden), g = dim(N::gates), gb = g + (N::cell == Cell::gru ? 1 : 0);
  static auto described() {
    const Desc x = floats_of({dim(T), dim(B), 1}, Tag::tnc), y = floats_of({dim(T), dim(B), h}, Tag::tnc),
               state = floats_of({1, 1, dim(B), h}, Tag::ldnc), wx = floats_of({1, 1, 1, g, h}, Tag::any),
               wh = floats_of({1, 1, h, g, h}, Tag::any), b = floats_of({1, 1, gb, h}, Tag::ldgo);
    constexpr auto kind = dnnl::prop_kind::forward_inference;
    constexpr auto direction = dnnl::rnn_direction::unidirectional_left2right;
    if constexpr (N::cell == Cell::lstm)
      return dnnl::lstm_forward::primitive_desc({kind, direction, x, state, state, wx, wh, b, y, state, state}, cpu());
    else return dnnl::lbr_gru_forward::primitive_desc({kind, direction, x, state, wx, wh, b, y, state}, cpu());
  }
  using Primitive = std::conditional_t<N::cell == Cell::lstm, dnnl::lstm_forward, dnnl::lbr_gru_forward>;

 public:
  Pass() {
    std::vector<float> given_x = in_order<N>(weights<N>()[0]), given_h = in_order<N>(weights<N>()[1]),
                       given_b = biases_in_order<N>();
    reorder_once(memory(floats_of({1, 1, 1, g, h}, Tag::ldigo), cpu(), given_x.data()), wx);
    reorder_once(memory(floats_of({1, 1, h, g, h}, Tag::ldigo), cpu(), given_h.data()), wh);
    std::copy(given_b.begin(), given_b.end(), floats(b));
    std::unordered_map<int, memory> arguments{
        {DNNL_ARG_SRC_LAYER, x}, {DNNL_ARG_WEIGHTS_LAYER, wx}, {DNNL_ARG_WEIGHTS_ITER, wh}, {DNNL_ARG_BIAS, b},
        {DNNL_ARG_DST_LAYER, y}, {DNNL_ARG_SRC_ITER, state},   {DNNL_ARG_DST_ITER, state}};
    if constexpr (N::cell == Cell::lstm) {
      arguments[DNNL_ARG_SRC_ITER_C] = cell;
      arguments[DNNL_ARG_DST_ITER_C] = cell;
    }
    program.add(Primitive(description), arguments);
  }
  void rest() {
    std::fill_n(floats(state), size(state), 0.0f);
    if constexpr (N::cell == Cell::lstm) std::fill_n(floats(cell), size(cell), 0.0f);
  }
  const float* run(const float* from) {
    x.set_data_handle(const_cast<float*>(from));
    program.run();
    const Layer& dense = weights<N>()[2];
    for (std::size_t row = 0; row < T * B; ++row) {
      std::array<float, 4> sums{};
      for (std::size_t i = 0; i < N::hidden; i += 4)
        for (std::size_t k = 0; k < 4; ++k) sums[k] += dense.w[i + k] * floats(y)[row * N::hidden + i + k];
      outputs[row] = sums[0] + sums[1] + (sums[2] + sums[3]) + dense.b[0];
    }
    return outputs.data();
  }

  decltype(described()) description = described();
  memory x{description.src_layer_desc(), cpu(), nullptr}, y{description.dst_layer_desc(), cpu()},
      wx{description.weights_layer_desc(), cpu()}, wh{description.weights_iter_desc(), cpu()},
      b{description.bias_desc(), cpu()}, state{description.src_iter_desc(), cpu()}, cell{[this] {
        if constexpr (N::cell == Cell::lstm) return memory(description.src_iter_c_desc(), cpu());
        else return memory();
      }()};
  std::array<float, T * B> outputs{};
  Program program;
};

template <class N> struct Stream {
  void rest() {
    one.rest();
    all.rest();
    many.rest();
  }
  const float* step(float x) {
    input = x;
    return one.run(&input);
  }
  const float* block(const float* x) { return all.run(x); }
  const float* lockstep(const float* x) { return many.run(x); }

  float input = 0;
  Pass<N, 1, 1> one;
  Pass<N, steps, 1> all;
  Pass<N, 1, streams> many;
};

/// Training of an LSTM from rest. oneDNN has one bias where PyTorch has two with equal gradients: the sum is its bias,
/// and Adam, a loop after the pass, has the moments of both. Adam's weights are plain, and each pass reorders them.
template <class N> struct TrainSequences {
  static constexpr std::size_t rows = steps * train_streams, H = N::hidden;
  static constexpr memory::dim h = dim(H), g = dim(N::gates);

  /// Parameters, their gradient and Adam's moments.
  struct Values {
    explicit Values(const std::vector<float>& given) : w(given), dw(w.size()), m(w.size()), v(w.size()) {}
    std::vector<float> w, dw, m, v;
  };

  explicit TrainSequences(double given_rate) : rate(static_cast<float>(given_rate)) {
    const Desc x = floats_of({dim(steps), dim(train_streams), 1}, Tag::tnc),
               y = floats_of({dim(steps), dim(train_streams), h}, Tag::tnc),
               wx_any = floats_of({1, 1, 1, g, h}, Tag::any), wh_any = floats_of({1, 1, h, g, h}, Tag::any),
               b = floats_of({1, 1, g, h}, Tag::ldgo), wx_plain = floats_of({1, 1, 1, g, h}, Tag::ldigo),
               wh_plain = floats_of({1, 1, h, g, h}, Tag::ldigo),
               state = floats_of({1, 1, dim(train_streams), h}, Tag::ldnc);
    constexpr auto direction = dnnl::rnn_direction::unidirectional_left2right;
    const dnnl::lstm_forward::primitive_desc ahead(
        {dnnl::prop_kind::forward_training, direction, x, state, state, wx_any, wh_any, b, y, state, state}, cpu());
    const dnnl::lstm_backward::primitive_desc back({dnnl::prop_kind::backward,
                                                    direction,
                                                    x,
                                                    state,
                                                    state,
                                                    wx_any,
                                                    wh_any,
                                                    b,
                                                    y,
                                                    state,
                                                    state,
                                                    x,
                                                    state,
                                                    state,
                                                    wx_any,
                                                    wh_any,
                                                    b,
                                                    y,
                                                    state,
                                                    state},
                                                   cpu(), ahead);
    inputs.assign(signals().x.begin(), signals().x.begin() + rows);
    const memory x_of(x, cpu(), inputs.data()), dx(x, cpu()), space(ahead.workspace_desc(), cpu()),
        b_of(b, cpu(), bias.data()), db(b, cpu(), dbias.data()), wx_of(wx_plain, cpu(), wx.w.data()),
        wh_of(wh_plain, cpu(), wh.w.data());
    // States of 0 are given: where they are left out, oneDNN 2.6 computes other gradients of the state's weights.
    const memory rest(state, cpu()), last(state, cpu()), last_c(state, cpu()), no_gradient(state, cpu()),
        unused(state, cpu()), unused_c(state, cpu());
    std::fill_n(floats(rest), size(rest), 0.0f);
    std::fill_n(floats(no_gradient), size(no_gradient), 0.0f);
    hidden = memory(y, cpu());
    dhidden = memory(y, cpu());
    forward.add(dnnl::lstm_forward(ahead),
                {{DNNL_ARG_SRC_LAYER, x_of},
                 {DNNL_ARG_SRC_ITER, rest},
                 {DNNL_ARG_SRC_ITER_C, rest},
                 {DNNL_ARG_DST_ITER, last},
                 {DNNL_ARG_DST_ITER_C, last_c},
                 {DNNL_ARG_WEIGHTS_LAYER, forward.in_format(wx_of, ahead.weights_layer_desc())},
                 {DNNL_ARG_WEIGHTS_ITER, forward.in_format(wh_of, ahead.weights_iter_desc())},
                 {DNNL_ARG_BIAS, b_of},
                 {DNNL_ARG_DST_LAYER, hidden},
                 {DNNL_ARG_WORKSPACE, space}});
    dwx = memory(back.diff_weights_layer_desc(), cpu());
    dwh = memory(back.diff_weights_iter_desc(), cpu());
    backward.add(dnnl::lstm_backward(back),
                 {{DNNL_ARG_SRC_LAYER, x_of},
                  {DNNL_ARG_SRC_ITER, rest},
                  {DNNL_ARG_SRC_ITER_C, rest},
                  {DNNL_ARG_DST_ITER, last},
                  {DNNL_ARG_DST_ITER_C, last_c},
                  {DNNL_ARG_WEIGHTS_LAYER, backward.in_format(wx_of, back.weights_layer_desc())},
                  {DNNL_ARG_WEIGHTS_ITER, backward.in_format(wh_of, back.weights_iter_desc())},
                  {DNNL_ARG_BIAS, b_of},
                  {DNNL_ARG_DST_LAYER, hidden},
                  {DNNL_ARG_WORKSPACE, space},
                  {DNNL_ARG_DIFF_DST_LAYER, dhidden},
                  {DNNL_ARG_DIFF_DST_ITER, no_gradient},
                  {DNNL_ARG_DIFF_DST_ITER_C, no_gradient},
                  {DNNL_ARG_DIFF_SRC_ITER, unused},
                  {DNNL_ARG_DIFF_SRC_ITER_C, unused_c},
                  {DNNL_ARG_DIFF_SRC_LAYER, dx},
                  {DNNL_ARG_DIFF_WEIGHTS_LAYER, dwx},
                  {DNNL_ARG_DIFF_WEIGHTS_ITER, dwh},
                  {DNNL_ARG_DIFF_BIAS, db}});
    backward.add(dnnl::reorder(dwx, memory(wx_plain, cpu(), wx.dw.data())),
                 {{DNNL_ARG_FROM, dwx}, {DNNL_ARG_TO, memory(wx_plain, cpu(), wx.dw.data())}});
    backward.add(dnnl::reorder(dwh, memory(wh_plain, cpu(), wh.dw.data())),
                 {{DNNL_ARG_FROM, dwh}, {DNNL_ARG_TO, memory(wh_plain, cpu(), wh.dw.data())}});
  }
  void step() {
    for (std::size_t i = 0; i < bias.size(); ++i) bias[i] = bx.w[i] + bh.w[i];
    forward.run();
    const float *y = floats(hidden), *t = signals().t.data();
    float* dy = floats(dhidden);
    std::fill(dense.dw.begin(), dense.dw.end(), 0.0f);
    for (std::size_t row = 0; row < rows; ++row, y += H, dy += H) {
      std::array<float, 4> sums{};
      for (std::size_t i = 0; i < H; i += 4)
        for (std::size_t k = 0; k < 4; ++k) sums[k] += dense.w[i + k] * y[i + k];
      const float output = sums[0] + sums[1] + (sums[2] + sums[3]) + dense.w[H],
                  slope = 2.0f / static_cast<float>(rows) * (output - t[row]);
      for (std::size_t i = 0; i < H; ++i) {
        dense.dw[i] += slope * y[i];
        dy[i] = slope * dense.w[i];
      }
      dense.dw[H] += slope;
    }
    // It adds to the gradients of the weights.
    std::fill_n(floats(dwx), size(dwx), 0.0f);
    std::fill_n(floats(dwh), size(dwh), 0.0f);
    std::fill(dbias.begin(), dbias.end(), 0.0f);
    backward.run();
    bx.dw = bh.dw = dbias;
    ++count;
    for (Values* one : {&wx, &wh, &bx, &bh, &dense}) adam(*one);
  }
  std::vector<Layer> layers() const {
    std::vector<Layer> now = weights<N>();
    for (std::size_t l = 0; l < 2; ++l) {
      std::size_t at = 0;
      for (std::size_t i = 0; i < now[l].in; ++i)
        for (std::size_t o = 0; o < now[l].out; ++o) now[l].w[o * now[l].in + i] = (l == 0 ? wx : wh).w[at++];
      now[l].b = (l == 0 ? bx : bh).w;
    }
    now[2].w.assign(dense.w.begin(), dense.w.end() - 1);
    now[2].b = {dense.w.back()};
    return now;
  }

 private:
  void adam(Values& p) const {
    const float first = 1 - std::pow(0.9f, count), second = std::sqrt(1 - std::pow(0.999f, count));
    for (std::size_t i = 0; i < p.w.size(); ++i) {
      p.m[i] += 0.1f * (p.dw[i] - p.m[i]);
      p.v[i] += 0.001f * (p.dw[i] * p.dw[i] - p.v[i]);
      p.w[i] -= rate / first * p.m[i] / (std::sqrt(p.v[i]) / second + static_cast<float>(adam_epsilon));
    }
  }
  static std::vector<float> dense_values() {
    std::vector<float> all = weights<N>()[2].w;
    all.push_back(weights<N>()[2].b[0]);
    return all;
  }

  float rate, count = 0;
  Values wx{in_order<N>(weights<N>()[0])}, wh{in_order<N>(weights<N>()[1])}, bx{weights<N>()[0].b},
      bh{weights<N>()[1].b}, dense{dense_values()};
  std::vector<float> bias = bx.w, dbias = bx.w, inputs;
  memory hidden, dhidden, dwx, dwh;
  Program forward, backward;
};

const bool enrolled = enrol_sequences<Stream, N, P, Q, R, S>("onednn") && enrol_training<TrainSequences, Q>("onednn");

}  // namespace
