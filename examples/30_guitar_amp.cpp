// 30 · A guitar amplifier: a model of Neural Amp Modeler, played as an audio plug-in plays it.
//
//     30_guitar_amp                       plays plucked strings
//     30_guitar_amp guitar.wav amp.wav    plays a file (where libsndfile is installed)
//
// guitar_amp.svg shows what goes in and what comes out.
// sinew-import has made imported/amp.hpp of a file *.nam: import/amp.nam, or the one that CMake's variable
// SINEW_EXAMPLE_AMP names. Its net is a type, so the compiler knows its memory and its operations, and all of it lies
// in this program: nothing is parsed when the plug-in is opened, and no memory is taken when it plays.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <span>
#include <vector>

#include <sinew/sinew.hpp>
#include "imported/amp.hpp"
#include "sound_picture.hpp"
#if defined(SINEW_EXAMPLE_SNDFILE)
#include <sndfile.h>
#endif

/// What a plug-in does with one channel of sound.
class Amplifier {
 public:
  /// The most samples that process() takes at once. A host says it before it plays.
  static constexpr std::size_t most = 64;

  /// Before the sound begins, in a thread that may wait: as if there had been silence for a while.
  void prepare() noexcept { amp::prewarm(stream_); }

  /// The callback: as many samples as the host has, in the thread that must not wait.
  void process(std::span<const float> in, std::span<float> out) noexcept {
    // A net takes samples of as many values as it has inputs: here one.
    for (std::size_t i = 0; i < in.size(); ++i) in_[i][0] = in[i];
    amp::net(std::span(in_).first(in.size()), std::span(out_).first(in.size()), stream_);
    for (std::size_t i = 0; i < in.size(); ++i) out[i] = out_[i][0];
  }

 private:
  sinew::Stream<amp::Net> stream_;
  std::array<std::array<float, 1>, most> in_{}, out_{};
};

/// A channel of sound.
struct Sound {
  std::vector<float> samples;
  double rate = amp::sample_rate;
};

/// Ten seconds of plucked strings.
static Sound pluck() {
  sinew::Engine engine(1);
  Sound sound;
  sound.samples.resize(static_cast<std::size_t>(10 * sound.rate));
  float pitch = 0, loudness = 0, phase = 0;
  const std::size_t note = static_cast<std::size_t>(sound.rate / 4);
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    if (i % note == 0) {
      pitch = sinew::uniform(engine, 80.0f, 600.0f);
      loudness = sinew::uniform(engine, 0.2f, 0.9f);
    }
    phase += 6.2831853f * pitch / static_cast<float>(sound.rate);
    loudness *= 0.9998f;
    sound.samples[i] = loudness * (std::sin(phase) + 0.4f * std::sin(2 * phase) + 0.2f * std::sin(5 * phase));
  }
  return sound;
}

#if defined(SINEW_EXAMPLE_SNDFILE)
/// The first channel of a file.
static bool read(const char* path, Sound& sound) {
  SF_INFO info{};
  SNDFILE* const file = sf_open(path, SFM_READ, &info);
  if (file == nullptr) return std::fprintf(stderr, "%s: %s\n", path, sf_strerror(nullptr)), false;
  const auto channels = static_cast<std::size_t>(info.channels);
  sound = {{}, static_cast<double>(info.samplerate)};
  std::vector<float> frames(1024 * channels);
  for (sf_count_t n; (n = sf_readf_float(file, frames.data(), 1024)) > 0;)
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) sound.samples.push_back(frames[i * channels]);
  sf_close(file);
  return true;
}
static bool write(const char* path, const Sound& sound) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(sound.rate);
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
  if (file == nullptr) return std::fprintf(stderr, "%s: %s\n", path, sf_strerror(nullptr)), false;
  const auto count = static_cast<sf_count_t>(sound.samples.size());
  const bool whole = sf_writef_float(file, sound.samples.data(), count) == count;
  return sf_close(file) == 0 && whole;
}
#endif

int main(int argc, char** argv) {
  if (argc != 1 && argc != 3) return std::fprintf(stderr, "usage: %s [IN.wav OUT.wav]\n", argv[0]), 2;
  Sound guitar;
  if (argc == 1) guitar = pluck();
  else {
#if defined(SINEW_EXAMPLE_SNDFILE)
    if (!read(argv[1], guitar)) return 1;
#else
    std::fputs("Files need libsndfile (Debian: libsndfile1-dev) when this program is built.\n", stderr);
    return 2;
#endif
  }
  if (std::fabs(guitar.rate - amp::sample_rate) > 0.5)
    std::printf("note: the model is for %.0f Hz, the sound has %.0f: it will sound different\n", amp::sample_rate,
                guitar.rate);

  static Amplifier amplifier;
  amplifier.prepare();
  Sound heard{std::vector<float>(guitar.samples.size()), guitar.rate};
  using Clock = std::chrono::steady_clock;
  std::vector<double> seconds_of_blocks;
  for (std::size_t at = 0; at < guitar.samples.size(); at += Amplifier::most) {
    const std::size_t n = std::min(Amplifier::most, guitar.samples.size() - at);
    const auto begin = Clock::now();
    amplifier.process(std::span(guitar.samples).subspan(at, n), std::span(heard.samples).subspan(at, n));
    seconds_of_blocks.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
  }
#if defined(SINEW_EXAMPLE_SNDFILE)
  if (argc == 3 && !write(argv[2], heard)) return 1;
#endif

  float loudest = 0;
  for (const float y : heard.samples) loudest = std::max(loudest, std::fabs(y));
  std::printf("%zu parameters, %zu bytes per voice, %zu multiply-adds a sample\n", amp::Net::parameter_count,
              amp::Net::stream_bytes, amp::Net::multiply_adds);
  if (seconds_of_blocks.empty()) return std::puts("there is no sound"), 1;
  std::sort(seconds_of_blocks.begin(), seconds_of_blocks.end());
  const double seconds = static_cast<double>(guitar.samples.size()) / guitar.rate,
               taken = std::accumulate(seconds_of_blocks.begin(), seconds_of_blocks.end(), 0.0),
               most = static_cast<double>(Amplifier::most) / guitar.rate;
  std::printf("%.1f s of sound, loudest sample %.2f\n", seconds, static_cast<double>(loudest));
  std::printf(
      "%.0f times as fast as it sounds; blocks of %zu samples, %.0f us: half take at most %.1f us, all %.0f us\n",
      seconds / taken, Amplifier::most, 1e6 * most, 1e6 * seconds_of_blocks[seconds_of_blocks.size() / 2],
      1e6 * seconds_of_blocks.back());
  draw_sounds("guitar_amp.svg", guitar.rate, {{"guitar", guitar.samples}, {"amplifier", heard.samples}}, 0.25, 20, 2);
  return loudest > 0.01f && loudest < 10 ? 0 : 1;
}
