#pragma once
/// \file
/// An image net in oneDNN 2.6: its stages as calls, with ReLU fused into the convolutions. Weights, and the images of
/// F, G and M, are converted to oneDNN's blocked formats beforehand.

#include <cstddef>
#include <unordered_map>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

#include "image_nets.hpp"
#include "onednn.hpp"
#include "workloads.hpp"

namespace bench::onednn {

using Dims = memory::dims;
inline memory::dim dim(std::size_t n) { return static_cast<memory::dim>(n); }
inline Desc of(const Dims& dims, Tag tag) { return {dims, memory::data_type::f32, tag}; }
inline Dims image(std::size_t samples, const Stage& s) {
  return {dim(samples), dim(s.channels), dim(s.height), dim(s.width)};
}
inline Dims image_out(std::size_t samples, const Stage& s) {
  return {dim(samples), dim(s.outputs), dim(s.out_height()), dim(s.out_width())};
}

/// oneDNN's dimensions of weights: (out, in, row, column), with groups (group, out, in, row, column). In a Layer the
/// output comes last.
inline Dims weight_dims(const Stage& s) {
  if (s.kind == Kind::dense) return {dim(s.outputs), dim(s.channels), dim(s.height), dim(s.width)};
  const memory::dim k = dim(s.kernel), g = dim(s.groups), out = dim(s.outputs), in = dim(s.channels);
  return s.groups == 1 ? Dims{out, in, k, k} : Dims{g, out / g, in / g, k, k};
}
inline Desc weights_as_given(const Stage& s) {
  Dims dims = weight_dims(s), strides(dims.size());
  const std::size_t channel = dims.size() - 3, out = channel - 1;
  const memory::dim all = dim(s.outputs);
  strides[channel + 2] = all;
  strides[channel + 1] = all * dims[channel + 2];
  strides[channel] = strides[channel + 1] * dims[channel + 1];
  strides[out] = 1;
  if (out == 1) strides[0] = dims[1];
  return {dims, memory::data_type::f32, strides};
}

/// The formats of a convolution's images: `any`, which lets oneDNN choose, unless another was faster (on Zen 4, among
/// nhwc, nChw8c and nChw16c). For 8 channels oneDNN chooses 16, half of them padding.
template <class N> inline constexpr Tag inference_format = Tag::any;
template <> inline constexpr Tag inference_format<E> = Tag::aBcd8b;
template <> inline const Tag inference_format<F> = has_avx512() ? Tag::aBcd16b : Tag::aBcd8b;
template <class N> inline constexpr Tag dx_format = Tag::any;
template <> inline constexpr Tag dx_format<E> = Tag::aBcd8b;

/// One stage of the program. Without parameters, w and b are empty.
struct Step {
  Stage stage;
  memory x, w, b, y, kept;  // kept: a pooling's workspace
  dnnl::convolution_forward::primitive_desc convolution;
  dnnl::pooling_forward::primitive_desc pooling;
  dnnl::inner_product_forward::primitive_desc dense;
};

template <class N> class Net {
 public:
  /// Builds the net for `samples` samples. x is `given` for E; for the others it has the format that the first layer
  /// requests.
  Net(std::size_t samples, bool training, const memory& given)
      : kind_(training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference),
        samples_(samples) {
    memory value = given;
    for (std::size_t s = 0; s < N::count; ++s) {
      const Stage& stage = N::stages[s];
      if (stage.kind == Kind::convolution) add_convolution(stage, value);
      else if (stage.kind == Kind::pooling) add_pooling(stage, value);
      else add_dense(stage, value);
      if (N::has_parameters(s)) set(steps.back(), N::layer_of(s));
      value = steps.back().y;
    }
    if constexpr (N::classifies)
      program.add(dnnl::softmax_forward({{dnnl::prop_kind::forward_inference, value.get_desc(), 1}, cpu()}),
                  {{DNNL_ARG_SRC, value}, {DNNL_ARG_DST, value}});
  }

  Program program;
  std::vector<Step> steps;

 private:
  void add_convolution(const Stage& s, const memory& given) {
    dnnl::post_ops after;
    after.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
    dnnl::primitive_attr attributes;
    attributes.set_post_ops(after);
    const memory::dim p = dim(s.padding);
    const Tag format = kind_ == dnnl::prop_kind::forward_training ? Tag::any : inference_format<N>;
    Step& step = steps.emplace_back(Step{s, {}, {}, memory(desc(s.outputs), cpu()), {}, {}, {}, {}, {}});
    step.convolution = {{kind_,
                         algorithm::convolution_direct,
                         of(image(samples_, s), s.channels == 1 ? Tag::any : format),
                         of(weight_dims(s), Tag::any),
                         desc(s.outputs),
                         of(image_out(samples_, s), format),
                         {1, 1},
                         {p, p},
                         {p, p}},
                        attributes,
                        cpu()};
    step.w = memory(step.convolution.weights_desc(), cpu());
    step.y = memory(step.convolution.dst_desc(), cpu());
    if (!N::classifies && steps.size() == 1) reorder_once(given, step.x = memory(step.convolution.src_desc(), cpu()));
    else step.x = program.in_format(given, step.convolution.src_desc());
    program.add(dnnl::convolution_forward(step.convolution),
                {{DNNL_ARG_SRC, step.x}, {DNNL_ARG_WEIGHTS, step.w}, {DNNL_ARG_BIAS, step.b}, {DNNL_ARG_DST, step.y}});
  }
  void add_pooling(const Stage& s, const memory& x) {
    const memory::dim k = dim(s.kernel);
    Step& step = steps.emplace_back(Step{s, x, {}, {}, {}, {}, {}, {}, {}});
    step.pooling = {{kind_,
                     algorithm::pooling_max,
                     x.get_desc(),
                     of(image_out(samples_, s), Tag::any),
                     {k, k},
                     {k, k},
                     {0, 0},
                     {0, 0}},
                    cpu()};
    step.y = memory(step.pooling.dst_desc(), cpu());
    std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, step.y}};
    if (kind_ == dnnl::prop_kind::forward_training)
      arguments.emplace(DNNL_ARG_WORKSPACE, step.kept = memory(step.pooling.workspace_desc(), cpu()));
    program.add(dnnl::pooling_forward(step.pooling), arguments);
  }
  void add_dense(const Stage& s, const memory& given) {
    Step& step = steps.emplace_back(Step{s, {}, {}, memory(desc(s.outputs), cpu()), {}, {}, {}, {}, {}});
    step.dense = {{kind_, of(image(samples_, s), Tag::any), of(weight_dims(s), Tag::any), desc(s.outputs),
                   desc(samples_, s.outputs, Tag::ab)},
                  cpu()};
    step.x = program.in_format(given, step.dense.src_desc());
    step.w = memory(step.dense.weights_desc(), cpu());
    step.y = memory(step.dense.dst_desc(), cpu());
    program.add(dnnl::inner_product_forward(step.dense),
                {{DNNL_ARG_SRC, step.x}, {DNNL_ARG_WEIGHTS, step.w}, {DNNL_ARG_BIAS, step.b}, {DNNL_ARG_DST, step.y}});
  }
  static void set(Step& step, std::size_t layer) {
    Layer given = task<N>().layers[layer];
    reorder_once(memory(weights_as_given(step.stage), cpu(), given.w.data()), step.w);
    reorder_once(memory(desc(given.out), cpu(), given.b.data()), step.b);
  }

  dnnl::prop_kind kind_;
  std::size_t samples_;
};

template <class N> memory inputs(std::size_t samples, std::vector<float>& from, std::size_t first) {
  return {of(image(samples, N::stages[0]), Tag::abcd), cpu(), from.data() + first * N::inputs};
}
inline std::vector<float> by_rows(const memory& from, const Dims& dims) {
  std::vector<float> plain(static_cast<std::size_t>(dims[0] * dims[1] * dims[2] * dims[3]));
  reorder_once(from, {of(dims, Tag::abcd), cpu(), plain.data()});
  return plain;
}

}  // namespace bench::onednn
