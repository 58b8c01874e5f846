#pragma once
/// \file
/// The options and the result of gradient_error(). `text` of the result says it as a sentence.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/diagnose/diagnosis.hpp>

namespace SINEW_NAMESPACE {

/// Options of gradient_error().
struct GradientCheckOptions {
  double step = 1e-5;         ///< h of the differences, in units of max(1, |v|); greater than 0
  std::size_t samples = 256;  ///< of each tensor, and of the inputs, at most as many elements are compared; 0: all
  /// The inputs of all rows, one after the other: Batch·Steps rows of `input::size` scalars, time-major as in a
  /// Workspace. Empty: random, normal with mean 0 and deviation 1, or indices for an Embedding.
  std::span<const double> inputs{};
  /// The targets of all rows, as many scalars as outputs. Empty: random, such as suit the loss and the last activation.
  std::span<const double> targets{};
  /// Whether ∂L/∂x is compared. An Embedding at the front has no such derivative, and is left out by itself.
  bool check_inputs = true;
};

/// The result of gradient_error(): how far the gradients are from the numeric slopes, and where.
struct GradientCheck {
  double largest = 0;                 ///< the largest relative error of all; NaN if a gradient is not finite
  double parameters = 0, inputs = 0;  ///< the largest of the parameters' gradients, and of ∂L/∂x
  // The place of the largest error.
  std::size_t layer = no_layer;      ///< 0, 1, …, as in net.weight<layer>(); no_layer for ∂L/∂x
  std::string tensor{};              ///< the tensor's name as in tensors_of<Net>, "2.weight"; "x" for ∂L/∂x
  std::vector<std::size_t> index{};  ///< the element of the tensor, in PyTorch's order; for ∂L/∂x row and feature
  double backward = 0, numeric = 0;  ///< the derivative by the backward pass, and by differences
  // All elements.
  double scale = 0;          ///< the largest |numeric| of all: 0 if nothing depends on anything
  std::size_t compared = 0,  ///< how many derivatives were compared
      kinks = 0;             ///< of how many v lies on a kink, and the derivative between those of both sides
  std::string text{};        ///< all of this as a sentence

  /// Whether all derivatives are right to this relative error, and not all of them are 0.
  [[nodiscard]] bool ok(double tolerance = 1e-6) const noexcept { return scale > 0 && largest < tolerance; }
};

}  // namespace sinew
