#pragma once
/// Writes models, inputs and outputs into a folder: the lists of cases are in models*.cpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <sinew/io/onnx.hpp>
#include <sinew/sinew.hpp>

/// The folder, and its list of cases.
struct Models {
  std::string folder;
  std::ofstream cases;

  void write(const std::string& file, const void* bytes, std::size_t count) const {
    std::ofstream(folder + '/' + file, std::ios::binary)
        .write(static_cast<const char*>(bytes), static_cast<std::streamsize>(count));
  }
};
/// Numbers from −1 to 1, the same everywhere.
class Numbers {
 public:
  double next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state_ >> 33) / 1073741824.0 - 1;
  }

 private:
  std::uint64_t state_ = 1;
};

inline std::string extents_text(std::span<const std::size_t> extents) {
  std::string text;
  for (const std::size_t extent : extents) text += (text.empty() ? "" : "x") + std::to_string(extent);
  return text;
}

/// Weights that no initializer would give: each is different, variances are positive.
template <class T>
void fill(std::span<const sinew::TensorDescription> tensors, T* parameters, T* buffers, Numbers& numbers) {
  for (const auto& t : tensors) {
    const double scale = t.extents.size() > 1 ? 1.5 / static_cast<double>(1 + t.size() / t.extents[0] / 4) : 0.7;
    const bool gain = t.own_name == "running_var" || (t.extents.size() == 1 && t.own_name == "weight");
    t.each_position([&](std::size_t at) {
      (t.buffer ? buffers : parameters)[at] = static_cast<T>(scale * numbers.next() + (gain ? 1.0 : 0.0));
    });
  }
}

/// Adds the model of a net and what the net computes, sample by sample, for batches of 1, 2 and 7.
template <class Net> void add(Models& to, const std::string& name) {
  using T = typename Net::scalar;
  static constexpr std::size_t in = Net::input::size, out = Net::output::size;
  auto net = std::make_unique<Net>();
  T* buffers = nullptr;
  if constexpr (Net::layers::buffers > 0) buffers = net->buffers.data();
  Numbers numbers;
  fill<T>(sinew::tensors_of<Net>, net->parameters.data(), buffers, numbers);
  sinew::save_onnx(*net, to.folder + '/' + name + ".onnx");
  constexpr auto input = sinew::_detail::extents_in(typename Net::input{});
  constexpr auto output = sinew::_detail::extents_in(typename Net::output{});
  to.cases << name << (sizeof(T) == sizeof(float) ? " float " : " double ") << extents_text(input) << ' '
           << extents_text(output);
  for (const std::size_t batch : {1, 2, 7}) {
    std::vector<T> x, y;
    for (std::size_t s = 0; s < batch; ++s) {
      std::array<T, in> sample;
      for (T& v : sample) x.push_back(v = static_cast<T>(2 * numbers.next()));
      const auto result = (*net)(sample);
      for (std::size_t o = 0; o < out; ++o) y.push_back(result[o]);
    }
    to.write(name + '.' + std::to_string(batch) + ".x", x.data(), x.size() * sizeof(T));
    to.write(name + '.' + std::to_string(batch) + ".y", y.data(), y.size() * sizeof(T));
    to.cases << ' ' << batch;
  }
  to.cases << '\n';
}

/// Adds the model of a net of sequences and what the net computes of 1, 2 and 7 sequences, of 6 steps, step by step:
/// the same model with any number of steps, one with the number of each fixed, and one whose states are passed on after
/// 2 steps. Inputs are whole numbers below `Indices`, if that is not 0.
template <class Net, std::size_t Indices = 0> void add_sequences(Models& to, const std::string& name) {
  static constexpr std::size_t in = Net::input::size, out = Net::output::size, steps = 6;
  auto net = std::make_unique<Net>();
  Numbers numbers;
  fill<float>(sinew::tensors_of<Net>, net->parameters.data(), static_cast<float*>(nullptr), numbers);
  sinew::save_onnx(*net, to.folder + '/' + name + ".onnx");
  sinew::save_onnx(*net, to.folder + '/' + name + "_fixed.onnx", {.batch = 2, .steps = steps});
  sinew::save_onnx(*net, to.folder + '/' + name + "_of_2.onnx", {.batch = 2});
  sinew::save_onnx(*net, to.folder + '/' + name + "_states.onnx", {.states = true});
  constexpr auto input = sinew::_detail::extents_in(typename Net::input{});
  constexpr auto output = sinew::_detail::extents_in(typename Net::output{});
  const std::string extents = " float " + std::to_string(steps) + 'x' + extents_text(input) + ' ' +
                              std::to_string(steps) + 'x' + extents_text(output);
  for (const char* const variant : {"", "_fixed", "_of_2", "_states"}) {
    to.cases << name << variant << extents;
    for (const std::size_t batch : {1, 2, 7}) {
      if (variant[0] == '_' && batch != 2) continue;
      std::vector<float> x, y;
      for (std::size_t s = 0; s < batch; ++s) {
        sinew::Stream<Net> stream;
        for (std::size_t t = 0; t < steps; ++t) {
          std::array<float, in> sample;
          for (float& v : sample) {
            v = static_cast<float>(2 * numbers.next());
            if (Indices > 0) v = static_cast<float>(static_cast<int>((v + 2) / 4 * static_cast<float>(Indices)));
            x.push_back(v);
          }
          const auto result = (*net)(sample, stream);
          for (std::size_t o = 0; o < out; ++o) y.push_back(result[o]);
        }
      }
      const std::string file = name + variant + '.' + std::to_string(batch);
      to.write(file + ".x", x.data(), x.size() * sizeof(float));
      to.write(file + ".y", y.data(), y.size() * sizeof(float));
      to.cases << ' ' << batch;
    }
    to.cases << '\n';
  }
}

void add_models_of_images(Models& to);
void add_models_in_time(Models& to);
