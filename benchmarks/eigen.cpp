// Eigen 3.4, twice: with sizes known at run time (eigen) and at compile time (eigen_fixed). Samples are columns, so
// that a batch has the same memory layout as in the other libraries. Products write in place, and the SGD step is the
// `-=` of the product.

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

// Allows matrices of net C as members of objects on the heap, and stack buffers for packed products, so that the
// timed loops allocate nothing.
#define EIGEN_STACK_ALLOCATION_LIMIT (1 << 20)
#include <Eigen/Core>

#include "workloads.hpp"

namespace {

using namespace bench;
template <int Rows, int Cols> using Mat = Eigen::Matrix<float, Rows, Cols>;

/// One layer: z = w·x + b. Storage is by columns: a product with a vector adds columns, a product with a batch packs
/// its operands.
template <int In, int Out> struct Affine {
  Mat<Out, In> w;
  Mat<Out, 1> b;
  void set(const Layer& layer) {
    const auto in = static_cast<Eigen::Index>(layer.in), out = static_cast<Eigen::Index>(layer.out);
    w = Eigen::Map<const Mat<Out, In>>(layer.w.data(), out, in);  // [in][out] by rows is (out, in) by columns
    b = Eigen::Map<const Mat<Out, 1>>(layer.b.data(), out);
  }
  Layer get() const {
    return {static_cast<std::size_t>(w.cols()),
            static_cast<std::size_t>(w.rows()),
            {w.data(), w.data() + w.size()},
            {b.data(), b.data() + b.size()}};
  }
};

/// Whether a product with one vector is small enough to be unrolled in place instead of calling the kernel for large
/// products.
template <class W, class X> inline constexpr bool lazy =
    W::SizeAtCompileTime != Eigen::Dynamic&& W::SizeAtCompileTime <= 1024 && X::ColsAtCompileTime == 1;

template <Act act> void activate(auto& y) {
  if constexpr (act == Act::tanh) y = y.array().tanh();
  else if constexpr (act == Act::sigmoid) y = y.array().logistic();
  else if constexpr (act == Act::relu) y = y.cwiseMax(0.0f);
  else if constexpr (act == Act::softmax)
    for (Eigen::Index s = 0; s < y.cols(); ++s) {
      auto p = y.col(s).array();
      p = (p - p.maxCoeff()).exp();
      p /= p.sum();
    }
}

/// dy ← dy ⊙ act′, computed from the output of the activation.
template <Act act> void differentiate(auto& dy, const auto& y) {
  if constexpr (act == Act::tanh) dy.array() *= 1.0f - y.array().square();
  else if constexpr (act == Act::sigmoid) dy.array() *= y.array() * (1.0f - y.array());
  else if constexpr (act == Act::relu) dy = (y.array() > 0.0f).select(dy, 0.0f);
}

template <class N, bool Fixed> struct Perceptron {
  template <std::size_t I> static constexpr int extent = Fixed ? static_cast<int>(N::sizes[I]) : Eigen::Dynamic;
  static constexpr int samples = Fixed ? static_cast<int>(N::batch) : Eigen::Dynamic;
  template <class> struct types;
  template <std::size_t... I> struct types<std::index_sequence<I...>> {
    using layers = std::tuple<Affine<extent<I>, extent<I + 1>>...>;
    template <int Samples> using values = std::tuple<Mat<extent<I + 1>, Samples>...>;
  };
  using Types = types<std::make_index_sequence<N::depth>>;
  template <int Samples> using Values = typename Types::template values<Samples>;
  template <int Samples> using Input = Mat<extent<0>, Samples>;

  template <std::size_t I = 0> void set() {
    std::get<I>(layers).set(task<N>().layers[I]);
    if constexpr (I + 1 < N::depth) set<I + 1>();
  }
  template <std::size_t I = 0> static void resize(auto& values, Eigen::Index columns) {
    std::get<I>(values).resize(static_cast<Eigen::Index>(N::sizes[I + 1]), columns);
    if constexpr (I + 1 < N::depth) resize<I + 1>(values, columns);
  }
  template <std::size_t I = 0> void forward(const auto& x, auto& values) const {
    auto& y = std::get<I>(values);
    // The bias comes first, because Eigen 3.4 does not vectorize a broadcast within an expression.
    y.colwise() = std::get<I>(layers).b;
    const auto& w = std::get<I>(layers).w;
    if constexpr (lazy<std::remove_cvref_t<decltype(w)>, std::remove_cvref_t<decltype(x)>>)
      y.noalias() += w.lazyProduct(x);
    else y.noalias() += w * x;
    activate<N::act(I)>(y);
    if constexpr (I + 1 < N::depth) forward<I + 1>(y, values);
  }
  /// Backward and SGD step from the last layer to the first. dx uses w before the step changes it.
  template <std::size_t I> void backward(const auto& x, const auto& values, auto& gradients, float rate) {
    auto& dz = std::get<I>(gradients);
    if constexpr (I + 1 < N::depth || !N::classifies) differentiate<N::act(I)>(dz, std::get<I>(values));
    auto& [w, b] = std::get<I>(layers);
    if constexpr (I > 0) std::get<I - 1>(gradients).noalias() = w.transpose() * dz;
    if constexpr (I > 0) w.noalias() -= rate * dz * std::get<I - 1>(values).transpose();
    else w.noalias() -= rate * dz * x.transpose();
    b.noalias() -= rate * dz.rowwise().sum();
    if constexpr (I > 0) backward<I - 1>(x, values, gradients, rate);
  }

  typename Types::layers layers;
};

template <class N, bool Fixed> struct Forward {
  using Net = Perceptron<N, Fixed>;
  Forward() {
    net.set();
    const auto& x = task<N>().x;
    const auto in = static_cast<Eigen::Index>(N::inputs);
    for (std::size_t i = 0; i < turns; ++i)
      inputs[i] = Eigen::Map<const typename Net::template Input<1>>(x.data() + i * N::inputs, in);
    all_inputs = Eigen::Map<const typename Net::template Input<Net::samples>>(x.data(), in, N::batch);
    Net::resize(values, 1);
    Net::resize(all_values, N::batch);
  }
  float* row(std::size_t i) { return inputs[i].data(); }
  const float* one(std::size_t i) {
    net.forward(inputs[i], values);
    return std::get<N::depth - 1>(values).data();
  }
  const float* all() {
    net.forward(all_inputs, all_values);
    return std::get<N::depth - 1>(all_values).data();
  }

  Net net;
  std::array<typename Net::template Input<1>, turns> inputs;
  typename Net::template Values<1> values;
  typename Net::template Input<Net::samples> all_inputs;
  typename Net::template Values<Net::samples> all_values;
};

template <class N, bool Fixed> struct Train {
  using Net = Perceptron<N, Fixed>;
  using Targets = Mat<Net::template extent<N::depth>, Net::samples>;
  explicit Train(float step) : rate(step) {
    net.set();
    x = Eigen::Map<const typename Net::template Input<Net::samples>>(task<N>().x.data(),
                                                                     static_cast<Eigen::Index>(N::inputs), N::batch);
    t = Eigen::Map<const Targets>(task<N>().t.data(), static_cast<Eigen::Index>(N::outputs), N::batch);
    Net::resize(values, N::batch);
    Net::resize(gradients, N::batch);
  }
  void step() {
    net.forward(x, values);
    constexpr float scale = (N::classifies ? 1.0f : 2.0f / N::outputs) / N::batch;
    std::get<N::depth - 1>(gradients) = scale * (std::get<N::depth - 1>(values) - t);
    net.template backward<N::depth - 1>(x, values, gradients, rate);
  }
  std::vector<Layer> layers() const {
    return std::apply([](const auto&... layer) { return std::vector<Layer>{layer.get()...}; }, net.layers);
  }

  float rate;
  Net net;
  typename Net::template Input<Net::samples> x;
  Targets t;
  typename Net::template Values<Net::samples> values, gradients;
};

template <class N> using DynamicForward = Forward<N, false>;
template <class N> using DynamicTrain = Train<N, false>;
template <class N> using FixedForward = Forward<N, true>;
template <class N> using FixedTrain = Train<N, true>;

const bool enrolled = [] {
  benchmark::AddCustomContext("Eigen", std::to_string(EIGEN_WORLD_VERSION) + '.' + std::to_string(EIGEN_MAJOR_VERSION) +
                                           '.' + std::to_string(EIGEN_MINOR_VERSION));
  std::string set = Eigen::SimdInstructionSetsInUse();
#if defined(EIGEN_VECTORIZE_AVX2) && defined(EIGEN_VECTORIZE_FMA) && !defined(EIGEN_VECTORIZE_AVX512)
  set = "AVX2, FMA, " + set;  // which it does not name
#endif
  instruction_sets()["eigen"] = instruction_sets()["eigen_fixed"] = set;
  // Products of fixed size pack their operands on the stack, on which those of K and L have no room.
  return enrol_forward<DynamicForward>("eigen") && enrol_train<DynamicTrain>("eigen") &&
         enrol_forward<FixedForward, A, B, C, D, H, J>("eigen_fixed") &&
         enrol_train<FixedTrain, A, B, C, D, H, J>("eigen_fixed");
}();

}  // namespace
