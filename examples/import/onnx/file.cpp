#include "file.hpp"

#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/wire_format_lite.h>

namespace importer {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::FileInputStream;

/// An open file. Closes it.
class Input {
 public:
  explicit Input(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw import_error((path + ": it cannot be opened").c_str());
    const ::off_t end = ::lseek(descriptor_, 0, SEEK_END);
    if (end < 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0) {
      ::close(descriptor_);
      throw import_error((path + ": it is no file that can be read twice").c_str());
    }
    size_ = static_cast<std::uint64_t>(end);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() { ::close(descriptor_); }
  int descriptor() const { return descriptor_; }
  std::uint64_t size() const { return size_; }

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
};

/// Walks over a message without making it, and counts the bytes that its objects would take.
class Survey {
 public:
  explicit Survey(CodedInputStream& in) : in_(in) {}
  std::uint64_t bytes = 0;  ///< of memory, other than long strings
  bool walk(const Descriptor& type, int depth) {
    if (depth > 100) return false;
    while (const std::uint32_t tag = in_.ReadTag()) {
      const FieldDescriptor* field = type.FindFieldByNumber(static_cast<int>(tag >> 3));
      if ((tag & 7) != 2) {
        bytes += 8;  // an element of a list of numbers
        if (!google::protobuf::internal::WireFormatLite::SkipField(&in_, tag)) return false;
        continue;
      }
      std::uint32_t length = 0;
      if (!in_.ReadVarint32(&length) || length > static_cast<std::uint32_t>(std::numeric_limits<int>::max()))
        return false;
      if (field == nullptr) {
        bytes += 64 + length;
        if (!in_.Skip(static_cast<int>(length))) return false;
      } else if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
        bytes += size_of(*field->message_type()) + 16;  // and its place in a list
        const CodedInputStream::Limit limit = in_.PushLimit(static_cast<int>(length));
        if (!walk(*field->message_type(), depth + 1) || in_.BytesUntilLimit() != 0) return false;
        in_.PopLimit(limit);
      } else {
        const FieldDescriptor::CppType held = field->cpp_type();
        if (held == FieldDescriptor::CPPTYPE_STRING) bytes += 40 + (length > 15 ? length + 1 : 0);
        else if (field->type() == FieldDescriptor::TYPE_FLOAT || field->type() == FieldDescriptor::TYPE_DOUBLE)
          bytes += length;
        else bytes += std::uint64_t{8} * length;  // numbers of at least one byte each
        if (!in_.Skip(static_cast<int>(length))) return false;
      }
    }
    return in_.ConsumedEntireMessage();
  }

 private:
  /// The size of an object without contents.
  std::uint64_t size_of(const Descriptor& type) {
    const auto [found, is_new] = sizes_.try_emplace(&type, 0);
    if (is_new)
      found->second = google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->SpaceUsedLong();
    return found->second;
  }
  CodedInputStream& in_;
  std::unordered_map<const Descriptor*, std::uint64_t> sizes_;
};

template <class T> T from_little_endian(const char* bytes) {
  using Bits = std::conditional_t<sizeof(T) == 1, std::uint8_t,
                                  std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                                     std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;
  Bits bits = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    bits =
        static_cast<Bits>(bits | static_cast<Bits>(static_cast<Bits>(static_cast<unsigned char>(bytes[i])) << (8 * i)));
  return std::bit_cast<T>(bits);
}
float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16, exponent = (half >> 10) & 31u, fraction = half & 0x3ffu;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent == 0) {
    const float small = static_cast<float>(fraction) * 0x1p-24f;
    return sign ? -small : small;
  }
  return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}
