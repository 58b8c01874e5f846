// oneDNN 2.6: primitives are created once, with weights in the format they request. Activations are fused into the
// inner products. Backward uses the outputs of activations, so that training keeps no second copy.

#include <cstddef>
#include <string>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

#include "onednn.hpp"
#include "workloads.hpp"

namespace {

using namespace bench;
using namespace bench::onednn;

template <Act> inline constexpr algorithm eltwise = algorithm::eltwise_relu;
template <> inline constexpr algorithm eltwise<Act::tanh> = algorithm::eltwise_tanh;
template <> inline constexpr algorithm eltwise<Act::sigmoid> = algorithm::eltwise_logistic;
template <Act> inline constexpr algorithm eltwise_from_output = algorithm::eltwise_relu_use_dst_for_bwd;
template <> inline constexpr algorithm eltwise_from_output<Act::tanh> = algorithm::eltwise_tanh_use_dst_for_bwd;
template <> inline constexpr algorithm eltwise_from_output<Act::sigmoid> = algorithm::eltwise_logistic_use_dst_for_bwd;

/// The memory of a layer. oneDNN's weights are (out, in); [in][out] by rows is its format `ba`.
struct Affine {
  dnnl::inner_product_forward::primitive_desc forward;
  memory x, w, b, y;
};

/// Appends layer L and the layers after it.
template <class N, std::size_t L = 0>
void append(Program& program, std::vector<Affine>& layers, const memory& x, std::size_t rows, bool training) {
  constexpr std::size_t in = N::sizes[L], out = N::sizes[L + 1];
  constexpr bool softmax = N::act(L) == Act::softmax, fused = !softmax && N::act(L) != Act::identity;
  dnnl::primitive_attr attributes;
  if constexpr (fused) {
    dnnl::post_ops after;
    after.append_eltwise(1, eltwise<N::act(L)>, 0, 0);
    attributes.set_post_ops(after);
  }
  const auto kind = training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
  const dnnl::inner_product_forward::primitive_desc forward(
      {kind, x.get_desc(), desc(out, in, Tag::any), desc(out), desc(rows, out, Tag::ab)}, attributes, cpu());
  const Affine& layer = layers.emplace_back(Affine{forward, x, memory(forward.weights_desc(), cpu()),
                                                   memory(desc(out), cpu()), memory(forward.dst_desc(), cpu())});
  Layer given = task<N>().layers[L];
  reorder_once(memory(desc(out, in, Tag::ba), cpu(), given.w.data()), layer.w);
  reorder_once(memory(desc(out), cpu(), given.b.data()), layer.b);
  const memory y = layer.y;
  program.add(dnnl::inner_product_forward(forward),
              {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, layer.w}, {DNNL_ARG_BIAS, layer.b}, {DNNL_ARG_DST, y}});
  if constexpr (softmax)
    program.add(dnnl::softmax_forward({{dnnl::prop_kind::forward_inference, y.get_desc(), 1}, cpu()}),
                {{DNNL_ARG_SRC, y}, {DNNL_ARG_DST, y}});
  if constexpr (L + 1 < N::depth) append<N, L + 1>(program, layers, y, rows, training);
}

template <class N> struct Forward {
  Forward() {
    append<N>(program, layers, x, 1, false);
    append<N>(all_program, all_layers, all_x, N::batch, false);
  }
  float* row(std::size_t i) { return inputs.data() + i * N::inputs; }
  const float* one(std::size_t i) {
    x.set_data_handle(row(i));
    program.run();
    return floats(layers.back().y);
  }
  const float* all() {
    all_program.run();
    return floats(all_layers.back().y);
  }

  std::vector<float> inputs = task<N>().x;
  memory x{desc(1, N::inputs, Tag::ab), cpu(), inputs.data()},
      all_x{desc(N::batch, N::inputs, Tag::ab), cpu(), inputs.data()};
  Program program, all_program;
  std::vector<Affine> layers, all_layers;
};

