#pragma once
/// \file
/// The umbrella header: nets, training, and data in memory. It needs no library except Boost.Hana.
/// Include separately what you use of these: file loaders (data/csv.hpp, data/idx.hpp; with zlib data/idx_gz.hpp and
/// data/mnist.hpp), diagnose/diagnose.hpp, deploy/embed.hpp, and report/ (tables, progress display, pictures by
/// gnuplot).

#include <sinew/config/language.hpp>
#include <sinew/mistake/fault.hpp>

// Compilers mention these headers in error messages, with the chain of includes that led to them. Included first, they
// have the shortest chain.
#include <sinew/net/workspace.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/misuse.hpp>
#include <sinew/net/net.hpp>
#include <sinew/optimizer/optimizer.hpp>

#include <sinew/activation/celu.hpp>
#include <sinew/activation/elu.hpp>
#include <sinew/activation/gelu.hpp>
#include <sinew/activation/hard_sigmoid.hpp>
#include <sinew/activation/hard_swish.hpp>
#include <sinew/activation/hard_tanh.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/leaky_relu.hpp>
#include <sinew/activation/log_softmax.hpp>
#include <sinew/activation/relu.hpp>
#include <sinew/activation/selu.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/silu.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/activation/softplus.hpp>
#include <sinew/activation/softsign.hpp>
#include <sinew/activation/step.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/initializer/he.hpp>
#include <sinew/initializer/lecun.hpp>
#include <sinew/initializer/xavier.hpp>
#include <sinew/initializer/zeros.hpp>
#include <sinew/layer/activate.hpp>
#include <sinew/layer/batch_norm.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/conv_transpose2d.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/layer/dropout.hpp>
#include <sinew/layer/flatten.hpp>
#include <sinew/layer/group_norm.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/layer/layer_norm.hpp>
#include <sinew/layer/norm_options.hpp>
#include <sinew/layer/pass_through.hpp>
#include <sinew/layer/permute.hpp>
#include <sinew/layer/pooling.hpp>
#include <sinew/layer/reshape.hpp>
#include <sinew/layer/upsample.hpp>
#include <sinew/compose/concat.hpp>
#include <sinew/compose/residual.hpp>
#include <sinew/compose/sequential.hpp>
#include <sinew/net/budget.hpp>
#include <sinew/net/initialize.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/loss/cross_entropy.hpp>
#include <sinew/loss/huber.hpp>
#include <sinew/loss/mae.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/loss/nll.hpp>
#include <sinew/optimizer/adagrad.hpp>
#include <sinew/optimizer/adam.hpp>
#include <sinew/optimizer/rmsprop.hpp>
#include <sinew/optimizer/schedule.hpp>
#include <sinew/optimizer/sgd.hpp>
#include <sinew/data/augment.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/one_hot.hpp>
#include <sinew/data/scale.hpp>
#include <sinew/data/split.hpp>
#include <sinew/train/confusion_matrix.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/fit.hpp>
#include <sinew/train/perceptron.hpp>
#include <sinew/train/step.hpp>
#include <sinew/train/trainer.hpp>
#include <sinew/deploy/any_net.hpp>
#include <sinew/deploy/fold_batch_norm.hpp>
#include <sinew/deploy/header_not_included.hpp>
#include <sinew/deploy/one_of.hpp>
