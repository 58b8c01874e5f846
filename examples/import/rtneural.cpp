#include "rtneural.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <sinew/config/compare.hpp>
#include <sinew/io/safetensors_file.hpp>

#include "json.hpp"
#include "memory.hpp"
#include "ratio.hpp"
#include "tensors.hpp"

namespace importer {

namespace {

using sinew::_detail::name_text;

/// Arrays of arrays … of numbers, all of one length in each dimension.
struct Array {
  std::vector<std::size_t> extents;
  std::shared_ptr<NumberList> values;
};

/// A value of a layer's key, or of in_shape: a text, a number, or a list of numbers in which −1 is JSON's null.
struct KeyValue {
  enum Kind { text, number, list } kind = text;
  std::string words;
  std::vector<double> numbers;
};

/// A layer as the file has it.
struct Record {
  std::map<std::string, KeyValue> keys;
  std::vector<Array> weights;
  bool has_weights = false;
};

/// What the file has.
struct Document {
  std::optional<KeyValue> in_shape;
  bool has_layers = false;
  std::vector<Record> layers;
  std::vector<Tensor> tensors;          ///< arrays of numbers outside of layers
  std::vector<std::string> other_keys;  ///< that say nothing about the net: samplerate, author
};

/// Receives what nlohmann's parser finds, and builds the document. Its functions are called by that parser.
class Handler {
 public:
  Handler(const std::string& path, Document& document, Memory& memory, bool allow_non_finite)
      : path_{path},
        document_{document},
        allow_non_finite_{allow_non_finite},
        memory_{memory} {}

