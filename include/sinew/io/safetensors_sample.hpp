#pragma once
/// \file
/// The golden sample of a file of weights: the inputs of one sample and what the net gave for them, in metadata.

#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/data/decimal.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Writes values as metadata `key`.0, `key`.1, …: decimal numbers that read back as they are.
template <class T> void write_numbers(SafetensorsHeader& header, const std::string& key, std::span<const T> values) {
  std::string text;
  std::size_t piece = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    char number[40];
    text.append(number, std::to_chars(number, number + sizeof number, values[i]).ptr);
    if (text.size() > 30000 || i + 1 == values.size()) {  // well below the longest string that the reader accepts
      header.metadata(key + '.' + std::to_string(piece++), text);
      text = {};
    } else text += ' ';
  }
}
/// Reads them. Returns how many there are, up to one more than fit.
template <class T>
std::size_t read_numbers(const SafetensorsDirectory& directory, const std::string& key, std::span<T> to) {
  std::size_t count = 0;
  for (std::size_t piece = 0;; ++piece) {
    const std::string_view text = directory.metadata(key + '.' + std::to_string(piece));
    if (text.data() == nullptr) return count;
    const char *at = text.data(), *const end = at + text.size();
    while (at != end) {
      double value = 0;
      const auto [stop, code] = _detail::parse_number(at, end, value);
      if (code != std::errc{} || (stop != end && *stop != ' ') || count == to.size()) return to.size() + 1;
      to[count++] = _detail::nearest<T>(value);
      at = stop == end ? end : stop + 1;
    }
  }
}

/// Throws the error of a golden sample with a value that a layer does not take: running the net would abort.
/// Errors: weights_error.
template <class T>
void refuse_inputs(const net_facts<T>& facts, const void* net, std::span<const T> x, const std::string& path) {
  if (facts.look == nullptr) return;
  const RefusedValue refused = facts.look(net, x.data());
  if (refused.layer.empty()) return;
  char number[40];
  const std::string value(number, std::to_chars(number, number + sizeof number, static_cast<T>(refused.value)).ptr);
  fail(weights_error(path, {},
                     refused.index == RefusedValue::within_the_net
                         ? "a golden sample that gives " + value + " within the net"
                         : "a golden sample with input " + _detail::digits(refused.index) + " of " + value,
                     "a value that " + _detail::printable(refused.layer, 120) + " takes"));
}

inline bool has_sample(const SafetensorsDirectory& directory) {
  return directory.metadata("sinew.golden_input.0").data() != nullptr;
}
/// Whether the numbers of the tensors in the file are doubles.
inline bool in_doubles(const SafetensorsDirectory& directory) {
  return directory.size() > 0 && directory[0].type->name == "F64";
}

/// Runs a net on the golden sample of a file that has one, and compares the outputs. `otherwise` is how a program goes
/// on without that.
/// Errors: weights_error.
template <class T>
void compare_sample(const net_facts<T>& facts, const void* net, const SafetensorsFile& file, const char* otherwise) {
  const SafetensorsDirectory& directory = file.tensors();
  std::vector<T> x(facts.inputs), y(facts.outputs), expected(facts.outputs);
  const auto has = [&](const std::string& key, std::span<T> to, const char* what) {
    if (const std::size_t count = _detail::read_numbers(directory, key, to); count != to.size())
      file.refuse("a golden sample with " + (count < to.size() ? _detail::digits(count) : in_text("other")) + what,
                  in_text(_detail::quantity(to.size(), "number").view()));
  };
  has("sinew.golden_input", x, " inputs");
  has("sinew.golden_output", expected, " outputs");
  _detail::refuse_inputs<T>(facts, net, x, file.name());
  facts.run(net, x.data(), y.data());
  const bool exact = sizeof(T) == sizeof(double) && _detail::in_doubles(directory);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double is = static_cast<double>(y[i]), was = static_cast<double>(expected[i]);
    const double off = is > was ? is - was : was - is, size = was < 0 ? -was : was;
    if (off <= (exact ? 1e-10 + 1e-9 * size : 1e-5 + 1e-4 * size) || _detail::equals(is, was) ||
        (_detail::is_nan(is) && _detail::is_nan(was)))
      continue;
    const std::string_view saved = directory.metadata("sinew.net");
    file.refuse("output " + _detail::digits(i) + " of the golden sample " + std::to_string(is),
                std::to_string(was) + ", as when the file was saved from " +
                    (saved.data() == nullptr ? in_text("a net") : _detail::printable(saved, 120)) + otherwise);
  }
}

}  // namespace sinew::_detail
