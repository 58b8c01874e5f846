#pragma once
/// \file
/// save_safetensors and load_safetensors: the weights of a net in a file that PyTorch and others read.
///
///     save_safetensors(net, "digits.safetensors");
///     load_safetensors(net, "digits.safetensors");                    // all or nothing; weights_error otherwise
///     load_safetensors(net, "head.safetensors", {.names = {"fc1", "fc2", "out"}});
///     load_safetensors(net, "run.ckpt", {.prefix = "net."});          // only the tensors whose names begin so
///
/// The format is that of github.com/huggingface/safetensors. Names, extents and the order of numbers are those of the
/// state_dict() of a torch.nn.Sequential of the same layers (net/tensors.hpp), so that
/// `model.load_state_dict(safetensors.torch.load_file("digits.safetensors"))` accepts what sinew saves. The metadata
/// hold sinew's version ("sinew.version") and the type of the net ("sinew.net").
///
/// A file is trusted in nothing: a wrong one is a weights_error, whatever its bytes. Without exceptions an error aborts
/// (see `fail`).
/// The header needs nlohmann's JSON (CMake: find_package(sinew COMPONENTS json), sinew::json).

#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/config/version.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/net/net.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/safetensors_load.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/safetensors_sample.hpp>
#include <sinew/io/safetensors_save.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

template <class Net> struct save_options { using type = SaveOptions<float>; };
template <class T, class... L> struct save_options<BasicNet<T, L...>> { using type = SaveOptions<T>; };

}  // namespace _detail

/// Saves the weights of a net, and the buffers such as running means. The file is replaced at once and whole: at any
/// moment it is the old one or the new one, on the disk too.
/// Errors: weights_error; the old file is then untouched. Causes: the file cannot be written; a number is too large for
/// .dtype; .names or .golden_sample are of another number than the net's, or .golden_sample has a value that a layer
/// such as Embedding does not take; .names give two tensors one name or are not in UTF-8; .mappable with another .dtype
/// than the net's.
/// Cost: one pass over the weights; memory of 1 MiB or of 16 rows of a tensor, whichever is more, and of a copy of the
/// net with a golden sample.
/// Misuse: not a net → `mistake::not_a_net`.
template <class Net> void save_safetensors(const Net& net, const std::string& path,
                                           const typename _detail::save_options<Net>::type& options = {}) {
  if constexpr (!_detail::is_net<Net>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_net<Net>>)){};
  } else {
    using T = typename Net::scalar;
    constexpr const auto& facts = _detail::facts_of<Net>::value;
    _detail::TensorSaver<T> saver(facts, path, options);
    _detail::SafetensorsHeader header;
    header.metadata("sinew.version", _detail::version);
    header.metadata("sinew.net", facts.type);
    if (const auto x = options.golden_sample; !x.empty()) {
      if (x.size() != Net::input::size)
        _detail::fail(weights_error(path, {}, "a golden sample of " + std::to_string(x.size()) + " numbers",
                                    std::to_string(Net::input::size) + ", the inputs of the net"));
      _detail::on_heap<Net> rounded;
      rounded.value = net;
      _detail::round_tensors<T>(facts, _detail::dtype_of<T>(options.dtype), rounded.value.parameters.data(),
                                _detail::buffers_in(rounded.value));
      std::vector<T> y(Net::output::size);
      _detail::refuse_inputs<T>(facts, &rounded.value, x, path);
      facts.run(&rounded.value, x.data(), y.data());
      _detail::write_numbers<T>(header, "sinew.golden_input", x);
      _detail::write_numbers<T>(header, "sinew.golden_output", y);
    }
    saver.write(header, net.parameters.data(), _detail::buffers_in(net));
  }
}

/// Loads the weights of a net, and its buffers, from a file that save_safetensors or another program wrote. Numbers in
/// F32, F64, F16 and BF16 are converted to the scalar of the net. All tensors of the net must be in the file, with
/// their names and extents, and no others but PyTorch's `num_batches_tracked` of BatchNorm. If the file has a golden
/// sample, the net must give its outputs y: within 1e-5 + 1e-4·|y|, or 1e-10 + 1e-9·|y| if net and file are in double.
/// A net of floats may miss those of a file in double where rounding its inputs alone does more than that;
/// .verify_sample = false leaves the sample out.
/// Of a file that only differs by names, the error says which .prefix or .names to write. A checkpoint of fit() or
/// Trainer is refused without a .prefix, as it holds the weights several times.
/// Errors: weights_error, with all differences between file and net in its sentence as far as they fit; the net is then
/// unchanged to the bit.
/// Cost: reads the file once, to memory of its own; with a golden sample also the memory of one more net.
/// Misuse: not a net → `mistake::not_a_net`.
template <class Net> void load_safetensors(Net& net, const std::string& path, const LoadOptions& options = {}) {
  if constexpr (!_detail::is_net<Net>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_net<Net>>)){};
  } else {
    using T = typename Net::scalar;
    _detail::SafetensorsFile file(path);
    constexpr const auto& facts = _detail::facts_of<Net>::value;
    _detail::TensorLoader<T, _detail::SafetensorsFile> loader(facts, file, options);
    loader.read();
    if (options.verify_sample && _detail::has_sample(file.tensors())) {
      _detail::on_heap<Net> loaded;
      loaded.value = net;
      loader.write(loaded.value.parameters.data(), _detail::buffers_in(loaded.value));
      _detail::compare_sample(facts, &loaded.value, file, " (or .verify_sample = false)");
      net = loaded.value;
    } else loader.write(net.parameters.data(), _detail::buffers_in(net));
  }
}

}  // namespace sinew
