#pragma once
/// \file
/// save_onnx: a net as an ONNX model, which onnxruntime, OpenCV, TensorRT and others run.
///
///     save_onnx(net, "digits.onnx");
///     save_onnx(net, "digits.onnx", {.input = "pixels", .output = "probabilities", .batch = 1});
///
/// The model computes what net(x) does: inference, with the last activation (a net that ends in Softmax gives
/// probabilities, one that ends in Identity logits); Dropout is gone, and BatchNorm uses its running statistics. Its
/// input has the shape (batch, extents of a sample...), and so has its output, with any number of samples unless
/// .batch fixes it. Scalars are float or double as in the net; note that many runtimes have few operators for double.
/// Tensors have the names, extents and order of PyTorch's state_dict() (net/tensors.hpp): "0.weight". What broadcasts
/// along pixels, as the gain of GroupNorm does, has the extents (C, 1, 1). Nodes have the names of modules,
/// "2.block.0/Conv".
///
/// A net of sequences becomes a model of whole sequences: its input has the shape (batch, steps, extents of a step...),
/// and it computes what net(xs, ys, stream) does from rest. With .states the model can go on from step to step: what a
/// layer remembers is an input, "0.h_0", which is 0 before the first step, and an output, "0.h_n", to be passed with
/// the next steps. They are h, and c of an LSTM, with the extents (1, batch, H) of PyTorch's h_0 and h_n, and x, the
/// earlier inputs (batch, In, count) of a causal convolution or (batch, count, D) of attention, where count may be 0 at
/// first. Recurrent layers are ONNX's LSTM, GRU and RNN, whose tensors W, R and B are PyTorch's with the gates in
/// ONNX's order.
///
/// The version of the operators is the lowest that has all of them: 9, or 10 (a MaxPool2D with Dilation, sequences), 11
/// (HardTanh, a pooling that needs a Pad, a CausalConv1D of one tap without bias), 12 (Step, CELU, SelfAttention with
/// Context), 13 (Upsample), 14 (HardSwish), 17 (LayerNorm). producer_name and producer_version are "sinew" and its
/// version; the metadata hold the type of the net, "sinew.net".
///
/// Layers and activations of a program's own say by a member `onnx` what they are: io/onnx_graph.hpp shows how.
///
/// The header needs the classes of ONNX and protobuf (CMake: find_package(sinew COMPONENTS onnx), sinew::onnx), which
/// cost the compiler two seconds: include it in few files.

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/config/version.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/mistake/own_layer.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/bidirectional.hpp>
#include <sinew/layer/pass_traits.hpp>
#include <sinew/layer/rnn.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/compose/parallel.hpp>
#include <sinew/compose/residual.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/net/wrong_tensors.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/io/onnx_graph.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

/// Options of save_onnx().
struct OnnxOptions {
  std::string input = "input";    ///< the name of the model's input
  std::string output = "output";  ///< the name of the model's output
  std::size_t batch = 0;          ///< the number of samples of a call; 0: any number, a dimension named "batch"
  std::size_t steps = 0;  ///< of a net of sequences: the steps of a call; 0: any number, a dimension named "steps"
  bool states = false;    ///< of a net of sequences: whether what its layers remember is passed to and fro
  std::string description = {};  ///< a text for people, the model's doc_string
};

