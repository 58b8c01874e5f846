#pragma once
/// \file
/// MappedNet: a net whose parameters lie in a file, used in place. Programs start with it in microseconds, whatever its
/// size, and all processes that map one file share one copy of it in memory.
///
///     save_safetensors(net, "digits.safetensors", {.mappable = true});
///     const MappedNet<Digits> digits("digits.safetensors");           // weights_error if it is no file of Digits
///     const std::size_t digit = digits->predict(x);
///
/// The file is a safetensors file with one tensor, the bytes of an object of the net (io/safetensors_layout.hpp). It is
/// the same for all instruction sets and systems of little-endian order. load_safetensors reads it as well.
///
/// **Changes of the file.** save_safetensors and everything else that gives a new file the old one's name (as `mv`, not
/// as `cp`) leaves the old one to whoever has it mapped: a MappedNet stays as it is, and a new one has the new weights.
/// A program that writes into the file changes the weights of the nets that are mapped, and one that truncates it ends
/// their processes: a read beyond the end of a mapped file raises SIGBUS. The same becomes of errors of the disk or the
/// network, because the system reads the file while the net is used. Windows refuses to replace, to truncate or to
/// delete a mapped file.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/net/net.hpp>
#include <sinew/io/file_mapping.hpp>
#include <sinew/io/safetensors.hpp>
#include <sinew/io/safetensors_compare.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/safetensors_layout.hpp>
#include <sinew/io/safetensors_load.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/safetensors_sample.hpp>

namespace SINEW_NAMESPACE {

/// Options of a MappedNet.
struct MapOptions {
  /// The names that the file has in place of those of the modules; see LoadOptions.
  std::vector<std::string> names = {};
  /// What stands before all names in the file; see LoadOptions.
  std::string prefix = {};
  /// Looks at all weights: none may be infinite or NaN, and the net must give the outputs of the golden sample if the
  /// file has one. This reads the whole file, so it takes as long as that.
  bool verify = false;
};

namespace _detail {

/// Maps a file that holds an object of the net, with everything checked but its numbers.
template <class T> FileMapping map_object(const net_facts<T>& net, SafetensorsFile& file,
                                          const std::vector<std::string>& names, const std::string& prefix) {
  _detail::refuse_checkpoint(file, {});
  if (!_detail::has_layout(file))
    file.refuse("no layout of a net in memory (sinew.layout)",
                "a file that save_safetensors wrote with .mappable = true; load_safetensors reads this one");
  WeightDifferences all;
  const std::string advice = _detail::compare_layout(all, net, file, names, prefix, false);
  _detail::compare_type(all, net, file);
  all.refuse(net, file, advice);
  if (file.data_begin() % line_bytes != 0)
    file.refuse("data from byte " + _detail::digits(file.data_begin()) + " on",
                "a multiple of 64, so that the net is aligned: save it with .mappable = true");
  std::string fault;
  if (file.size() > (std::numeric_limits<std::size_t>::max)()) fault = bytes_text(file.size());
  else if (FileMapping mapping(file.file(), _detail::in_memory(file.size()), fault); mapping.data() != nullptr)
    return mapping;
  file.refuse(fault, "a file that can be mapped into memory; load_safetensors reads this one");
}
/// Looks at the numbers of a mapped net.
template <class T> void verify_object(const net_facts<T>& net, const SafetensorsFile& file, const unsigned char* object,
                                      const std::vector<std::string>& names) {
  const Dtype dtype = dtype_of<T>(Dtype::of_net);
  if (!_detail::all_finite<T>(dtype, object, net.object)) {
    WeightDifferences all;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const TensorDescription& t = net.tensors[i];
      const std::size_t begin = _detail::place_in_object(net, t);
      OddNumbers odd;
      std::size_t element = 0;
      t.each_position([&](std::size_t at) {
        _detail::find_odd<T>(odd, dtype, object + (begin + at - t.offset) * sizeof(T), 1, element++, false);
      });
      odd.say(all, name_text(names[i]), t, _detail::layer_text(net, t));
    }
    all.refuse(net, file);
  }
  if (_detail::has_sample(file.tensors())) _detail::compare_sample(net, object, file, "");
}

}  // namespace _detail

/// A net in a file that is mapped into memory: read-only, in place, shared between processes. `*mapped` is a `const
/// Net&` like any other, which lives as long as the MappedNet or what it is moved to. Many threads may use it at once.
/// The file is checked against the type: its name, the name, shape, strides and offset of each tensor, the scalar, and
/// that it is whole. What the numbers are is checked if MapOptions::verify is set.
/// Misuse: not a net → `mistake::not_a_net`.
template <class Net> class MappedNet
    : decltype(mistake::tell(mistake::of<std::conditional_t<_detail::is_net<std::remove_const_t<Net>>, mistake::nothing,
                                                            mistake::not_a_net<Net>>>)) {
  static_assert(std::endian::native == std::endian::little,
                "safetensors files are little-endian: a net can be loaded here, by load_safetensors, but not mapped");

 public:
  /// Maps a file that save_safetensors wrote with .mappable = true.
  /// Errors: weights_error, with all differences between file and net: another net, scalar or layout, a file that is
  /// truncated, changed, not regular or that cannot be mapped.
  /// Cost: reads the header, whose length is that of the list of tensors: about 20 µs for a few, whatever their sizes.
  /// Weights are read from the disk when they are used first, by pages.
  explicit MappedNet(const std::string& path, const MapOptions& options = {}) {
    if constexpr (_detail::is_net<std::remove_const_t<Net>>) {
      constexpr const auto& facts = _detail::facts_of<std::remove_const_t<Net>>::value;
      _detail::SafetensorsFile file(path);
      const std::vector<std::string> names = _detail::names_of(facts, options.names, path, options.prefix);
      mapping_ = _detail::map_object(facts, file, names, options.prefix);
      const auto* object = static_cast<const unsigned char*>(mapping_.data()) + file.data_begin();
      if (options.verify) _detail::verify_object(facts, file, object, names);
      // Its bytes are a net: facts_of asserts that a net is trivially copyable and has nothing but its arrays.
      static_assert(sizeof(Net) ==
                    _detail::size_of_object(facts, sizeof(typename Net::scalar)) * sizeof(typename Net::scalar));
      net_ = std::launder(reinterpret_cast<const Net*>(object));
    }
  }
  /// Takes over the net. References to it stay valid; the other one may only be assigned to or destroyed.
  MappedNet(MappedNet&& other) noexcept
      : mapping_{(std::move)(other.mapping_)},
        net_{std::exchange(other.net_, nullptr)} {}
  /// The same; the net that was here before is unmapped.
  MappedNet& operator=(MappedNet&& other) noexcept {
    mapping_ = (std::move)(other.mapping_);
    net_ = std::exchange(other.net_, nullptr);
    return *this;
  }

  /// The net.
  /// Precondition: it is not moved from.
  [[nodiscard]] const Net& operator*() const noexcept SINEW_LIFETIMEBOUND { return *operator->(); }
  /// A member of the net: `mapped->predict(x)`.
  /// Precondition: it is not moved from.
  [[nodiscard]] const Net* operator->() const noexcept SINEW_LIFETIMEBOUND {
    _detail::precondition(net_ != nullptr, "MappedNet: it is used after its net was moved to another one");
    return net_;
  }

 private:
  _detail::FileMapping mapping_{};
  const Net* net_ = nullptr;
};

}  // namespace sinew
