#pragma once
/// A user's own layers, in the user's namespace, written without an eye on the library's layouts: they know rows alone.

#include <array>
#include <cstddef>

#include <sinew/random/distribution.hpp>
#include <sinew/shape/shape.hpp>

namespace mine {

/// One learned gain per feature, for any shape; adds to dparameters as to a span.
struct Gain {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = In::size;
    static constexpr void forward(auto pass) {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i) pass.y[s][i] = pass.parameters[i] * pass.x[s][i];
    }
    static constexpr void backward(auto pass) {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i) {
          pass.dparameters[i] += pass.x[s][i] * pass.dy[s][i];
          pass.dx[s][i] = pass.parameters[i] * pass.dy[s][i];
        }
    }
  };
};

/// y = (x + the y of the step before) / 2: a state for streams.
template <std::size_t N> struct Smooth {
  using input = sinew::shape<N>;
  using output = input;
  static constexpr std::size_t parameters = 0, state_values = N;
  static constexpr void forward(auto pass) {
    for (std::size_t row = 0; row < pass.batch; ++row) {
      const auto held = pass.state[row % pass.streams];
      for (std::size_t i = 0; i < N; ++i) pass.y[row][i] = held[i] = (held[i] + pass.x[row][i]) / 2;
    }
  }
  static constexpr void backward(auto pass) {
    using T = typename decltype(pass)::scalar;
    for (std::size_t row = pass.batch; row-- > 0;)
      for (std::size_t i = 0; i < N; ++i) {
        const bool is_last = row + pass.streams >= pass.batch;
        const T later = is_last ? T(0) : pass.dx[row + pass.streams][i];
        pass.dx[row][i] = (pass.dy[row][i] + later) / 2;
      }
  }
};

/// Takes the batch's mean off; training keeps a running mean in buffers, which inference takes off instead.
struct Centre {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = 0, buffers = In::size;
    static constexpr void forward(auto pass) {
      using T = typename decltype(pass)::scalar;
      for (std::size_t i = 0; i < In::size; ++i) {
        T mean{};
        for (std::size_t s = 0; s < pass.batch; ++s) mean += pass.x(s, i) / T(pass.batch);
        if constexpr (pass.training) pass.buffers[i] = (pass.buffers[i] + mean) / 2;
        else mean = pass.buffers[i];
        for (std::size_t s = 0; s < pass.batch; ++s) pass.y(s, i) = pass.x(s, i) - mean;
      }
    }
    static constexpr void backward(auto pass) {
      using T = typename decltype(pass)::scalar;
      for (std::size_t i = 0; i < In::size; ++i) {
        T mean{};
        for (std::size_t s = 0; s < pass.batch; ++s) mean += pass.dy(s, i) / T(pass.batch);
        for (std::size_t s = 0; s < pass.batch; ++s) pass.dx(s, i) = pass.dy(s, i) - mean;
      }
    }
  };
};

/// Doubles or drops each value in training, by the caller's engine in sample order; keeps the factors.
struct Drop {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = 0;
    static constexpr bool random = true;
    template <class Run> struct cache { std::array<typename Run::scalar, Run::samples * In::size> factor{}; };
    static constexpr void forward(auto pass) {
      using T = typename decltype(pass)::scalar;
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i) {
          if constexpr (pass.training) {
            T& factor = pass.cache.factor[s * In::size + i] = sinew::uniform_index(pass.random, 2) == 0 ? T(0) : T(2);
            pass.y[s][i] = factor * pass.x[s][i];
          } else {
            pass.y[s][i] = pass.x[s][i];
          }
        }
    }
    static constexpr void backward(auto pass) {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i) pass.dx[s][i] = pass.cache.factor[s * In::size + i] * pass.dy[s][i];
    }
  };
};

}  // namespace mine
