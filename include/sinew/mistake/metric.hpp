#pragma once
/// \file
/// Mistakes in metrics (train/metric.hpp) and hooks for steps.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <span>
#include <type_traits>

#include <sinew/mistake/roles.hpp>
#endif

namespace sinew::mistake {

/// The argument is meant as a metric, but lacks a member, has one of another type, or is const. `expected` is what its
/// add() takes. The members of a metric are listed in train/metric.hpp.
template <class Given, class Expected> struct not_a_metric;
#if SINEW_SENTENCES
template <class Given, class Values, class In> constexpr auto sentence<not_a_metric<Given, expected<Values>>, In> = [] {
  if constexpr (std::is_const_v<Given>)
    return say("the metric is a const ", name<std::remove_const_t<Given>>(),
               ", but measuring changes it: declare it without const");
  else
    return say("the metric is ", _detail::role<Given>(), ", which is none: write the members name, larger_is_better, ",
               "reset(), add(", name<Values>(), " y, ", name<Values>(),
               " t) and double value() const, as train/metric.hpp lists them");
}();
#endif
/// The metric counts answers, and the outputs are numbers, of which none is right or wrong. Use class indices as
/// targets, end in Softmax or Sigmoid, or use a metric of numbers such as MeanAbsoluteError.
template <class Metric, class Given> struct metric_needs_classes;
#if SINEW_SENTENCES
template <class Metric, class Given, class In> constexpr auto sentence<metric_needs_classes<Metric, given<Given>>, In> =
    say(name<Metric>(), " counts classes, but the targets (", name<Given>(),
        ") and the outputs are numbers: write a metric of numbers such as MeanAbsoluteError{}, or class indices as "
        "targets and a loss of classes");
#endif
/// The metric compares the outputs of a sample with each other to find its class, and they answer a question each. Use
/// Precision, Recall or F1, or class indices as targets and one output per class.
template <class Metric, class Given> struct metric_needs_one_class;
#if SINEW_SENTENCES
template <class Metric, class Given, class In>
constexpr auto sentence<metric_needs_one_class<Metric, given<Given>>, In> =
    say(name<Metric>(),
        " needs several outputs of which the largest names the class, but each output is a yes or no "
        "of its own (targets: ",
        name<Given>(), "): write F1{}, or one output per class and class indices as targets");
#endif
/// A metric looks at one output of a net, and this one has several. Evaluate loss and accuracy of each head.
template <class Metric> struct metric_of_several_outputs;
#if SINEW_SENTENCES
template <class Metric, class In> constexpr auto sentence<metric_of_several_outputs<Metric>, In> =
    say(name<Metric>(),
        " measures one output, but this net has Heads: write evaluate(net, data, losses).heads[J], which "
        "has the loss and the accuracy of each");
#endif
/// A call takes fewer metrics than that many. Measure the others in a call of evaluate() of their own.
template <std::size_t Given, std::size_t Most> struct too_many_metrics;
#if SINEW_SENTENCES
template <std::size_t Given, std::size_t Most, class In> constexpr auto sentence<too_many_metrics<Given, Most>, In> =
    say("a call takes at most ", number(Most), " metrics, but is given ", number(Given),
        ": measure the others by evaluate(net, data, loss, metrics…)");
#endif

}  // namespace sinew::mistake