template <class N> struct Train {
  explicit Train(float rate) : descent(rate) {
    append<N>(forward, affine, x, N::batch, true);
    append_backward<N::depth - 1>(memory(affine.back().y.get_desc(), cpu()));
  }
  void step() {
    forward.run();
    constexpr float scale = (N::classifies ? 1.0f : 2.0f / N::outputs) / N::batch;
    const float *y = floats(affine.back().y), *t = task<N>().t.data();
    float* dy = floats(loss_gradient);
    for (std::size_t i = 0; i < N::batch * N::outputs; ++i) dy[i] = scale * (y[i] - t[i]);
    backward.run();
    descent.run();
  }
  std::vector<Layer> layers() const {
    std::vector<Layer> now = task<N>().layers;
    for (std::size_t l = 0; l < N::depth; ++l) {
      reorder_once(affine[l].w, memory(desc(now[l].out, now[l].in, Tag::ba), cpu(), now[l].w.data()));
      reorder_once(affine[l].b, memory(desc(now[l].out), cpu(), now[l].b.data()));
    }
    return now;
  }

 private:
  /// Appends the backward pass from layer L, whose dy is given, to the first layer, without the gradient of the
  /// input.
  template <std::size_t L> void append_backward(const memory& dy) {
    const Affine& layer = affine[L];
    if constexpr (L + 1 == N::depth) loss_gradient = dy;
    if constexpr (N::act(L) != Act::softmax && N::act(L) != Act::identity) {  // dz overwrites dy
      constexpr algorithm act = eltwise_from_output<N::act(L)>;
      const dnnl::eltwise_forward::primitive_desc hint({dnnl::prop_kind::forward_training, act, layer.y.get_desc()},
                                                       cpu());
      backward.add(dnnl::eltwise_backward({{act, dy.get_desc(), layer.y.get_desc()}, cpu(), hint}),
                   {{DNNL_ARG_DST, layer.y}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_SRC, dy}});
    }
    const Desc any = desc(N::sizes[L + 1], N::sizes[L], Tag::any);
    memory dx;
    if constexpr (L > 0) {
      const dnnl::inner_product_backward_data::primitive_desc data({layer.x.get_desc(), any, dy.get_desc()}, cpu(),
                                                                   layer.forward);
      dx = memory(data.diff_src_desc(), cpu());
      backward.add(dnnl::inner_product_backward_data(data),
                   {{DNNL_ARG_WEIGHTS, backward.in_format(layer.w, data.weights_desc())},
                    {DNNL_ARG_DIFF_DST, dy},
                    {DNNL_ARG_DIFF_SRC, dx}});
    }
    const dnnl::inner_product_backward_weights::primitive_desc weights(
        {layer.x.get_desc(), any, layer.b.get_desc(), dy.get_desc()}, cpu(), layer.forward);
    const memory dw(weights.diff_weights_desc(), cpu()), db(layer.b.get_desc(), cpu());
    backward.add(
        dnnl::inner_product_backward_weights(weights),
        {{DNNL_ARG_SRC, layer.x}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_WEIGHTS, dw}, {DNNL_ARG_DIFF_BIAS, db}});
    descent.add(backward, layer.b, db);
    descent.add(backward, layer.w, dw);
    if constexpr (L > 0) append_backward<L - 1>(dx);
  }

  std::vector<float> inputs = task<N>().x;
  memory x{desc(N::batch, N::inputs, Tag::ab), cpu(), inputs.data()};
  Program forward, backward;
  std::vector<Affine> affine;
  memory loss_gradient;
  Descent descent;
};

const bool enrolled = [] {
  const dnnl::version_t* version = dnnl::version();
  benchmark::AddCustomContext("oneDNN", std::to_string(version->major) + '.' + std::to_string(version->minor) + '.' +
                                            std::to_string(version->patch));
  instruction_sets()["onednn"] = instruction_set();
  return enrol_forward<Forward>("onednn") && enrol_train<Train>("onednn");
}();

}  // namespace
