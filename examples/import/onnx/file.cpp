#include "file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <sinew/io/file_mapping.hpp>
#include <sinew/io/regular_file.hpp>

namespace importer {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::io::CodedInputStream;

/// A file as memory.
class Input {
 public:
  explicit Input(const std::string& path) {
    std::string fault;
    const sinew::_detail::File file = sinew::_detail::open_regular_file(path, fault);
    long end = 0;
    if (file != nullptr && (std::fseek(file.get(), 0, SEEK_END) != 0 || (end = std::ftell(file.get())) < 0))
      fault = std::strerror(errno);
    if (fault.empty() && end > 0) mapping_ = {file.get(), static_cast<std::size_t>(end), fault};
    if (!fault.empty()) throw import_error((path + ": it cannot be opened: " + fault).c_str());
    size_ = static_cast<std::size_t>(end);
  }
  std::size_t size() const { return size_; }
  const std::uint8_t* data() const { return static_cast<const std::uint8_t*>(mapping_.data()); }

 private:
  sinew::_detail::FileMapping mapping_;
  std::size_t size_ = 0;
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

class Reader {
 public:
  Reader(onnx::TensorProto& tensor, const std::string& folder, const std::string& place,
         const std::shared_ptr<Memory>& memory)
      : tensor_(tensor),
        folder_(folder),
        place_(place),
        memory_(memory) {}

  Constant take() {
    const ElementType* type = nullptr;
    for (const ElementType& known : element_types)
      if (known.type == tensor_.data_type()) type = &known;
    if (type == nullptr)
      refuse("its data_type is " + std::to_string(tensor_.data_type()) +
             "; FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT64, INT32 and BOOL are understood");
    if (tensor_.has_segment()) refuse("it has a segment; the whole tensor would be needed");
    std::size_t count = 1;
    Extents extents;
    for (const std::int64_t extent : tensor_.dims()) {
      if (extent < 0) refuse("an extent is " + std::to_string(extent));
      const auto e = static_cast<std::uint64_t>(extent);
      if (e != 0 && count > (std::size_t{1} << 40) / e) refuse("its extents are too large");
      count *= static_cast<std::size_t>(e);
      extents.push_back(static_cast<std::size_t>(e));
    }
    if (tensor_.dims_size() > 32) refuse("it has " + std::to_string(tensor_.dims_size()) + " extents");
    std::string bytes;
    if (tensor_.data_location() == onnx::TensorProto::EXTERNAL) bytes = read_external(count * type->width);
    else if (tensor_.external_data_size() > 0) refuse("it has external_data, but its data_location is not EXTERNAL");
    else if (tensor_.has_raw_data()) bytes = std::move(*tensor_.mutable_raw_data());
    else bytes = read_lists(*type, count);
    if (bytes.size() != count * type->width)
      refuse("raw_data has " + std::to_string(bytes.size()) + " bytes, its extents need " +
             std::to_string(count * type->width));
    onnx::TensorProto().Swap(&tensor_);  // Clear() keeps the memory
    return Constant(std::move(extents), *type, std::move(bytes), memory_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw import_error((place_ + ": " + what).c_str()); }

  void check_room(std::size_t bytes) const {
    if (!memory_->has_room(bytes)) refuse("its values would take more memory than twice the file");
  }
  /// The bytes of numbers that a message has as a list, which makes them wider than some are.
  std::string read_lists(const ElementType& type, std::size_t count) const {
    std::string bytes;
    const auto copy = [&]<class T>(const auto& list, const char* name, T) {
      if (static_cast<std::size_t>(list.size()) != count)
        refuse(std::string(name) + " has " + std::to_string(list.size()) + " values, its extents need " +
               std::to_string(count));
      check_room(count * sizeof(T));
      bytes.resize(count * sizeof(T));
      auto* at = reinterpret_cast<unsigned char*>(bytes.data());
      for (const auto number : list) {
        if (sizeof(T) == 2 && (number < 0 || number > 0xffff))
          refuse("int32_data holds " + std::to_string(number) + " for a number of 16 bits");
        sinew::_detail::to_little_endian(sizeof(T) == 1 ? static_cast<T>(number != 0) : static_cast<T>(number), at);
        at += sizeof(T);
      }
    };
    if (type.type == onnx::TensorProto::FLOAT) copy(tensor_.float_data(), "float_data", float{});
    else if (type.type == onnx::TensorProto::DOUBLE) copy(tensor_.double_data(), "double_data", double{});
    else if (type.type == onnx::TensorProto::INT64) copy(tensor_.int64_data(), "int64_data", std::int64_t{});
    else if (type.width == 4) copy(tensor_.int32_data(), "int32_data", std::int32_t{});
    else if (type.width == 2) copy(tensor_.int32_data(), "int32_data", std::uint16_t{});
    else copy(tensor_.int32_data(), "int32_data", std::uint8_t{});
    return bytes;
  }
  /// The bytes in another file, which must lie in the model's folder or below it.
  std::string read_external(std::size_t bytes) const {
    std::string location;
    std::uint64_t offset = 0, length = bytes;
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
    memory_->add_file(file.string(), size);
    check_room(bytes);
    std::string raw(bytes, '\0');
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    if (!in.read(raw.data(), static_cast<std::streamsize>(length)))
      refuse("external_data: " + in_quotes(location) + " cannot be read");
    return raw;
  }

  onnx::TensorProto& tensor_;
  const std::string& folder_;
  const std::string& place_;
  const std::shared_ptr<Memory>& memory_;
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

std::size_t read_message(const std::string& path, google::protobuf::Message& message, Memory& memory) {
  const Input file(path);
  const auto no_message = [&](const std::string& why) { throw import_error((path + ": " + why).c_str()); };
  if (file.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    no_message(
        "it has more than 2 GiB, which no message of protobuf can have; large tensors belong in files beside it");
  memory.add_file(path, file.size());
  CodedInputStream survey_in(file.data(), static_cast<int>(file.size())),
      in(file.data(), static_cast<int>(file.size()));
  Survey survey(survey_in);
  if (!survey.walk(*message.GetDescriptor(), 0))
    no_message("it is no " + message.GetDescriptor()->name() + " of ONNX: damaged, cut off or nested too deep");
  if (!memory.has_room(survey.bytes))
    no_message("its " + std::to_string(file.size()) + " bytes describe objects of more than " +
               std::to_string(survey.bytes) + " bytes; a model's file has mostly weights");
  in.SetRecursionLimit(100);
  if (!message.ParsePartialFromCodedStream(&in) || !in.ConsumedEntireMessage())
    no_message("it is no " + message.GetDescriptor()->name() + " of ONNX: damaged or cut off");
  memory.take(survey.bytes);
  return survey.bytes;
}

Constant take_constant(onnx::TensorProto& tensor, const std::string& folder, const std::string& place,
                       const std::shared_ptr<Memory>& memory) {
  return Reader(tensor, folder, place, memory).take();
}

std::shared_ptr<std::string> Constant::counted(std::string bytes, const std::shared_ptr<Memory>& memory) {
  memory->take(bytes.size());
  return {new std::string(std::move(bytes)), [memory](const std::string* last) {
            memory->give_back(last->size());
            delete last;
          }};
}
std::vector<std::int64_t> Constant::integers() const {
  std::vector<std::int64_t> all(size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = integer(i);
  return all;
}
void Constant::set(std::size_t i, const Constant& from, std::size_t k) {
  if (type_ == from.type_) std::memcpy(place(i), from.place(k), type_->width);
  else importer::with_type_of(kind(), [&]<class T>(T) { set(i, from.number<T>(k)); });
}

}  // namespace importer
