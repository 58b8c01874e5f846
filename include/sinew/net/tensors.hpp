#pragma once
/// \file
/// `tensors_of<Net>`: the tensors of a net in PyTorch's terms, as a constant: name, extents, order, and where each
/// element lies among the net's parameters or buffers. File formats are loops over it.
///
///     using Digits = Net<Dense<784, 64, ReLU>, Dense<64, 10, Softmax>>;
///     static_assert(tensors_of<Digits>.size() == 4 && tensors_of<Digits>[2].name == "2.weight");
///     for (const TensorDescription& t : tensors_of<Digits>)      // 0.weight 64×784, 0.bias 64, 2.weight, 2.bias
///       t.each_position([&, values = tensor_storage(net, t)](std::size_t at) { write(values[at]); });
///
/// **Names** are those of the state_dict() of a torch.nn.Sequential of the same layers:
///
/// - A layer is a module; they count from 0. Flatten, Reshape, Permute, poolings, Upsample, Dropout, Activate and
///   PassThrough (torch.nn.Identity) count as well. Input counts as none.
/// - An activation that is an argument of a layer is a module of its own behind it, unless it is Identity: the modules
///   of Net<Dense<4, 8, ReLU>, Dense<8, 2, Softmax>> are 0 Linear, 1 ReLU, 2 Linear, 3 Softmax.
/// - Sequential and a nested net are a torch.nn.Sequential within: "3.0.weight".
/// - Residual and Concat are the modules shown in compose/residual.hpp and compose/concat.hpp: "3.block.0.weight",
///   "3.projection.0.weight", "3.branches.1.weight".
/// - A layer calls its tensors as PyTorch's module does: "weight", "bias", "running_mean", "running_var". PyTorch's
///   BatchNorm also counts its batches in "num_batches_tracked", an integer, which sinew does not have. PyTorch loads
///   files without it, and what reads its files leaves it out.
/// - A layer of a program's own is one module with the tensors that it names (layer/tensors.hpp), or with "parameters"
///   and "buffers".
///
/// **Names of a program's own** replace those of modules: tensor_modules_of<Net> lists the modules that have tensors,
/// in order, and a tensor has the index of its module and its own name within it. So the tensors of a module called
/// "fc1" instead are "fc1." + own_name.
///
/// **Order** is that of the layers, in a module as the layer names them: parameters, then buffers. Extents are in
/// PyTorch's order, which is not that of the memory: Dense's weight has the extents (out, in) and the strides (1, out).
///
/// Cost: constants in read-only memory, made only for a net whose list is used.
/// Misuse: not a net → mistake::not_a_net; a layer whose `tensors` do not match its parameters →
/// mistake::tensors_of_another_size, mistake::tensors_reach_too_far, mistake::tensors_overlap,
/// mistake::tensors_of_one_name.

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/layer/tensors.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/net/wrong_tensors.hpp>

namespace SINEW_NAMESPACE {

/// One tensor of a net. Element (i, j, …) is number offset + i·strides[0] + j·strides[1] + … of the net's `parameters`
/// or `buffers`.
struct TensorDescription {
  std::string_view name;                          ///< "3.block.0.weight", as in PyTorch's state_dict()
  std::string_view own_name;                      ///< "weight", within its module
  std::size_t module = 0;                         ///< the index of its module in tensor_modules_of<Net>
  bool buffer = false;                            ///< whether it belongs to the net's buffers, not to its parameters
  std::size_t offset = 0;                         ///< the position of the first element
  std::span<const std::size_t> extents, strides;  ///< as many each as the tensor has dimensions, in PyTorch's order

  /// The number of elements; 1 without extents.
  [[nodiscard]] constexpr std::size_t size() const noexcept {
    std::size_t product = 1;
    for (const std::size_t extent : extents) product *= extent;
    return product;
  }
  /// One more than the largest position of an element, or the offset if there is none.
  [[nodiscard]] constexpr std::size_t end() const noexcept {
    if (size() == 0) return offset;
    std::size_t last = offset;
    for (std::size_t k = 0; k < extents.size(); ++k) last += (extents[k] - 1) * strides[k];
    return last + 1;
  }
  /// Whether the elements lie in PyTorch's order, row-major and without gaps, so that they can be copied as they are.
  [[nodiscard]] constexpr bool row_major() const noexcept {
    for (std::size_t k = extents.size(), step = 1; k-- > 0; step *= extents[k])
      if (extents[k] > 1 && strides[k] != step) return false;
    return true;
  }
  /// The position of an element among the net's parameters or buffers.
  /// Precondition: one index per extent, each less than it.
  template <class... Index> [[nodiscard]] constexpr std::size_t position(Index... index) const noexcept {
    _detail::precondition(sizeof...(Index) == extents.size(),
                          "TensorDescription::position: found {} indices, expected {}", sizeof...(Index),
                          extents.size());
    std::size_t at = offset;
    [[maybe_unused]] std::size_t k = 0;
    (
        [&](std::size_t i) {
          _detail::precondition(i < extents[k], "TensorDescription::position: found index {}, expected less than {}", i,
                                extents[k]);
          at += i * strides[k++];
        }(static_cast<std::size_t>(index)),
        ...);
    return at;
  }
  /// f(position) for each element, in PyTorch's order: the last index changes fastest.
  template <class F> constexpr void each_position(F&& f) const {
    if (size() > 0) walk(0, offset, f);
  }