  bool null() {
    if (state_ == in_value && depth_ == 1) return add_to_list(-1);
    return scalar("null");
  }
  bool boolean(bool value) { return scalar(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return numeric(static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) { return numeric(static_cast<double>(value)); }
  bool number_float(double value, const std::string&) { return numeric(value); }
  template <class Binary> bool binary(Binary&) { return scalar("binary data"); }
  bool string(const std::string& words) {
    if (state_ == in_value && depth_ == 0) {
      value_ = {KeyValue::text, sinew::_detail::printable(words, 64), {}};
      return end_of_value();
    }
    if (const std::optional<float> number = importer::non_finite(words);
        number && (state_ == in_array || (state_ == before_tensor && !document_.has_layers))) {
      if (!allow_non_finite_) refuse(where(), words, a_finite_number);
      return weight(*number);
    }
    return scalar("the text " + name_text(words));
  }
  bool start_object(std::size_t) {
    if (state_ == outside) state_ = in_document;
    else if (state_ == in_layers) {
      if (document_.layers.size() == 1000) refuse(where(), "more than 1,000 layers", "at most so many");
      charge(2 * sizeof(Record));
      document_.layers.emplace_back();
      state_ = in_layer;
    } else if (state_ == in_other) deeper();
    else return scalar("an object");
    return true;
  }
  bool key(const std::string& name) {
    if (state_ == in_other) return true;
    if (name.size() > 200) refuse(where(), "a key of " + std::to_string(name.size()) + " bytes", "at most 200");
    key_ = sinew::_detail::printable(name, 200);
    charge(192 + 2 * key_.size());
    if (state_ == in_document) {
      for (const std::string& seen : seen_)
        if (seen == name) refuse(where(), "the key twice", "each key once");
      if (seen_.size() == 2000) refuse(where(), "more than 2,000 keys", "at most so many");
      seen_.push_back(name);
      depth_ = 0;
      if (name == "in_shape") state_ = in_value;
      else if (name == "layers") state_ = before_layers;
      else state_ = before_tensor;
    } else {
      Record& layer = document_.layers.back();
      if (name == "weights") {
        if (std::exchange(layer.has_weights, true)) refuse(where(), "the key twice", "each key once");
        state_ = before_weights;
      } else {
        if (layer.keys.count(key_) != 0) refuse(where(), "the key twice", "each key once");
        if (layer.keys.size() == 32) refuse(where(), "more than 32 keys", "at most so many");
        state_ = in_value;
      }
      depth_ = 0;
    }
    return true;
  }
  bool end_object() {
    if (state_ == in_layer) {
      key_ = {};
      state_ = in_layers;
    } else if (state_ == in_other) shallower();
    else state_ = at_end;
    return true;
  }
  bool start_array(std::size_t) {
    switch (state_) {
      case before_layers:
        document_.has_layers = true;
        state_ = in_layers;
        return true;
      case in_value:
        if (depth_++ == 1) return scalar("a list within a list");
        value_ = {KeyValue::list, {}, {}};
        return true;
      case before_weights:
        state_ = in_weights;
        return true;
      case in_weights:
        document_.layers.back().weights.emplace_back();
        begin_array(document_.layers.back().weights.back());
        return true;
      case before_tensor:
        document_.tensors.push_back({key_, {}, {}, false});
        tensor_ = {};
        begin_array(tensor_);
        return true;
      case in_array:
        deeper_array();
        return true;
      case in_other:
        deeper();
        return true;
      default:
        return scalar("a list");
    }
  }
  bool end_array() {
    switch (state_) {
      case in_value:
        return end_of_value();
      case in_layers:
        state_ = in_document;
        return true;
      case in_weights:
        state_ = in_layer;
        return true;
      case in_array:
        end_of_array();
        return true;
      default:
        shallower();
        return true;
    }
  }
  bool parse_error(std::size_t position, const std::string&, const std::exception& error) {
    importer::refuse_json(path_, position, error);
  }

 private:
  enum State {
    outside,
    in_document,
    before_layers,
    in_layers,
    in_layer,
    in_value,
    before_weights,
    in_weights,
    before_tensor,
    in_array,
    in_other,
    at_end
  };

  std::string where() const {
    std::string place;
    if (document_.has_layers && !document_.layers.empty() && state_ != in_document && seen_.back() == "layers") {
      place = "layer " + std::to_string(document_.layers.size() - 1);
      const auto& keys = document_.layers.back().keys;
      if (const auto type = keys.find("type"); type != keys.end()) place += " (" + type->second.words + ")";
    }
    if (!key_.empty()) place += (place.empty() ? "key " : ": key ") + name_text(key_);
    return place;
  }
  [[noreturn]] void refuse(const std::string& place, const std::string& found, const std::string& expected) const {
    throw import_error(
        (path_ + ": " + (place.empty() ? "" : place + ": ") + "found " + found + ", expected " + expected).c_str());
  }
  bool scalar(const std::string& found) {
    switch (state_) {
      case outside:
        refuse({}, found, "an object with in_shape and layers");
      case before_layers:
        refuse(where(), found, "a list of layers");
      case in_layers:
        key_ = {};
        refuse(where(), found, "a layer, an object");
      case in_value:
        refuse(where(), found, depth_ == 0 ? "a text, a number or a list of numbers" : "a number");
      case before_weights:
        refuse(where(), found, "a list of arrays");
      case in_weights:
        refuse(where(), found, "an array of numbers");
      case in_array:
        refuse(where(), found, "a number");
      case before_tensor:  // a key that says nothing about the net
        if (document_.other_keys.size() < 20) document_.other_keys.push_back(key_);
        if (found == "an object") {
          state_ = in_other;
          deeper();
        } else state_ = in_document;
        return true;
      default:
        return true;
    }
  }
  bool numeric(double value) {
    if (state_ == in_array) {
      const float single = static_cast<float>(value);
      if (!std::isfinite(single)) refuse(where(), "the number " + number_text(value), "a number that float can hold");
      return weight(single);
    }
    if (state_ == in_value) {
      if (depth_ == 1) return add_to_list(value);
      value_ = {KeyValue::number, {}, {value}};
      return end_of_value();
    }
    if (state_ == before_tensor && !document_.has_layers)  // a tensor without dimensions, or a sample rate
      return weight(static_cast<float>(value));
    return scalar("a number");
  }
  /// A number of an array, or a tensor without dimensions.
  bool weight(float single) {
    if (state_ == in_array) {
      Array& array = *array_;
      if (rank_ == 0) rank_ = depth_;
      else if (depth_ != rank_) refuse(where(), "numbers in different depths", "arrays of one shape");
      if (const std::size_t n = array.values->size(); n < 1024 ? n > 3 && (n & (n - 1)) == 0 : n % 1024 == 0)
        charge(n < 1024 ? sizeof(float) * n : sizeof(float) * 1024);
      array.values->push(single);
      ++counts_[depth_ - 1];
      return true;
    }
    Tensor t{key_, {}, std::vector<float>{single}, false};
    document_.tensors.push_back(std::move(t));
    state_ = in_document;
    return true;
  }
  bool add_to_list(double value) {
    if (value_.numbers.size() == 16) refuse(where(), "more than 16 numbers", "at most so many");
    charge(2 * sizeof(double));
    value_.numbers.push_back(value);
    return true;
  }
  bool end_of_value() {
    depth_ = 0;
    if (seen_.back() == "in_shape") {
      document_.in_shape = std::move(value_);
      state_ = in_document;
    } else {
      document_.layers.back().keys.emplace(key_, std::move(value_));
      state_ = in_layer;
    }
    value_ = {};
    return true;
  }
  void deeper() {
    if (++depth_ > 64) refuse(where(), "more than 64 levels", "at most so many");
  }
  void shallower() {
    if (--depth_ == 0) state_ = in_document;
  }
  void charge(std::size_t bytes) {
    if (!memory_.has_room(bytes)) refuse(where(), "more than twice the file takes in memory", "fewer layers and keys");
    memory_.take(bytes);
  }
  void begin_array(Array& array) {
    array_ = &array;
    within_ = state_;
    state_ = in_array;
    depth_ = 1;
    rank_ = 0;
    counts_ = {};
    array = {{}, std::make_shared<NumberList>()};
    charge(3 * sizeof(Array) + sizeof(Tensor) + 192);
    known_ = {};
  }
  void deeper_array() {
    if (depth_ == counts_.size()) refuse(where(), "an array of more than 8 dimensions", "at most so many");
    if (rank_ != 0 && depth_ == rank_) refuse(where(), "a list among numbers", "arrays of one shape");
    ++counts_[depth_ - 1];
    counts_[depth_++] = 0;
  }
  void end_of_array() {
    const std::size_t at = depth_ - 1, count = counts_[at];
    if (count == 0) refuse(where(), "an empty list", "numbers");
    if (rank_ == 0) refuse(where(), "lists without numbers", "numbers");
    if (known_[at] == 0) known_[at] = count;
    else if (known_[at] != count)
      refuse(where(), "lists of " + std::to_string(known_[at]) + " and of " + std::to_string(count),
             "arrays of one shape");
    if (--depth_ > 0) return;
    array_->extents.assign(known_.begin(), known_.begin() + static_cast<std::ptrdiff_t>(rank_));
    if (within_ == in_weights) state_ = in_weights;
    else {
      document_.tensors.back().extents = std::move(tensor_.extents);
      document_.tensors.back().values = importer::numbers_of(std::move(tensor_.values));
      state_ = in_document;
    }
  }

  const std::string& path_;
  Document& document_;
  bool allow_non_finite_;
  Memory& memory_;
  State state_ = outside, within_ = outside;
  std::string key_{};
  std::vector<std::string> seen_{};
  KeyValue value_{};
  Array tensor_{};
  Array* array_ = nullptr;
  std::size_t depth_ = 0, rank_ = 0;
  std::array<std::size_t, 8> counts_{}, known_{};
};

/// Makes sinew's layers of RTNeural's.
class Builder {
 public:
  Builder(const std::string& path, Document& document, const RTNeuralOptions& options, Memory& memory)
      : path_{path},
        document_{document},
        options_{options},
        memory_{memory} {}

  Model model() {
    const std::vector<std::size_t> in = shape_of(document_.in_shape, "in_shape", 2, 4);
    channels_ = in.back();
    bool along_time = options_.steps > 0, has_recurrent = false;
    for (at_ = 0; at_ < document_.layers.size(); ++at_) {
      const std::string type = text("type", {});
      known_type(type);
      has_recurrent = has_recurrent || is_recurrent(type);
      model_.is_stream = model_.is_stream || is_recurrent(type) || (type == "conv1d" && in.size() != 4);
      along_time = along_time || type == "conv1d" || type == "conv2d";
      if (type == "conv2d" && !image_ && at_ > 0 && in.size() != 4)
        refuse("conv2d", "an input of two dimensions", "in_shape of four");
    }
    at_ = npos;
    image_ = in.size() == 4;
    if (has_recurrent && options_.steps > 0)
      fail(
          "key \"layers\": found a recurrent layer, which goes step by step, expected no --steps: a sample of such a "
          "net is one time step");
    if (options_.steps > 0) model_.is_stream = false;
    if (model_.is_stream) along_time = false;
    if (along_time || image_) {
      steps_ = options_.steps > 0 ? options_.steps : in.size() >= 3 ? in[1] : 0;
      if (steps_ == 0)
        fail(
            "key \"in_shape\": found no number of time steps, expected --steps N: a sample has the last N steps, of "
            "which the net needs " +
            std::to_string(reach()) + " for the last output");
    }
    if (image_) features_ = in[2];
    model_.source = path_;
    model_.input = shape();
    add("Input<" + list(model_.input) + ">", 0, {});
    for (at_ = 0; at_ < document_.layers.size(); ++at_) layer();
    at_ = npos;
    close();
    model_.output = shape();
    if (document_.layers.empty()) fail("key \"layers\": found no layer, expected one or more");
    if (model_.layers.size() > 1)
      for (const std::string_view says_its_input : {"Dense<", "LSTM<", "GRU<", "CausalConv1D<"})
        if (model_.layers[1].type.compare(0, says_its_input.size(), says_its_input) == 0) {
          model_.layers.erase(model_.layers.begin());
          break;
        }
    if (image_)
      model_.notes.push_back(
          "Value (channel, step, feature) of a sample is number (channel·steps + step)·features + feature. The net "
          "takes "
          "all steps at once, as Keras does; RTNeural gives an output when the last step that it needs is there.");
    else if (steps_ > 0)
      model_.notes.push_back(
          "Value (channel, step) of a sample is number channel·steps + step. The net takes all steps at once and "
          "gives "
          "what RTNeural gives for as many steps after a reset.");
    else if (model_.is_stream && !has_recurrent)
      model_.notes.push_back("With --steps N the net takes N steps at once, as one sample.");
    else if (!model_.is_stream && in.size() > 2)
      model_.notes.push_back("A sample is one time step: the layers remember nothing of the steps before.");
    if (!document_.other_keys.empty()) {
      std::string keys;
      for (const std::string& key : document_.other_keys) keys += (keys.empty() ? "" : ", ") + key;
      model_.notes.push_back("The file also says, which is no part of the net: " + keys + ".");
    }
    return std::move(model_);
  }

 private:
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  [[noreturn]] void fail(const std::string& what) const {
    std::string place = path_ + ": ";
    if (at_ != npos) {
      place += "layer " + std::to_string(at_);
      const auto& keys = record().keys;
      if (const auto type = keys.find("type"); type != keys.end()) place += " (" + type->second.words + ")";
      place += ": ";
    }
    throw import_error((place + what).c_str());
  }
  [[noreturn]] void refuse(const std::string& key, const std::string& found, const std::string& expected) const {
    fail("key \"" + key + "\": found " + found + ", expected " + expected);
  }
  Record& record() const { return document_.layers[at_]; }

  // ---- What a layer says.
  const KeyValue* find(const std::string& key) const {
    const auto found = record().keys.find(key);
    return found == record().keys.end() ? nullptr : &found->second;
  }
  std::string text(const std::string& key, std::optional<std::string> otherwise) const {
    const KeyValue* value = find(key);
    if (value == nullptr) {
      if (otherwise) return *otherwise;
      refuse(key, "nothing", "a text");
    }
    if (value->kind != KeyValue::text) refuse(key, "no text", "a text");
    return value->words;
  }
  std::size_t whole(const std::string& key, double v) const {
    if (!(v >= 1 && v <= 1e9 && v == std::floor(v)))
      refuse(key, v < 0 ? "null or a negative number" : number_text(v), "a whole number from 1 to 1,000,000,000");
    return static_cast<std::size_t>(v);
  }
  /// A size: a number, or the last one of a list.
  std::size_t size(const std::string& key, std::size_t otherwise = 0) const {
    const KeyValue* value = find(key);
    if (value == nullptr) {
      if (otherwise != 0) return otherwise;
      refuse(key, "nothing", "a number");
    }
    if (value->kind == KeyValue::text || value->numbers.empty()) refuse(key, "no number", "a number");
    return whole(key, value->numbers.back());
  }
  /// A shape: the sizes of its dimensions, 0 for null. The first is that of the batch, always null; the last is known.
  std::vector<std::size_t> shape_of(const std::optional<KeyValue>& value, const std::string& key, std::size_t least,
                                    std::size_t most) const {
    if (!value) refuse(key, "nothing", "a list such as [null, null, 1]");
    if (value->kind != KeyValue::list) refuse(key, "no list", "a list such as [null, null, 1]");
    const auto& numbers = value->numbers;
    if (numbers.size() < least || numbers.size() > most)
      refuse(key, std::to_string(numbers.size()) + " dimensions",
             "from 2 (batch, features) to 4 (batch, time, features, channels)");
    std::vector<std::size_t> sizes;
    for (std::size_t k = 0; k < numbers.size(); ++k)
      sizes.push_back(numbers[k] < 0 && k + 1 < numbers.size() && k < 2 ? 0 : whole(key, numbers[k]));
    return sizes;
  }
  void only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : record().keys)
      if (key != "type" && key != "activation" && key != "shape" &&
          std::find(keys.begin(), keys.end(), key) == keys.end())
        refuse(key, "the key", "none of that name in a layer of this type: what it means is not known");
  }
  void known_type(const std::string& type) const {
    for (const std::string_view known :
         {"dense", "time-distributed-dense", "conv1d", "conv2d", "batchnorm", "batchnorm2d", "activation", "prelu"})
      if (type == known) return;
    if (is_recurrent(type)) return;
    refuse("type", name_text(type), "dense, lstm, gru, conv1d, conv2d, batchnorm, prelu or activation");
  }
  static bool is_recurrent(std::string_view type) { return type == "lstm" || type == "gru"; }
  std::vector<Array>& weights(std::size_t least, std::size_t most) const {
    std::vector<Array>& all = record().weights;
    if (!record().has_weights) refuse("weights", "nothing", "a list of arrays");
    if (all.size() < least || all.size() > most)
      refuse("weights", std::to_string(all.size()) + (all.size() == 1 ? " array" : " arrays"),
             std::to_string(least) + (least == most ? "" : " or " + std::to_string(most)));
    return all;
  }
  std::shared_ptr<const NumberList> array(std::size_t index, const std::vector<std::size_t>& extents,
                                          const char* what) const {
    Array& a = record().weights[index];
    if (a.extents != extents)
      refuse("weights", "array " + std::to_string(index) + " of " + extents_text(a.extents),
             extents_text(extents) + ", the " + what);
    return a.values;
  }
  /// How many steps back the last output of the net looks, itself included.
  std::size_t reach() {
    std::size_t sum = 1;
    for (at_ = 0; at_ < document_.layers.size(); ++at_) {
      const std::string type = text("type", {});
      if (type == "conv1d") sum += (size("kernel_size") - 1) * size("dilation", 1);
      if (type == "conv2d") sum += (size("kernel_size_time") - 1) * size("dilation", 1);
    }
    at_ = npos;
    return sum;
  }

