#pragma once
/// \file
/// CsvTable: the columns of a CSV text that CsvOptions choose, and what is learned of them.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/characters.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/data/csv_lines.hpp>
#include <sinew/data/csv_options.hpp>
#include <sinew/data/decimal.hpp>
#include <sinew/data/printable.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Different texts, numbered in the order in which they were added.
class CsvNames {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  CsvNames() = default;
  explicit CsvNames(const std::vector<std::string>& names) {
    for (const std::string& name : names) add(name);
  }
  std::size_t find(std::string_view name) const {
    const auto at = place(name);
    return at != sorted_.end() && names_[*at] == name ? *at : none;
  }
  /// Adds the text if it is new, and returns its number.
  std::size_t add(std::string_view name) {
    const auto at = place(name);
    if (at != sorted_.end() && names_[*at] == name) return *at;
    sorted_.insert(at, names_.size());
    names_.emplace_back(name);
    return names_.size() - 1;
  }
  std::size_t size() const noexcept { return names_.size(); }
  const std::vector<std::string>& names() const noexcept { return names_; }
  /// "one of "a", "b", …".
  std::string one_of() const {
    std::string text = "one of";
    for (std::size_t i = 0; i < size() && i < 8; ++i) text += (i > 0 ? ", " : " ") + _detail::quoted(names_[i]);
    return text + (size() > 8 ? ", …" : "");
  }

 private:
  std::vector<std::size_t>::const_iterator place(std::string_view name) const {
    return std::lower_bound(sorted_.begin(), sorted_.end(), name,
                            [this](std::size_t i, std::string_view other) { return names_[i] < other; });
  }
  std::vector<std::string> names_ = {};
  std::vector<std::size_t> sorted_ = {};
};

/// What the label is.
enum class CsvLabel { none, number, integer };

/// The rows of a text by columns that are inputs, in their order, and the label. Reads the text twice where levels or
/// means are to be learned.
class CsvTable {
 public:
  CsvTable(std::string_view text, const std::string& name, const CsvOptions& options, const CsvEncoding* encoding,
           std::size_t values, CsvLabel label)
      : text_{text},
        options_{options},
        values_{values},
        label_{label},
        lines_{text, name, options} {
    check_options();
    choose_columns();
    if (encoding != nullptr && !encoding->empty()) apply(*encoding);
    else learn();
    if (encoding != nullptr && !encoding->classes.empty()) {
      precondition(options.classes.empty() || options.classes == encoding->classes,
                   "CsvOptions::classes must be empty or those of the encoding");
      classes_ = CsvNames{encoding->classes};
    } else {
      classes_ = CsvNames{options.classes};
      precondition(classes_.size() == options.classes.size(), "CsvOptions::classes must be different names");
    }
    known_classes_ = classes_.size() > 0;
    check_width();
    rewind();
  }
  // The lines refer to themselves.
  CsvTable(const CsvTable&) = delete;
  CsvTable& operator=(const CsvTable&) = delete;

  /// Goes to the next row; returns false at the end.
  bool next() {
    if (!lines_.next()) {
      if (rows_ == 0) lines_.refuse_file(text_.empty() ? "an empty file" : "no rows", "at least one row");
      return false;
    }
    lines_.expect_columns(fields_, note_.c_str());
    ++rows_;
    return true;
  }

  /// Writes the inputs of the row.
  template <class T> void inputs(T* to) const {
    constexpr T one = std::is_floating_point_v<T> ? T(1) : (std::numeric_limits<T>::max)();
    for (const Input& input : inputs_)
      if (!input.known.category) *to++ = number_or_fill<T>(input);
      else {
        const std::size_t level = this->level(input);
        for (std::size_t i = 0; i < input.levels.size(); ++i) *to++ = i == level ? one : T(0);
      }
  }

  /// The label of the row: a number, or the index of a class.
  template <class Label> Label label() {
    if constexpr (std::is_floating_point_v<Label>) return number<Label>(label_slot_);
    else return class_index<Label>();
  }

  /// What was learned, and what was known before.
  CsvEncoding encoding() const {
    CsvEncoding result;
    for (const Input& input : inputs_) {
      result.inputs.push_back(input.known);
      result.inputs.back().levels = input.levels.names();
    }
    result.classes = classes_.names();
    return result;
  }

