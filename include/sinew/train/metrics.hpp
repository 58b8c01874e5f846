#pragma once
/// \file
/// Ready metrics (train/metric.hpp) of classes: Precision, Recall, F1, TopKAccuracy, RocAuc; of numbers: R2Score,
/// MeanAbsoluteError, RootMeanSquaredError.
///
///     const Evaluation e = evaluate(net, test, CrossEntropy{}, F1{}, Recall<OfClass<1>>{});
///     e.metrics.value("F1");
///
/// The formulas are scikit-learn's (sklearn.metrics, version 1.5). A metric of which an output or target was NaN is
/// NaN, and so is one without samples.

#include <array>
#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/memory/constexpr_vector.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/metric.hpp>

namespace SINEW_NAMESPACE {

/// Averages over classes, for Precision, Recall and F1: the mean of the classes' figures. A class that neither targets
/// nor predictions have does not count. Several labels: the mean over all labels. One output: the figure of class 1.
/// scikit-learn: average="macro", for one output average="binary".
struct Macro {};
/// The figure of all samples (of all labels) together. Of classes that exclude each other it is the accuracy. One
/// output: the figure of class 1. scikit-learn: average="micro".
struct Micro {};
/// The figure of one class, of one label, or, for one output, of class 0 or 1.
/// Precondition: the net has such a class.
template <std::size_t Class> struct OfClass {};

namespace _detail {

/// The names of metrics, composed in constant expressions.
using NameText = std::array<char, 48>;
constexpr std::size_t append(NameText& to, std::size_t at, const char* text) noexcept {
  for (; *text != 0; ++text) to[at++] = *text;
  return at;
}
constexpr std::size_t append(NameText& to, std::size_t at, std::size_t number) noexcept {
  std::size_t digit = 1;
  while (number / digit > 9) digit *= 10;
  for (; digit > 0; digit /= 10) to[at++] = static_cast<char>('0' + number / digit % 10);
  return at;
}
constexpr NameText average_text(Macro, const char* figure) noexcept {
  NameText name{};
  _detail::append(name, 0, figure);
  return name;
}
constexpr NameText average_text(Micro, const char* figure) noexcept {
  NameText name{};
  _detail::append(name, _detail::append(name, 0, "micro "), figure);
  return name;
}
template <std::size_t Class> constexpr NameText average_text(OfClass<Class>, const char* figure) noexcept {
  NameText name{};
  _detail::append(name, _detail::append(name, _detail::append(name, 0, figure), " of class "), Class);
  return name;
}
constexpr NameText top_text(std::size_t k) noexcept {
  NameText name{};
  _detail::append(name, _detail::append(name, _detail::append(name, 0, "top-"), k), " accuracy");
  return name;
}
template <class Average> inline constexpr NameText precision_name = _detail::average_text(Average{}, "precision");
template <class Average> inline constexpr NameText recall_name = _detail::average_text(Average{}, "recall");
template <class Average> inline constexpr NameText f1_name = _detail::average_text(Average{}, "F1");
template <std::size_t K> inline constexpr NameText top_k_name = _detail::top_text(K);

/// Samples of a class: those of the class, those predicted as it, and those that are both.
struct ClassCount {
  std::size_t right = 0, predicted = 0, actual = 0;
};
/// Counts of samples by class. ConfusionMatrix counts the pairs of classes as well; three numbers for each class are
/// enough here, for labels too, and the number of classes need not be a constant.
class ClassCounts {
 public:
  constexpr void begin(const Answers& answers, double threshold) noexcept {
    answers_ = answers;
    if (!_detail::is_nan(threshold)) answers_.output_border = threshold;
  }
  constexpr void reset() noexcept {
    for (ClassCount& count : counts_) count = {};
    samples_ = 0;
    undefined_ = false;
  }
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) {
    const std::size_t n = y.size();
    outputs_ = n;
    if (counts_.size() != classes()) counts_ = constexpr_vector<ClassCount>(classes());
    ++samples_;
    for (std::size_t i = 0; i < n; ++i) undefined_ = undefined_ || _detail::is_nan(y[i]) || _detail::is_nan(t[i]);
    if (answers_.one_class && n > 1) {
      count(largest(t), largest(y));
    } else if (n == 1) {
      count(Answers::yes(t[0], answers_.target_border), Answers::yes(y[0], answers_.output_border));
    } else {
      for (std::size_t k = 0; k < n; ++k) {
        const bool actual = Answers::yes(t[k], answers_.target_border),
                   predicted = Answers::yes(y[k], answers_.output_border);
        counts_[k].actual += actual;
        counts_[k].predicted += predicted;
        counts_[k].right += actual && predicted;
      }
    }
  }
  /// The average of figure(count).
  template <class Figure> constexpr double average(Macro, Figure figure) const {
    if (samples_ == 0 || undefined_) return not_measured;
    if (outputs_ == 1) return figure(counts_[1]);
    double sum = 0;
    std::size_t counted = 0;
    for (const ClassCount& count : counts_)
      if (!answers_.one_class || count.predicted + count.actual > 0) {
        sum += figure(count);
        ++counted;
      }
    return sum / static_cast<double>(counted);
  }
  template <class Figure> constexpr double average(Micro, Figure figure) const {
    if (samples_ == 0 || undefined_) return not_measured;
    if (outputs_ == 1) return figure(counts_[1]);
    ClassCount all;
    for (const ClassCount& count : counts_) {
      all.right += count.right;
      all.predicted += count.predicted;
      all.actual += count.actual;
    }
    return figure(all);
  }
  template <std::size_t Class, class Figure> constexpr double average(OfClass<Class>, Figure figure) const {
    if (samples_ == 0 || undefined_) return not_measured;
    precondition(Class < counts_.size(), "OfClass: found class {}, expected 0 to {}", Class, counts_.size() - 1);
    return figure(counts_[Class]);
  }

