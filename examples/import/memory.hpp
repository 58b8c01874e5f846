#pragma once
// The memory of an import.

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>

namespace importer {

/// The memory that an import may take: twice the files that it reads, and 1 MiB.
class Memory {
 public:
  /// Counts a file once.
  void add_file(const std::string& path, std::size_t size) {
    if (files_.insert(path).second) most_ += 2 * size;
  }
  const std::set<std::string>& files() const { return files_; }
  bool has_room(std::size_t bytes) const { return bytes <= most_ - std::min(most_, taken_); }
  void take(std::size_t bytes) { taken_ += bytes; }
  void give_back(std::size_t bytes) { taken_ -= std::min(taken_, bytes); }

 private:
  std::set<std::string> files_;
  std::size_t most_ = std::size_t{1} << 20, taken_ = 0;
};

}  // namespace importer
