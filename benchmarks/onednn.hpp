#pragma once
/// \file
/// Helpers of both oneDNN files: the engine, memory descriptions, a sequence of calls, and the SGD step in oneDNN's
/// formats.

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

extern "C" void omp_set_num_threads(int);  // of libgomp, which oneDNN uses with every compiler

namespace bench::onednn {

using dnnl::memory, dnnl::algorithm;
using Desc = memory::desc;
using Tag = memory::format_tag;

inline const dnnl::engine& cpu() {
  static const dnnl::engine engine = (omp_set_num_threads(1), dnnl::engine(dnnl::engine::kind::cpu, 0));
  return engine;
}
/// The widest instruction set that oneDNN uses, which the environment may limit.
inline const char* instruction_set() {
  switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::sse41:
      return "SSE4.1";
    case dnnl::cpu_isa::avx:
      return "AVX";
    case dnnl::cpu_isa::avx2:
      return "AVX2";
    case dnnl::cpu_isa::avx2_vnni:
      return "AVX2+VNNI";
    case dnnl::cpu_isa::avx512_mic:
    case dnnl::cpu_isa::avx512_mic_4ops:
      return "AVX-512 (Xeon Phi)";
    case dnnl::cpu_isa::avx512_core:
      return "AVX-512";
    case dnnl::cpu_isa::avx512_core_vnni:
      return "AVX-512+VNNI";
    case dnnl::cpu_isa::avx512_core_bf16:
      return "AVX-512+BF16";
    case dnnl::cpu_isa::avx512_core_amx:
      return "AVX-512+AMX";
    default:
      return "unknown";
  }
}
/// Whether vectors have 16 floats.
inline bool has_avx512() { return std::string_view(instruction_set()).substr(0, 7) == "AVX-512"; }
inline Desc desc(std::size_t rows, std::size_t columns, Tag tag) {
  return {{static_cast<memory::dim>(rows), static_cast<memory::dim>(columns)}, memory::data_type::f32, tag};
}
inline Desc desc(std::size_t size) { return {{static_cast<memory::dim>(size)}, memory::data_type::f32, Tag::a}; }
inline float* floats(const memory& m) { return static_cast<float*>(m.get_data_handle()); }
inline std::size_t size(const memory& m) { return m.get_desc().get_size() / sizeof(float); }

/// A sequence of calls.
class Program {
 public:
  void add(const dnnl::primitive& call, const std::unordered_map<int, memory>& arguments) {
    calls_.emplace_back(call, arguments);
  }
  /// Returns the memory itself if it has this format, otherwise a copy that every run updates.
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

/// The SGD step: a loop after the pass. If the gradient's format differs from that of the parameters, the step is the
/// next call of the pass instead: the reorder between the formats, which can scale and add.
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
  std::vector<std::pair<memory, memory>> pairs_;  // parameters and their gradient, in the same format
};

}  // namespace bench::onednn
