#include "nam.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "json.hpp"
#include "ratio.hpp"

namespace importer {

namespace {

using sinew::_detail::name_text;

/// A value of the file.
struct NamValue {
  enum Kind { null, truth, number, text, list, object, weights } kind = null;
  double number_value = 0;  ///< or 1 for true
  std::string words{};      ///< of a text
  std::string key{};        ///< of a member of an object
  std::vector<NamValue> inner{};
  std::shared_ptr<NumberList> numbers{};

  const NamValue* find(std::string_view name) const {
    for (const NamValue& value : inner)
      if (value.key == name) return &value;
    return nullptr;
  }
};

/// Receives what nlohmann's parser finds, and builds the tree of values. Its functions are called by that parser.
class NamHandler {
 public:
  NamHandler(const std::string& path, NamValue& root, bool allow_non_finite)
      : path_{path},
        root_{root},
        allow_non_finite_{allow_non_finite} {}

  bool null() { return add({}); }
  bool boolean(bool value) { return add({NamValue::truth, value ? 1.0 : 0.0}); }
  bool number_integer(std::int64_t value) { return numeric(static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) { return numeric(static_cast<double>(value)); }
  bool number_float(double value, const std::string&) { return numeric(value); }
  template <class Binary> bool binary(Binary&) { return add({}); }
  bool string(const std::string& words) {
    if (skipped_ > 0) return true;
    if (in_weights()) {
      const std::optional<float> number = importer::non_finite(words);
      if (!number) refuse("the text " + name_text(words), "a number");
      if (!allow_non_finite_) refuse(words, a_finite_number);
      open_.back()->numbers->push(*number);
      return true;
    }
    if (words.size() > 200) refuse("a text of " + std::to_string(words.size()) + " bytes", "at most 200");
    return add({NamValue::text, 0, sinew::_detail::printable(words, 200)});
  }
  bool start_object(std::size_t) {
    if (skips()) return true;
    if (in_weights()) refuse("an object", "a number");
    return open(NamValue::object);
  }
  bool start_array(std::size_t) {
    if (skips()) return true;
    if (in_weights()) refuse("a list", "a number");
    return open(key_ == "weights" && !open_.empty() && open_.back()->kind == NamValue::object ? NamValue::weights
                                                                                              : NamValue::list);
  }
  bool key(const std::string& name) {
    if (skipped_ > 0) return true;
    if (name.size() > 200) refuse("a key of " + std::to_string(name.size()) + " bytes", "at most 200");
    key_ = sinew::_detail::printable(name, 200);
    if (open_.back()->find(key_) != nullptr) refuse("the key " + name_text(key_) + " twice", "each key once");
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string&, const std::exception& error) {
    importer::refuse_json(path_, position, error);
  }

 private:
  static constexpr std::size_t most_values = 3000, most_levels = 32;

  bool in_weights() const { return !open_.empty() && open_.back()->kind == NamValue::weights; }
  /// Metadata says nothing about the net.
  bool skips() {
    if (skipped_ == 0 && (key_ != "metadata" || open_.empty() || open_.back()->kind != NamValue::object)) return false;
    ++skipped_;
    return true;
  }
  [[noreturn]] void refuse(const std::string& found, const std::string& expected) const {
    std::string place;
    for (const NamValue* value : open_)
      if (!value->key.empty()) place += (place.empty() ? "" : ".") + value->key;
    throw import_error((path_ + ": " + (place.empty() ? "" : "key " + name_text(place) + ": ") + "found " + found +
                        ", expected " + expected)
                           .c_str());
  }
  bool numeric(double value) {
    if (skipped_ > 0) return true;
    if (!in_weights()) return add({NamValue::number, value});
    const float single = static_cast<float>(value);
    if (!std::isfinite(single)) refuse("the number " + number_text(value), "a number that float can hold");
    open_.back()->numbers->push(single);
    return true;
  }
  bool add(NamValue value) {
    if (skipped_ > 0) return true;
    if (in_weights()) refuse(value.kind == NamValue::null ? "null" : "true or false", "a number");
    static_cast<void>(place(std::move(value)));
    return true;
  }
  /// Puts a value where the file has it. Those that are open stay where they are, since the last of them takes it.
  NamValue& place(NamValue value) {
    if (++values_ > most_values) refuse("more than 3,000 values beside the weights", "at most so many");
    if (open_.empty()) {
      root_ = std::move(value);
      return root_;
    }
    NamValue& parent = *open_.back();
    if (parent.kind == NamValue::object) value.key = std::move(key_);
    key_.clear();
    parent.inner.push_back(std::move(value));
    return parent.inner.back();
  }
  bool open(NamValue::Kind kind) {
    if (open_.size() == most_levels) refuse("more than 32 levels", "at most so many");
    NamValue& value = place({kind});
    if (kind == NamValue::weights) value.numbers = std::make_shared<NumberList>();
    open_.push_back(&value);
    return true;
  }
  bool close() {
    if (skipped_ > 0) {
      if (--skipped_ == 0) key_.clear();
    } else open_.pop_back();
    return true;
  }

  const std::string& path_;
  NamValue& root_;
  bool allow_non_finite_;
  std::string key_{};
  std::vector<NamValue*> open_{};
  std::size_t values_ = 0, skipped_ = 0;
};

/// A value with the place where it stands.
class At {
 public:
  At(const std::string& file, std::string place, const NamValue* value)
      : file_{&file},
        place_{std::move(place)},
        value_{value} {}