 private:
  constexpr std::size_t classes() const noexcept { return outputs_ == 1 ? 2 : outputs_; }
  constexpr void count(std::size_t actual, std::size_t predicted) noexcept {
    ++counts_[actual].actual;
    ++counts_[predicted].predicted;
    if (actual == predicted) ++counts_[actual].right;
  }
  template <class T> static constexpr std::size_t largest(std::span<const T> values) noexcept {
    std::size_t best = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
      if (values[i] > values[best]) best = i;
    return best;
  }
  Answers answers_{};
  constexpr_vector<ClassCount> counts_{};
  std::size_t samples_ = 0, outputs_ = 0;
  bool undefined_ = false;
};

/// part / whole, or 0 if both are 0.
constexpr double share(std::size_t part, std::size_t whole) noexcept {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Sorts numbers, none of them NaN. Heapsort: no memory, no recursion, and n log n in the worst case.
constexpr void sort_numbers(double* values, std::size_t count) noexcept {
  const auto sift = [&](std::size_t root, std::size_t end) {
    for (std::size_t child = 2 * root + 1; child < end; child = 2 * root + 1) {
      if (child + 1 < end && values[child] < values[child + 1]) ++child;
      if (!(values[root] < values[child])) return;
      const double moved = values[root];
      values[root] = values[child];
      values[child] = moved;
      root = child;
    }
  };
  for (std::size_t root = count / 2; root-- > 0;) sift(root, count);
  for (std::size_t end = count; end-- > 1;) {
    const double largest = values[0];
    values[0] = values[end];
    values[end] = largest;
    sift(0, end);
  }
}

}  // namespace _detail

/// Precision: of the samples predicted as a class, the fraction that is of it. Average: Macro, Micro or OfClass<k>.
/// The predicted class is that of accuracy(): the largest output, or the side of a threshold. ConfusionMatrix has
/// precision(k) beside all counts; use it where the matrix is wanted anyway.
/// A class that was never predicted has precision 0, as in scikit-learn (ConfusionMatrix: NaN).
/// Misuse: a net whose outputs are numbers → as accuracy().
/// scikit-learn: precision_score. Keras, torchmetrics: Precision.
template <class Average = Macro> struct Precision {
  /// Outputs from here on mean yes, where they are a yes or no each. NaN: the net's own border, 0.5 for Sigmoid and 0
  /// for logits and Tanh. Where one of several outputs names the class it has no meaning.
  double threshold = not_measured;
  static constexpr const char* name = _detail::precision_name<Average>.data();  ///< "precision", "micro precision", …
  static constexpr bool larger_is_better = true;                                ///< 1 is best
  static constexpr bool needs_classes = true;                                   ///< see Metric
  _detail::ClassCounts counts{};                                                ///< what was counted

  constexpr void begin(const Answers& answers) noexcept { counts.begin(answers, threshold); }  ///< see Metric
  constexpr void reset() noexcept { counts.reset(); }                                          ///< forgets all samples
  /// Counts a sample.
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) { counts.add(y, t); }
  /// The precision so far.
  [[nodiscard]] constexpr double value() const {
    return counts.average(Average{}, [](const _detail::ClassCount& c) { return _detail::share(c.right, c.predicted); });
  }
};
/// Precision{} has the default.
Precision()->Precision<>;

