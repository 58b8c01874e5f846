#pragma once
/// \file
/// What files of weights need to know of a net: its tensors and layers, the names that a program gives them, and the
/// options of save_safetensors and load_safetensors. The code is compiled once for each scalar, not for each net.
///
///     safetensors_save.hpp       writes the file
///     safetensors_load.hpp       reads it
///     safetensors_compare.hpp    says how a file differs from a net
///     safetensors_advice.hpp     what to write for a file in which only names differ
///     safetensors_sample.hpp     the golden sample
///     safetensors_layout.hpp     files that hold a net as it lies in memory (MappedNet, io/mapped_net.hpp)

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/shape/utf8.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/io/checked_inputs.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

/// Options of save_safetensors().
template <class T> struct SaveOptions {
  /// The format of the numbers. A number beyond the format's largest is an error.
  Dtype dtype = Dtype::of_net;
  /// Names in place of those of the modules, in the order of tensor_modules_of<Net>; empty: PyTorch's. They are in
  /// UTF-8, and no two tensors may get the same name. Recurrent layers one behind the other with the same name are
  /// layers of one module, as PyTorch's LSTM(…, num_layers=2) is: "lstm.weight_ih_l0", "lstm.weight_ih_l1".
  std::vector<std::string> names = {};
  /// The inputs of one sample. The file then holds them and the outputs of the net with the weights as they are in the
  /// file; load_safetensors compares them.
  std::span<const T> golden_sample = {};
  /// Writes the net as it lies in memory, so that a MappedNet can use it in place (io/mapped_net.hpp). The file then
  /// has one tensor, "sinew.parameters", and says in its metadata where in it the net's tensors are. load_safetensors
  /// reads it too. PyTorch sees the one tensor. The format of the numbers is that of the net.
  bool mappable = false;
};

/// Options of load_safetensors().
struct LoadOptions {
  /// The names that the file has in place of those of the modules, in the order of tensor_modules_of<Net>; empty:
  /// PyTorch's. The tensors of a module named "" are "weight" and "bias". The same name for recurrent layers one behind
  /// the other: see SaveOptions.
  std::vector<std::string> names = {};
  /// What stands before all names in the file, with its dot: "model.", "module.". Tensors whose names begin otherwise
  /// are left out, so that a part of a larger model is loaded, or the weights of a checkpoint: "net.", or "best.".
  std::string prefix = {};
  /// Accepts weights that are infinite or NaN.
  bool allow_non_finite = false;
  /// Compares the outputs of the golden sample, if the file has one; the tolerance is at load_safetensors. false: a net
  /// that computes something else is accepted.
  bool verify_sample = true;
};

