#pragma once
/// Nets against figures of PyTorch in a text file of tests/reference/images, written by a script of tests/reference:
///   against::file<Net, Batch>("pooling.txt", "max_2x2");
/// checks y, dx, dparameters and buffers of a training pass over the case of this name, and y of inference, in a batch
/// and sample by sample.
///
/// A case begins with `case <name>`; entries `<key> <count> <numbers…>` follow, in any order, the last index fastest:
///   batch, input, output   how many samples; extents of the shapes
///   x, y, mix, dx          one sample after the other; dx is the gradient of Σ mixᵢ·yᵢ
///   parameters, dparameters   of all layers in sinew's order, without padding between layers            [none]
///   buffers, buffers_after    before and after the training pass; likewise                              [none]
///   inferred               y of inference after the training pass                                       [y]
/// Batch may be larger than the file's: the rest of the batch repeats the last sample and does not count
/// (Workspace::count).
/// All are double, and the same to 10⁻¹² of the largest number among those compared.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "../laws/layer.hpp"
#include "against_reference.hpp"

namespace against {

using entries = std::map<std::string, std::vector<double>>;

/// All cases of a file; read once.
inline const std::map<std::string, entries>& cases_of(const std::string& name) {
  static std::map<std::string, std::map<std::string, entries>> files;
  auto [at, is_new] = files.try_emplace(name);
  if (!is_new) return at->second;
  std::ifstream file("reference/images/" + name);  // from tests/, where ctest runs
  std::string line, word, key;
  entries* now = nullptr;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    words >> key;
    if (key == "case") {
      words >> word;
      BOOST_TEST_REQUIRE(at->second.count(word) == 0u, "two cases " << word << " in " << name);
      now = &at->second[word];
      continue;
    }
    std::size_t count = 0;
    words >> count;
    BOOST_TEST_REQUIRE((now != nullptr && words), "reference/images/" << name << ": '" << line.substr(0, 40) << "'");
    std::vector<double>& numbers = (*now)[key];
    while (words >> word) numbers.push_back(std::strtod(word.c_str(), nullptr));
    BOOST_TEST_REQUIRE(numbers.size() == count,
                       "reference/images/" << name << ": " << key << " has " << numbers.size() << " numbers");
  }
  BOOST_TEST_REQUIRE(!at->second.empty(), "no cases in tests/reference/images/" << name << " (run from tests/)");
  return at->second;
}

inline void same(const char* what, const std::string& name, std::span<const double> found,
                 const std::vector<double>& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size(),
                     name << ", " << what << ": " << found.size() << " numbers, not " << expected.size());
  if (expected.empty()) return;
  double largest = 0, off = 0;
  std::size_t where = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::abs(expected[i]));
    const double error = std::abs(found[i] - expected[i]);
    if (error > off || std::isnan(error)) off = std::isnan(error) ? HUGE_VAL : error, where = i;
  }
  BOOST_TEST(off <= 1e-12 * largest,
             name << ", " << what << "[" << where << "]: " << found[where] << ", not " << expected[where]);
}

/// The buffers of all layers in order, padding left out; as each_parameter.
template <class Layers, class F> void each_buffer(double* slice, F&& f) {
  if constexpr (requires { Layers::buffer; }) [&]<std::size_t... I>(std::index_sequence<I...>) {
      (against::each_buffer<typename Layers::template at<I>>(slice + Layers::buffer[I], f), ...);
    }
  (std::make_index_sequence<Layers::depth>{});
  else for (std::size_t i = 0; i < sinew::_detail::buffers_of<Layers>(); ++i) f(slice[i]); }

template <std::size_t... D> std::vector<double> extents(sinew::shape<D...>) { return {double(D)...}; }

