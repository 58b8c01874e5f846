#include "tensors.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors_file.hpp>

namespace importer {

namespace {

using sinew::_detail::name_text;

/// Whether a name without its last part is that of a module.
bool known_module(const Contents& contents, const std::string& module) {
  return contents.modules.empty() ||
         std::find(contents.modules.begin(), contents.modules.end(), module) != contents.modules.end();
}

/// Reads `count` numbers by blocks.
template <class T, class Decode> std::vector<T> read_numbers(sinew::_detail::SafetensorsFile& file, std::size_t count,
                                                             std::size_t width, Decode decode) {
  std::vector<T> values(count);
  std::array<unsigned char, 8 * 1024> block;
  for (std::size_t i = 0; i < count;) {
    const std::size_t n = std::min(count - i, block.size() / width);
    file.read(block.data(), n * width);
    for (std::size_t k = 0; k < n; ++k) values[i + k] = static_cast<T>(decode(block.data() + k * width));
    i += n;
  }
  return values;
}

/// What a header calls layer `layer` of a stacked module.
std::string layer_name(const std::string& module, std::size_t layer) { return module + ".l" + std::to_string(layer); }
/// The number of the layer in a name such as weight_hh_l1, by which PyTorch tells the layers of a stacked LSTM, GRU or
/// RNN apart; 0 for other names.
std::size_t stacked_layer(std::string_view own_name) {
  for (const std::string_view start : {"weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l"}) {
    if (own_name.substr(0, start.size()) != start) continue;
    const std::string_view digits = own_name.substr(start.size());
    if (digits.empty() || digits.size() > 3 || digits[0] == '0') return 0;
    std::size_t layer = 0;
    for (const char c : digits) {
      if (c < '0' || c > '9') return 0;
      layer = 10 * layer + static_cast<std::size_t>(c - '0');
    }
    return layer;
  }
  return 0;
}

}  // namespace

void add_tensors(Contents& contents, std::vector<Tensor> tensors) {
  std::map<std::string, std::set<std::size_t>> stacked;  // the layers of a module after its first one
  for (Tensor& t : tensors) {
    const std::size_t dot = t.name.rfind('.');
    NamedTensor named{dot == std::string::npos ? "" : t.name.substr(0, dot),
                      dot == std::string::npos ? t.name : t.name.substr(dot + 1), std::move(t.extents),
                      std::move(t.values)};
    // A tensor of a module without a name is called "weight": --names '' says so.
    if (!known_module(contents, named.module) || (contents.modules.empty() && named.module.empty()))
      throw import_error(
          (contents.source + ": found a tensor " + name_text(t.name) + ", which belongs to no module " +
           (contents.modules.empty() ? "with a name: give --names, the names of the modules in the order "
                                       "of the net (--names \"\" for one without a name)"
                                     : "of --names"))
              .c_str());
    if (const std::size_t layer = stacked_layer(named.own_name); layer > 0) {
      if (contents.modules.empty())
        throw import_error((contents.source + ": found a tensor " + name_text(t.name) +
                            " of a stack of recurrent layers, expected --names, the names of the modules in the order "
                            "of the net")
                               .c_str());
      stacked[named.module].insert(layer);
      named.own_name = named.own_name.substr(0, named.own_name.rfind('l')) + "l0";
      named.module = layer_name(named.module, layer);
    }
    contents.tensors.push_back(std::move(named));
  }
  // In sinew each layer of a stack is a module.
  std::vector<std::string> modules;
  for (const std::string& module : contents.modules) {
    const auto layers = stacked.find(module);
    if (layers == stacked.end()) {
      modules.push_back(module);
      continue;
    }
    modules.push_back(module);
    for (const std::size_t layer : layers->second)
      if (modules.push_back(layer_name(module, layer)); known_module(contents, modules.back()))
        throw import_error((contents.source + ": found the modules " + name_text(module) + ", of several layers, and " +
                            name_text(modules.back()) + ", expected another name for one of them")
                               .c_str());
  }
  contents.modules = std::move(modules);
}

Contents read_safetensors(const std::string& path, std::string type, std::vector<std::string> names) {
  sinew::_detail::SafetensorsFile file(path);
  Contents contents;
  contents.source = path;
  contents.type = std::move(type);
  contents.modules = std::move(names);
  const auto& directory = file.tensors();
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < directory.size(); ++i) {
    const auto t = directory[i];
    // PyTorch's BatchNorm counts its batches; sinew has no such tensor.
    if (const std::string_view count = "num_batches_tracked";
        t.name == count ||
        (t.name.size() > count.size() && t.name.substr(t.name.size() - count.size() - 1) == '.' + std::string(count))) {
      file.skip(t.end - t.begin);
      continue;
    }
    Tensor tensor;
    tensor.name = t.name;
    std::size_t count = 1;
    for (const std::uint64_t n : t.extents()) {
      tensor.extents.push_back(static_cast<std::size_t>(n));
      count *= static_cast<std::size_t>(n);
    }
    if (count == 0)
      throw import_error((path + ": tensor " + name_text(t.name) + ": found no values, expected at least one").c_str());
    namespace detail = sinew::_detail;
    const std::string_view dtype = t.type->name;
    const auto bits = [](const unsigned char* from) { return detail::from_little_endian<std::uint16_t>(from); };
    if (dtype == "F64") {
      tensor.values = read_numbers<double>(file, count, 8, detail::from_little_endian<double>);
    } else if (dtype == "F32") {
      tensor.values = read_numbers<float>(file, count, 4, detail::from_little_endian<float>);
    } else if (dtype == "F16") {
      tensor.values = read_numbers<float>(file, count, 2, [&](auto* at) { return detail::binary16::to(bits(at)); });
    } else if (dtype == "BF16") {
      tensor.values = read_numbers<float>(file, count, 2, [&](auto* at) { return detail::bfloat16::to(bits(at)); });
    } else {
      throw import_error((path + ": tensor " + name_text(t.name) + ": found numbers of the type " + std::string(dtype) +
                          ", expected F32, F64, F16 or BF16")
                             .c_str());
    }
    tensors.push_back(std::move(tensor));
  }
  add_tensors(contents, std::move(tensors));
  return contents;
}

}  // namespace importer
