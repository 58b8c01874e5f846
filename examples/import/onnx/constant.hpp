#pragma once
// Constants of a graph.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <onnx/onnx_pb.h>

#include <sinew/io/narrow.hpp>

#include "../draft.hpp"
#include "../memory.hpp"

namespace importer {

/// What the numbers of a type are computed as: FLOAT16 and BFLOAT16 as float, integers of all widths and truth values
/// as integers of 64 bits.
enum class Kind { real32, real64, integer };

/// A type of elements that is understood.
struct ElementType {
  onnx::TensorProto::DataType type;
  const char* name;
  std::size_t width;
  Kind kind;
};
inline constexpr ElementType element_types[]{{onnx::TensorProto::FLOAT, "FLOAT", 4, Kind::real32},
                                             {onnx::TensorProto::DOUBLE, "DOUBLE", 8, Kind::real64},
                                             {onnx::TensorProto::INT64, "INT64", 8, Kind::integer},
                                             {onnx::TensorProto::FLOAT16, "FLOAT16", 2, Kind::real32},
                                             {onnx::TensorProto::BFLOAT16, "BFLOAT16", 2, Kind::real32},
                                             {onnx::TensorProto::INT32, "INT32", 4, Kind::integer},
                                             {onnx::TensorProto::BOOL, "BOOL", 1, Kind::integer}};
/// The type of what is computed.
constexpr const ElementType& type_of(Kind kind) { return element_types[static_cast<std::size_t>(kind)]; }

/// A tensor whose values are known. Its elements stay as the file has them, little-endian, and become wider one by one,
/// when they are read. Copies share them.
class Constant {
 public:
  Extents extents;
  /// Which of the integers are the size of the batch, which is not known. Empty if none is.
  std::vector<bool> batch;

  /// Of these elements.
  Constant(Extents of, const ElementType& type, std::string bytes, const std::shared_ptr<Memory>& memory)
      : extents(std::move(of)),
        type_(&type),
        size_(bytes.size() / type.width),
        bytes_(Constant::counted(std::move(bytes), memory)) {}

  const ElementType& type() const { return *type_; }
  Kind kind() const { return type_->kind; }
  bool is_integer() const { return kind() == Kind::integer; }
  bool is_batch(std::size_t i) const { return !batch.empty() && batch[i]; }
  std::size_t size() const { return size_; }

  /// Element i as T: double, or what its kind is computed as.
  template <class T = double> T number(std::size_t i) const {
    namespace detail = sinew::_detail;
    const unsigned char* const at = place(i);
    switch (type_->type) {
      case onnx::TensorProto::FLOAT:
        return static_cast<T>(detail::from_little_endian<float>(at));
      case onnx::TensorProto::DOUBLE:
        return static_cast<T>(detail::from_little_endian<double>(at));
      case onnx::TensorProto::FLOAT16:
        return static_cast<T>(detail::binary16::to(detail::from_little_endian<std::uint16_t>(at)));
      case onnx::TensorProto::BFLOAT16:
        return static_cast<T>(detail::bfloat16::to(detail::from_little_endian<std::uint16_t>(at)));
      case onnx::TensorProto::INT64:
        return static_cast<T>(detail::from_little_endian<std::int64_t>(at));
      case onnx::TensorProto::INT32:
        return static_cast<T>(detail::from_little_endian<std::int32_t>(at));
      default:
        return static_cast<T>(*at != 0 ? 1 : 0);
    }
  }
  std::int64_t integer(std::size_t i) const { return number<std::int64_t>(i); }
  /// All integers.
  std::vector<std::int64_t> integers() const;

  /// Number k is that of element index(k).
  template <class Index> Numbers numbers(std::size_t count, Index index) const {
    return Numbers(count, [constant = *this, index](std::size_t k) { return constant.number(index(k)); });
  }
  Numbers numbers() const {
    return numbers(size(), [](std::size_t k) { return k; });
  }

  // ---- Of a new constant, whose elements nobody shares.

  /// Sets element i to a number of its type, or to the bits of one of 16 bits.
  template <class T> void set(std::size_t i, T number) { sinew::_detail::to_little_endian(number, place(i)); }
  /// Sets element i to element k of a constant of the same kind: of the same type or wider.
  void set(std::size_t i, const Constant& from, std::size_t k);

 private:
  unsigned char* place(std::size_t i) const {
    return reinterpret_cast<unsigned char*>(bytes_->data()) + i * type_->width;
  }
  static std::shared_ptr<std::string> counted(std::string bytes, const std::shared_ptr<Memory>& memory);

  const ElementType* type_;
  std::size_t size_;
  std::shared_ptr<std::string> bytes_;
};

/// f(T()) for the type T that numbers of the kind are computed as.
template <class F> auto with_type_of(Kind kind, F&& f) {
  if (kind == Kind::integer) return f(std::int64_t{});
  return kind == Kind::real64 ? f(double{}) : f(float{});
}

/// "name", with what cannot be printed replaced and what is long cut.
std::string in_quotes(const std::string& text);

}  // namespace importer
