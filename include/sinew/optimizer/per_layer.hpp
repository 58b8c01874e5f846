#pragma once
/// \file
/// per_layer: an optimizer that freezes layers, or gives layers other rates, or spares vectors the weight decay. It is
/// an optimizer like any other: for fit(), a Trainer, sequences, checkpoints, and Optimizer in loops of your own.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/per_layer.hpp>
#include <sinew/layer/tensors.hpp>
#include <sinew/layer/trained.hpp>
#include <sinew/net/layer_path.hpp>
#include <sinew/net/wrong_tensors.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/optimizer/optimizer.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

// ---- Rules, and what they name.

template <std::size_t... J> struct nested_layer {};
template <class At> inline constexpr bool is_nested_layer = false;
template <std::size_t... J> inline constexpr bool is_nested_layer<nested_layer<J...>> = true;
/// The path that a number or nested<J...> stands for. A negative number becomes one beyond every net.
template <auto At> struct path_to { using type = frozen_at<static_cast<std::size_t>(At)>; };
template <auto At>
requires(is_nested_layer<std::remove_cv_t<decltype(At)>>) struct path_to<At> {
  template <std::size_t... J> static frozen_at<J...> of(nested_layer<J...>);
  using type = decltype(of(At));
};

/// Layers that stay as they are.
template <class... At> struct freeze_rule { explicit freeze_rule() = default; };
/// Layers whose rate is multiplied by a factor.
template <class... At> struct rate_rule { double factor; };
/// No weight decay of vectors.
struct decay_rule {
  explicit decay_rule() = default;
};

template <class Rule> struct rule_parts {
  static constexpr bool is_rule = false, freezes = false, scales = false, decays = false;
  using paths = list<>;
};
template <class... At> struct rule_parts<freeze_rule<At...>> {
  static constexpr bool is_rule = true, freezes = true, scales = false, decays = false;
  using paths = list<At...>;
};
template <class... At> struct rule_parts<rate_rule<At...>> {
  static constexpr bool is_rule = true, freezes = false, scales = true, decays = false;
  using paths = list<At...>;
};
template <> struct rule_parts<decay_rule> {
  static constexpr bool is_rule = true, freezes = false, scales = false, decays = true;
  using paths = list<>;
};
template <class Rule> constexpr double factor_of(const Rule& rule) noexcept {
  if constexpr (requires { rule.factor; }) return rule.factor;
  else return 1;
}

template <class... List> struct joined_lists { using type = list<>; };
template <class... A> struct joined_lists<list<A...>> { using type = list<A...>; };
template <class... A, class... B, class... List> struct joined_lists<list<A...>, list<B...>, List...>
    : joined_lists<list<A..., B...>, List...> {};

// ---- Rules for the layers of a net.

/// Where the parameters of the layer at a path are, or what is wrong with the path.
template <class Layers, class At> struct named_layer;
template <class Layers, std::size_t... J> struct named_layer<Layers, frozen_at<J...>> {
  using path = layer_path<Layers, J...>;
  using layer = typename path::layer;
  using place = mistake::layer<J...>;
  static constexpr std::size_t begin = path::begin, end = begin + layer::parameters;
  using fault = std::conditional_t<
      !std::is_same_v<typename path::fault, nothing>, typename path::fault,
      std::conditional_t<layer::parameters == 0, mistake::layer_without_parameters<place, layer>, nothing>>;
  using twice = mistake::layer_named_twice<place, layer>;
};
/// The first layer on a path to a frozen one whose parts are not frozen one by one: a mistake, or nothing.
template <class L> concept FreezesParts = requires { typename L::unfused; }
|| requires { L::side_by_side; }
|| requires { L::runs_copies; };
template <class Before, class L, class At> struct whole_only { using type = nothing; };
template <std::size_t... Before, class L, std::size_t J, std::size_t... Rest>
struct whole_only<mistake::layer<Before...>, L, frozen_at<J, Rest...>> {
  using type = mistake::frozen_as_a_whole_only<mistake::layer<Before...>, L>;
};
template <std::size_t... Before, FreezesParts L, std::size_t J, std::size_t... Rest>
struct whole_only<mistake::layer<Before...>, L, frozen_at<J, Rest...>>
    : whole_only<mistake::layer<Before..., J>, typename L::template at<J>, frozen_at<Rest...>> {};

