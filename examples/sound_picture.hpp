#pragma once
// draw_sounds: a picture of sounds for 29_amplifier and 30_guitar_amp: their waves in one plot, and a spectrogram of
// each below. gnuplot draws it (Debian: gnuplot-nox).

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <initializer_list>
#include <numbers>
#include <string>
#include <vector>

/// One sound of the picture.
struct NamedSound {
  std::string name;
  std::vector<float> samples;
};

/// The loudness of frequencies over time, in dB: columns of `bins` values, for frequencies 0 to rate / 2.
struct Spectrogram {
  static constexpr std::size_t window = 512, bins = window / 2;
  std::vector<double> decibels{};
  std::size_t columns = 0;
};

/// The discrete Fourier transform of `columns` pieces under Hann's window, spread evenly over the sound.
inline Spectrogram spectrogram(const std::vector<float>& samples, std::size_t columns) {
  constexpr std::size_t window = Spectrogram::window;
  std::vector<double> cosine(window), sine(window), piece(window);
  for (std::size_t i = 0; i < window; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(window);
    cosine[i] = std::cos(angle);
    sine[i] = std::sin(angle);
  }
  Spectrogram result;
  if (samples.size() < window || columns < 2) return result;
  result.columns = columns;
  for (std::size_t c = 0; c < columns; ++c) {
    const std::size_t begin = (samples.size() - window) * c / (columns - 1);
    for (std::size_t i = 0; i < window; ++i) piece[i] = 0.5 * (1 - cosine[i]) * static_cast<double>(samples[begin + i]);
    for (std::size_t k = 0; k < Spectrogram::bins; ++k) {
      double re = 0, im = 0;
      for (std::size_t i = 0; i < window; ++i) {
        re += piece[i] * cosine[i * k % window];
        im += piece[i] * sine[i * k % window];
      }
      // 0 dB is a sine of amplitude 1: the window lets half of it through, and half of that is at -k.
      result.decibels.push_back(10 * std::log10(16 * (re * re + im * im) / double{window} / double{window} + 1e-10));
    }
  }
  return result;
}

/// Writes an SVG file: the waves of `milliseconds` from `from` seconds on, and the spectrograms of `seconds`.
/// Returns false, with a line on standard output, if there is no gnuplot.
inline bool draw_sounds(const char* path, double rate, std::initializer_list<NamedSound> sounds, double from,
                        double milliseconds, double seconds) {
  std::FILE* const gnuplot = popen("gnuplot 2>&1", "w");
  if (gnuplot == nullptr) return std::puts("no picture: gnuplot cannot be started"), false;
  const std::size_t count = sounds.size();
  std::fprintf(gnuplot, "set terminal svg size 800,%zu background 'white'\nset output '%s'\n", 220 * (count + 1), path);
  std::fprintf(gnuplot, "set multiplot layout %zu,1\nset tics out nomirror\nset lmargin 9\nset rmargin 12\n",
               count + 1);

  const auto at = [&](double second) { return static_cast<std::size_t>(second * rate); };
  static constexpr const char* colours[] = {"#1f77b4", "#ff7f0e", "#2ca02c"};
  std::string plots;
  std::size_t number = 0;
  for (const NamedSound& sound : sounds) {
    std::fprintf(gnuplot, "$wave%zu << EOD\n", number);
    const std::size_t end = std::min(at(from + milliseconds / 1000), sound.samples.size());
    for (std::size_t i = at(from); i < end; ++i)
      std::fprintf(gnuplot, "%g %g\n", 1000 * (static_cast<double>(i) / rate - from),
                   static_cast<double>(sound.samples[i]));
    std::fprintf(gnuplot, "EOD\n");
    plots += (plots.empty() ? "plot $wave" : ", $wave") + std::to_string(number) + " with lines lw 1.5 lc rgb '" +
             colours[number % 3] + (number > 1 ? "' dt 2" : "'") + " title '" + sound.name + "'";
    ++number;
  }
  std::fprintf(gnuplot, "set xlabel 'ms' offset 0,0.5\nset xrange [0:%g]\nset key above\n%s\n", milliseconds,
               plots.c_str());

  std::fprintf(gnuplot,
               "set xlabel 's' offset 0,0.5\nset ylabel 'kHz'\nset cblabel 'dB'\nset cbrange [-80:0]\n"
               "set palette defined (0 '#ffffff', 0.4 '#9ecae1', 0.7 '#3182bd', 1 '#08204a')\nunset key\n");
  for (const NamedSound& sound : sounds) {
    std::vector<float> shown = sound.samples;
    shown.resize(std::min(shown.size(), at(seconds)));
    const double length = static_cast<double>(shown.size()) / rate;
    const Spectrogram picture = spectrogram(shown, 300);
    if (picture.columns == 0) continue;
    std::fprintf(gnuplot, "$picture << EOD\n");
    for (std::size_t c = 0; c < picture.columns; ++c)
      for (std::size_t k = 0; k < Spectrogram::bins; ++k)
        std::fprintf(gnuplot, "%g %g %.1f\n",
                     length * static_cast<double>(c) / static_cast<double>(picture.columns - 1),
                     rate / 1000 * static_cast<double>(k) / double{Spectrogram::window},
                     picture.decibels[c * Spectrogram::bins + k]);
    std::fprintf(gnuplot,
                 "EOD\nset title '%s' offset 0,-0.8\nset xrange [0:%g]\nset yrange [0:%g]\n"
                 "plot $picture using 1:2:3 with image\n",
                 sound.name.c_str(), length, std::min(rate / 2000, 12.0));
  }
  std::fprintf(gnuplot, "unset multiplot\n");
  if (pclose(gnuplot) != 0) return std::puts("no picture: gnuplot is not installed, or failed"), false;
  std::printf("picture: %s\n", path);
  return true;
}