namespace _detail {

/// A layer of a net as written, and where its parameters and buffers begin.
struct layer_begin {
  std::string_view name;
  std::size_t parameters, buffers;
};
/// What is known of a type of net.
template <class T> struct net_facts {
  std::span<const TensorDescription> tensors;
  std::span<const std::string_view> modules;
  std::span<const layer_begin> layers;
  std::string_view type, short_type;
  std::size_t inputs, outputs;
  /// An object of the net as scalars in a row: how many parameters, where the buffers begin, how many it has, and the
  /// size of the whole.
  std::size_t parameters, buffers_at, buffers, object;
  /// Computes the outputs of a sample.
  void (*run)(const void* net, const T* x, T* y);
  /// Finds a value of a sample that a layer does not take; nullptr if the layers take all.
  RefusedValue (*look)(const void* net, const T* x);
};

template <class Net> struct facts_of;
template <class T, class... L> struct facts_of<BasicNet<T, L...>> {
  using Net = BasicNet<T, L...>;
  static constexpr auto layers = [] {
    std::array<layer_begin, sizeof...(L)> all{layer_begin{type_name<L>, 0, 0}...};
    for (std::size_t j = 0; j < sizeof...(L); ++j)
      all[j].parameters = Net::layers::slice[j], all[j].buffers = Net::layers::buffer[j];
    return all;
  }();
  static constexpr auto short_type = _detail::name<Net>();
  // An object of the net is its arrays and nothing else, and a copy of its bytes is a net.
  static_assert(std::is_trivially_copyable_v<Net> && std::is_standard_layout_v<Net>);
  static_assert(offsetof(Net, parameters) == 0 && sizeof(Net) % sizeof(T) == 0);
  static constexpr std::size_t buffers_at = [] {
    if constexpr (Net::layers::buffers > 0) return offsetof(Net, buffers) / sizeof(T);
    else return Net::layers::parameters;
  }();
  static void run(const void* net, const T* x, T* y) {
    on_heap<Workspace<Net, 1>> w;
    auto&& row = w.value.x()[0];
    for (std::size_t i = 0; i < Net::input::size; ++i) row[i] = x[i];
    static_cast<const Net*>(net)->forward(w.value);
    for (std::size_t i = 0; i < Net::output::size; ++i) y[i] = w.value.y()[0][i];
  }
  static RefusedValue look(const void* net, const T* x) {
    const Net& all = *static_cast<const Net*>(net);
    const T* buffers = nullptr;
    if constexpr (Net::layers::buffers > 0) buffers = all.buffers.data();
    InputCheck<T> values;
    values.template look<typename Net::layers>(x, all.parameters.data(), buffers, 0);
    return values.refused;
  }
  static constexpr auto looks = []() -> RefusedValue (*)(const void*, const T*) {
    if constexpr (_detail::is_choosy<typename Net::layers>()) return &facts_of::look;
    else return nullptr;
  };
  static constexpr net_facts<T> value{tensors_of<Net>,
                                      tensor_modules_of<Net>,
                                      layers,
                                      type_name<Net>,
                                      {short_type.data(), short_type.size()},
                                      Net::input::size,
                                      Net::output::size,
                                      Net::layers::parameters,
                                      buffers_at,
                                      Net::layers::buffers,
                                      sizeof(Net) / sizeof(T),
                                      run,
                                      looks()};
};

template <class T, class... L> auto* buffers_in(BasicNet<T, L...>& net) noexcept {
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) return net.buffers.data();
  else return static_cast<T*>(nullptr);
}
template <class T, class... L> auto* buffers_in(const BasicNet<T, L...>& net) noexcept {
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) return net.buffers.data();
  else return static_cast<const T*>(nullptr);
}

/// Where the number of a recurrent layer within its module begins in a tensor's own name: of "weight_ih_l0_reverse" at
/// "0_reverse". npos if the tensor is none of a recurrent layer.
inline std::size_t layer_number_in(std::string_view own_name) {
  const std::size_t at = own_name.rfind("_l0");
  if (at == own_name.npos) return at;
  const std::string_view rest = own_name.substr(at + 3);
  return rest.empty() || rest == "_reverse" ? at + 2 : own_name.npos;
}
/// Whether all tensors of a module are those of a recurrent layer.
template <class T> bool is_recurrent_module(const net_facts<T>& net, std::size_t module) {
  for (const TensorDescription& t : net.tensors)
    if (t.module == module && _detail::layer_number_in(t.own_name) == t.own_name.npos) return false;
  return true;
}

/// The layer of the net that a tensor belongs to, as it is written.
template <class T> [[gnu::cold]] std::string layer_text(const net_facts<T>& net, const TensorDescription& t) {
  std::size_t j = 0;
  for (std::size_t k = 1; k < net.layers.size(); ++k)
    if ((t.buffer ? net.layers[k].buffers : net.layers[k].parameters) <= t.offset) j = k;
  return "layer " + _detail::digits(j) + ", " + _detail::printable(net.layers[j].name, 120);
}

/// What a file cannot have in a name; empty without a fault. It is written as JSON and, in an archive, as a path.
[[gnu::cold]] inline std::string fault_of_name(std::string_view name) {
  if (name.size() > 10000) return "a name of " + bytes_text(name.size());
  const char *at = name.data(), *const end = at + name.size();
  while (at != end) {
    const std::size_t size = _detail::character_size(at, end);
    if (size == 0) return byte_text(*at) + ", which is no character of UTF-8, in a name";
    if (*at == '\0') return "a zero in a name";
    at += size;
  }
  return {};
}