  [[noreturn]] void refuse(const std::string& expected) const { refuse(said(), expected); }
  [[noreturn]] void refuse(const std::string& found, const std::string& expected) const {
    throw import_error((*file_ + ": " + (place_.empty() ? "" : "key " + name_text(place_) + ": ") + "found " + found +
                        ", expected " + expected)
                           .c_str());
  }
  explicit operator bool() const { return value_ != nullptr && value_->kind != NamValue::null; }
  const NamValue* operator->() const { return value_; }

  At operator[](std::string_view key) const {
    if (value_ == nullptr || value_->kind != NamValue::object) refuse("an object");
    return {*file_, (place_.empty() ? "" : place_ + ".") + std::string(key), value_->find(key)};
  }
  At operator[](std::size_t i) const { return {*file_, place_ + "[" + std::to_string(i) + "]", &value_->inner[i]}; }
  /// How many values a list has.
  std::size_t count() const {
    if (value_ == nullptr || value_->kind != NamValue::list) refuse("a list");
    return value_->inner.size();
  }
  /// Refuses keys of an object that are not among these.
  void only(std::initializer_list<std::string_view> keys) const {
    if (value_ == nullptr || value_->kind != NamValue::object) refuse("an object");
    for (const NamValue& member : value_->inner) {
      bool known = false;
      for (const std::string_view key : keys) known = known || member.key == key;
      if (!known) (*this)[member.key].refuse("the key", "none of that name: what it means is not known");
    }
  }
  std::string text() const {
    if (value_ == nullptr || value_->kind != NamValue::text) refuse("a text");
    return value_->words;
  }
  double number() const {
    if (value_ == nullptr || value_->kind != NamValue::number) refuse("a number");
    return value_->number_value;
  }
  std::size_t size() const {
    const double v = number();
    if (!(v >= 1 && v <= 1e6 && v == std::floor(v))) refuse("a whole number from 1 to 1,000,000");
    return static_cast<std::size_t>(v);
  }
  std::size_t size(std::size_t otherwise) const { return value_ == nullptr ? otherwise : size(); }
  bool truth() const {
    if (value_ == nullptr || value_->kind != NamValue::truth) refuse("true or false");
    return value_->number_value != 0;
  }

 private:
  std::string said() const {
    if (value_ == nullptr) return "nothing";
    switch (value_->kind) {
      case NamValue::truth:
        return value_->number_value != 0 ? "true" : "false";
      case NamValue::number:
        return number_text(value_->number_value);
      case NamValue::text:
        return name_text(value_->words);
      case NamValue::list:
        return value_->inner.empty() ? "an empty list" : "a list";
      case NamValue::object:
        return "an object";
      case NamValue::weights:
        return "a list of numbers";
      default:
        return "null";
    }
  }

