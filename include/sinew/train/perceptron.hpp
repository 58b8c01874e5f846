#pragma once
/// \file
/// fit_perceptron: Rosenblatt's learning rule, which trains one layer of Step units without a gradient.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/activation/step.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/target.hpp>

namespace SINEW_NAMESPACE {

/// Options of fit_perceptron().
struct PerceptronOptions {
  std::size_t epochs = 100;  ///< the most passes over the data
  double rate = 1;           ///< the learning rate
};
/// The result of fit_perceptron().
struct PerceptronResult {
  std::size_t epochs = 0;    ///< passes over the data, including the last one
  std::size_t mistakes = 0;  ///< samples with a wrong output in the last pass; 0 if it converged
};

namespace _detail {
template <class Net> inline constexpr bool is_perceptron = false;
template <class T, std::size_t In, std::size_t Out, class Init>
inline constexpr bool is_perceptron<BasicNet<T, Dense<In, Out, Step, Init>>> = true;
}  // namespace _detail

/// Trains a perceptron. For each sample in order: w ← w + rate·(t − y)·x, b ← b + rate·(t − y), until a pass makes no
/// mistake or `epochs` passes are done. It converges if and only if the classes are linearly separable (Novikoff 1962).
/// Parameters: `net` is a `Net<Dense<In, Out, Step>>`; targets are 0 and 1.
/// Errors: data_error if there are no samples or a class index is invalid; option_error for a rate below 0.
/// Misuse: another net → `mistake::perceptron_rule_needs_one_Step_layer`; no net → `mistake::not_a_net`.
/// Source: Rosenblatt, "The perceptron", Psychological Review 65 (1958).
template <class Net, class Data>
constexpr PerceptronResult fit_perceptron(Net& net, const Data& data, const PerceptronOptions& options = {}) {
  if constexpr (!_detail::is_net<std::remove_const_t<Net>>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_net<std::remove_const_t<Net>>>)){};
    return {};
  } else if constexpr (std::is_const_v<Net>) {
    decltype(mistake::tell(mistake::of<mistake::training_needs_a_net_to_change<Net>>)){};
    return {};
  } else if constexpr (!_detail::is_perceptron<Net>) {
    decltype(mistake::tell(mistake::of<mistake::perceptron_rule_needs_one_Step_layer<Net>>)){};
    return {};
  } else if constexpr (!std::is_same_v<_detail::weights_mistake_of<Data>, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<_detail::weights_mistake_of<Data>>, mistake::of<Net>)){};
    return {};
  } else if constexpr (!std::is_same_v<_detail::data_mistake_of<Net, Data>, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<_detail::data_mistake_of<Net, Data>>, mistake::of<Net>)){};
    return {};
  } else {
    using T = typename Net::scalar;
    constexpr std::size_t in = Net::input::size, out = Net::output::size;
    const _detail::view_of<Data> view = data;
    _detail::check_data<Net>(view, "fit_perceptron");
    _detail::check_not_negative(options.rate, "rate", "fit_perceptron");
    struct Memory {
      Workspace<Net, 1> w{};
      std::array<T, out> t{};
    };
    _detail::on_heap<Memory> memory;
    auto& [w, t] = memory.value;
    T* const x = w.x().data;
    const T* const y = w.y().data;
    PerceptronResult result;
    do {
      result = {result.epochs + 1, 0};
      for (std::size_t s = 0; s < view.size(); ++s) {
        read_sample<T, in>(view.inputs[s], x);
        _detail::write_target<Step, T, out>(view.targets[s], t.data());
        net.forward(w);
        bool wrong = false;
        for (std::size_t o = 0; o < out; ++o) {
          if (_detail::equals(y[o], t[o])) continue;
          wrong = true;
          const T step = static_cast<T>(options.rate) * (t[o] - y[o]);
          for (std::size_t i = 0; i < in; ++i) net.template weight<0>(i, o) += step * x[i];
          net.template bias<0>(o) += step;
        }
        result.mistakes += wrong;
      }
    } while (result.mistakes > 0 && result.epochs < options.epochs);
    return result;
  }
}

}  // namespace sinew
