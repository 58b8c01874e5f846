#pragma once
// The operators of ONNX that are understood, in families. Each function reads one node.

#include <optional>
#include <string>
#include <vector>

#include "graph.hpp"

namespace importer {

/// Reads the node if its operator belongs to the family. False if not.
bool read_constant_operator(Node& node);  ///< constants.cpp: all inputs are constants, or only extents matter
bool read_shape_operator(Node& node);     ///< shapes.cpp: Reshape, Flatten, Transpose, …
bool read_activation(Node& node);         ///< activations.cpp: Relu, Clip, Softmax, …
bool read_formula(Node& node);            ///< formulas.cpp: Pow, Where, Split, …
bool read_linear_operator(Node& node);    ///< linear.cpp: Gemm, MatMul, Conv, ConvTranspose, …
bool read_pooling(Node& node);            ///< pooling.cpp: MaxPool, AveragePool, Pad, Resize, …
bool read_normalization(Node& node);      ///< normalization.cpp: BatchNormalization, LayerNormalization, …
bool read_arithmetic(Node& node);         ///< arithmetic.cpp: Add, Mul, Sum, Concat, …
bool read_recurrent(Node& node);          ///< recurrent.cpp: LSTM, GRU, RNN, and what takes a step of their results

/// Whether an operator goes through the steps of a sequence.
bool is_recurrence(const std::string& op);
/// Results of recurrent layers as one flow: (how many, samples, values).
Flow joined(const Node& node, const Stacked& stacked);
/// ASCII letters as small ones.
std::string lower_case(std::string text);

/// What a formula of several nodes is: formulas.cpp. False if it is nothing that is known.
bool read_product(Node& node);           ///< of two values: SiLU, GELU, Gated, …
bool read_quotient(Node& node);          ///< the last part of a LayerNorm; Softsign
bool read_difference(Node& node);        ///< the first part of a LayerNorm
bool read_sum_of_two(const Node& node);  ///< SoftShrink
bool read_truth(const Node& node);       ///< a Cast of a comparison to BOOL
bool read_step(const Node& node);        ///< a Cast of x ≥ 0 to a number

/// A ReLU that stands for the larger, or the smaller, of the step x and a number.
struct Bound {
  std::size_t x;
  double number;
  bool lower;
};
std::optional<Bound> bound_of(const Draft& draft, std::size_t step);
/// s, if the other value is s·x.
std::optional<double> multiple_of(const Node& node, const Flow& x, const Flow& other);
/// An activation with a number, which is left out if it is the usual one.
Flow activate_with(const Node& node, const Flow& from, const std::string& name, double number, const char* usual);
/// The first or second half along an axis of a sample, a part of a Gated.
Flow half_along(const Node& node, const Flow& from, std::size_t axis, bool rear);

/// (x − mean) / √(variance + epsilon) over the extents of a sample from an axis on: normalization.cpp
Flow normalize(const Node& node, const Flow& from, std::size_t axis, double epsilon);
/// The same over any of its axes, in increasing order.
Flow normalize(const Node& node, const Flow& from, const std::vector<std::size_t>& axes, double epsilon);

}  // namespace importer