  const std::string* file_;
  std::string place_;
  const NamValue* value_;
};

/// The weights of a model, taken from the beginning on.
class Taken {
 public:
  explicit Taken(const At& at) : at_{at} {
    if (!at_ || at_->kind != NamValue::weights) at_.refuse("a list of numbers");
  }
  /// How many there must be, which is checked before any of them is taken.
  void require(std::size_t count, const std::string& of) const {
    if (at_->numbers->size() != count)
      at_.refuse(std::to_string(at_->numbers->size()) + " numbers",
                 std::to_string(count) + ", as many as " + of + " has");
  }
  /// The next `count` of them; number i is the one at `order(i)` among them.
  template <class Order> Numbers take(std::size_t count, Order order) {
    const std::size_t first = std::exchange(next_, next_ + count);
    return take(count, first, order);
  }
  Numbers take(std::size_t count) {
    return take(count, [](std::size_t i) { return i; });
  }
  void skip(std::size_t count) { next_ += count; }
  /// Refuses to take more than there are.
  void reserve(std::uint64_t count) const {
    const std::size_t all = at_->numbers->size();
    if (count > all - next_)
      at_.refuse(std::to_string(all) + " numbers", "more of them: config describes a larger net");
  }
  std::size_t taken() const { return next_; }
  /// The numbers from here on in an order that may repeat or skip some: nothing is taken.
  template <class Order> Numbers look(std::size_t count, Order order) const { return take(count, next_, order); }

 private:
  template <class Order> Numbers take(std::size_t count, std::size_t first, Order order) const {
    return importer::numbers_of(at_->numbers, count, [first, order](std::size_t i) { return first + order(i); });
  }

  At at_;
  std::size_t next_ = 0;
};

/// Makes sinew's layers of those of a model.
class NamBuilder {
 public:
  NamBuilder(const std::string& path, const NamOptions& options) : path_{path}, options_{options} {}

  Model model(const NamValue& root) {
    model_.source = path_;
    model_.is_stream = true;
    model_.input = model_.output = {1};
    model_.start.emplace();
    model_of(At{path_, "", &root}, 0);
    return std::move(model_);
  }

 private:
  void model_of(const At& at, std::size_t depth) {
    at.only({"version", "metadata", "architecture", "config", "weights", "sample_rate"});
    const std::string version = at["version"].text();
    if (version.size() < 5 || version.compare(0, 2, "0.") != 0 || version[2] < '5' || version[2] > '7' ||
        version[3] != '.')
      at["version"].refuse("a version from 0.5 to 0.7: what others mean is not known");
    if (const At rate = at["sample_rate"]) {
      model_.start->sample_rate = rate.number();
      if (!(rate.number() >= 1000 && rate.number() <= 1e6)) rate.refuse("a number of Hz from 1,000 to 1,000,000");
    }
    const At architecture = at["architecture"];
    if (architecture.text() == "SlimmableContainer") return container(at, depth);
    if (depth == 0 && options_.submodel)
      architecture.refuse(name_text(architecture.text()) + ", which is no container", "no --submodel");
    if (model_.start->sample_rate == 0) {
      model_.start->sample_rate = 48'000;
      model_.notes.push_back("The file says no sample rate: models without one are of 48,000 Hz.");
    }
    if (architecture.text() == "LSTM") return lstm(at);
    if (architecture.text() == "WaveNet") return wavenet(at);
    architecture.refuse("LSTM, WaveNet or SlimmableContainer: sinew-import knows no other");
  }

  void container(const At& at, std::size_t depth) {
    if (depth > 0) at["architecture"].refuse("a container within a container", "a model: sinew-import takes one level");
    at["config"].only({"submodels"});
    const At models = at["config"]["submodels"];
    const std::size_t count = models.count();
    if (count == 0) models.refuse("one model or more");
    const std::size_t chosen = options_.submodel.value_or(count - 1);
    if (chosen >= count)
      models.refuse(std::to_string(count) + " models",
                    "more than " + std::to_string(chosen) + ": give --submodel 0 to " + std::to_string(count - 1));
    models[chosen].only({"max_value", "model"});
    model_.notes.push_back("The file holds " + std::to_string(count) + " models, of which this is number " +
                           std::to_string(chosen) + ", counted from 0 (--submodel).");
    model_of(models[chosen]["model"], depth + 1);
  }