 private:
  template <class F> constexpr void walk(std::size_t k, std::size_t at, F& f) const {
    if (k == extents.size()) return static_cast<void>(f(at));
    const std::size_t extent = extents[k], stride = strides[k];
    if (k + 1 == extents.size())
      for (std::size_t i = 0; i < extent; ++i, at += stride) f(at);
    else
      for (std::size_t i = 0; i < extent; ++i, at += stride) walk(k + 1, at, f);
  }
};

namespace _detail {

/// How much a list of tensors has of each.
struct tensor_counts {
  std::size_t tensors = 0, modules = 0, extents = 0, characters = 0;
};
/// A tensor, and where its extents and the characters of its name begin.
struct tensor_record {
  std::size_t module, offset, extents, rank, name, length, own_length;
  bool buffer;
};
/// The list as numbers: with pointers into itself it could be no result of a constant expression.
template <tensor_counts N> struct tensor_records {
  std::array<tensor_record, N.tensors> tensors{};
  std::array<std::size_t, N.extents> extents{}, strides{};
  std::array<char, N.characters> characters{};
};

/// The names of the modules around a tensor, from the inside to the outside.
struct module_path {
  const module_path* around = nullptr;
  part_name part{};
};

/// Counts the tensors of a net, and writes them where there is memory for them.
class tensor_writer {
 public:
  constexpr tensor_writer() noexcept = default;
  template <tensor_counts N> constexpr explicit tensor_writer(tensor_records<N>& to) noexcept
      : tensors_(to.tensors.data()),
        extents_(to.extents.data()),
        strides_(to.strides.data()),
        characters_(to.characters.data()) {}

  constexpr void begin_module() noexcept { ++used.modules; }
  constexpr void add(const module_path* within, const layer_tensor& tensor, std::size_t begin) noexcept {
    const std::size_t name = used.characters;
    add_path(within);
    const std::size_t own = used.characters;
    for (const char* c = tensor.name; *c != '\0'; ++c) add_character(*c);
    if (tensors_ != nullptr) {
      tensors_[used.tensors] = {
          used.modules - 1,       begin + tensor.offset, used.extents, tensor.extents.size(), name,
          used.characters - name, used.characters - own, tensor.buffer};
      for (std::size_t k = 0; k < tensor.extents.size(); ++k) {
        extents_[used.extents + k] = tensor.extents[k];
        strides_[used.extents + k] = tensor.strides[k];
      }
    }
    used.extents += tensor.extents.size();
    ++used.tensors;
  }
  tensor_counts used;

