// OpenBLAS: sgemv and sgemm. BLAS has no activations; they use sinew's vectorized functions, so that this row
// measures the products. Weights are stored as (in, out) by rows; sgemv takes them transposed and adds rows.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <cblas.h>

#include <sinew/activation/relu.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>

#include "workloads.hpp"

namespace {

using namespace bench;
using sinew::simd::load, sinew::simd::store;

/// Floats aligned to a cache line: otherwise sgemv takes a quarter longer.
class Floats {
 public:
  explicit Floats(std::size_t size) : size_(size), lines_((size + 15) / 16) {}
  explicit Floats(const std::vector<float>& from) : Floats(from.size()) { std::copy(from.begin(), from.end(), data()); }
  float* data() { return reinterpret_cast<float*>(lines_.data()); }
  const float* data() const { return reinterpret_cast<const float*>(lines_.data()); }
  std::size_t size() const { return size_; }
  std::vector<float> copy() const { return {data(), data() + size_}; }

 private:
  struct alignas(64) Line {
    float floats[16];
  };
  std::size_t size_;
  std::vector<Line> lines_;
};

template <class Function> void each(std::size_t count, const float* from, float* to) {
  sinew::simd::sweep<float>(count,
                            [=]<class V>(std::size_t i) { store<V>(to + i, V(Function::value(load<V>(from + i)))); });
}

template <Act act> void activate(float* y, std::size_t rows, std::size_t columns) {
  if constexpr (act == Act::tanh) each<sinew::Tanh>(rows * columns, y, y);
  else if constexpr (act == Act::sigmoid) each<sinew::Sigmoid>(rows * columns, y, y);
  else if constexpr (act == Act::relu) each<sinew::ReLU>(rows * columns, y, y);
  else if constexpr (act == Act::softmax)
    for (std::size_t r = 0; r < rows; ++r, y += columns) {
      const float top = *std::max_element(y, y + columns);
      float sum = 0;
      sinew::simd::sweep<float>(
          columns, [=]<class V>(std::size_t i) { store<V>(y + i, sinew::math::exp(V(load<V>(y + i) - top))); });
      for (std::size_t i = 0; i < columns; ++i) sum += y[i];
      for (std::size_t i = 0; i < columns; ++i) y[i] /= sum;
    }
}

/// dy ← dy ⊙ act′, computed from the output of the activation.
template <Act act> void differentiate(Floats& to, const Floats& from) {
  if constexpr (act == Act::identity) return;
  float* dy = to.data();
  const float* y = from.data();
  for (std::size_t i = 0; i < to.size(); ++i) {
    if constexpr (act == Act::tanh) dy[i] *= 1 - y[i] * y[i];
    else if constexpr (act == Act::sigmoid) dy[i] *= y[i] * (1 - y[i]);
    else if constexpr (act == Act::relu) dy[i] = y[i] > 0 ? dy[i] : 0;
  }
}

template <class N> struct Perceptron {
  Perceptron() {
    openblas_set_num_threads(1);
    for (const Layer& layer : task<N>().layers) weights.emplace_back(layer.w), biases.emplace_back(layer.b);
  }

  /// Writes the output of layer l to values[l], for `rows` samples in x.
  template <std::size_t L = 0> void forward(const float* x, std::size_t rows, std::vector<Floats>& values) const {
    constexpr int in = N::sizes[L], out = N::sizes[L + 1];
    const float *w = weights[L].data(), *b = biases[L].data();
    float* y = values[L].data();
    for (std::size_t r = 0; r < rows; ++r) std::copy_n(b, out, y + r * out);
    if (rows == 1) cblas_sgemv(CblasRowMajor, CblasTrans, in, out, 1, w, out, x, 1, 1, y, 1);
    else
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<int>(rows), out, in, 1, x, in, w, out, 1, y,
                  out);
    activate<N::act(L)>(y, rows, out);
    if constexpr (L + 1 < N::depth) forward<L + 1>(y, rows, values);
  }
  /// Backward and SGD step from the last layer to the first. dx uses w before the step, a product, changes it.
  template <std::size_t L> void backward(const float* x, const auto& values, auto& gradients, float rate) {
    constexpr int in = N::sizes[L], out = N::sizes[L + 1], rows = N::batch;
    Floats& dz = gradients[L];
    if constexpr (L + 1 < N::depth || !N::classifies) differentiate<N::act(L)>(dz, values[L]);
    float* w = weights[L].data();
    if constexpr (L > 0)
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, in, out, 1, dz.data(), out, w, out, 0,
                  gradients[L - 1].data(), in);
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, in, out, rows, -rate, L > 0 ? values[L - (L > 0)].data() : x,
                in, dz.data(), out, 1, w, out);
    float* b = biases[L].data();
    const float* z = dz.data();
    std::array<float, out> db{};
    for (std::size_t s = 0; s < N::batch; ++s)
      for (std::size_t o = 0; o < out; ++o) db[o] += z[s * out + o];
    for (std::size_t o = 0; o < out; ++o) b[o] -= rate * db[o];
    if constexpr (L > 0) backward<L - 1>(x, values, gradients, rate);
  }
  static auto make_values(std::size_t rows) {
    std::vector<Floats> values;
    for (std::size_t l = 0; l < N::depth; ++l) values.emplace_back(rows * N::sizes[l + 1]);
    return values;
  }

  std::vector<Floats> weights, biases;
};

template <class N> struct Forward {
  float* row(std::size_t i) { return x.data() + i * N::inputs; }
  const float* one(std::size_t i) {
    net.forward(row(i), 1, values);
    return values.back().data();
  }
  const float* all() {
    net.forward(x.data(), N::batch, all_values);
    return all_values.back().data();
  }

  Perceptron<N> net;
  Floats x{task<N>().x};
  std::vector<Floats> values = net.make_values(1), all_values = net.make_values(N::batch);
};

template <class N> struct Train {
  explicit Train(float step) : rate(step) {}
  void step() {
    net.forward(x.data(), N::batch, values);
    constexpr float scale = (N::classifies ? 1.0f : 2.0f / N::outputs) / N::batch;
    const float *y = values.back().data(), *t = task<N>().t.data();
    float* dy = gradients.back().data();
    for (std::size_t i = 0; i < N::batch * N::outputs; ++i) dy[i] = scale * (y[i] - t[i]);
    net.template backward<N::depth - 1>(x.data(), values, gradients, rate);
  }
  std::vector<Layer> layers() const {
    std::vector<Layer> now = task<N>().layers;
    for (std::size_t l = 0; l < N::depth; ++l) now[l].w = net.weights[l].copy(), now[l].b = net.biases[l].copy();
    return now;
  }

  float rate;
  Perceptron<N> net;
  Floats x{task<N>().x};
  std::vector<Floats> values = net.make_values(N::batch), gradients = net.make_values(N::batch);
};

const bool enrolled = [] {
  const std::string version = OPENBLAS_VERSION;  // " OpenBLAS x.y.z "
  benchmark::AddCustomContext("OpenBLAS", version.substr(version.find_first_of("0123456789")));
  instruction_sets()["openblas"] = openblas_get_corename();
  return enrol_forward<Forward>("openblas") && enrol_train<Train>("openblas");
}();

}  // namespace
