// oneDNN 2.6 on image nets (onednn_image_net.hpp). Backward applies the slope of ReLU after the pooling, to a quarter
// of the values: a maximum is positive if and only if its source is.

#include <cstddef>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

#include "image_nets.hpp"
#include "onednn.hpp"
#include "onednn_image_net.hpp"
#include "workloads.hpp"

namespace {

using namespace bench;
using namespace bench::onednn;

template <class N> struct Forward {
  Forward() {
    for (std::size_t i = 0; i < turns; ++i)
      reorder_once(inputs<N>(1, given, i), own.emplace_back(one_net.steps[0].x.get_desc(), cpu()));
  }
  const float* one(std::size_t i) {
    one_net.steps[0].x.set_data_handle(own[i].get_data_handle());
    one_net.program.run();
    return floats(one_net.steps.back().y);
  }
  const float* all() {
    all_net.program.run();
    return floats(all_net.steps.back().y);
  }
  const float* plain(const float* y, std::size_t samples) {
    if constexpr (N::classifies) return y;
    else
      return (copied = by_rows((samples == 1 ? one_net : all_net).steps.back().y,
                               image_out(samples, N::stages[N::count - 1])))
          .data();
  }

  std::vector<float> given = task<N>().x, copied;
  Net<N> one_net{1, false, inputs<N>(1, given, 0)}, all_net{N::batch, false, inputs<N>(N::batch, given, 0)};
  std::vector<memory> own;  // the alternating inputs, in the net's format
};

template <class N> struct Train {
  explicit Train(float rate) : descent(rate) {
    const memory& y = net.steps.back().y;
    loss_gradient = memory(y.get_desc(), cpu());
    std::vector<float> targets = task<N>().t;
    if constexpr (N::classifies) reorder_once({y.get_desc(), cpu(), targets.data()}, t = memory(y.get_desc(), cpu()));
    else
      reorder_once({of(image_out(N::batch, N::stages[N::count - 1]), Tag::abcd), cpu(), targets.data()},
                   t = memory(y.get_desc(), cpu()));
    memory dy = loss_gradient;
    for (std::size_t s = N::count; s-- > 0;) dy = append_backward(s, dy);
  }
  void step() {
    net.program.run();
    constexpr float scale = (N::classifies ? 1.0f : 2.0f / N::outputs) / N::batch;
    const float *y = floats(net.steps.back().y), *target = floats(t);
    float* dy = floats(loss_gradient);
    for (std::size_t i = 0, end = size(t); i < end; ++i) dy[i] = scale * (y[i] - target[i]);
    backward.run();
    descent.run();
  }
  std::vector<Layer> layers() const {
    std::vector<Layer> now = task<N>().layers;
    for (std::size_t l = 0; l < N::depth; ++l) {
      const Step& step = net.steps[N::stage_of(l)];
      reorder_once(step.w, memory(weights_as_given(step.stage), cpu(), now[l].w.data()));
      reorder_once(step.b, memory(desc(now[l].out), cpu(), now[l].b.data()));
    }
    return now;
  }
  std::vector<float> dx() const { return by_rows(input_gradient, image(N::batch, N::stages[0])); }

 private:
  /// Applies the slope of the ReLU whose outputs, or their maxima, are y: dz overwrites dy.
  void append_relu(const memory& y, const memory& dy) {
    constexpr algorithm relu = algorithm::eltwise_relu_use_dst_for_bwd;
    const dnnl::eltwise_forward::primitive_desc hint({dnnl::prop_kind::forward_training, relu, y.get_desc()}, cpu());
    backward.add(dnnl::eltwise_backward({{relu, dy.get_desc(), y.get_desc()}, cpu(), hint}),
                 {{DNNL_ARG_DST, y}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_SRC, dy}});
  }
  /// Appends the backward pass of a stage whose dy is given. Returns dx, or an empty memory if it is not needed.
  memory append_backward(std::size_t s, memory dy) {
    const Step& step = net.steps[s];
    if (step.stage.kind == Kind::dense) return append_dense(step, dy);
    dy = backward.in_format(dy, step.y.get_desc());
    if (step.stage.kind == Kind::convolution) {
      if (s + 1 == N::count || N::stages[s + 1].kind != Kind::pooling) append_relu(step.y, dy);
      return append_convolution(step, dy, s > 0 || N::wants_dx);
    }
    append_relu(step.y, dy);
    const memory::dim k = dim(step.stage.kernel);
    const dnnl::pooling_backward::primitive_desc pooling(
        {algorithm::pooling_max, step.x.get_desc(), dy.get_desc(), {k, k}, {k, k}, {0, 0}, {0, 0}}, cpu(),
        step.pooling);
    const memory dx(pooling.diff_src_desc(), cpu());
    backward.add(dnnl::pooling_backward(pooling),
                 {{DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_WORKSPACE, step.kept}, {DNNL_ARG_DIFF_SRC, dx}});
    return dx;
  }
  memory append_convolution(const Step& step, const memory& dy, bool wants_dx) {
    const Stage& s = step.stage;
    const Desc x = of(image(N::batch, s), Tag::any), w = of(weight_dims(s), Tag::any),
               y = of(image_out(N::batch, s), Tag::any);
    const memory::dim p = dim(s.padding);
    memory dx;
    if (wants_dx) {
      const dnnl::convolution_backward_data::primitive_desc data({algorithm::convolution_direct,
                                                                  of(image(N::batch, s), dx_format<N>),
                                                                  w,
                                                                  of(image_out(N::batch, s), dx_format<N>),
                                                                  {1, 1},
                                                                  {p, p},
                                                                  {p, p}},
                                                                 cpu(), step.convolution);
      dx = memory(data.diff_src_desc(), cpu());
      backward.add(dnnl::convolution_backward_data(data),
                   {{DNNL_ARG_WEIGHTS, backward.in_format(step.w, data.weights_desc())},
                    {DNNL_ARG_DIFF_DST, backward.in_format(dy, data.diff_dst_desc())},
                    {DNNL_ARG_DIFF_SRC, dx}});
    }
    const dnnl::convolution_backward_weights::primitive_desc weights(
        {algorithm::convolution_direct, x, w, step.b.get_desc(), y, {1, 1}, {p, p}, {p, p}}, cpu(), step.convolution);
    const memory dw(weights.diff_weights_desc(), cpu()), db(step.b.get_desc(), cpu());
    backward.add(dnnl::convolution_backward_weights(weights),
                 {{DNNL_ARG_SRC, backward.in_format(step.x, weights.src_desc())},
                  {DNNL_ARG_DIFF_DST, backward.in_format(dy, weights.diff_dst_desc())},
                  {DNNL_ARG_DIFF_WEIGHTS, dw},
                  {DNNL_ARG_DIFF_BIAS, db}});
    descent.add(backward, step.b, db);
    descent.add(backward, step.w, dw);
    return input_gradient = dx;
  }
  memory append_dense(const Step& step, const memory& dy) {
    const Stage& s = step.stage;
    const Desc x = of(image(N::batch, s), Tag::any), w = of(weight_dims(s), Tag::any);
    const dnnl::inner_product_backward_data::primitive_desc data({x, w, dy.get_desc()}, cpu(), step.dense);
    const memory dx(data.diff_src_desc(), cpu());
    backward.add(dnnl::inner_product_backward_data(data),
                 {{DNNL_ARG_WEIGHTS, backward.in_format(step.w, data.weights_desc())},
                  {DNNL_ARG_DIFF_DST, dy},
                  {DNNL_ARG_DIFF_SRC, dx}});
    const dnnl::inner_product_backward_weights::primitive_desc weights({x, w, step.b.get_desc(), dy.get_desc()}, cpu(),
                                                                       step.dense);
    const memory dw(weights.diff_weights_desc(), cpu()), db(step.b.get_desc(), cpu());
    backward.add(dnnl::inner_product_backward_weights(weights),
                 {{DNNL_ARG_SRC, backward.in_format(step.x, weights.src_desc())},
                  {DNNL_ARG_DIFF_DST, dy},
                  {DNNL_ARG_DIFF_WEIGHTS, dw},
                  {DNNL_ARG_DIFF_BIAS, db}});
    descent.add(backward, step.b, db);
    descent.add(backward, step.w, dw);
    return dx;
  }

  std::vector<float> given = task<N>().x;
  Net<N> net{N::batch, true, inputs<N>(N::batch, given, 0)};
  Program backward;
  Descent descent;
  memory loss_gradient, t, input_gradient;
};

const bool enrolled = enrol_forward<Forward, E, F, G, M>("onednn") && enrol_train<Train, E, F, G, M>("onednn");

}  // namespace
