#pragma once
/// \file
/// Files that hold a net as it lies in memory, so that a MappedNet can use it in place.
///
/// Such a file has one tensor, "sinew.parameters": the bytes of an object of the net, scalars in little-endian order,
/// at an offset in the file that is a multiple of 64. Metadata say where the net's tensors are in it:
///
///     "sinew.layout": "1"                                                        (the version of these rules)
///     "sinew.tensor.0.weight": "shape [64, 784], strides [1, 64], offset 0"      (in numbers)
///     "sinew.tensor.0.bias": "shape [64], strides [1], offset 50176"
///
/// In Python, torch.as_strided(parameters, shape, strides, offset) is such a tensor.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/safetensors_advice.hpp>
#include <sinew/io/safetensors_compare.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/tensor_directory.hpp>

namespace SINEW_NAMESPACE::_detail {

inline constexpr std::string_view object_name = "sinew.parameters", layout_version = "1";

/// Where a tensor begins in an object of the net, in scalars.
template <class T> constexpr std::size_t place_in_object(const net_facts<T>& net, const TensorDescription& t) noexcept {
  return t.offset + (t.buffer ? net.buffers_at : 0);
}
/// The scalars of an object of the net if each has so many bytes.
template <class T> constexpr std::size_t size_of_object(const net_facts<T>& net, std::size_t width) noexcept {
  const std::size_t used = net.buffers_at + net.buffers, line = line_bytes / width;
  return max_of<std::size_t>((used + line - 1) / line, 1) * line;
}
/// "shape [64, 784], strides [1, 64], offset 0"
template <class T> std::string place_text(const net_facts<T>& net, const TensorDescription& t) {
  std::string text = "shape [";
  for (std::size_t k = 0; k < t.extents.size(); ++k) (text += k > 0 ? ", " : "") += std::to_string(t.extents[k]);
  text += "], strides [";
  for (std::size_t k = 0; k < t.strides.size(); ++k) (text += k > 0 ? ", " : "") += std::to_string(t.strides[k]);
  return text.append("], offset ").append(std::to_string(_detail::place_in_object(net, t)));
}
inline std::string place_key(const std::string& name) { return "sinew.tensor." + name; }

template <class T>
void write_layout(SafetensorsHeader& header, const net_facts<T>& net, const std::vector<std::string>& names) {
  header.metadata("sinew.layout", layout_version);
  for (std::size_t i = 0; i < names.size(); ++i)
    header.metadata(_detail::place_key(names[i]), _detail::place_text(net, net.tensors[i]));
  const std::size_t extents[] = {net.object};
  header.tensor(object_name, name_of(dtype_of<T>(Dtype::of_net)), extents, net.object * sizeof(T));
}

template <class TensorFile> bool has_layout(const TensorFile& file) {
  return file.tensors().metadata("sinew.layout").data() != nullptr;
}
/// What to write where a file has a net's tensors under other names; empty if that is not known. The places say which
/// is which: `found` are the names in the file, one for each tensor.
template <class T>
[[gnu::cold]] std::string names_in_layout(const net_facts<T>& net, const std::vector<std::string>& names,
                                          const std::string& prefix, const std::vector<std::string_view>& found) {
  const std::string_view before = found[0];
  const std::string_view bare = std::string_view(names[0]).substr(prefix.size());
  if (before.ends_with(bare)) {
    const std::string other(before.substr(0, before.size() - bare.size()));
    bool all = other.empty() || other.ends_with('.');
    for (std::size_t i = 0; i < names.size(); ++i) all = all && found[i] == other + names[i].substr(prefix.size());
    if (all) return "write .prefix = " + name_text(other);
  }
  std::vector<std::string_view> modules(net.modules.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const TensorDescription& t = net.tensors[i];
    std::string_view module = found[i];
    if (!module.ends_with(t.own_name)) return {};
    module.remove_suffix(t.own_name.size());
    if (!module.empty() && !module.ends_with('.')) return {};
    if (!module.empty()) module.remove_suffix(1);
    if (modules[t.module].data() != nullptr && modules[t.module] != module) return {};
    modules[t.module] = module;
  }
  return "write " + _detail::names_to_write(modules, {}) + (prefix.empty() ? "" : ", and no .prefix");
}

/// Adds the differences between the layout that such a file says and that of the net. Its numbers may have any format
/// if they are to be converted. Returns what to write instead, if that is known.
template <class T, class TensorFile>
[[gnu::cold]] std::string compare_layout(WeightDifferences& all, const net_facts<T>& net, const TensorFile& file,
                                         const std::vector<std::string>& names, const std::string& prefix,
                                         bool converted) {
  const SafetensorsDirectory& directory = file.tensors();
  if (const std::string_view is = directory.metadata("sinew.layout"); is != layout_version)
    file.refuse("version " + name_text(is) + " of sinew.layout", "version \"1\"");
  if (directory.size() != 1 || directory[0].name != object_name)
    file.refuse(_detail::digits(directory.size()) + (directory.size() == 1 ? " tensor" : " tensors") +
                    (directory.size() > 0 ? ", the first of them " + name_text(directory[0].name) : in_text("")),
                "the one tensor \"sinew.parameters\" that sinew.layout describes");
  // The names in the file, by their places.
  std::vector<std::size_t> keys;
  const std::string key_of_all = _detail::place_key("");
  for (std::size_t i = 0; i < directory.metadata_size(); ++i)
    if (directory.metadata(i).first.starts_with(key_of_all)) keys.push_back(i);
  const auto place = [&](std::size_t k) { return directory.metadata(keys[k]).second; };
  const auto by_place =
      _detail::sorted_indices(keys.size(), [&](std::size_t i, std::size_t j) { return place(i) < place(j); });
  std::vector<bool> expected_key(keys.size());
  std::vector<std::string_view> found(names.size());
  bool renamed = false, known = keys.size() == names.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string key = _detail::place_key(names[i]), expected = _detail::place_text(net, net.tensors[i]);
    const std::string_view is = directory.metadata(key);
    const auto at = std::lower_bound(by_place.begin(), by_place.end(), std::string_view(expected),
                                     [&](std::size_t k, std::string_view text) { return place(k) < text; });
    const bool there = at != by_place.end() && place(*at) == expected;
    known = known && there;
    if (there) found[i] = directory.metadata(keys[*at]).first.substr(key_of_all.size());
    const auto own =
        std::lower_bound(keys.begin(), keys.end(), std::string_view(key),
                         [&](std::size_t k, std::string_view text) { return directory.metadata(k).first < text; });
    if (own != keys.end() && directory.metadata(*own).first == key)
      expected_key[static_cast<std::size_t>(own - keys.begin())] = true;
    if (is == expected) continue;
    renamed = true;
    const bool missing = is.data() == nullptr;
    if (missing && there) expected_key[*at] = true;
    all.add(name_text(names[i]),
            !missing ? _detail::printable(is, 200)
            : there  ? "the name " + name_text(found[i])
                     : in_text("no such tensor"),
            expected, _detail::layer_text(net, net.tensors[i]));
  }
  for (std::size_t k = 0; k < keys.size(); ++k) {
    const auto [key, value] = directory.metadata(keys[k]);
    if (expected_key[k] || !key.starts_with(_detail::place_key(prefix))) continue;
    all.add(name_text(key.substr(key_of_all.size())),
            value.empty() ? in_text("an empty text") : _detail::printable(value, 200), "no such tensor");
  }
  const file_tensor object = directory[0];
  const Dtype dtype = _detail::dtype_named(object.type->name);
  const std::size_t size = dtype == Dtype::of_net ? net.object : _detail::size_of_object(net, bytes_of(dtype));
  if (object.rank != 1 || object.shape[0] != size)
    all.add(name_text(object_name), _detail::shape_text(object.extents()), _detail::digits(size));
  if (dtype != dtype_of<T>(Dtype::of_net) && (!converted || dtype == Dtype::of_net))
    all.add(name_text(object_name), "dtype " + in_text(object.type->name),
            converted ? in_text("F32, F64, F16 or BF16")
                      : in_text(name_of(dtype_of<T>(Dtype::of_net))) + ", the scalar of the net");
  return renamed && known ? _detail::names_in_layout(net, names, prefix, found) : std::string();
}

/// Adds the difference between the type of net that the file is of and this one: nets of equal layouts may compute
/// other things.
template <class T, class TensorFile>
void compare_type(WeightDifferences& all, const net_facts<T>& net, const TensorFile& file) {
  const TypeDifference types(file.tensors().metadata("sinew.net"), net.type);
  if (types.differ)
    all.add({}, types.found.empty() ? "weights of a net without a type" : "weights of " + types.found,
            "those of " + types.expected);
}

}  // namespace sinew::_detail