  // ---- The net so far.
  std::vector<std::size_t> shape() const {
    if (image_) return {channels_, steps_, features_};
    if (steps_ > 0) return {channels_, steps_};
    return {channels_};
  }
  static std::string list(const std::vector<std::size_t>& sizes) {
    std::string result;
    for (const std::size_t n : sizes) result += (result.empty() ? "" : ", ") + std::to_string(n);
    return result;
  }
  void charge(std::size_t bytes) {
    if (!memory_.has_room(bytes))
      fail("found a net that takes more memory than twice the file, expected a smaller one");
    memory_.take(bytes);
  }
  void add(std::string type, std::size_t modules, std::vector<Tensor> tensors) {
    close();
    charge(3 * sizeof(Layer) + 4 * type.size() + tensors.size() * 640);
    model_.layers.push_back({std::move(type), modules, std::move(tensors)});
  }
  /// A layer that takes an activation: `options` are added to when the next layer is one.
  void add_open(std::string type, std::string options, std::vector<Tensor> tensors) {
    add(std::move(type), 1, std::move(tensors));
    options_of_last_ = std::move(options);
    open_ = true;
  }
  void close() {
    if (!open_) return;
    model_.layers.back().type += options_of_last_ + ">";
    open_ = false;
  }
  void activate(const std::string& activation) {
    if (open_) {
      model_.layers.back().type += ", " + activation;
      model_.layers.back().modules = 2;
      close();
    } else add("Activate<" + activation + ">", 1, {});
  }
  void activation() {
    const std::string name = text("activation", std::string());
    if (name.empty()) return;
    if (name == "tanh") activate("Tanh");
    else if (name == "relu") activate("ReLU");
    else if (name == "sigmoid") activate("Sigmoid");
    else if (name == "elu") activate("ELU");
    else if (name == "softmax") {
      if (steps_ > 0 || image_)
        refuse("activation", "\"softmax\" over the channels of each time step",
               "an activation of single values: sinew would need a Softmax over channels");
      if (channels_ == 1) refuse("activation", "\"softmax\" of one value, which is always 1", "two or more values");
      activate("Softmax");
    } else refuse("activation", name_text(name), "tanh, relu, sigmoid, elu, softmax or \"\"");
  }
  void check_shape() const {
    const KeyValue* value = find("shape");
    const auto said = shape_of(value == nullptr ? std::nullopt : std::optional(*value), "shape", 2, 4);
    const auto has = shape();
    const bool same = said.back() == channels_ && (!image_ || (said.size() == 4 && said[2] == features_)) &&
                      (options_.steps > 0 || steps_ == 0 || said.size() < 3 || said[1] == 0 || said[1] == steps_);
    if (!same) {
      std::string found;
      for (const std::size_t n : said) found += (found.empty() ? "[" : ", ") + (n == 0 ? "null" : std::to_string(n));
      refuse("shape", found + "]",
             extents_text(has) +
                 (has.size() == 1 ? ""
                  : image_        ? " (channels × steps × features)"
                                  : " (channels × steps)") +
                 ", which the layer makes of its input");
    }
  }