/// Recall: of the samples of a class, the fraction that is predicted as it. As Precision in all else; a class without
/// samples has recall 0.
/// scikit-learn: recall_score. Keras, torchmetrics: Recall.
template <class Average = Macro> struct Recall {
  double threshold = not_measured;                                           ///< as Precision::threshold
  static constexpr const char* name = _detail::recall_name<Average>.data();  ///< "recall", "micro recall", …
  static constexpr bool larger_is_better = true;                             ///< 1 is best
  static constexpr bool needs_classes = true;                                ///< see Metric
  _detail::ClassCounts counts{};                                             ///< what was counted

  constexpr void begin(const Answers& answers) noexcept { counts.begin(answers, threshold); }  ///< see Metric
  constexpr void reset() noexcept { counts.reset(); }                                          ///< forgets all samples
  /// Counts a sample.
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) { counts.add(y, t); }
  /// The recall so far.
  [[nodiscard]] constexpr double value() const {
    return counts.average(Average{}, [](const _detail::ClassCount& c) { return _detail::share(c.right, c.actual); });
  }
};
/// Recall{} has the default.
Recall()->Recall<>;

/// F1 score, the harmonic mean of precision and recall: 2·right / (predicted + actual). As Precision in all else; a
/// class without samples that was never predicted has 0. Macro is the mean of the classes' scores, not the score of
/// mean precision and recall.
/// scikit-learn: f1_score. Keras, torchmetrics: F1Score.
template <class Average = Macro> struct F1 {
  double threshold = not_measured;                                       ///< as Precision::threshold
  static constexpr const char* name = _detail::f1_name<Average>.data();  ///< "F1", "micro F1", "F1 of class 3"
  static constexpr bool larger_is_better = true;                         ///< 1 is best
  static constexpr bool needs_classes = true;                            ///< see Metric
  _detail::ClassCounts counts{};                                         ///< what was counted

  constexpr void begin(const Answers& answers) noexcept { counts.begin(answers, threshold); }  ///< see Metric
  constexpr void reset() noexcept { counts.reset(); }                                          ///< forgets all samples
  /// Counts a sample.
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) { counts.add(y, t); }
  /// The score so far.
  [[nodiscard]] constexpr double value() const {
    return counts.average(
        Average{}, [](const _detail::ClassCount& c) { return _detail::share(2 * c.right, c.predicted + c.actual); });
  }
};
/// F1{} has the default.
F1()->F1<>;

/// Top-K accuracy: the fraction of samples whose class is among the K largest outputs. Of equal outputs the first ones
/// are taken, so that K = 1 is accuracy() (scikit-learn takes the last ones). 1 if there are no more than K outputs.
/// Misuse: outputs that are no classes, or one output, or several labels → as confusion_matrix().
/// scikit-learn: top_k_accuracy_score. Keras: TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy.
template <std::size_t K = 5> struct TopKAccuracy {
  static_assert(K > 0, "TopKAccuracy<K>: K must be at least 1");
  static constexpr const char* name = _detail::top_k_name<K>.data();  ///< "top-5 accuracy"
  static constexpr bool larger_is_better = true;                      ///< 1 is best
  static constexpr bool needs_one_class = true;                       ///< see Metric
  std::size_t right = 0,                                              ///< samples whose class is among the K
      samples = 0;                                                    ///< all samples
  bool undefined = false;                                             ///< whether there was a NaN

  constexpr void reset() noexcept { *this = {}; }  ///< forgets all samples
  /// Counts a sample.
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) noexcept {
    std::size_t actual = 0, before = 0;
    for (std::size_t i = 1; i < t.size(); ++i)
      if (t[i] > t[actual]) actual = i;
    for (std::size_t i = 0; i < y.size(); ++i) {
      before += i < actual ? y[i] >= y[actual] : y[i] > y[actual];
      undefined = undefined || _detail::is_nan(y[i]);
    }
    right += before < K;
    ++samples;
  }
  /// The accuracy so far.
  [[nodiscard]] constexpr double value() const noexcept {
    return samples == 0 || undefined ? not_measured : static_cast<double>(right) / static_cast<double>(samples);
  }
};
/// TopKAccuracy{} has the default.
TopKAccuracy()->TopKAccuracy<>;