  /// W of a layer has the columns of x, then those of h, and one bias. Behind its weights stand h and c before the
  /// first step.
  void lstm(const At& at) {
    const At config = at["config"];
    config.only({"input_size", "hidden_size", "num_layers", "in_channels", "out_channels"});
    const std::size_t units = config["hidden_size"].size(), layers = config["num_layers"].size();
    for (const char* const key : {"input_size", "in_channels", "out_channels"})
      if (config[key].size(1) != 1) config[key].refuse("1: sinew-import takes models of one channel");
    if (layers > 100) config["num_layers"].refuse("at most 100");
    if (units > 1000) config["hidden_size"].refuse("at most 1,000");
    const std::size_t sums = 4 * units;
    Taken weights(at["weights"]);
    weights.require(sums * (1 + units) + (layers - 1) * 2 * sums * units + layers * (sums + 2 * units) + units + 1,
                    "an LSTM of " + std::to_string(layers) + (layers == 1 ? " layer and " : " layers and ") +
                        std::to_string(units) + " units");
    for (std::size_t k = 0; k < layers; ++k) {
      const std::size_t in = k == 0 ? 1 : units, width = in + units;
      std::vector<Tensor> tensors;
      tensors.push_back({"weight_ih_l0",
                         {sums, in},
                         weights.look(sums * in, [=](std::size_t i) { return i / in * width + i % in; }),
                         false});
      tensors.push_back({"weight_hh_l0",
                         {sums, units},
                         weights.look(sums * units, [=](std::size_t i) { return i / units * width + in + i % units; }),
                         false});
      weights.skip(sums * width);
      tensors.push_back({"bias_ih_l0", {sums}, weights.take(sums), false});
      tensors.push_back({"bias_hh_l0", {sums}, importer::same_numbers(sums, 0), false});
      const Numbers first = weights.take(2 * units);
      for (std::size_t i = 0; i < first.size(); ++i) model_.start->values.push_back(static_cast<float>(first[i]));
      model_.layers.push_back(
          {"LSTM<" + std::to_string(in) + ", " + std::to_string(units) + ">", 1, std::move(tensors)});
    }
    std::vector<Tensor> head;
    head.push_back({"weight", {1, units}, weights.take(units), false});
    head.push_back({"bias", {1}, weights.take(1), false});
    model_.layers.push_back({"Dense<" + std::to_string(units) + ", 1>", 1, std::move(head)});
    silence(static_cast<std::size_t>(model_.start->sample_rate / 2));  // half a second, as the reference implementation
  }

  // ---- WaveNet. The weights are those of the stacks one after the other, then the factor of the output.

  /// A value of a layer, where it is a list with one of each, or the same for all.
  static At of_layer(const At& value, std::size_t layer, std::size_t layers) {
    if (!value || value->kind != NamValue::list) return value;
    if (value.count() != layers)
      value.refuse("a list of " + std::to_string(value.count()),
                   std::to_string(layers) + " values, one for each of dilations");
    return value[layer];
  }
  static std::string activation(const At& at) {
    const bool named = at && at->kind == NamValue::object;
    const At name = named ? at["type"] : at;
    const std::string is = name.text();
    if (named) at.only({"type", is == "LeakyReLU" ? "negative_slope" : "type"});
    if (is == "LeakyReLU") {
      if (!named || !at["negative_slope"]) return "LeakyReLU";
      const double slope = at["negative_slope"].number();
      const std::string exact = ratio_text(static_cast<float>(slope));
      if (!(slope > 0) || exact.empty()) at["negative_slope"].refuse("a number above 0");
      return "LeakyReLUWith<" + exact + ">";
    }
    constexpr std::array<std::array<const char*, 2>, 7> known{{{"Tanh", "Tanh"},
                                                               {"ReLU", "ReLU"},
                                                               {"Sigmoid", "Sigmoid"},
                                                               {"SiLU", "SiLU"},
                                                               {"Softsign", "Softsign"},
                                                               {"Hardtanh", "HardTanh"},
                                                               {"Hardswish", "HardSwish"}}};
    for (const auto& [theirs, ours] : known)
      if (is == theirs) return ours;
    name.refuse("Tanh, ReLU, LeakyReLU, Sigmoid, SiLU, Softsign, Hardtanh or Hardswish");
  }
  /// The activation of a layer, gated or not, as a part of the type.
  static std::string activation_of(const At& stack, std::size_t layer, std::size_t layers) {
    const std::string own = activation(of_layer(stack["activation"], layer, layers));
    const At second = of_layer(stack["secondary_activation"], layer, layers);
    bool gated = false;
    if (stack["gated"]) gated = stack["gated"].truth();
    if (const At mode = of_layer(stack["gating_mode"], layer, layers)) {
      if (mode.text() != "none" && mode.text() != "gated")
        mode.refuse("\"none\" or \"gated\": sinew would need another product of the two halves");
      if (stack["gated"] && gated != (mode.text() == "gated")) mode.refuse("what \"gated\" says");
      gated = mode.text() == "gated";
    }
    if (!gated) {
      if (second) second.refuse("null, as nothing is gated");
      return own;
    }
    return "Gated<" + own + ", " + (second ? activation(second) : std::string("Sigmoid")) + ">";
  }
  /// Refuses what changes the net in a way that sinew has no layers for.
  static void require_plain(const At& stack) {
    for (const char* const key :
         {"conv_pre_film", "conv_post_film", "input_mixin_pre_film", "input_mixin_post_film", "activation_pre_film",
          "activation_post_film", "layer1x1_post_film", "head1x1_post_film", "head1x1"}) {
      const At part = stack[key];
      if (!part) continue;
      if (part->kind == NamValue::truth && !part.truth()) continue;
      if (part["active"].truth()) part["active"].refuse("false: sinew would need a WaveNet with such a part");
    }
    if (const At part = stack["layer1x1"]) {
      if (!part["active"].truth()) part["active"].refuse("true: sinew's WaveNet has that part in each layer");
      part.only({"active", "groups"});
      one_group(part["groups"]);
    }
    for (const char* const key : {"groups_input", "groups_input_mixin"}) one_group(stack[key]);
    if (stack["slimmable"]) stack["slimmable"].refuse("null: sinew-import takes models of one size");
  }
  static void one_group(const At& groups) {
    if (groups.size(1) != 1) groups.refuse("1: sinew's WaveNet has no groups");
  }