/// The claims on the layers At... of a net.
template <class Layers, class... At> struct claims_on {
  using fault = typename first_of<typename named_layer<Layers, At>::fault...>::type;
  static consteval auto find_twice() {
    constexpr std::size_t begin[]{named_layer<Layers, At>::begin..., 0}, end[]{named_layer<Layers, At>::end..., 0};
    constexpr std::size_t second = [](const std::size_t* from, const std::size_t* to) {
      for (std::size_t k = 1; k < sizeof...(At); ++k)
        for (std::size_t i = 0; i < k; ++i)
          if (from[i] < to[k] && from[k] < to[i]) return k;
      return sizeof...(At);
    }(begin, end);
    return std::type_identity<element<second, list<typename named_layer<Layers, At>::twice..., nothing>>>{};
  }
};
template <class Layers, class Paths> struct claims_of;
template <class Layers, class... At> struct claims_of<Layers, list<At...>> : claims_on<Layers, At...> {};
template <class Layers, class Paths> struct whole_only_of;
template <class Layers, class... At> struct whole_only_of<Layers, list<At...>>
    : first_of<typename whole_only<mistake::layer<>, Layers, At>::type...> {};
/// What is wrong with the rules for a net; `nothing` if they fit.
template <class Formula, class Net, class... Rules> consteval auto find_mistake_in_rules() {
  using Unfit = element<first_true({!rule_parts<Rules>::is_rule..., true}), list<Rules..., nothing>>;
  using Layers = typename Net::layers;
  using Frozen = typename joined_lists<
      std::conditional_t<rule_parts<Rules>::freezes, typename rule_parts<Rules>::paths, list<>>...>::type;
  using Claims = claims_of<Layers, typename joined_lists<typename rule_parts<Rules>::paths...>::type>;
  if constexpr (!std::is_same_v<Unfit, nothing>) return std::type_identity<mistake::not_a_rule_per_layer<Unfit>>{};
  else if constexpr (!std::is_same_v<typename Claims::fault, nothing>)
    return std::type_identity<typename Claims::fault>{};
  else if constexpr (!std::is_same_v<typename decltype(Claims::find_twice())::type, nothing>)
    return Claims::find_twice();
  else if constexpr (!std::is_same_v<typename whole_only_of<Layers, Frozen>::type, nothing>)
    return std::type_identity<typename whole_only_of<Layers, Frozen>::type>{};
  else if constexpr (!_detail::gives_gradients<Layers, typename trained_but<Frozen>::type>())
    return std::type_identity<mistake::all_layers_are_frozen<Formula>>{};
  else if constexpr ((rule_parts<Rules>::decays || ...)) {
    if constexpr (!requires(Formula f) { f.weight_decay; })
      return std::type_identity<mistake::no_weight_decay<Formula>>{};
    else return std::type_identity<typename mistake_in_tensors<Net>::type>{};
  } else return std::type_identity<nothing>{};
}

/// Parameters that are treated alike: `rule` is the index of the rule that names them, or the number of rules.
struct parameter_run {
  std::size_t begin = 0, end = 0, rule = 0;
  bool decays = true;
};
/// Counts runs, and stores them if it has room: neighbours that are treated alike are one.
class run_list {
 public:
  constexpr explicit run_list(parameter_run* to) : to_{to} {}
  constexpr void add(const parameter_run& next) {
    if (open_ && last_.rule == next.rule && last_.decays == next.decays && last_.end <= next.begin)
      last_.end = next.end;
    else {
      last_ = next;
      ++count_;
      open_ = true;
    }
    if (to_ != nullptr) to_[count_ - 1] = last_;
  }
  /// What follows is no neighbour: parameters between are frozen.
  constexpr void close() noexcept { open_ = false; }
  constexpr std::size_t count() const noexcept { return count_; }

 private:
  parameter_run* to_;
  parameter_run last_{};
  std::size_t count_ = 0;
  bool open_ = false;
};

}  // namespace _detail