namespace _detail {

// ---- What has no form in ONNX.

template <class L> concept AdaptsShapeOnly = is_view<L, pass_traits<float, 1, 1, false>>();
/// The activation that is a module of its own behind L, or `Identity`.
template <class L> struct activation_behind { using type = Identity; };
template <class L>
requires(modules_of<L>() > 1 && !std::is_same_v<activation_of<L>, nothing>) struct activation_behind<L> {
  using type = activation_of<L>;
};

/// The fault of a layer made of layers with an activation between them that has no form in ONNX, or nothing.
template <class L> struct fault_between { using type = nothing; };
template <class L>
requires(requires { typename L::between; } && !TellsOnnx<typename L::between>) struct fault_between<L> {
  using type = refuse<mistake::activation_without_onnx, typename L::activation_between>;
};
/// The activation of an RNN that ONNX's RNN does not have, or nothing.
template <class L> struct recurrence_without_onnx { using type = nothing; };
template <std::size_t In, std::size_t H, class Act>
requires(!requires { Act::onnx_in_recurrence; }) struct recurrence_without_onnx<RNN<In, H, Act>> {
  using type = Act;
};
template <class K, std::size_t Steps> struct recurrence_without_onnx<bidirectional<K, Steps>>
    : recurrence_without_onnx<K> {};

/// Why L cannot be written, with the path of its first layer that cannot: a fault, or nothing.
template <class L> consteval auto find_without_onnx() {
  if constexpr (HasParts<L>) return []<std::size_t... J>(std::index_sequence<J...>) {
      using First = first_of<typename decltype(_detail::find_without_onnx<typename L::template at<J>>())::type...>;
      if constexpr (std::is_same_v<typename First::type, nothing>) return fault_between<L>{};
      else return fault_of_part<First::index, typename First::type>{};
    }
  (std::make_index_sequence<L::depth>{});
  else if constexpr (!TellsOnnx<typename activation_behind<L>::type>) return std::type_identity<
      refuse<mistake::activation_without_onnx, typename activation_behind<L>::type>>{};
  else if constexpr (!std::is_same_v<typename recurrence_without_onnx<L>::type, nothing>) return std::type_identity<
      refuse<mistake::recurrence_without_onnx, typename recurrence_without_onnx<L>::type>>{};
  else if constexpr (AdaptsShapeOnly<L> || TellsOnnx<L>) return std::type_identity<nothing>{};
  else if constexpr (!std::is_same_v<activation_of<L>, nothing> && !TellsOnnx<activation_of<L>>) return std::
      type_identity<refuse<mistake::activation_without_onnx, activation_of<L>>>{};
  else return std::type_identity<refuse<mistake::layer_without_onnx, L>>{}; }

// ---- The layers of a net, written one after the other.

/// The name of a part's module; with `behind`, of the activation that is the module behind it.
inline std::string onnx_module(const std::string& around, const part_name& part, bool behind) {
  std::string name = around;
  const auto append = [&](std::string_view text) {
    if (!name.empty()) name += '.';
    name += text;
  };
  if (part.name != nullptr) append(part.name);
  if (part.number != part_name::unnumbered)
    append(std::to_string(part.number + (behind && !part.in_sequential ? 1 : 0)));
  if (part.in_sequential) append(behind ? "1" : "0");
  return name;
}
template <class L> inline constexpr bool adds_its_input_of = requires { requires L::adds_its_input; };
template <class L> inline constexpr bool is_side_by_side = false;
template <class J, class... L> inline constexpr bool is_side_by_side<parallel<J, L...>> = true;
template <class L> inline constexpr bool adds_branches = false;
template <class... L> inline constexpr bool adds_branches<parallel<join_by_sum, L...>> = true;

template <class L> OnnxValue write_onnx_layers(OnnxGraph& graph, const OnnxValue& x);
template <class L, class Part>
OnnxValue write_onnx_part(OnnxGraph& graph, const OnnxValue& x, const std::string& around, const part_name& name);

/// What a layer that connects its parts by itself adds them with: the argument `parts` of its onnx(graph, x, parts).
template <class L> class onnx_parts {
 public:
  onnx_parts(OnnxGraph& graph, std::string module) : graph_(graph), module_((std::move)(module)) {}
  /// Adds part J with the input x.
  template <std::size_t J> OnnxValue add(const OnnxValue& x) const {
    return _detail::write_onnx_part<L, typename L::template at<J>>(graph_, x, module_, names[J]);
  }
  /// Adds all parts, each with what the one before gives.
  OnnxValue in_sequence(const OnnxValue& x) const {
    return [&]<std::size_t... J>(std::index_sequence<J...>) {
      OnnxValue y = x;
      ((y = add<J>(y)), ...);
      return y;
    }
    (std::make_index_sequence<L::depth>{});
  }
  /// Leaves part J out, a layer with tensors.
  template <std::size_t J> void leave_out() const { graph_.next_tensors(); }
  /// The parts of part J.
  template <std::size_t J> auto inside() const {
    return onnx_parts<typename L::template at<J>>(graph_, _detail::onnx_module(module_, names[J], false));
  }
  /// Nodes added next are the layer's own.
  void enter() const { graph_.enter(module_); }

 private:
  static constexpr auto names = _detail::part_names_of<L>();
  OnnxGraph& graph_;
  std::string module_;
};
template <class L> concept ConnectsItsParts = requires(OnnxGraph& graph, const OnnxValue& x, onnx_parts<L> parts) {
  L::onnx(graph, x, parts);
};

/// Adds part J of a layer made of layers, which is the module `around`.
template <class L, class Part>
OnnxValue write_onnx_part(OnnxGraph& graph, const OnnxValue& x, const std::string& around, const part_name& name) {
  graph.enter(_detail::onnx_module(around, name, false));
  OnnxValue y = x;
  if constexpr (HasParts<Part>) y = _detail::write_onnx_layers<Part>(graph, x);
  else {
    if constexpr (Part::parameters > 0 || buffers_of<Part>() > 0) graph.next_tensors();
    if constexpr (TellsOnnx<Part>) y = Part::onnx(graph, x);
    else if constexpr (!std::is_same_v<typename Part::input, typename Part::output>)
      y = graph.reshape(x, typename Part::output{});
    using Behind = typename activation_behind<Part>::type;
    if constexpr (!std::is_same_v<Behind, Identity>) {
      graph.enter(_detail::onnx_module(around, name, true));
      y = graph.template activate<Behind>(y);
    }
  }
  return y;
}
/// Adds L, a layer made of layers.
template <class L> OnnxValue write_onnx_layers(OnnxGraph& graph, const OnnxValue& x) {
  constexpr auto names = _detail::part_names_of<L>();
  const std::string around = graph.module();
  return [&]<std::size_t... J>(std::index_sequence<J...>) {
    if constexpr (ConnectsItsParts<L>) {
      const OnnxValue y = L::onnx(graph, x, onnx_parts<L>(graph, around));
      graph.enter(around);
      return y;
    } else if constexpr (is_side_by_side<L>) {
      const OnnxValue branches[] = {
          _detail::write_onnx_part<L, typename L::template at<J>>(graph, x, around, names[J])...};
      graph.enter(around);
      if constexpr (!adds_branches<L>) return graph.add("Concat", branches, std::array{OnnxAttribute("axis", 1)});
      else {
        OnnxValue sum = branches[0];
        for (std::size_t j = 1; j < sizeof...(J); ++j) sum = graph.add("Add", {sum, branches[j]});
        return sum;
      }
    } else {
      OnnxValue y = x;
      ((y = _detail::write_onnx_part<L, typename L::template at<J>>(graph, y, around, names[J])), ...);
      graph.enter(around);
      if constexpr (adds_its_input_of<L>) return graph.add("Add", {x, y});
      else return y;
    }
  }
  (std::make_index_sequence<L::depth>{});
}

// ---- The file.

/// protobuf's way into an AtomicFile.
class onnx_stream : public google::protobuf::io::CopyingOutputStream {
 public:
  explicit onnx_stream(AtomicFile& file) noexcept : file_(file) {}
  bool Write(const void* bytes, int count) override { return file_.write(bytes, static_cast<std::size_t>(count)); }

