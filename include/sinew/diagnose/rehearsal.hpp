#pragma once
/// \file
/// Rehearsal: a copy of a net, and passes of it over samples picked at random; what diagnose() measures, it measures there.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <sinew/memory/align.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/data/batches.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/step.hpp>
#include <sinew/train/target.hpp>
#include <sinew/diagnose/measurements.hpp>

namespace sinew::detail {

/// What a pass needs, and what is measured of it.
template <class Net, std::size_t Batch> struct DiagnoseMemory {
  Workspace<Net, Batch, training> w{};
  Net net{};  // what the passes run on: they may change it
  alignas(line_bytes) typename Net::Parameters gradient{};
  alignas(line_bytes) std::array<typename Net::scalar, Batch * Net::output::size> t{}, dy{};
};

/// The net as it came stays as it is. Data, a DataView, and loss are the caller's.
template <class Net, std::size_t Batch, class Data, class LossType> class Rehearsal {
  using T = typename Net::scalar;
  static constexpr std::size_t in = Net::input::size, out = Net::output::size;

 protected:
  Rehearsal(const Net& net, Data data, const LossType& loss, const DiagnoseOptions& options)
      : net_{net},
        data_{data},
        loss_{loss},
        options_{options},
        engine_{options.seed},
        order_{data.size(), Batch},
        memory_(1) {
    order_.shuffle(engine_);
  }

  /// How many samples passes see: the first of order_.
  std::size_t picked() const { return std::min(options_.samples, data_.size()); }
  void read(std::size_t s, T* x, T* t) const {
    read_sample<T, in>(data_.inputs[s], x);
    write_target<typename Net::activation, T, out>(data_.targets[s], t);
  }
  /// Samples order_[from] … into the first rows of the batch.
  void load(std::size_t from, std::size_t count) {
    for (std::size_t s = 0; s < count; ++s) read(order_.order()[from + s], memory_[0].w.x()[s].data(), memory_[0].t.data() + s * out);
  }
  /// Runs the net in memory on the picked samples, calls f(count) after each batch, and returns the mean loss.
  template <class F> double pass(F f) {
    auto& memory = memory_[0];
    double total = 0;
    for (std::size_t at = 0; at < picked(); at += Batch) {
      const std::size_t count = std::min(Batch, picked() - at);
      load(at, count);
      total += static_cast<double>(sinew::forward_loss(memory.net, memory.w, std::span<const T>(memory.t), count, loss_, engine_)) *
               static_cast<double>(count);
      f(count);
    }
    return total / static_cast<double>(picked());
  }

  const Net& net_;
  Data data_;
  const LossType& loss_;
  const DiagnoseOptions& options_;
  Engine engine_;
  Batches order_;
  std::vector<DiagnoseMemory<Net, Batch>> memory_;  // on the heap: it may be large
};

}  // namespace sinew::detail
