#pragma once
// Constants of a graph.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "../draft.hpp"

namespace importer {

/// A tensor whose values are known. Integers of all widths and truth values are 64 bits wide here, halves are floats.
struct Constant {
  Extents extents;
  std::variant<std::vector<float>, std::vector<double>, std::vector<std::int64_t>> values;
  /// Which of the integers are the size of the batch, which is not known. Empty if none is.
  std::vector<bool> batch;

  bool is_integer() const { return values.index() == 2; }
  std::size_t size() const {
    return std::visit([](const auto& all) { return all.size(); }, values);
  }
  double number(std::size_t i) const {
    return std::visit([i](const auto& all) { return static_cast<double>(all[i]); }, values);
  }
  const std::vector<std::int64_t>& integers() const { return std::get<2>(values); }
  bool is_batch(std::size_t i) const { return !batch.empty() && batch[i]; }
};

/// "name", with what cannot be printed replaced and what is long cut.
std::string in_quotes(const std::string& text);

}  // namespace importer