 private:
  AtomicFile& file_;
};

/// The version of the file format that came with a version of the operators.
constexpr std::int64_t onnx_ir_version(int opset) noexcept {
  return opset < 10 ? 4 : opset == 10 ? 5 : opset == 11 ? 6 : opset < 15 ? 7 : opset < 19 ? 8 : opset < 21 ? 9 : 10;
}
inline void describe_onnx_value(ONNX_NAMESPACE::ValueInfoProto& value, const std::string& name, int type,
                                const OnnxOptions& options, bool in_time, std::span<const std::size_t> extents) {
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(type);
  auto& shape = *tensor.mutable_shape();
  const auto add = [&](std::size_t extent, const char* any) {
    if (extent > 0) shape.add_dim()->set_dim_value(static_cast<std::int64_t>(extent));
    else shape.add_dim()->set_dim_param(any);
  };
  add(options.batch, "batch");
  if (in_time) add(options.steps, "steps");
  for (const std::size_t extent : extents) add(extent, "");
}
/// Writes the file. `write` adds the layers.
inline void save_onnx_model(const onnx_net& net, const std::string& path, const OnnxOptions& options,
                            OnnxValue (*write)(OnnxGraph& graph, const OnnxValue& x)) {
  const auto refuse_size = [&](std::size_t bytes) {
    fail(weights_error(path, {}, "a model of " + std::to_string(bytes) + " bytes",
                       "at most " + std::to_string(most_onnx_bytes) +
                           ", which is protobuf's limit for a file of ONNX (other formats of weights have none)"));
  };
  std::size_t bytes = 0;
  for (const TensorDescription& t : net.tensors) bytes += t.size() * (net.in_double ? sizeof(double) : sizeof(float));
  if (bytes > most_onnx_bytes) refuse_size(bytes);

  ONNX_NAMESPACE::ModelProto model;
  model.set_producer_name("sinew");
  model.set_producer_version(version);
  model.set_doc_string(options.description);
  auto& type = *model.add_metadata_props();
  type.set_key("sinew.net");
  type.set_value(std::string(net.type));
  auto& graph = *model.mutable_graph();
  graph.set_name("net");
  OnnxGraph to(net, path, graph);
  if (!net.in_time && (options.steps > 0 || options.states))
    fail(weights_error(path, {}, options.states ? "the option .states" : "the option .steps",
                       "none, as the net has no memory: its samples are no sequences"));
  for (const std::string* name : {&options.input, &options.output})
    if (!to.reserve(*name))
      fail(weights_error(path, {},
                         "the name \"" + _detail::printable(*name) + "\" for the model's " +
                             (name == &options.input ? "input" : "output"),
                         "a name that is not empty and that no tensor of the net, input or output has"));
  _detail::describe_onnx_value(*graph.add_input(), options.input, to.scalar_type(), options, net.in_time, net.input);
  _detail::describe_onnx_value(*graph.add_output(), options.output, to.scalar_type(), options, net.in_time, net.output);
  if (net.in_time) to.begin_sequences(OnnxValue{options.input}, options.batch, options.steps, options.states);
  to.finish(write(to, OnnxValue{options.input}), options.output);
  auto& operators = *model.add_opset_import();
  operators.set_domain("");
  operators.set_version(to.opset());
  model.set_ir_version(_detail::onnx_ir_version(to.opset()));
  if (const std::size_t all = model.ByteSizeLong(); all > most_onnx_bytes) refuse_size(all);

  AtomicFile file(path);
  bool complete = false;
  {
    onnx_stream stream(file);
    google::protobuf::io::CopyingOutputStreamAdaptor adaptor(&stream);
    complete = model.SerializeToZeroCopyStream(&adaptor) && adaptor.Flush();
  }
  if (!complete || !file.commit())
    fail(weights_error(path, {}, file.fault().empty() ? std::string("an error of protobuf") : file.fault(),
                       "a file that can be written"));
}

template <std::size_t... D> constexpr std::array<std::size_t, sizeof...(D)> extents_in(shape<D...>) noexcept {
  return {D...};
}
/// The mistake in a net that cannot be written, or `nothing`.
template <class Net> struct mistake_in_onnx { using type = mistake::not_a_net<Net>; };
template <class T, class... L> struct mistake_in_onnx<BasicNet<T, L...>> {
  using type = typename first_of<
      std::conditional_t<has_several_parts<typename BasicNet<T, L...>::input> ||
                             has_several_parts<typename BasicNet<T, L...>::output>,
                         mistake::function_of_one_output<mistake::function::save_onnx, given<BasicNet<T, L...>>,
                                                         instead<mistake::nothing_instead>>,
                         nothing>,
      typename mistake_in_tensors<BasicNet<T, L...>>::type,
      typename decltype(_detail::find_without_onnx<typename BasicNet<T, L...>::layers>())::type>::type;
};

}  // namespace _detail

