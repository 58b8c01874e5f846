/// parse_csv and read_csv, for rows of several lengths, labels and layouts, and what they learn.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/data/csv.hpp>

#include "fuzz.hpp"

using namespace sinew;

namespace {

template <class T> void add(std::string& text, const T& value) {
  char number[64];
  if constexpr (std::is_floating_point_v<T>) std::snprintf(number, sizeof number, "%.17g", static_cast<double>(value));
  else std::snprintf(number, sizeof number, "%lld", static_cast<long long>(value));
  text += number;
}
template <class T> bool is_right(const T& value) {
  if constexpr (std::is_floating_point_v<T>) return std::isfinite(value);
  else return true;
}
template <class T> bool same(const T& a, const T& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// The rows as text with commas, their label last, and what they are read as again.
template <std::size_t N, class Label, class T> bool reads_back(const CsvResult<N, Label, T>& data) {
  constexpr bool labelled = !std::is_void_v<Label>;
  const auto& rows = [&]() -> const auto& {
    if constexpr (labelled) return data.inputs;
    else return data;
  }
  ();
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t k = 0; k < N; ++k) {
      if (!is_right(rows[i][k])) return false;
      if (k > 0) text += ',';
      add(text, rows[i][k]);
    }
    if constexpr (labelled) {
      if (!is_right(data.targets[i])) return false;
      text += ',';
      add(text, data.targets[i]);
    }
    text += '\n';
  }
  const auto again = parse_csv<N, Label, T>(text);
  if constexpr (labelled) {
    if (again.size() != data.size()) return false;
    for (std::size_t i = 0; i < data.size(); ++i)
      if (!same(again.inputs[i], data.inputs[i]) || !same(again.targets[i], data.targets[i])) return false;
  } else {
    if (again.size() != data.size()) return false;
    for (std::size_t i = 0; i < data.size(); ++i)
      if (!same(again[i], data[i])) return false;
  }
  return true;
}

template <std::size_t N, class Label, class T>
void check(const fuzz::File& file, std::string_view bytes, const CsvOptions& options) {
  CsvResult<N, Label, T> read, parsed;
  const auto size_of = [](const auto& data) {  // a vector that grows has its old numbers and twice as many
    if constexpr (std::is_void_v<Label>) return 3 * sizeof data[0] * data.size();
    else return 3 * (sizeof data.inputs[0] + sizeof data.targets[0]) * data.size();
  };
  // Of a file with an error the caller sees nothing. Each number has a character and a separator.
  const auto data = [&] { return read.size() > 0 ? size_of(read) : 3 * bytes.size() * sizeof(T); };
  std::string read_says, parsed_says;
  const bool succeeds = fuzz::loads<csv_error>(
      file.path(), fuzz::memory_for(bytes), [&] { read = read_csv<N, Label, T>(file.path(), options); }, data);
  try {
    parsed = parse_csv<N, Label, T>(bytes, options, file.path());
    fuzz::require(succeeds, "a file is read as its text");
  } catch (const csv_error& e) {
    fuzz::require(!succeeds, "a file is refused as its text is");
    std::size_t lines = 1;
    for (const char c : bytes) lines += c == '\n' || c == '\r';
    fuzz::require(e.line <= lines && e.column <= bytes.size() + 1, "an error is within the text");
    return;
  }
  fuzz::require(read.size() == parsed.size() && read.size() > 0, "a file has the rows of its text");
  fuzz::require((reads_back<N, Label, T>(read)), "numbers are finite and read back");
  if constexpr (std::is_integral_v<Label>)
    for (const Label label : read.targets) {
      if (options.class_count > 0)
        fuzz::require(std::cmp_less(label, options.class_count), "a class is below .class_count");
      if (!options.classes.empty())
        fuzz::require(std::cmp_less(label, options.classes.size()), "a class is one of .classes");
    }
}