 private:
  struct Input {
    CsvInput known;
    CsvNames levels;
    std::size_t slot = 0;
    bool levels_are_given = false;
  };

  // ---- The options
  void check_options() const {
    const char separator = options_.separator, comment = options_.comment;
    precondition(separator != '"' && separator != '\n' && separator != '\r',
                 "CsvOptions::separator must not be a quote or a line end");
    precondition(options_.decimal == '.' || options_.decimal == ',', "CsvOptions::decimal must be '.' or ','");
    precondition(options_.decimal != separator,
                 "CsvOptions::decimal is also the separator: choose another separator, such as ';'");
    precondition(comment == '\0' || (comment != separator && comment != '"' && comment != '\n' && comment != '\r'),
                 "CsvOptions::comment must not be a quote, a line end or the separator");
    precondition(options_.input_columns.empty() || options_.skipped_columns.empty(),
                 "CsvOptions: input_columns leave no columns to skip: give them, or skipped_columns");
    precondition(options_.missing.mean || std::isfinite(options_.missing.value),
                 "CsvOptions::missing must be a finite number");
    precondition(!options_.learn_classes || (options_.classes.empty() && label_ != CsvLabel::number),
                 "CsvOptions::learn_classes needs an integer label, and no classes");
    // The plain layout, of which the number of columns is known.
    if (label_ != CsvLabel::none && !options_.label_column.by_name && options_.label_column.index != CsvOptions::last &&
        options_.input_columns.empty() && options_.skipped_columns.empty() && options_.categories.empty())
      precondition(options_.label_column.index <= values_,
                   "CsvOptions::label_column: found {}, expected 0 to {}, as there are N + 1 columns",
                   options_.label_column.index, values_);
  }
  bool names_a_column() const {
    const auto by_name = [](const std::vector<CsvColumn>& list) {
      return std::any_of(list.begin(), list.end(), [](const CsvColumn& column) { return column.by_name; });
    };
    return (label_ != CsvLabel::none && options_.label_column.by_name) || by_name(options_.input_columns) ||
           by_name(options_.skipped_columns) ||
           std::any_of(options_.categories.begin(), options_.categories.end(),
                       [](const CsvCategory& category) { return category.column.by_name; });
  }

