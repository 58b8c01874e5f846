#pragma once
/// \file
/// Checkpoint, save_checkpoint and load_checkpoint: a training in a file, from which a later run goes on.
///
///     fit<32>(net, train, CrossEntropy{}, Adam{}, {.epochs = 100, .validation = test},
///             Checkpoint{.path = "run.ckpt", .every = 5, .best = "best.safetensors"});
///
/// A program with this call may be ended at any moment and started again: fit() goes on from the last epoch that the
/// file has, and returns what it would have returned without the interruption, bit for bit: the weights, the History.
/// A Trainer is stored and read back by functions:
///
///     Trainer trainer(net, Adam{});
///     load_checkpoint(trainer, "run.ckpt");
///     const auto save = [&](const Epoch&) { save_checkpoint(trainer, "run.ckpt"); };
///     trainer.fit<32>(train, CrossEntropy{}, {.epochs = 5}, save);
///
/// **The file** is in the safetensors format, so other programs can read it. It does not depend on the instruction set.
/// Tensors are in PyTorch's order and named as in tensors_of<Net>, behind these prefixes; numbers are of rank 0:
///
///     net.                      weights and buffers at the end of the last epoch             F32 or F64, as the net
///     best., last_good.         those of the best epoch, and those restored on divergence    the same
///     optimizer.exp_avg. …      what the optimizer remembers per parameter, by slot_names    the same
///     optimizer.rate …          the hyper-parameters (optimizer/concept.hpp)                 F64
///     optimizer.steps           steps taken                                                  U64
///     training.epoch            epochs completed, the time of the schedule                   U64
///     training.best_epoch, training.best_loss, training.epochs_since_best, training.last_good_epoch
///                               TrainingProgress                                             U64, F64
///     training.engine           the four words of the engine                                 U64
///     training.seed             what it began with                                           U64
///     training.shows_best       whether the Trainer's net has the weights best.              BOOL
///
/// and of fit() only:
///
///     fit.batch, fit.samples, fit.validation_samples, fit.shuffle, fit.clip_norm, fit.accumulate, fit.patience,
///     fit.min_delta, fit.schedule, fit.augmentation, fit.loss; of sequences also fit.steps, fit.targets
///                               what fit() was called with                                   U64, BOOL, F64
///     fit.ema., fit.ema_updates, fit.ema_options
///                               averages that hooks update                                   as the net, U64, F64
///     fit.history               a row per epoch: loss, accuracy, validation loss and
///                               accuracy, rate, gradient norm, and the metrics               F64
///
/// The order of the samples is not stored: each epoch shuffles the order 0, 1, … by the engine. The metadata name the
/// version of sinew ("sinew.version"), the types ("sinew.net", "sinew.optimizer", "sinew.loss") and who wrote the file
/// ("sinew.checkpoint": "fit", "fit of sequences" or "Trainer"); of fit() also the names of metrics ("sinew.metrics")
/// and of what is monitored, if that is not the loss ("sinew.monitor").
///
/// **Errors** are a weights_error. A file is trusted in nothing, and loading is all or nothing. Files are replaced at
/// once and whole, on the disk too (io/atomic_file.hpp): a process that is killed while it saves leaves the old file or
/// the new one, and beside it perhaps a temporary file, which the next run deletes.
///
///     checkpoint_fit.hpp            Checkpoint, for a call of fit()
///     checkpoint_trainer.hpp        save_checkpoint and load_checkpoint, for a Trainer
///     checkpoint_training.hpp       what the file has of either
///     checkpoint_parts.hpp          numbers and tensors with their names
///     checkpoint_file.hpp           writes and reads them
///     checkpoint_differences.hpp    says how the file differs from a training
///
/// The headers need nlohmann's JSON (CMake: find_package(sinew COMPONENTS json), sinew::json).

#include <sinew/io/checkpoint_fit.hpp>
#include <sinew/io/checkpoint_trainer.hpp>