float bfloat16_to_float(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

/// The types of elements that are understood.
struct Element {
  onnx::TensorProto::DataType type;
  const char* name;
  std::size_t width;
};
constexpr Element elements[]{{onnx::TensorProto::FLOAT, "FLOAT", 4},     {onnx::TensorProto::DOUBLE, "DOUBLE", 8},
                             {onnx::TensorProto::FLOAT16, "FLOAT16", 2}, {onnx::TensorProto::BFLOAT16, "BFLOAT16", 2},
                             {onnx::TensorProto::INT64, "INT64", 8},     {onnx::TensorProto::INT32, "INT32", 4},
                             {onnx::TensorProto::BOOL, "BOOL", 1}};

/// f(i) for each element gives its value.
template <class T, class F> std::vector<T> collect(std::size_t count, F&& f) {
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = f(i);
  return values;
}

class Reader {
 public:
  Reader(onnx::TensorProto& tensor, const std::string& folder, const std::string& place)
      : tensor_(tensor),
        folder_(folder),
        place_(place) {}

  Constant take() {
    Constant result;
    const Element* element = nullptr;
    for (const Element& known : elements)
      if (known.type == tensor_.data_type()) element = &known;
    if (element == nullptr)
      refuse("its data_type is " + std::to_string(tensor_.data_type()) +
             "; FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT64, INT32 and BOOL are understood");
    if (tensor_.has_segment()) refuse("it has a segment; the whole tensor would be needed");
    std::size_t count = 1;
    for (const std::int64_t extent : tensor_.dims()) {
      if (extent < 0) refuse("an extent is " + std::to_string(extent));
      const auto e = static_cast<std::uint64_t>(extent);
      if (e != 0 && count > (std::size_t{1} << 40) / e) refuse("its extents are too large");
      count *= static_cast<std::size_t>(e);
      result.extents.push_back(static_cast<std::size_t>(e));
    }
    if (tensor_.dims_size() > 32) refuse("it has " + std::to_string(tensor_.dims_size()) + " extents");
    if (tensor_.data_location() == onnx::TensorProto::EXTERNAL) read_external(*element, count);
    else if (tensor_.external_data_size() > 0) refuse("it has external_data, but its data_location is not EXTERNAL");
    if (tensor_.has_raw_data()) {
      if (tensor_.raw_data().size() != count * element->width)
        refuse("raw_data has " + std::to_string(tensor_.raw_data().size()) + " bytes, its extents need " +
               std::to_string(count * element->width));
      convert_raw(*element, count, result);
    } else convert_lists(*element, count, result);
    onnx::TensorProto().Swap(&tensor_);  // Clear() keeps the memory
    return result;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw import_error((place_ + ": " + what).c_str()); }

  void convert_raw(const Element& element, std::size_t count, Constant& to) {
    const char* raw = tensor_.raw_data().data();
    switch (element.type) {
      case onnx::TensorProto::FLOAT:
        to.values =
            collect<float>(count, [&](std::size_t i) { return importer::from_little_endian<float>(raw + 4 * i); });
        break;
      case onnx::TensorProto::DOUBLE:
        to.values =
            collect<double>(count, [&](std::size_t i) { return importer::from_little_endian<double>(raw + 8 * i); });
        break;
      case onnx::TensorProto::FLOAT16:
        to.values = collect<float>(count, [&](std::size_t i) {
          return importer::half_to_float(importer::from_little_endian<std::uint16_t>(raw + 2 * i));
        });
        break;
      case onnx::TensorProto::BFLOAT16:
        to.values = collect<float>(count, [&](std::size_t i) {
          return importer::bfloat16_to_float(importer::from_little_endian<std::uint16_t>(raw + 2 * i));
        });
        break;
      case onnx::TensorProto::INT64:
        to.values = collect<std::int64_t>(
            count, [&](std::size_t i) { return importer::from_little_endian<std::int64_t>(raw + 8 * i); });
        break;
      case onnx::TensorProto::INT32:
        to.values = collect<std::int64_t>(
            count, [&](std::size_t i) { return importer::from_little_endian<std::int32_t>(raw + 4 * i); });
        break;
      default:
        to.values = collect<std::int64_t>(count, [&](std::size_t i) { return raw[i] != 0; });
        break;
    }
  }
  void convert_lists(const Element& element, std::size_t count, Constant& to) {
    const auto check = [&](const auto& list, const char* name) {
      if (static_cast<std::size_t>(list.size()) != count)
        refuse(std::string(name) + " has " + std::to_string(list.size()) + " values, its extents need " +
               std::to_string(count));
    };
    const auto half = [&](std::size_t i) {
      const std::int32_t bits = tensor_.int32_data(static_cast<int>(i));
      if (bits < 0 || bits > 0xffff) refuse("int32_data holds " + std::to_string(bits) + " for a number of 16 bits");
      return static_cast<std::uint16_t>(bits);
    };
    switch (element.type) {
      case onnx::TensorProto::FLOAT:
        check(tensor_.float_data(), "float_data");
        to.values = std::vector<float>(tensor_.float_data().begin(), tensor_.float_data().end());
        break;
      case onnx::TensorProto::DOUBLE:
        check(tensor_.double_data(), "double_data");
        to.values = std::vector<double>(tensor_.double_data().begin(), tensor_.double_data().end());
        break;
      case onnx::TensorProto::INT64:
        check(tensor_.int64_data(), "int64_data");
        to.values = std::vector<std::int64_t>(tensor_.int64_data().begin(), tensor_.int64_data().end());
        break;
      case onnx::TensorProto::FLOAT16:
      case onnx::TensorProto::BFLOAT16:
        check(tensor_.int32_data(), "int32_data");
        to.values = collect<float>(count, [&](std::size_t i) {
          return element.type == onnx::TensorProto::FLOAT16 ? importer::half_to_float(half(i))
                                                            : importer::bfloat16_to_float(half(i));
        });
        break;
      default:
        check(tensor_.int32_data(), "int32_data");
        to.values = std::vector<std::int64_t>(tensor_.int32_data().begin(), tensor_.int32_data().end());
    }
  }
  /// Reads the values into raw_data. The file must lie in the model's folder or below it.
  void read_external(const Element& element, std::size_t count) {
    std::string location;
    std::uint64_t offset = 0, length = std::uint64_t{count} * element.width;
    const auto number = [&](const std::string& key, const std::string& value) {
      std::uint64_t n = 0;
      if (value.empty() || value.size() > 18) refuse("external_data: " + key + " is " + in_quotes(value));
      for (const char c : value) {
        if (c < '0' || c > '9') refuse("external_data: " + key + " is " + in_quotes(value));
        n = n * 10 + static_cast<std::uint64_t>(c - '0');
      }
      return n;
    };
    for (const onnx::StringStringEntryProto& entry : tensor_.external_data()) {
      if (entry.key() == "location") location = entry.value();
      else if (entry.key() == "offset") offset = number("offset", entry.value());
      else if (entry.key() == "length") {
        if (number("length", entry.value()) != length)
          refuse("external_data: length is " + in_quotes(entry.value()) + ", its extents need " +
                 std::to_string(length));
      } else if (entry.key() != "checksum") refuse("external_data: " + in_quotes(entry.key()) + " is not understood");
    }
    namespace fs = std::filesystem;
    const fs::path relative(location);
    bool leaves = location.empty() || relative.is_absolute() || location.find('\0') != std::string::npos;
    for (const fs::path& part : relative) leaves = leaves || part == "..";
    if (leaves)
      refuse("external_data: location is " + in_quotes(location) + "; a file in the model's folder would be needed");
    std::error_code failed;
    const fs::path folder = fs::canonical(folder_.empty() ? "." : folder_, failed);
    const fs::path file = failed ? fs::path() : fs::canonical(folder / relative, failed);
    if (failed) refuse("external_data: " + in_quotes(location) + " cannot be opened");
    if (!fs::is_regular_file(file, failed) ||
        std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first != folder.end())
      refuse("external_data: " + in_quotes(location) + " is a link out of the model's folder, or no file");
    const std::uint64_t size = fs::file_size(file, failed);
    if (failed || offset > size || length > size - offset)
      refuse("external_data: " + in_quotes(location) + " has " + std::to_string(size) + " bytes; " +
             std::to_string(length) + " are needed from byte " + std::to_string(offset) + " on");
    std::string raw(static_cast<std::size_t>(length), '\0');
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    if (!in.read(raw.data(), static_cast<std::streamsize>(length)))
      refuse("external_data: " + in_quotes(location) + " cannot be read");
    tensor_.set_raw_data(std::move(raw));
  }

  onnx::TensorProto& tensor_;
  const std::string& folder_;
  const std::string& place_;
};

}  // namespace