/// Saves a net as an ONNX model; see the head of this file. The file is replaced at once and whole: at any moment it is
/// the old one or the new one, on the disk too.
/// Errors: weights_error; the old file is then untouched. Causes: the file cannot be written; the model would have more
/// than 2 GiB, protobuf's limit; .input or .output is empty or the name of something else; a layer asks in its `onnx`
/// for a tensor that it does not have; .steps or .states of a net without a memory.
/// Cost: one copy of the weights in memory.
/// Misuse: not a net → `mistake::not_a_net`; a layer or activation of a program's own without `onnx`
/// (io/onnx_graph.hpp) → `mistake::layer_without_onnx`, `mistake::activation_without_onnx`; an RNN of an activation
/// that ONNX's RNN does not have → `mistake::recurrence_without_onnx`.
template <class Net> void save_onnx(const Net& net, const std::string& path, const OnnxOptions& options = {}) {
  using Mistake = typename _detail::mistake_in_onnx<Net>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
  } else {
    static constexpr auto input = _detail::extents_in(typename Net::input{});
    static constexpr auto output = _detail::extents_in(typename Net::output{});
    const void* buffers = nullptr;
    if constexpr (Net::layers::buffers > 0) buffers = net.buffers.data();
    constexpr bool in_time = Net::layers::state_values > 0;
    _detail::save_onnx_model({tensors_of<Net>, net.parameters.data(), buffers, sizeof(typename Net::scalar) > 4,
                              type_name<Net>, input, output, in_time},
                             path, options, [](OnnxGraph& graph, const OnnxValue& x) {
                               using L = typename Net::layers;
                               if constexpr (!in_time) return _detail::write_onnx_layers<L>(graph, x);
                               else {
                                 const OnnxValue rows = graph.rows(x, typename Net::input{});
                                 return graph.windows(_detail::write_onnx_layers<L>(graph, rows),
                                                      typename Net::output{});
                               }
                             });
  }
}

}  // namespace sinew
