#pragma once
/// Nets against figures of PyTorch in a text file of tests/reference/images, written by a script of tests/reference:
///   against::file<Net, Batch>("pooling.txt", "max_2x2");
/// checks y, dx, dparameters and buffers of a training pass over the case of this name, and y of inference, sample by
/// sample, and in a batch if the net has buffers.
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
#include <map>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "../laws/layer.hpp"

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

/// Where the parameters and buffers of all layers lie, in order, padding left out, whatever the depth of a layer.
struct places {
  std::vector<std::size_t> parameters, buffers;
};
template <class Layers> void find_places(std::size_t parameter, std::size_t buffer, places& to) {
  constexpr std::size_t buffers = sinew::_detail::buffers_of<Layers>();
  if constexpr (requires { Layers::slice; }) [&]<std::size_t... I>(std::index_sequence<I...>) {
      (against::find_places<typename Layers::template at<I>>(parameter + Layers::slice[I], buffer + Layers::buffer[I],
                                                             to),
       ...);
    }
  (std::make_index_sequence<Layers::depth>{});
  else {
    for (std::size_t i = 0; i < Layers::parameters; ++i) to.parameters.push_back(parameter + i);
    for (std::size_t i = 0; i < buffers; ++i) to.buffers.push_back(buffer + i);
  }
}

template <class Layers> places places_of() {
  places found;
  against::find_places<Layers>(0, 0, found);
  return found;
}

template <std::size_t... D> std::vector<double> extents(sinew::shape<D...>) { return {double(D)...}; }

/// What is the same for every net.
inline void compare(laws::subject& s, const std::string& name, const entries& e, const places& at) {
  const auto entry = [&](const char* key) { return e.count(key) ? e.at(key) : std::vector<double>{}; };
  BOOST_TEST_REQUIRE((entry("batch").size() == 1 && entry("batch")[0] <= double(s.batch)), name << ": another batch");
  const std::size_t n = std::size_t(entry("batch")[0]);
  const auto x = entry("x"), mix = entry("mix"), p = entry("parameters"), b = entry("buffers");
  BOOST_TEST_REQUIRE((x.size() == n * s.inputs && mix.size() == n * s.outputs && p.size() == at.parameters.size() &&
                      b.size() == at.buffers.size()),
                     name << ": entries of other sizes");
  for (std::size_t i = 0; i < p.size(); ++i) s.parameters[at.parameters[i]] = p[i];
  for (std::size_t i = 0; i < b.size(); ++i) s.buffers[at.buffers[i]] = b[i];
  std::copy(x.begin(), x.end(), s.x.begin());
  for (std::size_t i = x.size(); i < s.x.size(); ++i) s.x[i] = s.x[i - s.inputs];
  if (n < s.batch) s.count(n);
  s.forward();
  against::same("y", name, s.y.first(n * s.outputs), entry("y"));
  std::vector<double> after;
  for (const std::size_t i : at.buffers) after.push_back(s.buffers[i]);
  against::same("buffers", name, after, entry("buffers_after"));
  std::fill(s.dy.begin(), s.dy.end(), 0.0);
  std::copy(mix.begin(), mix.end(), s.dy.begin());
  std::vector<double> gradient(s.parameters.size(), NAN), given;
  s.backward(sinew::overwrite(gradient.data()));
  for (const std::size_t i : at.parameters) given.push_back(gradient[i]);
  against::same("dx", name, s.dx.first(n * s.inputs), entry("dx"));
  against::same("dparameters", name, given, entry("dparameters"));
  const auto inferred = e.count("inferred") ? e.at("inferred") : e.at("y");
  if (const auto y = s.infer(); !y.empty())
    against::same("y of inference", name, std::span(y).first(n * s.outputs), inferred);
  std::vector<double> one_by_one;
  for (std::size_t sample = 0; sample < n; ++sample) {
    const auto y = s.single(sample);
    one_by_one.insert(one_by_one.end(), y.begin(), y.end());
  }
  against::same("y of single samples", name, one_by_one, inferred);
}
inline void compare_case(laws::maker make, const std::string& file, const std::string& name, const places& at,
                         const std::vector<double>& input, const std::vector<double>& output) {
  const auto& all = against::cases_of(file);
  BOOST_TEST_REQUIRE(all.count(name) == 1u, "no case " << name << " in " << file);
  const entries& e = all.at(name);
  BOOST_TEST_REQUIRE((e.at("input") == input && e.at("output") == output), name << ": the net has other shapes");
  against::compare(*make(1), name, e, at);
}

/// In batches only layers with buffers infer by other formulas than they train; that the others give the same both
/// ways is a law of layers (laws::batch_size).
template <class Net, std::size_t Batch> inline constexpr laws::maker make = laws::make_one<
    std::conditional_t<Net::layers::buffers == 0, laws::subject_of<Net, Batch>, laws::inferring<Net, Batch>>>;

#ifdef SINEW_TEST_NO_FIGURES
template <class Net, std::size_t Batch> void file(const std::string& file_name, const std::string& case_name) {
  BOOST_TEST(against::cases_of(file_name).count(case_name) == 1u, "no case " << case_name << " in " << file_name);
}
#else
template <class Net, std::size_t Batch> void file(const std::string& file_name, const std::string& case_name) {
  against::compare_case(against::make<Net, Batch>, file_name, case_name, against::places_of<typename Net::layers>(),
                        against::extents(typename Net::input{}), against::extents(typename Net::output{}));
}
#endif

/// The same for figures of tests/reference/composition.hpp.
template <class Net, class Figures> void reference(const Figures& f) {
  const auto numbers = [](const auto& of) { return std::vector<double>(of.begin(), of.end()); };
  against::compare(*against::make<Net, Figures::batch>(1), "composition",
                   {{"batch", {double(Figures::batch)}},
                    {"parameters", numbers(f.parameters)},
                    {"x", numbers(f.x)},
                    {"y", numbers(f.y)},
                    {"mix", numbers(f.mix)},
                    {"dx", numbers(f.dx)},
                    {"dparameters", numbers(f.dparameters)}},
                   against::places_of<typename Net::layers>());
}

}  // namespace against