  void layer() {
    const std::string type = text("type", {});
    if (type == "dense" || type == "time-distributed-dense") dense();
    else if (type == "conv1d") conv1d();
    else if (type == "conv2d") conv2d();
    else if (type == "batchnorm" || type == "batchnorm2d") batch_norm();
    else if (type == "prelu") prelu();
    else if (is_recurrent(type)) {
      recurrent(type == "gru");
      check_shape();
      return;  // its activation is that of the cell
    } else {
      only({});
      if (!record().weights.empty()) refuse("weights", "weights", "none");
      if (text("activation", {}).empty()) refuse("activation", "nothing", "the name of one");
      activation();
      check_shape();
      return;
    }
    check_shape();
    activation();
  }
  std::size_t outputs() const {
    const KeyValue* value = find("shape");
    return shape_of(value == nullptr ? std::nullopt : std::optional(*value), "shape", 2, 4).back();
  }
  void dense() {
    only({});
    if (image_)
      fail(
          "found a dense layer after two-dimensional convolutions, which mixes features and channels, expected none: "
          "sinew would need a layer that does so at each time step");
    const std::size_t in = channels_, out = outputs();
    const bool bias = weights(1, 2).size() == 2;
    Numbers turned = importer::numbers_of(array(0, {in, out}, "inputs and outputs"), in * out,
                                          [=](std::size_t i) { return i % in * out + i / in; });
    std::vector<Tensor> tensors;
    const bool along = steps_ > 0;
    tensors.push_back({"weight", along ? std::vector<std::size_t>{out, in, 1} : std::vector<std::size_t>{out, in},
                       std::move(turned), false});
    // Dense has always a bias.
    if (bias) tensors.push_back({"bias", {out}, importer::numbers_of(array(1, {out}, "outputs")), false});
    else if (!along) tensors.push_back({"bias", {out}, importer::same_numbers(out, 0), false});
    channels_ = out;
    if (along) add_open("Conv1D<" + list({out, 1}), bias ? "" : ", NoBias", std::move(tensors));
    else add_open("Dense<" + list({in, out}), "", std::move(tensors));
  }
  void conv1d() {
    only({"kernel_size", "dilation", "groups", "strides", "padding"});
    if (image_) fail("found a one-dimensional convolution of an input of two dimensions, expected conv2d");
    if (size("strides", 1) != 1) refuse("strides", std::to_string(size("strides")), "1: RTNeural has no other");
    if (const std::string padding = text("padding", std::string("causal")); padding != "causal")
      refuse("padding", name_text(padding), "\"causal\": RTNeural has no other");
    const std::size_t in = channels_, out = outputs(), kernel = size("kernel_size"), dilation = size("dilation", 1),
                      groups = size("groups", 1);
    if (in % groups != 0 || out % groups != 0)
      refuse("groups", std::to_string(groups),
             "a divisor of " + std::to_string(in) + " inputs and " + std::to_string(out) + " outputs");
    const bool bias = weights(1, 2).size() == 2;
    const std::size_t per_group = in / groups;
    const auto w = array(0, {kernel, per_group, out}, "kernel size, inputs per group and outputs");
    Numbers turned = importer::numbers_of(w, w->size(), [=, row = per_group * kernel](std::size_t i) {
      return (i % kernel * per_group + i % row / kernel) * out + i / row;
    });
    std::vector<Tensor> tensors;
    tensors.push_back({"weight", {out, per_group, kernel}, std::move(turned), false});
    if (bias) tensors.push_back({"bias", {out}, importer::numbers_of(array(1, {out}, "outputs")), false});
    std::string options;
    if (dilation > 1) options += ", Dilation<" + std::to_string(dilation) + ">";
    if (kernel > 1 && steps_ > 0) options += ", Padding<" + std::to_string((kernel - 1) * dilation) + ", 0>";
    if (groups > 1) options += ", Groups<" + std::to_string(groups) + ">";
    if (!bias) options += ", NoBias";
    channels_ = out;
    add_open(steps_ > 0 ? "Conv1D<" + list({out, kernel}) : "CausalConv1D<" + list({in, out, kernel}), options,
             std::move(tensors));
  }
  void conv2d() {
    only({"kernel_size_time", "kernel_size_feature", "dilation", "strides", "num_filters_in", "num_features_in",
          "num_filters_out", "padding"});
    if (!image_)
      fail("found a two-dimensional convolution of an input of one dimension, expected in_shape of four dimensions");
    const std::size_t in = size("num_filters_in"), out = size("num_filters_out"), kt = size("kernel_size_time"),
                      kf = size("kernel_size_feature"), dilation = size("dilation", 1), stride = size("strides", 1);
    if (in != channels_)
      refuse("num_filters_in", std::to_string(in), std::to_string(channels_) + ", the channels that reach the layer");
    if (size("num_features_in") != features_)
      refuse("num_features_in", std::to_string(size("num_features_in")),
             std::to_string(features_) + ", the features that reach the layer");
    const std::string padding = text("padding", {});
    if (padding != "valid" && padding != "same") refuse("padding", name_text(padding), "\"valid\" or \"same\"");
    const bool bias = weights(1, 2).size() == 2;
    const auto w = array(0, {kt, kf, in, out}, "kernel over time, kernel over features, inputs and outputs");
    Numbers turned = importer::numbers_of(w, w->size(), [=, taps = kt * kf](std::size_t i) {
      return (i % taps * in + i / taps % in) * out + i / (taps * in);
    });
    std::vector<Tensor> tensors;
    tensors.push_back({"weight", {out, in, kt, kf}, std::move(turned), false});
    if (bias) tensors.push_back({"bias", {out}, importer::numbers_of(array(1, {out}, "outputs")), false});
    std::string options;
    if (kf != kt) options += ", KernelWidth<" + std::to_string(kf) + ">";
    if (stride > 1) options += ", Stride<1, " + std::to_string(stride) + ">";
    if (dilation > 1) options += ", Dilation<" + std::to_string(dilation) + ", 1>";
    if (!bias) options += ", NoBias";
    if (padding == "same") {
      options += ", Same";
      features_ = (features_ + stride - 1) / stride;
    } else {
      const std::size_t span = (kt - 1) * dilation + 1;
      if (span > steps_)
        fail("found a kernel that reaches over " + std::to_string(span) + " time steps of " + std::to_string(steps_) +
             ", expected more steps: --steps " + std::to_string(model_.input[1] + span - steps_));
      if (kf > features_)
        refuse("kernel_size_feature", std::to_string(kf), "at most " + std::to_string(features_) + ", the features");
      steps_ -= span - 1;
      features_ = (features_ - kf) / stride + 1;
    }
    channels_ = out;
    add_open("Conv2D<" + list({out, kt}), options, std::move(tensors));
  }
  /// Keras has the kernels as (inputs, gates · units), and one bias or, where the reset gate comes after the product,
  /// two.
  void recurrent(bool is_gru) {
    only({});
    if (const std::string cell = text("activation", std::string()); !cell.empty() && cell != "tanh")
      refuse("activation", name_text(cell), "\"tanh\" or \"\", the activation of the cell: LSTM and GRU have no other");
    if (image_) fail("found a recurrent layer of an input of two dimensions, expected in_shape of three");
    const std::size_t in = channels_, units = outputs(), sums = (is_gru ? 3 : 4) * units;
    const auto& all = weights(2, 3);
    if (const auto& of = all[1].extents; of.size() == 2 && of[0] != units && of[1] == (is_gru ? 3 : 4) * of[0])
      refuse("weights", "the weights of " + std::to_string(of[0]) + " units",
             "those of " + std::to_string(units) +
                 ", as key \"shape\" says: one of both is wrong, so export the model again");
    // A GRU of Keras has z before r.
    const auto gate_of = [=](std::size_t o) {
      const std::size_t gate = o / units;
      return (is_gru && gate < 2 ? 1 - gate : gate) * units + o % units;
    };
    const auto turned = [&](std::size_t index, std::size_t inputs, const char* what) {
      return importer::numbers_of(array(index, {inputs, sums}, what), inputs * sums,
                                  [=](std::size_t i) { return i % inputs * sums + gate_of(i / inputs); });
    };
    std::vector<Tensor> tensors;
    tensors.push_back({"weight_ih_l0", {sums, in}, turned(0, in, "inputs and gates"), false});
    tensors.push_back({"weight_hh_l0", {sums, units}, turned(1, units, "units and gates"), false});
    Numbers bias = importer::same_numbers(sums, 0), second = bias;
    const bool two = is_gru && all.size() == 3 && all[2].extents.size() == 2;
    if (all.size() == 3) {
      const auto given = two ? array(2, {2, sums}, "two biases of the gates") : array(2, {sums}, "bias of the gates");
      bias = importer::numbers_of(given, sums, gate_of);
      if (two) second = importer::numbers_of(given, sums, [=](std::size_t o) { return sums + gate_of(o); });
    }
    tensors.push_back({"bias_ih_l0", {sums}, std::move(bias), false});
    tensors.push_back({"bias_hh_l0", {sums}, std::move(second), false});
    channels_ = units;
    std::string type = (is_gru ? "GRU<" : "LSTM<") + list({in, units});
    if (is_gru && all.size() == 3 && !two) {
      type += ", ResetBefore";
      model_.notes.push_back("Layer " + std::to_string(at_) +
                             " (gru) has one bias, as Keras writes it with reset_after=False: it is a ResetBefore.");
    }
    add(type + ">", 1, std::move(tensors));
  }
  void batch_norm() {
    only({"epsilon", "num_filters_in", "num_features_in"});
    const auto& all = weights(2, 4);
    if (all.size() == 3) refuse("weights", "3 arrays", "2 (mean and variance) or 4 (gamma, beta, mean and variance)");
    const bool affine = all.size() == 4;
    const KeyValue* value = find("epsilon");
    if (value == nullptr || value->kind != KeyValue::number)
      refuse("epsilon", value == nullptr ? "nothing" : "no number", "a number");
    const double epsilon = value->numbers[0];
    if (!(epsilon >= 0 && epsilon < 1e30)) refuse("epsilon", number_text(epsilon), "a number from 0 on");
    const std::size_t first = affine ? 2 : 0;
    std::vector<Tensor> tensors;
    for (std::size_t i = 0; i < all.size(); ++i) {
      constexpr const char* names[] = {"weight", "bias", "running_mean", "running_var"};
      tensors.push_back(
          {names[i + 2 - first], {channels_}, importer::numbers_of(array(i, {channels_}, "channels")), i >= first});
    }
    std::string type = "BatchNorm<";
    if (const std::string exact = ratio_text(epsilon); epsilon > 0 && epsilon < 1 && !exact.empty()) {
      type += "Epsilon<" + exact + ">";
    } else {  // sinew's ε is between 0 and 1: the rest of it becomes part of the variance
      Numbers& variance = tensors.back().values;
      variance.change([epsilon](std::size_t, double v) { return v + epsilon - 1e-5; });
      for (std::size_t c = 0; c < variance.size(); ++c)
        if (!(variance[c] > 0))
          refuse("epsilon", number_text(epsilon), "a number between 0 and 1 where a variance is 0");
      model_.notes.push_back("Layer " + std::to_string(at_) + " has an epsilon of " + number_text(epsilon) +
                             ", which is part of running_var here. Training it further uses 1/100000.");
    }
    if (!affine) type += type.back() == '<' ? "NoAffine" : ", NoAffine";
    add(type + ">", 1, std::move(tensors));
  }
  void prelu() {
    only({});
    const Array& alpha = weights(1, 1)[0];
    const NumberList& given = *alpha.values;
    const std::size_t n = given.size();
    if (alpha.extents.back() != n || (n != 1 && n != channels_))
      refuse("weights", "an array of " + extents_text(alpha.extents),
             "one slope, or one for each of the " + std::to_string(channels_) + " channels");
    std::vector<Tensor> tensors;
    tensors.push_back({"weight", {n}, importer::numbers_of(alpha.values), false});
    add(n == 1 ? "PReLU<>" : "PReLU<PerChannel>", 1, std::move(tensors));
  }

