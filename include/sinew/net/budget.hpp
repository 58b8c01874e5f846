#pragma once
/// \file
/// `fits<Net, Budget{…}>`: checks at compile time that a net stays within limits on memory and work.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/budget.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/own_mistake.hpp>

namespace SINEW_NAMESPACE {

/// Literals for sizes: `64_KiB`, `2_MiB`.
inline namespace byte_literals {
/// n · 1,024 bytes.
consteval std::size_t operator""_KiB(unsigned long long n) { return static_cast<std::size_t>(n << 10); }
/// n · 1,048,576 bytes.
consteval std::size_t operator""_MiB(unsigned long long n) { return static_cast<std::size_t>(n << 20); }
}  // namespace byte_literals

/// Limits for `fits`: the most that a net may take of each item, in bytes except for multiply_adds. Omitted items are
/// unlimited.
struct Budget {
  /// The value of an item without a limit.
  static constexpr std::size_t unlimited = ~std::size_t{};

  std::size_t parameters = unlimited;  ///< limit of Net::parameter_bytes: the net itself
  std::size_t scratch = unlimited;     ///< limit of Net::activation_bytes<batch>: values between layers, panels
  /// limit of Net::stack_bytes: the stack used by net(x), which includes the scratch of one sample
  std::size_t stack = unlimited;
  std::size_t stream = unlimited;  ///< limit of Net::stream_bytes: what each sequence keeps from step to step
  /// limit of `Net::training_bytes<batch, Optimizer>`: all memory of training except the net itself
  std::size_t training = unlimited;
  std::size_t multiply_adds = unlimited;  ///< limit of Net::multiply_adds, per sample
  std::size_t batch = 1;                  ///< samples at once, for scratch and training
};

namespace _detail {
/// What Net takes of the two items that depend on the batch. Items without a limit are not computed.
template <class Net, Budget budget> consteval std::size_t scratch_taken() {
  if constexpr (budget.scratch == Budget::unlimited) return 0;
  else return Net::template activation_bytes<budget.batch>;
}
template <class Net, Budget budget, class Formula> consteval std::size_t training_taken() {
  if constexpr (budget.training == Budget::unlimited || std::is_same_v<Formula, nothing>) return 0;
  else return Net::template training_bytes<budget.batch, Formula>;
}

template <class Item, std::size_t Takes, std::size_t Allowed> consteval auto charge() {
  return std::type_identity<mistake::over_budget<Item, takes<Takes>, allowed<Allowed>>>{};
}
template <class Net, Budget budget, class Formula> consteval auto first_charge() {
  if constexpr (!is_sound_net<Net>) return std::type_identity<own_mistake_of<Net>>{};
  else if constexpr (budget.training != Budget::unlimited && std::is_same_v<Formula, nothing>)
    return std::type_identity<mistake::training_budget_needs_an_optimizer<Net>>{};
  else if constexpr (!std::is_same_v<Formula, nothing> && !requires { Formula::slot_count; })
    return std::type_identity<mistake::not_an_optimizer<Formula>>{};
  else if constexpr (Net::parameter_bytes > budget.parameters)
    return _detail::charge<mistake::parameter_bytes, Net::parameter_bytes, budget.parameters>();
  else if constexpr (Net::multiply_adds > budget.multiply_adds)
    return _detail::charge<mistake::multiply_adds, Net::multiply_adds, budget.multiply_adds>();
  else if constexpr (_detail::scratch_taken<Net, budget>() > budget.scratch)
    return _detail::charge<mistake::scratch_bytes, _detail::scratch_taken<Net, budget>(), budget.scratch>();
  else if constexpr (Net::stack_bytes > budget.stack)
    return _detail::charge<mistake::stack_bytes, Net::stack_bytes, budget.stack>();
  else if constexpr (Net::stream_bytes > budget.stream)
    return _detail::charge<mistake::stream_bytes, Net::stream_bytes, budget.stream>();
  else if constexpr (_detail::training_taken<Net, budget, Formula>() > budget.training)
    return _detail::charge<mistake::training_bytes, _detail::training_taken<Net, budget, Formula>(), budget.training>();
  else return std::type_identity<nothing>{};
}
template <class Net, Budget budget, class Formula> struct checked
    : decltype(mistake::tell(mistake::of<typename decltype(_detail::first_charge<Net, budget, Formula>())::type>,
                             mistake::of<Net>)) {
  using type = nothing;
};
}  // namespace _detail

/// True if the net stays within the budget. Otherwise a compile error names the first item over its limit, what the net
/// takes, and what is allowed.
///
///     static_assert(fits<Digits, Budget{.parameters = 64_KiB, .scratch = 8_KiB, .multiply_adds = 1'000'000}>);
///     static_assert(fits<Digits, Budget{.training = 2_MiB, .batch = 64}, Adam>);
///
/// Misuse: an item over its limit → `mistake::over_budget<item, takes<…>, allowed<…>>`; a limit on training without an
/// optimizer → `mistake::training_budget_needs_an_optimizer`. A mistake in the net itself is the only one reported.
// The error is in a default template argument: in the value, clang 14 would report it twice; in the type, g++ would not
// name the user's line.
template <class Net, Budget budget, class Optimizer = mistake::nothing,
          class = typename _detail::checked<Net, budget, Optimizer>::type>
inline constexpr bool fits = true;

}  // namespace sinew