/// Area under the receiver operating characteristic: the probability that an output is larger for a sample that is a
/// yes than for one that is a no; equal outputs count one half. It does not depend on a threshold. Several outputs:
/// the mean over outputs, each the score of its class or label against all others. NaN if an output has no yes or no
/// no. It is exact, ties included. Memory: 9 bytes for each sample and output, three times that while it grows, and 8
/// bytes for each sample in value(), which sorts the scores.
/// Misuse: outputs that are numbers → as accuracy().
/// scikit-learn: roc_auc_score, with multi_class="ovr". Keras: AUC(curve="ROC"), which approximates. torchmetrics:
/// AUROC. Source: Hanley, McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC)
/// curve", Radiology 143 (1982).
struct RocAuc {
  static constexpr const char* name = "ROC AUC";  ///< in tables
  static constexpr bool larger_is_better = true;  ///< 1 is best, 0.5 is chance
  static constexpr bool needs_classes = true;     ///< see Metric
  double target_border = 0.5;                     ///< a target from here on is a yes; begin() sets it
  std::size_t outputs = 0;                        ///< outputs of a sample
  _detail::constexpr_vector<double> scores{};     ///< of all samples, one output after the other
  _detail::constexpr_vector<bool> yes{};          ///< whether they were a yes
  bool undefined = false;                         ///< whether there was a NaN

  constexpr void begin(const Answers& answers) noexcept { target_border = answers.target_border; }  ///< see Metric
  /// Forgets all samples.
  constexpr void reset() noexcept {
    (scores.clear)();
    (yes.clear)();
    undefined = false;
  }
  /// Keeps a sample.
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) {
    outputs = y.size();
    for (std::size_t i = 0; i < y.size(); ++i) {
      scores.push_back(static_cast<double>(y[i]));
      yes.push_back(Answers::yes(t[i], target_border));
      undefined = undefined || _detail::is_nan(y[i]) || _detail::is_nan(t[i]);
    }
  }
  /// The area so far.
  [[nodiscard]] constexpr double value() const {
    if (scores.empty() || undefined) return not_measured;
    double sum = 0;
    for (std::size_t i = 0; i < outputs; ++i) sum += area(i);
    return sum / static_cast<double>(outputs);
  }

 private:
  constexpr double area(std::size_t output) const {
    const std::size_t samples = scores.size() / outputs;
    _detail::constexpr_vector<double> sorted(samples);  // of those with no, from the front, and with yes, from the back
    std::size_t no = 0, positive = 0;
    for (std::size_t s = 0; s < samples; ++s) {
      const double score = scores[s * outputs + output];
      if (yes[s * outputs + output]) sorted[samples - ++positive] = score;
      else sorted[no++] = score;
    }
    double* const negatives = sorted.data();
    double* const positives = negatives + no;
    _detail::sort_numbers(negatives, no);
    _detail::sort_numbers(positives, positive);
    double pairs = 0;  // pairs of a yes and a no in order, in halves for equal scores
    std::size_t less = 0, not_more = 0;
    for (std::size_t p = 0; p < positive; ++p) {
      while (less < no && negatives[less] < positives[p]) ++less;
      while (not_more < no && !(positives[p] < negatives[not_more])) ++not_more;
      pairs += static_cast<double>(less) + static_cast<double>(not_more - less) / 2;
    }
    return no == 0 || positive == 0 ? not_measured : pairs / static_cast<double>(no) / static_cast<double>(positive);
  }
};