  // ---- The columns
  // The index of a column of the first line, which is the header if the column has a name.
  std::size_t resolve(const CsvColumn& column) const {
    if (!column.by_name) {
      if (column.index == CsvOptions::last) return fields_ - 1;
      if (column.index >= fields_)
        lines_.refuse_line(counted(fields_, "column").text + lines_.separated(),
                           "a column with index " + std::to_string(column.index) + ", counted from 0");
      return column.index;
    }
    CsvLines header{text_, lines_.name(), options_};
    std::size_t found = 0, matches = 0;
    std::string names;
    header.next([&](std::size_t index, std::string_view text, std::size_t) {
      if (index < 8) names += (index > 0 ? ", " : "") + _detail::quoted(text);
      if (text != column.name) return;
      found = index;
      ++matches;
    });
    if (matches == 0)
      lines_.refuse_line((fields_ == 1 ? "the column " : "the columns ") + names + (fields_ > 8 ? ", …" : ""),
                         "a column " + _detail::quoted(column.name));
    if (matches > 1)
      lines_.refuse_line(std::string(grouped(matches).text) + " columns " + _detail::quoted(column.name),
                         "one, or a column chosen by its index");
    return found;
  }
  void choose_columns() {
    header_ = options_.header.present || names_a_column();
    if (!lines_.next([](std::size_t, std::string_view, std::size_t) {}))
      lines_.refuse_file(text_.empty() ? "an empty file" : "no rows", "at least one row");
    fields_ = lines_.count();
    const bool labelled = label_ != CsvLabel::none;
    std::vector<std::size_t> others, chosen;  // columns that are no inputs; inputs
    const auto add_new = [&](std::vector<std::size_t>& list, const CsvColumn& column) {
      const std::size_t index = resolve(column);
      for (const std::vector<std::size_t>* const used : {&others, &chosen})
        if (std::find(used->begin(), used->end(), index) != used->end())
          lines_.refuse_line("column " + std::to_string(index + 1) + " chosen twice", "different columns");
      list.push_back(index);
    };
    if (!options_.input_columns.empty()) {
      note_ = ", as in the first line";
      if (labelled) add_new(others, options_.label_column);
      for (const CsvColumn& column : options_.input_columns) add_new(chosen, column);
    } else {
      const std::size_t skipped = options_.skipped_columns.size(), rest = labelled + skipped;
      if (skipped > 0)
        note_ = std::string(" (") + counted(values_, "input").text + (labelled ? ", the label, " : ", ") +
                grouped(skipped).text + " skipped)";
      if (options_.categories.empty()) lines_.expect_columns(values_ + rest, note_.c_str());
      if (fields_ <= rest || fields_ - rest > values_)
        lines_.refuse_line(counted(fields_, "column").text + lines_.separated(),
                           (values_ > 1 ? std::string(grouped(rest + 1).text) + " to " : std::string()) +
                               counted(values_ + rest, "column").text + note_);
      if (!options_.categories.empty()) note_ = ", as in the first line";
      if (labelled) add_new(others, options_.label_column);
      for (const CsvColumn& column : options_.skipped_columns) add_new(others, column);
      for (std::size_t c = 0; c < fields_; ++c)
        if (std::find(others.begin(), others.end(), c) == others.end()) chosen.push_back(c);
    }
    for (const std::size_t c : chosen) inputs_.push_back({.known = {.index = c}, .levels = {}});
    for (const CsvCategory& category : options_.categories) {
      const std::size_t index = resolve(category.column);
      const auto at = std::find(chosen.begin(), chosen.end(), index);
      if (at == chosen.end())
        lines_.refuse_line("column " + std::to_string(index + 1) + " as a category", "one of the input columns");
      Input& input = inputs_[static_cast<std::size_t>(at - chosen.begin())];
      if (input.known.category)
        lines_.refuse_line("column " + std::to_string(index + 1) + " as a category twice", "different columns");
      input.known.category = true;
      input.levels_are_given = !category.levels.empty();
      input.levels = CsvNames{category.levels};
      precondition(input.levels.size() == category.levels.size(), "CsvCategory::levels must be different texts");
    }
    // The columns that are read, as they follow each other in the text.
    for (const std::size_t c : chosen) sources_.push_back({.index = c});
    if (labelled) sources_.push_back({.index = others.front()});
    std::sort(sources_.begin(), sources_.end(),
              [](const CsvSource& a, const CsvSource& b) { return a.index < b.index; });
    const auto slot_of = [this](std::size_t index) {
      const auto at = std::lower_bound(sources_.begin(), sources_.end(), index,
                                       [](const CsvSource& source, std::size_t i) { return source.index < i; });
      return static_cast<std::size_t>(at - sources_.begin());
    };
    for (Input& input : inputs_) input.slot = slot_of(input.known.index);
    if (labelled) label_slot_ = slot_of(others.front());
    if (options_.header.detected && !header_) header_ = looks_like_names();
    if (header_) name_sources();
  }
  void name_sources() {
    CsvLines header{text_, lines_.name(), options_};
    std::size_t slot = 0;
    header.next([&](std::size_t index, std::string_view text, std::size_t) {
      if (slot < sources_.size() && sources_[slot].index == index) sources_[slot++].name = text;
    });
    for (Input& input : inputs_) input.known.name = sources_[input.slot].name;
  }
  // Whether each field of the first line in a column of numbers is text.
  bool looks_like_names() {
    rewind();
    lines_.next();
    bool any = false;
    const auto is_text = [&](std::size_t slot) {
      any = true;
      const std::string_view field = lines_.text(slot);
      double value = 0;
      std::string copy;
      return !is_missing(field) && !is_number(field, value, copy);
    };
    for (const Input& input : inputs_)
      if (!input.known.category && !is_text(input.slot)) return false;
    const bool counted_label = label_ == CsvLabel::integer && options_.classes.empty() && !options_.learn_classes;
    if ((label_ == CsvLabel::number || counted_label) && !is_text(label_slot_)) return false;
    precondition(any, "CsvOptions::header: without a column of numbers a header is not detected: write true or false");
    return true;
  }