 private:
  constexpr void add_path(const module_path* within) noexcept {
    if (within == nullptr) return;
    add_path(within->around);
    const part_name& part = within->part;
    if (part.name != nullptr) {
      for (const char* c = part.name; *c != '\0'; ++c) add_character(*c);
      add_character('.');
    }
    if (part.number != part_name::unnumbered) {
      std::size_t unit = 1;
      while (part.number / unit >= 10) unit *= 10;
      for (; unit > 0; unit /= 10) add_character(static_cast<char>('0' + part.number / unit % 10));
      add_character('.');
    }
    if (part.in_sequential) {
      add_character('0');
      add_character('.');
    }
  }
  constexpr void add_character(char c) noexcept {
    if (characters_ != nullptr) characters_[used.characters] = c;
    ++used.characters;
  }
  tensor_record* tensors_ = nullptr;
  std::size_t *extents_ = nullptr, *strides_ = nullptr;
  char* characters_ = nullptr;
};

template <class L> consteval auto part_names_of() {
  if constexpr (requires { L::part_names(); }) return L::part_names();
  else return _detail::numbered_parts<L>();
}
/// Adds the tensors of L, whose parameters and buffers begin at these places in the net.
template <class L>
constexpr void add_tensors(tensor_writer& to, const module_path* within, std::size_t parameters, std::size_t buffers) {
  if constexpr (L::parameters == 0 && buffers_of<L>() == 0) return;
  else if constexpr (HasParts<L>) {
    constexpr auto names = _detail::part_names_of<L>();
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const auto add = [&]<class Part>(std::type_identity<Part>, std::size_t j) {
        const module_path path{within, names[j]};
        _detail::add_tensors<Part>(to, &path, parameters + L::slice[j], buffers + L::buffer[j]);
        return true;
      };
      const bool in_order[] = {add(std::type_identity<typename L::template at<J>>{}, J)...};
      static_cast<void>(in_order);
    }
    (std::make_index_sequence<L::depth>{});
  } else {
    to.begin_module();
    _detail::each_layer_tensor<L>([&](const layer_tensor& t) { to.add(within, t, t.buffer ? buffers : parameters); });
  }
}
/// The lists of a net whose layers are L, in static memory.
template <class L> struct described_tensors {
  static constexpr tensor_counts count = [] {
    tensor_writer counter;
    _detail::add_tensors<L>(counter, nullptr, 0, 0);
    return counter.used;
  }();
  static constexpr tensor_records<count> records = [] {
    tensor_records<count> all;
    tensor_writer writer(all);
    _detail::add_tensors<L>(writer, nullptr, 0, 0);
    return all;
  }();
  static constexpr std::array<TensorDescription, count.tensors> tensors = [] {
    std::array<TensorDescription, count.tensors> all{};
    for (std::size_t i = 0; i < count.tensors; ++i) {
      const tensor_record& r = records.tensors[i];
      all[i].name = {records.characters.data() + r.name, r.length};
      all[i].own_name = all[i].name.substr(r.length - r.own_length);
      all[i].module = r.module;
      all[i].buffer = r.buffer;
      all[i].offset = r.offset;
      all[i].extents = {records.extents.data() + r.extents, r.rank};
      all[i].strides = {records.strides.data() + r.extents, r.rank};
    }
    return all;
  }();
  static constexpr std::array<std::string_view, count.modules> modules = [] {
    std::array<std::string_view, count.modules> all{};
    for (const TensorDescription& t : tensors) all[t.module] = t.name.substr(0, t.name.size() - t.own_name.size() - 1);
    return all;
  }();
};

/// The lists of a net, or their mistake.
template <class Net, class Mistake = typename mistake_in_tensors<Net>::type> struct tensor_lists
    : decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)) {
  static constexpr std::span<const TensorDescription> tensors{};
  static constexpr std::span<const std::string_view> modules{};
};
template <class Net> struct tensor_lists<Net, nothing> : described_tensors<typename Net::layers> {};

}  // namespace _detail

/// The tensors of a net, in order. See the head of this file.
template <class Net> inline constexpr std::span<const TensorDescription> tensors_of =
    _detail::tensor_lists<std::remove_cv_t<Net>>::tensors;
/// The names of the modules that have tensors, in order: "0", "2", "3.block.0". A loader that is given names of a
/// program's own takes one for each.
template <class Net> inline constexpr std::span<const std::string_view> tensor_modules_of =
    _detail::tensor_lists<std::remove_cv_t<Net>>::modules;

/// The array of the net in which the elements of a tensor have their positions: its parameters or its buffers.
template <class T, class... L>
[[nodiscard]] constexpr std::span<T> tensor_storage(BasicNet<T, L...>& net SINEW_LIFETIMEBOUND,
                                                    const TensorDescription& tensor) noexcept {
  if constexpr (BasicNet<T, L...>::layers::buffers > 0)
    if (tensor.buffer) return net.buffers;
  _detail::precondition(!tensor.buffer, "tensor_storage: the tensor is a buffer, but the net has none");
  return net.parameters;
}
/// The same of a net that is const.
template <class T, class... L>
[[nodiscard]] constexpr std::span<const T> tensor_storage(const BasicNet<T, L...>& net SINEW_LIFETIMEBOUND,
                                                          const TensorDescription& tensor) noexcept {
  if constexpr (BasicNet<T, L...>::layers::buffers > 0)
    if (tensor.buffer) return net.buffers;
  _detail::precondition(!tensor.buffer, "tensor_storage: the tensor is a buffer, but the net has none");
  return net.parameters;
}
/// Catches a temporary.
template <class T, class... L>
constexpr std::span<const T> tensor_storage(const BasicNet<T, L...>&&, const TensorDescription&) noexcept {
  decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<BasicNet<T, L...>>>)){};
  return {};
}

}  // namespace sinew