/// R², the coefficient of determination: 1 − Σ(t − y)² / Σ(t − t̄)², the mean over outputs. Targets that are all equal
/// give 1 if all outputs equal them, else 0. NaN for fewer than two samples.
/// scikit-learn: r2_score. Keras, torchmetrics: R2Score.
struct R2Score {
  static constexpr const char* name = "R2";       ///< in tables
  static constexpr bool larger_is_better = true;  ///< 1 is best, 0 is that of the targets' mean
  /// The sums of one output: of squared errors, and of squared distances from the mean, by Welford's recurrence.
  struct sums {
    double mean = 0;      ///< of the targets
    double spread = 0;    ///< Σ(t − t̄)²
    double residual = 0;  ///< Σ(t − y)²
  };
  std::size_t samples = 0;                       ///< all samples
  _detail::constexpr_vector<sums> of_outputs{};  ///< the sums of all outputs

  /// Forgets all samples.
  constexpr void reset() noexcept {
    samples = 0;
    for (sums& s : of_outputs) s = {};
  }
  /// Adds a sample.
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) {
    if (of_outputs.size() != y.size()) of_outputs = _detail::constexpr_vector<sums>(y.size());
    const double n = static_cast<double>(++samples);
    for (std::size_t i = 0; i < y.size(); ++i) {
      sums& s = of_outputs[i];
      const double target = static_cast<double>(t[i]), miss = target - static_cast<double>(y[i]),
                   apart = target - s.mean;
      s.mean += apart / n;
      s.spread += apart * (target - s.mean);
      s.residual += miss * miss;
    }
  }
  /// R² so far.
  [[nodiscard]] constexpr double value() const noexcept {
    if (samples < 2) return not_measured;
    double total = 0;
    for (const sums& s : of_outputs)
      total += s.spread > 0 || _detail::is_nan(s.spread + s.residual) ? 1 - s.residual / s.spread
                                                                      : (s.residual > 0 ? 0.0 : 1.0);
    return total / static_cast<double>(of_outputs.size());
  }
};

/// Mean absolute error, of all outputs of all samples: Σ|y − t| / (samples·outputs). The loss MAE is the same figure.
/// scikit-learn: mean_absolute_error. Keras, torchmetrics: MeanAbsoluteError.
struct MeanAbsoluteError {
  static constexpr const char* name = "MAE";       ///< in tables
  static constexpr bool larger_is_better = false;  ///< 0 is best
  double sum = 0;                                  ///< of the errors
  std::size_t count = 0;                           ///< of the errors

  constexpr void reset() noexcept { *this = {}; }  ///< forgets all samples
  /// Adds a sample.
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) noexcept {
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double miss = static_cast<double>(y[i]) - static_cast<double>(t[i]);
      sum += miss < 0 ? -miss : miss;
    }
    count += y.size();
  }
  /// The error so far.
  [[nodiscard]] constexpr double value() const noexcept {
    return count == 0 ? not_measured : sum / static_cast<double>(count);
  }
};

/// Root mean squared error: √(Σ(y − t)² / samples), the mean over outputs, in the units of the targets.
/// scikit-learn: root_mean_squared_error. Keras: RootMeanSquaredError, of one output.
struct RootMeanSquaredError {
  static constexpr const char* name = "RMSE";      ///< in tables
  static constexpr bool larger_is_better = false;  ///< 0 is best
  std::size_t samples = 0;                         ///< all samples
  _detail::constexpr_vector<double> of_outputs{};  ///< the sum of squares of each output

  /// Forgets all samples.
  constexpr void reset() noexcept {
    samples = 0;
    for (double& sum : of_outputs) sum = 0;
  }
  /// Adds a sample.
  template <class T> constexpr void add(std::span<const T> y, std::span<const T> t) {
    if (of_outputs.size() != y.size()) of_outputs = _detail::constexpr_vector<double>(y.size());
    ++samples;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double miss = static_cast<double>(y[i]) - static_cast<double>(t[i]);
      of_outputs[i] += miss * miss;
    }
  }
  /// The error so far.
  [[nodiscard]] constexpr double value() const noexcept {
    if (samples == 0) return not_measured;
    double total = 0;
    for (const double sum : of_outputs) total += math::sqrt(sum / static_cast<double>(samples));
    return total / static_cast<double>(of_outputs.size());
  }
};

}  // namespace sinew