  static constexpr std::size_t most_layers = 200, most_kept = std::size_t{1} << 24;

  struct HeadOf {
    std::size_t outputs = 0, kernel = 1;
    bool bias = false;
  };
  static HeadOf head_of(const At& stack) {
    HeadOf head;
    if (const At given = stack["head"]) {
      given.only({"out_channels", "kernel_size", "bias"});
      if (stack["head_size"] || stack["head_bias"])
        given.refuse("both \"head\" and \"head_size\" or \"head_bias\"", "one of them");
      head = {given["out_channels"].size(), given["kernel_size"].size(), given["bias"].truth()};
    } else head = {stack["head_size"].size(), 1, stack["head_bias"].truth()};
    return head;
  }

  void wavenet(const At& at) {
    const At config = at["config"];
    config.only({"layers", "head", "head_scale", "in_channels", "condition_dsp"});
    for (const char* const key : {"head", "condition_dsp"})
      if (config[key]) config[key].refuse("null: sinew would need a WaveNet with such a part");
    if (config["in_channels"].size(1) != 1) config["in_channels"].refuse("1: sinew-import takes models of one channel");
    const At stacks = config["layers"];
    if (stacks.count() == 0) stacks.refuse("one stack of layers or more");
    Taken weights(at["weights"]);
    std::vector<Tensor> tensors;
    std::string type = "WaveNet<1";
    std::size_t reach = 0, total = 0;
    HeadOf head;
    for (std::size_t k = 0, before = 1; k < stacks.count(); ++k) {
      const At stack = stacks[k];
      stack.only({"input_size",
                  "condition_size",
                  "head_size",
                  "channels",
                  "kernel_size",
                  "kernel_sizes",
                  "dilations",
                  "activation",
                  "secondary_activation",
                  "gated",
                  "gating_mode",
                  "head",
                  "head_bias",
                  "bottleneck",
                  "head1x1",
                  "layer1x1",
                  "groups_input",
                  "groups_input_mixin",
                  "conv_pre_film",
                  "conv_post_film",
                  "input_mixin_pre_film",
                  "input_mixin_post_film",
                  "activation_pre_film",
                  "activation_post_film",
                  "layer1x1_post_film",
                  "head1x1_post_film",
                  "slimmable"});
      require_plain(stack);
      const std::size_t channels = bounded(stack["channels"], 1000),
                        shown = bounded(stack["bottleneck"], 1000, channels);
      if (stack["input_size"].size() != before)
        stack["input_size"].refuse(std::to_string(before) + ", what reaches the stack");
      if (stack["condition_size"].size() != 1) stack["condition_size"].refuse("1, the input of the net");
      if (k > 0 && head.outputs != shown)
        stack["channels"].refuse(
            "layers of " + std::to_string(shown) + " values behind a head of " + std::to_string(head.outputs),
            "as many: the sums of a stack begin with the head of the one before it");
      head = head_of(stack);
      if (head.outputs > 1000 || head.kernel > 10'000) stack["head"].refuse("at most 1,000 outputs and 10,000 taps");
      const std::string array = "_layer_arrays." + std::to_string(k) + ".";
      const auto add = [&](const std::string& name, std::vector<std::size_t> extents) {
        std::uint64_t count = 1;  // each extent is at most 10,000
        for (const std::size_t extent : extents) count *= extent;
        weights.reserve(count);
        tensors.push_back({array + name, std::move(extents), weights.take(static_cast<std::size_t>(count)), false});
      };
      add("_rechannel.weight", {channels, before, 1});
      type += ",\n        WaveNetStack<" + std::to_string(channels);
      const At dilations = stack["dilations"];
      const std::size_t layers = dilations.count();
      if (layers == 0) dilations.refuse("one layer or more");
      if ((total += layers) > most_layers)
        dilations.refuse("layer " + std::to_string(most_layers),
                         "at most " + std::to_string(most_layers) + " layers in all");
      if (stack["kernel_size"] && stack["kernel_sizes"])
        stack["kernel_size"].refuse("both \"kernel_size\" and \"kernel_sizes\"", "one of them");
      std::string part, last_part;
      for (std::size_t j = 0; j < layers; ++j) {
        const std::size_t dilation = bounded(dilations[j], 100'000),
                          kernel = bounded(
                              of_layer(stack[stack["kernel_sizes"] ? "kernel_sizes" : "kernel_size"], j, layers),
                              10'000);
        const std::string act = activation_of(stack, j, layers);
        const std::size_t width = (act.compare(0, 6, "Gated<") == 0 ? 2 : 1) * shown;
        const std::string layer = "_layers." + std::to_string(j) + ".";
        add(layer + "_conv.weight", {width, channels, kernel});
        add(layer + "_conv.bias", {width});
        add(layer + "_input_mixer.weight", {width, 1, 1});
        add(layer + "_layer1x1.weight", {channels, shown, 1});
        add(layer + "_layer1x1.bias", {channels});
        part = "Dilated<" + std::to_string(kernel) + ", " + act;
        if (part != last_part) type += (j == 0 ? ", " : ">, ") + part;
        type += ", " + std::to_string(dilation);
        last_part = part;
        const std::size_t kept = (kernel - 1) * dilation;
        if (kept > most_kept / channels)
          dilations[j].refuse("a layer that keeps at most " + std::to_string(most_kept) + " values");
        if ((reach += kept) > most_kept)
          dilations.refuse("layers that reach over at most " + std::to_string(most_kept) + " steps");
      }
      type += ">, Head<" + std::to_string(head.outputs);
      if (head.kernel > 1 || !head.bias) type += ", " + std::to_string(head.kernel);
      if (!head.bias) type += ", NoBias";
      type += ">";
      if (shown != channels) type += ", Bottleneck<" + std::to_string(shown) + ">";
      type += ">";
      add("_head_rechannel.weight", {head.outputs, shown, head.kernel});
      if (head.bias) add("_head_rechannel.bias", {head.outputs});
      reach += head.kernel - 1;
      before = channels;
    }
    if (head.outputs != 1)
      stacks.refuse("a head of " + std::to_string(head.outputs) + " outputs",
                    "1 of the last stack: sinew-import takes models of one channel");
    weights.require(weights.taken() + 1, "the WaveNet, with head_scale as the last one");
    const double scale = weights.take(1)[0];
    if (const std::string ratio = ratio_text(static_cast<float>(scale)); ratio.empty()) {
      for (std::size_t i = tensors.size() - (head.bias ? 2 : 1); i < tensors.size(); ++i)
        tensors[i].values.change([scale](std::size_t, double v) { return v * scale; });
    } else if (scale != 1) type += ",\n        HeadScale<" + ratio + ">";
    model_.layers.push_back({type + ">", 1, std::move(tensors)});
    silence(reach + 1);
  }

  static std::size_t bounded(const At& at, std::size_t most, std::size_t otherwise = 0) {
    const std::size_t n = otherwise > 0 ? at.size(otherwise) : at.size();
    if (n > most) at.refuse("at most " + std::to_string(most));
    return n;
  }

  void silence(std::size_t steps) { model_.start->silence = (steps + silent_block - 1) / silent_block * silent_block; }

  const std::string& path_;
  const NamOptions& options_;
  Model model_{};
};

}  // namespace

Model read_nam(const std::string& path, const NamOptions& options) {
  NamValue root;
  NamHandler handler(path, root, options.allow_non_finite);
  importer::parse_json(path, handler);
  return NamBuilder(path, options).model(root);
}

}  // namespace importer