/// What is learned from a text reads the text as it was read.
template <std::size_t N, class Label, class T>
void check_learned(const fuzz::File& file, std::string_view bytes, const CsvOptions& options) {
  check<N, Label, T>(file, bytes, options);
  CsvEncoding encoding;
  CsvResult<N, Label, T> first, again;
  try {
    first = parse_csv<N, Label, T>(bytes, options, encoding);
  } catch (const csv_error&) {
    fuzz::require(encoding.empty() && encoding.classes.empty(), "nothing is learned of a text that is refused");
    return;
  }
  std::size_t width = 0;
  for (const CsvInput& input : encoding.inputs) width += input.category ? input.levels.size() : 1;
  fuzz::require(width == N, "levels and numbers are the inputs");
  try {
    again = read_csv<N, Label, T>(file.path(), options, static_cast<const CsvEncoding&>(encoding));
  } catch (const csv_error& e) {
    fuzz::require(false, std::string("a text is read by what was learned of it: ") + e.what());
  }
  if constexpr (std::is_void_v<Label>) fuzz::require(first == again, "what was learned gives the same rows");
  else {
    fuzz::require(first.inputs == again.inputs && first.targets == again.targets,
                  "what was learned gives the same data");
    if (options.learn_classes)
      for (const Label label : first.targets)
        fuzz::require(static_cast<std::size_t>(label) < encoding.classes.size(), "a class has a name");
  }
}

}  // namespace

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  static const CsvOptions plain, header{.header = true}, semicolon{.separator = ';'},
      first{.label_column = 0, .class_count = 3}, spaces{.separator = ' ', .header = true},
      named{.classes = {"setosa", "a \"b\", c", ""}};
  check<1, void, float>(file, bytes, plain);
  check<3, void, float>(file, bytes, header);
  check<2, float, float>(file, bytes, semicolon);
  check<2, std::uint8_t, float>(file, bytes, first);
  check<2, void, double>(file, bytes, spaces);
  check<1, std::uint8_t, double>(file, bytes, named);

  static const CsvOptions by_name{.comment = '#', .input_columns = {"b", "a"}, .missing = -1, .missing_texts = {"?"}},
      skips{.header = CsvOptions::detected, .skipped_columns = {1}, .label_column = 0},
      blanks{.separator = CsvOptions::blanks, .comment = '%', .header = CsvOptions::detected},
      comma{.separator = ';', .decimal = ',', .missing = CsvOptions::mean},
      tabs{.separator = '\t', .categories = {0, {1, {"x", "NA"}}}, .missing = 0, .learn_classes = true},
      pixels{.missing = CsvOptions::mean, .label_column = 1, .learn_classes = true, .class_count = 3};
  check<2, void, float>(file, bytes, by_name);
  check<1, int, double>(file, bytes, skips);
  check<2, void, double>(file, bytes, blanks);
  check_learned<2, void, float>(file, bytes, comma);
  check_learned<4, std::uint8_t, float>(file, bytes, tabs);
  check_learned<2, std::uint8_t, std::uint8_t>(file, bytes, pixels);
}

std::vector<fuzz::Seed> fuzz::seeds() {
  return {{"numbers", "1\n-2.5e3\n.25\n"},
          {"header", "a,b,\"c, d\"\r\n1,2,3\r\n4,5,+.6\r\n"},
          {"semicolons", "1;2;3\n\n4;-5e-400;1e38\n"},
          {"label_first", "\xef\xbb\xbf\"2\",10,20\n0, 30 ,\t40\n"},
          {"spaces", "x y\n1 2\n3 4\n"},
          {"names", "1.5,setosa\n2.5,\"a \"\"b\"\", c\"\n3,\"\"\n"},
          {"not_closed", "1,\"setosa\n"},
          {"by_name", "# made\rc,a,b\r1,NA,?\r,3,4\r"},
          {"skipped", "y,\"a\nb\",x\n1,text,2.5\n0,,3\n"},
          {"blanks", "% made\n a b\n 1   2 \n\t3 \"4\"\n"},
          {"decimal_comma", "1,5;\n;,25\n3;4\n"},
          {"categories", "Bonn\tx\tyes\nUlm\t\tno\nUlm\tNA\tyes\n"},
          {"pixels", "0,cat,255\n7,dog,NA\n"},
          {"many_fields", std::string(60'000, ',') + "\n"},
          {"long_field", std::string(50'000, '1') + "\n"},
          {"lines",
           [] {
             std::string text;
             for (int i = 0; i < 20'000; ++i) text += "1\n";
             return text;
           }()},
          {"infinite", "nan\n"},
          {"beyond_float", "1e39,1,2\n"},
          {"letters",
           "1,\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
           "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xe2\x82\xac\xe2\x82\xac\n"}};
}
