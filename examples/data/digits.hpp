#pragma once
/// \file
/// drawn_digits(): randomly distorted copies of ten drawn digits, a substitute for MNIST with the same layout.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <sinew/data/augment.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/random/engine.hpp>

namespace examples {

// The digits side by side, each seven rows of five pixels.
// clang-format off
inline constexpr const char* glyphs[7] = {
    " ###    #    ###   ###     #  #####   ##  #####  ###   ### ",
    "#   #  ##   #   # #   #   ##  #      #        # #   # #   #",
    "#  ##   #       #     #  # #  ####  #        #  #   # #   #",
    "# # #   #      #    ##  #  #      # ####    #    ###   ####",
    "##  #   #     #       # #####     # #   #   #   #   #     #",
    "#   #   #    #    #   #    #  #   # #   #   #   #   #    # ",
    " ###   ###  #####  ###     #   ###   ###    #    ###   ##  "};
// clang-format on

using Digits = sinew::Dataset<std::array<std::uint8_t, 784>, std::uint8_t>;

/// Returns `count` digits of 28 × 28 pixels, 0 … 9 in turn, each distorted at random.
inline Digits drawn_digits(std::size_t count, std::uint64_t seed) {
  Digits data;
  sinew::Engine engine(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t digit = i % 10;
    std::array<float, 784> clean{}, distorted{};
    for (std::size_t row = 0; row < 21; ++row)  // a pixel of the glyph is 3 × 3 pixels of the image
      for (std::size_t column = 0; column < 15; ++column)
        clean[(row + 3) * 28 + column + 6] = glyphs[row / 3][digit * 6 + column / 3] == '#' ? 255.0f : 0.0f;
    sinew::augment<sinew::shape<1, 28, 28>>(
        clean, std::span(distorted),
        {.shift = 2, .rotation = 15, .scale = 0.15, .elastic = 0.8, .elastic_smoothness = 4}, engine);
    std::array<std::uint8_t, 784> image{};
    for (std::size_t p = 0; p < 784; ++p) image[p] = static_cast<std::uint8_t>(distorted[p]);
    data.push_back(image, static_cast<std::uint8_t>(digit));
  }
  return data;
}

}  // namespace examples