  const std::string& path_;
  Document& document_;
  const RTNeuralOptions& options_;
  Memory& memory_;
  Model model_{};
  std::size_t at_ = npos, channels_ = 0, steps_ = 0, features_ = 0;
  bool image_ = false, open_ = false;
  std::string options_of_last_{};
};

}  // namespace

Contents read_rtneural(const std::string& path, const RTNeuralOptions& options) {
  Document document;
  Memory memory;
  {
    std::error_code unknown;
    const std::uintmax_t size = std::filesystem::file_size(path, unknown);
    memory.add_file(path, unknown ? 0 : static_cast<std::size_t>(size));
    Handler handler(path, document, memory, options.allow_non_finite);
    importer::parse_json(path, handler);
  }
  if (document.has_layers) {
    if (!options.type.empty())
      throw import_error((path + ": found layers, which say the type, expected no --type").c_str());
    for (Tensor& t : document.tensors) document.other_keys.push_back(std::move(t.name));
    return contents_of(Builder(path, document, options, memory).model());
  }
  if (document.in_shape) throw import_error((path + ": found no key \"layers\", expected a list of layers").c_str());
  if (options.type.empty())
    throw import_error((path +
                        ": found no key \"layers\", so that it is a file of tensors, expected --type \"Net<…>\", the "
                        "type of the net")
                           .c_str());
  if (document.tensors.empty()) throw import_error((path + ": found no tensor, expected one or more").c_str());
  Contents contents;
  contents.source = path;
  contents.type = options.type;
  contents.modules = options.names;
  std::vector<Tensor> tensors;
  for (Tensor& t : document.tensors) {
    const std::string_view count = "num_batches_tracked";
    if (t.name == count ||
        (t.name.size() > count.size() && t.name.substr(t.name.size() - count.size() - 1) == '.' + std::string(count)))
      continue;
    tensors.push_back(std::move(t));
  }
  add_tensors(contents, std::move(tensors));
  return contents;
}

}  // namespace importer
