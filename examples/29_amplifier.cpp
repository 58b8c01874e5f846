// 29 · Sequences: a net that behaves like an amplifier, learnt from a recording of it, and used as an audio plug-in
// would.
//
// What an amplifier gives depends on what it got before: it has a memory, and so has an LSTM. The type of such a net
// says what it does in one step, here one sample of sound. What it remembers lies in a Stream, one per voice, while the
// net is const and may be shared.
//
// `fit<Streams, Steps>` trains on sequences, 16 of them side by side, and follows gradients 64 steps back. To play, the
// program calls net(in, out, stream) with blocks of any length, which allocates nothing and takes no lock.
// amplifier.svg shows what went in, what the amplifier makes of it, and what the net does.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <span>
#include <vector>

#include <sinew/sinew.hpp>
#include "sound_picture.hpp"

using namespace sinew;

using Amplifier = Net<LSTM<1, 12>, Dense<12, 1>>;
using Sample = std::array<float, 1>;
using Signal = std::vector<Sample>;
constexpr float rate = 16'000;  // samples per second

/// The amplifier to learn: a tube that clips one side more than the other, between two filters of RC type.
struct Tube {
  float before = 0, after = 0;
  float operator()(float x) {
    before += 0.4f * (x - before);
    after += 0.6f * (std::tanh(4 * before + 0.5f) - 0.46f - after);
    return after;
  }
};

/// Plucked strings: tones that begin loud and fade out.
static Signal pluck(std::size_t samples, std::uint64_t seed) {
  Engine engine(seed);
  Signal signal(samples);
  float pitch = 0, loudness = 0, phase = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    if (i % 4000 == 0) {
      pitch = uniform(engine, 80.0f, 600.0f);
      loudness = uniform(engine, 0.2f, 0.9f);
    }
    phase += 6.2831853f * pitch / rate;
    loudness *= 0.9995f;
    signal[i] = {loudness * (std::sin(phase) + 0.4f * std::sin(2 * phase) + 0.2f * std::sin(5 * phase))};
  }
  return signal;
}
static Signal through(Tube tube, const Signal& in) {
  Signal out(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) out[i][0] = tube(in[i][0]);
  return out;
}

int main() {
  // 32 recordings of half a second; what goes in and what comes out
  std::vector<Signal> in, out;
  for (std::uint64_t seed = 1; seed <= 32; ++seed) {
    in.push_back(pluck(8000, seed));
    out.push_back(through(Tube{}, in.back()));
  }
  const DataView recordings(in, out);

  static Amplifier net;
  initialize(net, 1);
  std::puts("epoch   mean squared error");
  fit<16, 64>(net, recordings.subset(0, 28), MSE{}, Adam{.rate = 0.01},
              {.epochs = 12, .validation = recordings.subset(28, 4), .schedule = cosine_decay(12), .clip_norm = 1},
              [](const Epoch& e) {
                if (e.epoch % 3 == 0) std::printf("%5zu   %.6f\n", e.epoch, e.validation_loss);
              });

  // Ten seconds of music that it has not heard, in blocks of 64 samples: the process callback of a plug-in.
  const Signal played = pluck(160'000, 99), expected = through(Tube{}, played);
  Signal heard(played.size());
  Stream<Amplifier> stream;
  using Clock = std::chrono::steady_clock;
  Clock::duration total{}, worst{};
  for (std::size_t at = 0; at < played.size(); at += 64) {
    const auto begin = Clock::now();
    net(std::span(played).subspan(at, 64), std::span(heard).subspan(at, 64), stream);
    const auto taken = Clock::now() - begin;
    total += taken;
    worst = std::max(worst, taken);
  }

  double error = 0, power = 0;
  for (std::size_t i = 0; i < played.size(); ++i) {
    const double e = static_cast<double>(expected[i][0]), off = static_cast<double>(heard[i][0]) - e;
    error += off * off;
    power += e * e;
  }
  const double seconds = std::chrono::duration<double>(total).count();
  std::printf("\nAmplifier: %zu parameters, %zu bytes per voice\n", Amplifier::parameter_count,
              Amplifier::stream_bytes);
  std::printf("error to signal %.2f %% (0: the same amplifier)\n", 100 * error / power);
  std::printf("%.0f times as fast as it sounds; worst block of 64: %.0f us of %.0f\n", 10 / seconds,
              std::chrono::duration<double, std::micro>(worst).count(), 64e6 / static_cast<double>(rate));
  const auto samples_of = [](const Signal& signal) {
    std::vector<float> samples(signal.size());
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = signal[i][0];
    return samples;
  };
  draw_sounds("amplifier.svg", static_cast<double>(rate),
              {{"guitar", samples_of(played)}, {"amplifier", samples_of(expected)}, {"net", samples_of(heard)}}, 0.25,
              20, 2);
  return error < 0.05 * power ? 0 : 1;
}
