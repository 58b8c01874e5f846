#pragma once
/// \file
/// save_safetensors and load_safetensors: the weights of a net in a file that PyTorch and others read.
///
///     save_safetensors(net, "digits.safetensors");
///     load_safetensors(net, "digits.safetensors");                    // all or nothing; weights_error otherwise
///     load_safetensors(net, "head.safetensors", {.names = {"fc1", "fc2", "out"}});
///
/// The format is that of github.com/huggingface/safetensors. Names, extents and the order of numbers are those of the
/// state_dict() of a torch.nn.Sequential of the same layers (net/tensors.hpp), so that
/// `model.load_state_dict(safetensors.torch.load_file("digits.safetensors"))` accepts what sinew saves. The metadata
/// hold sinew's version ("sinew.version") and the type of the net ("sinew.net").
///
/// A file is trusted in nothing: a wrong one is a weights_error, whatever its bytes. Without exceptions an error aborts
/// (see `fail`).
/// The header needs nlohmann's JSON (CMake: find_package(sinew COMPONENTS json), sinew::json).

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/io/safetensors_net.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

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
  static void run(const void* net, const T* x, T* y) {
    on_heap<Workspace<Net, 1>> w;
    auto&& row = w.value.x()[0];
    for (std::size_t i = 0; i < Net::input::size; ++i) row[i] = x[i];
    static_cast<const Net*>(net)->forward(w.value);
    for (std::size_t i = 0; i < Net::output::size; ++i) y[i] = w.value.y()[0][i];
  }
  static constexpr net_facts<T> value{
      tensors_of<Net>,  tensor_modules_of<Net>, layers, type_name<Net>, {short_type.data(), short_type.size()},
      Net::input::size, Net::output::size,      run};
};

template <class T, class... L> auto* buffers_in(BasicNet<T, L...>& net) noexcept {
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) return net.buffers.data();
  else return static_cast<T*>(nullptr);
}
template <class T, class... L> auto* buffers_in(const BasicNet<T, L...>& net) noexcept {
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) return net.buffers.data();
  else return static_cast<const T*>(nullptr);
}

template <class Net> struct save_options { using type = SaveOptions<float>; };
template <class T, class... L> struct save_options<BasicNet<T, L...>> { using type = SaveOptions<T>; };

}  // namespace _detail

/// Saves the weights of a net, and the buffers such as running means. The file is replaced at once and whole: at any
/// moment it is the old one or the new one, on the disk too.
/// Errors: weights_error; the old file is then untouched. Causes: the file cannot be written; a number is too large for
/// .dtype; .names or .golden_sample are of another number than the net's.
/// Cost: one pass over the weights; 64 KiB of memory, and a copy of the net with a golden sample.
/// Misuse: not a net → `mistake::not_a_net`.
template <class Net> void save_safetensors(const Net& net, const std::string& path,
                                           const typename _detail::save_options<Net>::type& options = {}) {
  if constexpr (!_detail::is_net<Net>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_net<Net>>)){};
  } else {
    using T = typename Net::scalar;
    constexpr const auto& facts = _detail::facts_of<Net>::value;
    _detail::SafetensorsHeader header;
    header.metadata("sinew.version", _detail::version);
    header.metadata("sinew.net", facts.type);
    if (const auto x = options.golden_sample; !x.empty()) {
      if (x.size() != Net::input::size)
        _detail::fail(weights_error(path, {}, "a golden sample of " + std::to_string(x.size()) + " numbers",
                                    std::to_string(Net::input::size) + ", the inputs of the net"));
      _detail::on_heap<Net> rounded;
      rounded.value = net;
      _detail::round_tensors<T>(facts.tensors, _detail::dtype_of<T>(options.dtype), rounded.value.parameters.data(),
                                _detail::buffers_in(rounded.value));
      std::vector<T> y(Net::output::size);
      facts.run(&rounded.value, x.data(), y.data());
      _detail::write_numbers<T>(header, "sinew.golden_input", x);
      _detail::write_numbers<T>(header, "sinew.golden_output", y);
    }
    _detail::save_tensors<T>(facts, header, net.parameters.data(), _detail::buffers_in(net), path, options);
  }
}

/// Loads the weights of a net, and its buffers, from a file that save_safetensors or another program wrote. Numbers in
/// F32, F64, F16 and BF16 are converted to the scalar of the net. All tensors of the net must be in the file, with
/// their names and extents, and no others but PyTorch's `num_batches_tracked` of BatchNorm. If the file has a golden
/// sample, the net must give its outputs: within 1e-5 + 1e-4·|y|, or 1e-10 + 1e-9·|y| if net and file are in double.
/// Errors: weights_error, with all differences between file and net in its sentence as far as they fit; the net is then
/// unchanged to the bit.
/// Cost: reads the file once; the memory of one more net, and of the header.
/// Misuse: not a net → `mistake::not_a_net`.
template <class Net> void load_safetensors(Net& net, const std::string& path, const LoadOptions& options = {}) {
  if constexpr (!_detail::is_net<Net>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_net<Net>>)){};
  } else {
    using T = typename Net::scalar;
    _detail::SafetensorsFile file(path);
    _detail::TensorLoader<T> loader(_detail::facts_of<Net>::value, file, options);
    _detail::on_heap<Net> staged;
    staged.value = net;
    loader.read(staged.value.parameters.data(), _detail::buffers_in(staged.value));
    loader.compare_sample(&staged.value);
    net = staged.value;
  }
}

}  // namespace sinew
