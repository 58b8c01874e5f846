#pragma once
/// The files of NumPy in tests/reference/numpy.

#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>

inline std::string file_content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}
/// The .npy files in cases.bin, by their names.
inline const std::map<std::string, std::string>& numpy_cases() {
  static const std::map<std::string, std::string> cases = [] {
    std::map<std::string, std::string> all;
    const std::string bytes = file_content("reference/numpy/cases.bin");
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t blank = bytes.find(' ', at), line = bytes.find('\n', blank);
      const std::size_t size = std::stoul(bytes.substr(blank, line - blank));
      all[bytes.substr(at, blank - at)] = bytes.substr(line + 1, size);
      at = line + 1 + size;
    }
    return all;
  }();
  return cases;
}
inline const std::string& numpy_case(const std::string& name) { return numpy_cases().at(name); }
