#pragma once
// The operators of ONNX that are understood, in families. Each function reads one node.

#include <string>
#include <vector>

#include "graph.hpp"

namespace importer {

/// Reads the node if its operator belongs to the family. False if not.
bool read_constant_operator(Node& node);  ///< constants.cpp: all inputs are constants, or only extents matter
bool read_shape_operator(Node& node);     ///< shapes.cpp: Reshape, Flatten, Transpose, …
bool read_activation(Node& node);         ///< activations.cpp: Relu, Clip, Softmax, …
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

/// A product, a quotient or a difference of values that is a function of one value, or a part of one. False if it is
/// none.
bool read_product(Node& node);     ///< activations.cpp
bool read_quotient(Node& node);    ///< activations.cpp
bool read_difference(Node& node);  ///< activations.cpp

/// (x − mean) / √(variance + epsilon) over the extents of a sample from an axis on: normalization.cpp
Flow normalize(const Node& node, const Flow& from, std::size_t axis, double epsilon);
/// The same over any of its axes, in increasing order.
Flow normalize(const Node& node, const Flow& from, const std::vector<std::size_t>& axes, double epsilon);
/// An activation, or another part of a formula, that sinew has only as part of a whole: activations.cpp
Flow incomplete(const Node& node, const Flow& from, const char* name, std::shared_ptr<const Mean> mean = {});

}  // namespace importer