/// An optimizer with rules for layers; per_layer() makes one. It has the hyper-parameters of Formula.
template <class Formula, class... Rules> struct PerLayer : Formula {
  std::array<double, sizeof...(Rules)> factors{};  ///< those of rate_factor, by the place of the rule; others 1

  /// Visits those of Formula, and the factors of rates.
  template <class F> constexpr void hyper_parameters(F&& visit) {
    _detail::each_hyper_parameter(static_cast<Formula&>(*this), visit);
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const auto each = [&](std::size_t at, bool scales) {
        const char name[]{'r',
                          'a',
                          't',
                          'e',
                          '_',
                          'f',
                          'a',
                          'c',
                          't',
                          'o',
                          'r',
                          static_cast<char>('0' + at / 10 % 10),
                          static_cast<char>('0' + at % 10),
                          '\0'};
        if (scales) visit(static_cast<const char*>(name), factors[at]);
      };
      (each(J, _detail::rule_parts<Rules>::scales), ...);
    }
    (std::index_sequence_for<Rules...>{});
  }
};

namespace _detail {

template <class Formula, class... Rules> struct rules_of<PerLayer<Formula, Rules...>> {
  static constexpr bool any = true;
  /// Whether a sink can take the steps: all trained parameters have one rate and one decay.
  static constexpr bool alike = !((rule_parts<Rules>::scales || rule_parts<Rules>::decays) || ...);
  static constexpr bool spares_vectors = (rule_parts<Rules>::decays || ...);
  using frozen = typename joined_lists<
      std::conditional_t<rule_parts<Rules>::freezes, typename rule_parts<Rules>::paths, list<>>...>::type;
  using trained = typename trained_but<frozen>::type;

  /// The index of the rule that names the layer whose parameters begin at `at`; the number of rules if none does.
  template <class Layers> static constexpr std::size_t rule_at(std::size_t at) noexcept {
    std::size_t found = sizeof...(Rules), rule = 0;
    const auto look = [&]<class... At>(list<At...>) {
      ((found = named_layer<Layers, At>::begin <= at && at < named_layer<Layers, At>::end ? rule : found), ...);
      ++rule;
    };
    (look(typename rule_parts<Rules>::paths{}), ...);
    return found;
  }
  static constexpr bool freezes(std::size_t rule) noexcept {
    constexpr bool all[]{rule_parts<Rules>::freezes..., false};
    return all[rule];
  }
  /// The formula for parameters under a rule.
  static constexpr Formula formula_for(const PerLayer<Formula, Rules...>& of, std::size_t rule, bool decays) noexcept {
    Formula own = of;
    if (rule < sizeof...(Rules)) own.rate *= of.factors[rule];
    if constexpr (spares_vectors)
      if (!decays) own.weight_decay = 0;
    return own;
  }
  /// Adds the runs of a layer whose parameters begin at `begin`.
  template <class Layers, class Layer> static constexpr void add_runs(std::size_t begin, run_list& to) {
    if constexpr (HasParts<Layer>) [&]<std::size_t... J>(std::index_sequence<J...>) {
        (add_runs<Layers, typename Layer::template at<J>>(begin + Layer::slice[J], to), ...);
      }
    (std::make_index_sequence<Layer::depth>{});
    else if constexpr (Layer::parameters > 0) {
      const std::size_t rule = rule_at<Layers>(begin);
      if (freezes(rule)) return to.close();
      if constexpr (!spares_vectors) to.add({begin, begin + Layer::parameters, rule});
      else
        _detail::each_layer_tensor<Layer>([&](const layer_tensor& of) {
          if (!of.buffer && of.size() > 0) to.add({begin + of.offset, begin + of.end(), rule, of.extents.size() > 1});
        });
    }
  }
  template <class Layers> static constexpr auto runs = [] {
    constexpr std::size_t count = [] {
      run_list counted(nullptr);
      add_runs<Layers, Layers>(0, counted);
      return counted.count();
    }();
    std::array<parameter_run, count> all{};
    run_list filled(all.data());
    add_runs<Layers, Layers>(0, filled);
    return all;
  }();
  /// f(begin, end, formula) for all parameters that are trained.
  template <class Layers, class F> static constexpr void each_run(const PerLayer<Formula, Rules...>& of, F&& f) {
    for (const parameter_run& run : runs<Layers>) f(run.begin, run.end, formula_for(of, run.rule, run.decays));
  }
};

/// The rules must be sound for the net, and the formula without them too.
template <class Formula, class... Rules, class Net> struct optimizer_and_net<PerLayer<Formula, Rules...>, Net> {
  static consteval auto find() {
    using OfFormula = typename optimizer_and_net<Formula, Net>::type;
    if constexpr (!std::is_same_v<OfFormula, nothing>) return std::type_identity<OfFormula>{};
    else return _detail::find_mistake_in_rules<Formula, Net, Rules...>();
  }
  using type = typename decltype(find())::type;
};

}  // namespace _detail