/// The indices below `count` in the order of before(a, b). One function sorts them all, so that programs do not compile
/// one for each order.
[[gnu::cold]] inline std::vector<std::size_t> sorted_indices(std::size_t count, const void* data,
                                                             bool (*before)(const void*, std::size_t, std::size_t)) {
  std::vector<std::size_t> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = i;
  std::sort(all.begin(), all.end(), [=](std::size_t a, std::size_t b) { return before(data, a, b); });
  return all;
}
template <class F> std::vector<std::size_t> sorted_indices(std::size_t count, const F& before) {
  return _detail::sorted_indices(count, &before, [](const void* data, std::size_t a, std::size_t b) {
    return (*static_cast<const F*>(data))(a, b);
  });
}

/// The name of each tensor with the names of a program's own for the modules, behind the prefix.
template <class T>
[[gnu::cold]] std::vector<std::string> names_of(const net_facts<T>& net, const std::vector<std::string>& names,
                                                const std::string& path, const std::string& prefix = {}) {
  const auto refuse = [&](std::string found, std::string expected) {
    fail(weights_error(path, {}, (std::move)(found), (std::move)(expected)));
  };
  if (!names.empty() && names.size() != net.modules.size()) {
    std::string modules;
    for (std::size_t m = 0; m < net.modules.size() && m < 20; ++m)
      modules += (m > 0 ? ", " : " (") + std::string(net.modules[m]);
    refuse(in_text(_detail::quantity(names.size(), "name").view()) + " in .names",
           _detail::digits(net.modules.size()) + ", one for each module with tensors" + modules +
               (net.modules.size() > 20 ? ", …)"
                : modules.empty()       ? ""
                                        : ")"));
  }
  std::vector<std::size_t> stacked(names.size());  // the number of each layer within its module
  for (std::size_t m = 0; m < names.size(); ++m)
    for (std::size_t k = 0; k < m; ++k) {
      if (names[k] != names[m]) continue;
      if (names[m - 1] != names[m] || !_detail::is_recurrent_module(net, k) || !_detail::is_recurrent_module(net, m))
        refuse("the name " + name_text(names[m]) + " twice in .names", "each name once");
      ++stacked[m];
    }
  std::vector<std::string> all;
  all.reserve(net.tensors.size());
  for (const auto& t : net.tensors) {
    if (names.empty()) all.push_back(prefix + std::string(t.name));
    else {
      const std::string& module = names[t.module];
      all.push_back(prefix + module + (module.empty() ? "" : ".") + std::string(t.own_name));
      if (stacked[t.module] > 0)
        all.back().replace(all.back().size() - t.own_name.size() + _detail::layer_number_in(t.own_name), 1,
                           std::to_string(stacked[t.module]));
    }
  }
  // A file with such names could be written, but not be read.
  for (std::size_t i = 0; i < all.size(); ++i)
    if (std::string fault = _detail::fault_of_name(all[i]); !fault.empty())
      fail(weights_error(path, name_text(all[i]),
                         (std::move)(fault) + " for " + _detail::layer_text(net, net.tensors[i]),
                         "a name in UTF-8, without zeros, of at most 10,000 bytes"));
  const auto by_name = _detail::sorted_indices(all.size(), [&](std::size_t i, std::size_t j) {
    const int order = all[i].compare(all[j]);
    return order != 0 ? order < 0 : i < j;
  });
  for (std::size_t k = 1; k < by_name.size(); ++k) {
    const std::size_t i = by_name[k - 1], j = by_name[k];
    if (all[i] == all[j])
      fail(weights_error(path, name_text(all[j]),
                         "two tensors of this name, of " + _detail::layer_text(net, net.tensors[i]) + ", and of " +
                             _detail::layer_text(net, net.tensors[j]),
                         names.empty() ? "each name once" : "each name once: other .names"));
  }
  return all;
}

}  // namespace _detail
}  // namespace sinew
