#pragma once
/// What is true of everything that the importer reads.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sinew/io/weights_error.hpp>

#include "fuzz.hpp"
#include "header.hpp"
#include "model.hpp"

namespace fuzz {

inline std::size_t product(const std::vector<std::size_t>& extents) {
  std::size_t n = 1;
  for (const std::size_t extent : extents) require(!__builtin_mul_overflow(n, extent, &n), "a tensor has a size");
  return n;
}
/// Reads a file by read(), which gives Contents or throws an import_error. Of what it gives a header is made.
template <class Read> void imports(const std::string& path, std::string_view bytes, Read read) {
  begin_memory();
  std::size_t used = 0;
  try {
    const importer::Contents contents = read();
    used = most_memory();
    for (const importer::NamedTensor& tensor : contents.tensors) {
      const std::size_t count = tensor.values.size();
      require(product(tensor.extents) == count, "a tensor has as many values as its extents say");
    }
    require(!contents.type.empty(), "a net has a type");
    importer::HeaderOptions named;
    named.name = "net";
    const std::string text = importer::header_text(contents, named);
    require(text.find("namespace net") != text.npos, "a header has the namespace");
    for (std::size_t at = 0; at < text.size();) {  // line by line
      const std::size_t end = text.find('\n', at);
      require_sentence("x" + text.substr(at, end - at).substr(0, 1000), "x");
      if (end == text.npos) break;
      at = end + 1;
    }
    importer::write_weights(contents, [](const void*, std::size_t) {});
  } catch (const importer::import_error& e) {
    if (used == 0) used = most_memory();
    require_sentence(e.what(), path);
  }
  require_memory(used, memory_for(bytes));
}

}  // namespace fuzz
