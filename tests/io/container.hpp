#pragma once
/// Safetensors files in memory, and what the reader takes for them.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <sinew/io/safetensors_file.hpp>

#include "faults.hpp"

/// A file of a header and data.
inline std::string container(std::string_view header, std::string_view data) {
  std::string bytes;
  for (unsigned i = 0; i < 8; ++i) bytes += static_cast<char>(std::uint64_t{header.size()} >> 8 * i & 255);
  return bytes.append(header).append(data);
}

/// Opens bytes in memory as a file. They must not be empty.
inline sinew::_detail::SafetensorsFile open_container(const std::string& bytes) {
  std::FILE* const file = fmemopen(const_cast<char*>(bytes.data()), bytes.size(), "rb");
  if (file == nullptr) throw std::runtime_error("fmemopen");
  return sinew::_detail::SafetensorsFile(sinew::_detail::WeightsSource("file", file));
}

/// The message of the error about these bytes; empty if there is none. Memory stays within its bound.
inline std::string fault_of(const std::string& bytes) {
  const std::size_t before = allocated;
  most_allocated = before;
  std::string message;
  std::size_t most = 0;
  try {
    static_cast<void>(open_container(bytes));
    most = most_allocated;
  } catch (const sinew::weights_error& e) {
    most = most_allocated;
    message = e.what();
    if (e.file != "file" || e.found.empty() || e.expected.empty()) message = "an error without facts: " + message;
  }
  if (most - before > 2 * bytes.size() + (std::size_t{1} << 20)) {
    BOOST_TEST_MESSAGE(message);
    BOOST_TEST(most - before <= 2 * bytes.size() + (std::size_t{1} << 20));
  }
  return message;
}

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}