/// A layer within another one, for freeze and rate_factor: `nested<1, 2>` is layer 2 of layer 1, as in
/// `net.weight<1, 2>`.
template <std::size_t... J> inline constexpr _detail::nested_layer<J...> nested{};

/// For per_layer(): the layers At stay as they are, bit for bit, whatever the optimizer does to others: no step, no
/// momentum, no weight decay. Numbers are those of `net.weight<J>`, so an `Input<…>` counts; nested<J, K> is a layer
/// within a layer.
///
///     fit(net, data, loss, per_layer(Adam{}, freeze<0, 1>), options)
///
/// The gradients of their parameters are not computed, and do not count in the norm that clip_norm limits. Where all
/// layers up to one are frozen, the backward pass ends there. Forward passes are those of training: the running
/// statistics of a frozen BatchNorm go on following the batches, as in PyTorch with requires_grad=False, and a frozen
/// Dropout drops.
/// PyTorch: `for p in module.parameters(): p.requires_grad = False`.
template <auto... At> inline constexpr _detail::freeze_rule<typename _detail::path_to<At>::type...> freeze{};

/// For per_layer(): multiplies the rate for the layers At, at every step of a schedule. `rate_factor<0, 1>(0.1)`
/// trains layers 0 and 1 at a tenth of the rate.
/// Precondition: factor ≥ 0.
/// PyTorch: a parameter group with its own lr.
template <auto... At>
constexpr _detail::rate_rule<typename _detail::path_to<At>::type...> rate_factor(double factor) noexcept {
  _detail::precondition(factor >= 0, "rate_factor(factor): found {}, expected at least 0", factor);
  return {factor};
}

/// For per_layer(): no weight decay of tensors of one dimension, which are biases and the parameters of normalisation
/// layers. Own layers that do not say their `tensors` have one vector.
/// PyTorch: a parameter group with weight_decay=0 for parameters of ndim < 2, as in timm and nanoGPT.
inline constexpr _detail::decay_rule decay_matrices_only{};

/// The optimizer with rules for layers, in any order:
///
///     per_layer(AdamW{.rate = 1e-3}, freeze<0, 1>, rate_factor<2>(0.1), decay_matrices_only)
///
/// In a loop of your own: `auto formula = per_layer(…); Optimizer<decltype(formula), Policy> optimizer{formula};` and
/// `policy.backward(w, optimizer.accumulate())`, which computes no gradients of frozen layers.
/// A formula with a sink (SGD) takes its steps within backward if no rule but freeze is given.
/// Checkpoints of a training have the factors of rates among the hyper-parameters, and the frozen layers in the type
/// of the optimizer.
/// Misuse: a number beyond the net → mistake::no_such_layer; a layer without parameters →
/// mistake::layer_without_parameters; one named twice → mistake::layer_named_twice; all frozen →
/// mistake::all_layers_are_frozen; a part of a WaveNet → mistake::frozen_as_a_whole_only; decay_matrices_only for an
/// optimizer without weight decay → mistake::no_weight_decay; another argument → mistake::not_a_rule_per_layer.
/// PyTorch: parameter groups.
template <class Formula, class... Rules>
constexpr PerLayer<Formula, Rules...> per_layer(const Formula& optimizer, const Rules&... rules) noexcept {
  return {optimizer, {_detail::factor_of(rules)...}};
}
/// More rules for an optimizer that has some.
template <class Formula, class... Before, class... Rules>
constexpr PerLayer<Formula, Before..., Rules...> per_layer(const PerLayer<Formula, Before...>& optimizer,
                                                           const Rules&... rules) noexcept {
  PerLayer<Formula, Before..., Rules...> all{static_cast<const Formula&>(optimizer), {}};
  const double more[]{_detail::factor_of(rules)..., 1};
  for (std::size_t i = 0; i < all.factors.size(); ++i)
    all.factors[i] = i < sizeof...(Before) ? optimizer.factors[i] : more[i - sizeof...(Before)];
  return all;
}

}  // namespace sinew