std::string in_quotes(const std::string& text) {
  constexpr std::size_t most = 60;
  std::string result = "\"";
  for (const char c : text.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte >= 0x7f || c == '"' ? '?' : c;
  }
  return result + (text.size() > most ? "…\"" : "\"");
}

void read_message(const std::string& path, google::protobuf::Message& message) {
  const Input file(path);
  const auto no_message = [&](const std::string& why) { throw import_error((path + ": " + why).c_str()); };
  if (file.size() > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
    no_message(
        "it has more than 2 GiB, which no message of protobuf can have; large tensors belong in files beside it");
  {
    FileInputStream bytes(file.descriptor());
    CodedInputStream in(&bytes);
    Survey survey(in);
    if (!survey.walk(*message.GetDescriptor(), 0))
      no_message("it is no " + message.GetDescriptor()->name() + " of ONNX: damaged, cut off or nested too deep");
    if (survey.bytes > 2 * file.size() + (1u << 20))
      no_message("its " + std::to_string(file.size()) + " bytes describe objects of more than " +
                 std::to_string(survey.bytes) + " bytes; a model's file has mostly weights");
  }
  ::lseek(file.descriptor(), 0, SEEK_SET);
  FileInputStream bytes(file.descriptor());
  CodedInputStream in(&bytes);
  in.SetRecursionLimit(100);
  if (!message.ParsePartialFromCodedStream(&in) || !in.ConsumedEntireMessage())
    no_message("it is no " + message.GetDescriptor()->name() + " of ONNX: damaged or cut off");
}

Constant take_constant(onnx::TensorProto& tensor, const std::string& folder, const std::string& place) {
  return Reader(tensor, folder, place).take();
}

}  // namespace importer
