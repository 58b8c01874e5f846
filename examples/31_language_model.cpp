// 31 · A language model of characters: attention learns a rhyme with gaps, and completes verses that it has not seen.
//
//     seven green kites on the wall.
//     If one green kite should fall,
//     six green kites on the wall.
//
// The model is per step: it takes one character, as an index, and gives the probabilities of the next one. To go on, it
// must find the colour and the thing up to sixty characters back, and count down by one. SelfAttention finds them: each
// step looks back at the last 96 characters. What it needs of these, their keys and values, lies in a Stream, in a ring
// where each new character replaces the oldest. So the model writes for as long as one likes, each character at the
// same cost.
//
// `fit<Streams, Steps>` follows gradients through 128 characters, more than a verse has: what is to be found must be in
// the same block to learn how to find it.

#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <sinew/sinew.hpp>

using namespace sinew;

constexpr std::string_view alphabet = "\n ,.Iabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t letters = alphabet.size(), dimension = 64, reach = 96;

using Attention = Residual<LayerNorm<>, SelfAttention<dimension, 4, Context<reach>, ALiBi>>;
using FeedForward = Residual<LayerNorm<>, Dense<dimension, 2 * dimension, GELU>, Dense<2 * dimension, dimension>>;
using Writer = Net<Embedding<letters, dimension>, Attention, FeedForward, Attention, FeedForward, LayerNorm<>,
                   Dense<dimension, letters, Softmax>>;
using Index = std::array<float, 1>;  // inputs of nets are scalars, and so is an index

constexpr std::array<std::string_view, 11> numbers{"no",  "one",   "two",   "three", "four", "five",
                                                   "six", "seven", "eight", "nine",  "ten"};
constexpr std::array<std::string_view, 7> colours{"green", "red", "blue", "golden", "black", "silver", "white"};
constexpr std::array<std::string_view, 8> things{"bottle", "kite",    "lamp", "apple",
                                                 "clock",  "picture", "hat",  "mirror"};

/// Verse k of the 560 that there are.
static std::string verse(std::size_t k) {
  const std::size_t count = 1 + k % 10;
  const std::string one = " " + std::string(colours[k / 10 % 7]) + " " + std::string(things[k / 70]);
  const auto line = [&](std::size_t n) {
    return std::string(numbers[n]) + one + (n == 1 ? "" : "s") + " on the wall.\n";
  };
  return line(count) + "If one" + one + " should fall,\n" + line(count - 1) + "\n";
}
static std::size_t index_of(char letter) { return alphabet.find(letter); }

/// What the net writes after an empty line and a first line, up to the next empty line.
static std::string completed(const Writer& net, const std::string& first_line) {
  static Stream<Writer> stream;
  stream.reset();
  std::string text = first_line;
  std::size_t next = net.predict(Index{static_cast<float>(index_of('\n'))}, stream);
  for (const char letter : first_line) next = net.predict(Index{static_cast<float>(index_of(letter))}, stream);
  while (text.size() < 200) {
    text += alphabet[next];
    if (text.ends_with("\n\n")) break;
    next = net.predict(Index{static_cast<float>(next)}, stream);
  }
  return text;
}

int main() {
  // The verses in random order; the last hundred are not trained on.
  std::vector<std::size_t> order(560);
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  Engine engine(1);
  shuffle(order, engine);
  std::vector<std::vector<Index>> inputs;
  std::vector<std::vector<int>> targets;  // the next character of each
  for (std::size_t page = 0; page < 46; ++page) {
    std::string text = "\n";
    for (std::size_t k = 0; k < 10; ++k) text += verse(order[10 * page + k]);
    inputs.emplace_back();
    targets.emplace_back();
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      inputs.back().push_back({static_cast<float>(index_of(text[i]))});
      targets.back().push_back(static_cast<int>(index_of(text[i + 1])));
    }
  }

  static Writer net;
  initialize(net, 2);
  std::puts("epoch   bits per character");
  constexpr std::size_t epochs = 20;
  fit<4, 128>(net, DataView(inputs, targets), CrossEntropy{}, Adam{.rate = 0.003},
              {.epochs = epochs, .schedule = cosine_decay(epochs), .clip_norm = 1}, [](const Epoch& e) {
                if (e.epoch % 4 == 0) std::printf("%5zu   %.3f\n", e.epoch, e.loss / 0.693147);
              });

  std::size_t right = 0;
  for (std::size_t k = 460; k < 560; ++k) {
    const std::string expected = verse(order[k]), written = completed(net, expected.substr(0, expected.find('\n') + 1));
    if (k < 463) std::printf("\n%s", written.substr(0, written.size() - 1).c_str());
    right += written == expected;
  }
  std::printf("\n%zu parameters, %zu bytes of a stream; right: %zu of 100 verses that it had not seen\n",
              Writer::parameter_count, Writer::stream_bytes, right);
  return right >= 80 ? 0 : 1;
}
