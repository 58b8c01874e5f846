#pragma once
/// \file
/// What both files of oneDNN need: its engine, descriptions of memory, calls in order, and the step of SGD in its
/// formats.

#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

extern "C" void omp_set_num_threads(int);  // of libgomp, which oneDNN runs on whatever compiler this is

namespace bench::onednn {

using dnnl::memory, dnnl::algorithm;
using Desc = memory::desc;
using Tag = memory::format_tag;

inline const dnnl::engine& cpu() {
  static const dnnl::engine engine = (omp_set_num_threads(1), dnnl::engine(dnnl::engine::kind::cpu, 0));
  return engine;
}
inline Desc desc(std::size_t rows, std::size_t columns, Tag tag) {
  return {{static_cast<memory::dim>(rows), static_cast<memory::dim>(columns)}, memory::data_type::f32, tag};
}
inline Desc desc(std::size_t size) { return {{static_cast<memory::dim>(size)}, memory::data_type::f32, Tag::a}; }
inline float* floats(const memory& m) { return static_cast<float*>(m.get_data_handle()); }
inline std::size_t size(const memory& m) { return m.get_desc().get_size() / sizeof(float); }

/// Calls in order.
class Program {
 public:
  void add(const dnnl::primitive& call, const std::unordered_map<int, memory>& arguments) {
    calls_.emplace_back(call, arguments);
  }
  /// The memory itself if it has the format asked for, else a copy that a call from now on brings up to date.
  memory in_format(const memory& from, const Desc& format) {
    if (from.get_desc() == format) return from;
    memory to(format, cpu());
    add(dnnl::reorder(from, to), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
    return to;
  }
  void run() {
    for (const auto& [call, arguments] : calls_) call.execute(stream_, arguments);
    stream_.wait();
  }

 private:
  dnnl::stream stream_{cpu()};
  std::vector<std::pair<dnnl::primitive, std::unordered_map<int, memory>>> calls_;
};

inline void reorder_once(const memory& from, const memory& to) {
  dnnl::stream stream(cpu());
  dnnl::reorder(from, to).execute(stream, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
  stream.wait();
}

/// The step of SGD: a loop after the pass, or where the gradient has another format than the parameters, the reorder
/// between them, which can scale and add, as the pass's next call.
class Descent {
 public:
  explicit Descent(float rate) : rate_(rate) {}
  void add(Program& program, const memory& parameters, const memory& gradient) {
    if (gradient.get_desc() == parameters.get_desc()) {
      pairs_.emplace_back(parameters, gradient);
      return;
    }
    dnnl::primitive_attr descend;
    descend.set_output_scales(0, {-rate_});
    dnnl::post_ops sum;
    sum.append_sum(1);
    descend.set_post_ops(sum);
    program.add(dnnl::reorder({cpu(), gradient.get_desc(), cpu(), parameters.get_desc(), descend}),
                {{DNNL_ARG_FROM, gradient}, {DNNL_ARG_TO, parameters}});
  }
  void run() const {
    for (const auto& [parameters, gradient] : pairs_) {
      float* p = floats(parameters);
      const float* g = floats(gradient);
      for (std::size_t i = 0, end = size(parameters); i < end; ++i) p[i] -= rate_ * g[i];
    }
  }

 private:
  float rate_;
  std::vector<std::pair<memory, memory>> pairs_;  // parameters and their gradient, in one format
};

}  // namespace bench::onednn