/// What is the same for every net. `slots`: where the parameters lie, without padding; `count`: sets how many samples
/// exist.
inline void compare(laws::subject& s, const std::string& file, const std::string& name,
                    const std::vector<std::size_t>& slots, const std::vector<double*>& buffers,
                    const std::vector<double>& input, const std::vector<double>& output,
                    void (*count)(void*, std::size_t), void* workspace) {
  const auto& all = against::cases_of(file);
  BOOST_TEST_REQUIRE(all.count(name) == 1u, "no case " << name << " in " << file);
  const entries& e = all.at(name);
  const auto entry = [&](const char* key) { return e.count(key) ? e.at(key) : std::vector<double>{}; };
  BOOST_TEST_REQUIRE((entry("input") == input && entry("output") == output), name << ": the net has other shapes");
  BOOST_TEST_REQUIRE((entry("batch").size() == 1 && entry("batch")[0] <= double(s.batch)), name << ": another batch");
  const std::size_t n = std::size_t(entry("batch")[0]);
  const auto x = entry("x"), mix = entry("mix"), p = entry("parameters"), b = entry("buffers");
  BOOST_TEST_REQUIRE((x.size() == n * s.inputs && mix.size() == n * s.outputs && p.size() == slots.size() &&
                      b.size() == buffers.size()),
                     name << ": entries of other sizes");
  for (std::size_t i = 0; i < slots.size(); ++i) s.parameters[slots[i]] = p[i];
  for (std::size_t i = 0; i < b.size(); ++i) *buffers[i] = b[i];
  std::copy(x.begin(), x.end(), s.x.begin());
  for (std::size_t i = x.size(); i < s.x.size(); ++i) s.x[i] = s.x[i - s.inputs];
  if (n < s.batch) count(workspace, n);
  s.forward();
  against::same("y", name, s.y.first(n * s.outputs), entry("y"));
  std::vector<double> after;
  for (const double* buffer : buffers) after.push_back(*buffer);
  against::same("buffers", name, after, entry("buffers_after"));
  std::fill(s.dy.begin(), s.dy.end(), 0.0);
  std::copy(mix.begin(), mix.end(), s.dy.begin());
  std::vector<double> gradient(s.parameters.size(), NAN), given;
  s.backward(sinew::overwrite(gradient.data()));
  for (const std::size_t slot : slots) given.push_back(gradient[slot]);
  against::same("dx", name, s.dx.first(n * s.inputs), entry("dx"));
  against::same("dparameters", name, given, entry("dparameters"));
  const auto inferred = e.count("inferred") ? e.at("inferred") : e.at("y");
  const auto at_once = s.infer();
  against::same("y of inference", name, std::span(at_once).first(n * s.outputs), inferred);
  std::vector<double> one_by_one;
  for (std::size_t at = 0; at < n; ++at) {
    const auto y = s.single(at);
    one_by_one.insert(one_by_one.end(), y.begin(), y.end());
  }
  against::same("y of single samples", name, one_by_one, inferred);
}

#ifdef SINEW_TEST_NO_FIGURES
template <class Net, std::size_t Batch> void file(const std::string& file_name, const std::string& case_name) {
  BOOST_TEST(against::cases_of(file_name).count(case_name) == 1u, "no case " << case_name << " in " << file_name);
}
#else
template <class Net, std::size_t Batch> void file(const std::string& file_name, const std::string& case_name) {
  const auto s = std::make_unique<laws::subject_of<Net, Batch>>();
  std::vector<std::size_t> slots;
  against::each_parameter<typename Net::layers>(
      s->net.parameters.data(), [&](double& p) { slots.push_back(std::size_t(&p - s->net.parameters.data())); });
  std::vector<double*> buffers;
  if constexpr (Net::layers::buffers > 0)
    against::each_buffer<typename Net::layers>(s->net.buffers.data(), [&](double& b) { buffers.push_back(&b); });
  using W = decltype(s->w);
  against::compare(
      *s, file_name, case_name, slots, buffers, against::extents(typename Net::input{}),
      against::extents(typename Net::output{}), [](void* w, std::size_t n) { static_cast<W*>(w)->count(n); }, &s->w);
}
#endif

}  // namespace against