  // ---- What is learned
  void learn() {
    const bool learns = options_.missing.mean || std::any_of(inputs_.begin(), inputs_.end(), [](const Input& input) {
                          return input.known.category && !input.levels_are_given;
                        });
    if (!learns) return;
    rewind();
    std::vector<double> counts(inputs_.size());
    std::vector<double> means(inputs_.size());
    while (next()) {
      for (std::size_t k = 0; k < inputs_.size(); ++k) {
        Input& input = inputs_[k];
        const std::string_view field = lines_.text(input.slot);
        if (input.known.category) {
          if (!input.levels_are_given && !is_missing_here(input.slot, "a category")) add_level(input, field);
        } else if (options_.missing.mean && !is_missing(field)) {
          const double value = number<double>(input.slot), n = ++counts[k];
          means[k] += value / n - means[k] / n;  // no sum, which could be infinite
        }
      }
    }
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      Input& input = inputs_[k];
      if (input.known.category && input.levels.size() == 0)
        lines_.refuse_column(sources_[input.slot], "no category", "at least one");
      if (input.known.category || !options_.missing.mean) continue;
      if (counts[k] < 1) lines_.refuse_column(sources_[input.slot], "no value", "at least one, to fill with the mean");
      input.known.mean = means[k];
    }
  }
  void add_level(Input& input, std::string_view field) {
    if (input.levels.find(field) != CsvNames::none) return;
    if (input.levels.size() + 1 + (inputs_.size() - 1) > values_)
      lines_.refuse_field(input.slot,
                          _detail::quoted(field) + ", category number " + std::to_string(input.levels.size() + 1),
                          std::string(counted(values_, "input").text) + " in all, as the type of a row says");
    input.levels.add(field);
  }
  void apply(const CsvEncoding& encoding) {
    const auto columns_of = [](std::size_t n) { return std::string(counted(n, "input column").text); };
    if (encoding.inputs.size() != inputs_.size())
      lines_.refuse_file(columns_of(inputs_.size()), columns_of(encoding.inputs.size()) + ", as the encoding has");
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      Input& input = inputs_[k];
      const CsvInput& known = encoding.inputs[k];
      const CsvSource& source = sources_[input.slot];
      if (!known.name.empty() && !input.known.name.empty() && known.name != input.known.name)
        lines_.refuse_column(
            source, "another name",
            _detail::quoted(known.name) + " as input number " + std::to_string(k + 1) + ", as the encoding has");
      if (known.category != input.known.category)
        lines_.refuse_column(source, input.known.category ? "a column of categories" : "a column of numbers",
                             known.category ? "categories, as the encoding has (name it in .categories)"
                                            : "numbers, as the encoding has");
      precondition(!input.levels_are_given || input.levels.names() == known.levels,
                   "CsvCategory::levels must be empty or those of the encoding");
      if (options_.missing.mean && !known.category && !known.mean)
        lines_.refuse_column(source, "no mean in the encoding", "one that was learned with CsvOptions::mean");
      input.levels = CsvNames{known.levels};
      input.known.mean = known.mean;
    }
  }
  // Requires as many values as a row has.
  void check_width() const {
    std::size_t width = 0, numbers = 0;
    std::string levels;
    for (const Input& input : inputs_) {
      width += input.known.category ? input.levels.size() : 1;
      if (!input.known.category) ++numbers;
      else if (levels.size() < 200)
        levels += std::string("; ") + counted(input.levels.size(), "category", "categories").text + " of column " +
                  std::to_string(input.known.index + 1) +
                  (input.known.name.empty() ? "" : " (" + _detail::quoted(input.known.name) + ")");
    }
    if (width != values_)
      lines_.refuse_file(
          std::string(counted(width, "input").text) + " (" + counted(numbers, "number").text + levels + ")",
          std::string(grouped(values_).text) + ", as the type of a row says");
  }
  // Begins with the first row.
  void rewind() {
    lines_ = CsvLines{text_, lines_.name(), options_};
    lines_.keep(sources_);
    if (header_) lines_.next([](std::size_t, std::string_view, std::size_t) {});
    rows_ = 0;
  }

  // ---- Fields
  bool is_missing(std::string_view field) const {
    if (field.empty()) return true;
    for (const std::string& text : options_.missing_texts)
      if (field == text) return true;
    if (field.size() > 8 || (is_digit(field[0]) && !field.starts_with("1.#"))) return false;
    constexpr std::array<std::string_view, 18> pandas{"NA",       "N/A",  "n/a",    "NaN",     "-NaN",    "nan",
                                                      "-nan",     "NULL", "null",   "None",    "<NA>",    "#N/A",
                                                      "#N/A N/A", "#NA",  "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"};
    return std::find(pandas.begin(), pandas.end(), field) != pandas.end();
  }
  // The same; an error unless missing values are filled.
  bool is_missing_here(std::size_t slot, const char* expected) const {
    const std::string_view field = lines_.text(slot);
    if (!is_missing(field)) return false;
    if (options_.missing.refused)
      lines_.refuse_field(slot, field.empty() ? "an empty field" : _detail::quoted(field),
                          std::string(expected) + " (.missing says what is put in place of missing values)");
    return true;
  }
  // The field with a decimal point, and without a plus.
  std::string_view with_point(std::string_view field, std::string& copy) const {
    if (field.size() > 1 && field[0] == '+' && field[1] != '-') field.remove_prefix(1);
    if (options_.decimal == '.') return field;
    const std::size_t comma = field.find(',');
    if (comma == field.npos) return field;
    copy = field;
    copy[comma] = '.';
    return copy;
  }
  bool is_number(std::string_view field, double& value, std::string& copy) const {
    if (options_.decimal == ',' && field.find('.') != field.npos) return false;
    const std::string_view number = with_point(field, copy);
    const auto [stop, code] = _detail::parse_number(number.data(), number.data() + number.size(), value);
    return stop == number.data() + number.size() && code != std::errc::invalid_argument && !number.empty();
  }
  /// Parses the field of a slot as a finite number.
  template <class T> T number(std::size_t slot) const {
    const std::string_view field = lines_.text(slot);
    if (field.empty()) lines_.refuse_field(slot, "an empty field", "a number");
    std::string copy;
    const std::string_view number = with_point(field, copy);
    const bool foreign_point = options_.decimal == ',' && field.find('.') != field.npos;
    const char *const first = number.data(), *const end = first + number.size();
    T value{};
    auto [stop, code] = _detail::parse_number(first, end, value);
    if (code == std::errc::result_out_of_range && !foreign_point) {  // too large, or so close to 0 that it rounds to 0
      double wide = 0;
      const bool tiny = _detail::parse_number(first, end, wide).ec == std::errc{}
                            ? wide > -1 && wide < 1
                            : number.find("e-") != number.npos || number.find("E-") != number.npos;
      if (!tiny) lines_.refuse_field(slot, _detail::quoted(field), "a number that fits the type");
      value = static_cast<T>(wide);
      code = std::errc{};
    }
    if (code != std::errc{} || stop != end || foreign_point) {
      if (foreign_point) {
        std::string digits{field};
        (std::erase)(digits, '.');
        double ignored = 0;
        if (is_number(digits, ignored, copy))
          lines_.refuse_field(slot, _detail::quoted(field), "a number with a decimal comma, without points");
      }
      if (options_.decimal == '.' && code == std::errc{} && *stop == ',')
        lines_.refuse_field(slot, _detail::quoted(field),
                            "a number with a decimal point, not a comma (or set .decimal to ',')");
      lines_.refuse_field(slot, _detail::quoted(field),
                          lines_.line() == 1 ? "a number (set .header if the first line holds names)" : "a number");
    }
    constexpr T largest = (std::numeric_limits<T>::max)();
    if (!(value >= -largest && value <= largest)) lines_.refuse_field(slot, _detail::quoted(field), "a finite number");
    return value;
  }
  template <class T> T number_or_fill(const Input& input) const {
    using Wide = std::conditional_t<std::is_floating_point_v<T>, T, double>;
    if (is_missing_here(input.slot, "a number")) {
      return options_.missing.mean ? mean_of<T>(input) : given_value<T>();
    }
    const Wide value = number<Wide>(input.slot);
    if constexpr (!std::is_floating_point_v<T>) {
      constexpr Wide most = (std::numeric_limits<T>::max)();
      if (!(value >= 0 && value <= most) || !_detail::equals(value, static_cast<Wide>(static_cast<T>(value))))
        lines_.refuse_field(input.slot, _detail::quoted(lines_.text(input.slot)), "a whole number from 0 to 255");
    }
    return static_cast<T>(value);
  }
  template <class T> T mean_of(const Input& input) const {
    constexpr double most = static_cast<double>((std::numeric_limits<T>::max)());
    constexpr double least = std::is_floating_point_v<T> ? -most : 0;
    const double mean = *input.known.mean;
    if (!(mean >= least && mean <= most))
      lines_.refuse_column(sources_[input.slot], "a mean of " + std::to_string(mean), "one that fits the type");
    if constexpr (std::is_floating_point_v<T>) return static_cast<T>(mean);
    else return static_cast<T>(mean + 0.5);
  }
  template <class T> T given_value() const {
    const double value = options_.missing.value;
    constexpr double most = static_cast<double>((std::numeric_limits<T>::max)());
    if constexpr (std::is_floating_point_v<T>)
      precondition(value >= -most && value <= most, "CsvOptions::missing is a number that does not fit the type");
    else
      precondition(value >= 0 && value <= most && _detail::equals(value, std::floor(value)),
                   "CsvOptions::missing must be a whole number from 0 to 255 where inputs are bytes");
    return static_cast<T>(value);
  }
  // The level of a category; CsvNames::none where it is missing.
  std::size_t level(const Input& input) const {
    const std::string_view field = lines_.text(input.slot);
    const std::size_t level = input.levels.find(field);
    if (level == CsvNames::none && !is_missing_here(input.slot, "a category"))
      lines_.refuse_field(input.slot, _detail::quoted(field), input.levels.one_of());
    return level;
  }
  template <class Label> Label class_index() {
    const std::string_view field = lines_.text(label_slot_);
    constexpr double most = static_cast<double>((std::numeric_limits<Label>::max)()) + 1, exact = 0x1p53;
    double limit = most < exact ? most : exact;
    if (options_.class_count > 0 && static_cast<double>(options_.class_count) < limit)
      limit = static_cast<double>(options_.class_count);
    if (known_classes_ || options_.learn_classes) {
      std::size_t index = classes_.find(field);
      if (index == CsvNames::none) {
        if (known_classes_) lines_.refuse_field(label_slot_, _detail::quoted(field), classes_.one_of());
        if (field.empty()) lines_.refuse_field(label_slot_, "an empty field", "the name of a class");
        if (static_cast<double>(classes_.size()) >= limit)
          lines_.refuse_field(
              label_slot_, _detail::quoted(field) + ", class number " + grouped(classes_.size() + 1).text,
              std::string("at most ") + counted(static_cast<std::uintmax_t>(limit), "class", "classes").text);
        index = classes_.add(field);
      }
      return static_cast<Label>(index);
    }
    const double number = this->number<double>(label_slot_);
    if (!(number >= 0 && number < limit) || !_detail::equals(number, static_cast<double>(static_cast<Label>(number))))
      lines_.refuse_field(label_slot_, _detail::quoted(field),
                          std::string("a class index below ") + grouped(static_cast<std::uintmax_t>(limit)).text +
                              " (if labels are names, set .classes or .learn_classes)");
    return static_cast<Label>(number);
  }

  std::string_view text_;
  const CsvOptions& options_;
  std::size_t values_;
  CsvLabel label_;
  CsvLines lines_;
  std::vector<CsvSource> sources_ = {};
  std::vector<Input> inputs_ = {};
  CsvNames classes_ = {};
  std::string note_ = {};
  std::size_t fields_ = 0, rows_ = 0, label_slot_ = 0;
  bool header_ = false, known_classes_ = false;
};

}  // namespace sinew::_detail
