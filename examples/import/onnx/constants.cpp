// Operators on constants, and Shape: what computes the arguments of other nodes.

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "file.hpp"
#include "operators.hpp"

namespace importer {

namespace {

/// A constant of which element k is element index(k) of another one. index is called in order.
template <class F> Constant mapped(const Node& node, const Constant& from, Extents extents, F&& index) {
  Constant result = node.make(std::move(extents), from.type());
  result.batch.resize(from.batch.empty() ? 0 : result.size());
  for (std::size_t k = 0; k < result.size(); ++k) {
    const std::size_t at = index(k);
    result.set(k, from, at);
    if (!from.batch.empty()) result.batch[k] = from.batch[at];
  }
  return result;
}

/// Steps through the elements of extents in order, with the index that strides give.
class Walk {
 public:
  Walk(const Extents& extents, std::vector<std::size_t> strides, std::size_t start = 0)
      : extents_(extents),
        strides_(std::move(strides)),
        at_(extents.size()),
        index_(start) {}
  std::size_t next() {
    const std::size_t now = index_;
    for (std::size_t k = extents_.size(); k-- > 0;) {
      index_ += strides_[k];
      if (++at_[k] < extents_[k]) break;
      index_ -= strides_[k] * extents_[k];
      at_[k] = 0;
    }
    return now;
  }

 private:
  const Extents& extents_;
  std::vector<std::size_t> strides_, at_;
  std::size_t index_;
};
std::vector<std::size_t> strides_of(const Extents& extents) {
  std::vector<std::size_t> strides(extents.size());
  std::size_t step = 1;
  for (std::size_t k = extents.size(); k-- > 0; step *= extents[k]) strides[k] = step;
  return strides;
}
/// The strides of a tensor that is repeated to other extents.
std::vector<std::size_t> broadcast_strides(const Extents& extents, const Extents& to) {
  const std::vector<std::size_t> own = strides_of(extents);
  std::vector<std::size_t> strides(to.size());
  for (std::size_t k = 0; k < extents.size(); ++k)
    strides[to.size() - extents.size() + k] = extents[k] == 1 ? 0 : own[k];
  return strides;
}
Extents broadcast(const Node& node, const Extents& a, const Extents& b) {
  Extents result(std::max(a.size(), b.size()), 1);
  for (const Extents* one : {&a, &b})
    for (std::size_t k = 0; k < one->size(); ++k) {
      std::size_t& at = result[result.size() - one->size() + k];
      if ((*one)[k] == 1) continue;
      if (at != 1 && at != (*one)[k])
        node.refuse("its constants have the extents " + text_of(a) + " and " + text_of(b));
      at = (*one)[k];
    }
  return result;
}

void fold_constant(Node& node) {
  node.takes(0, 0);
  if (onnx::TensorProto* tensor = node.tensor("value")) return node.give(node.take(*tensor));
  const auto reals = [&](Extents extents, const std::vector<float>& values) {
    Constant result = node.make(std::move(extents), type_of(Kind::real32));
    for (std::size_t i = 0; i < values.size(); ++i) result.set(i, values[i]);
    node.give(std::move(result));
  };
  if (node.has_attribute("value_int")) {
    Constant result = node.list_of({node.integer("value_int", 0)});
    result.extents.clear();
    node.give(std::move(result));
  } else if (node.has_attribute("value_float")) reals({}, {static_cast<float>(node.real("value_float", 0))});
  else if (node.has_attribute("value_ints")) node.give(node.list_of(node.list("value_ints")));
  else if (node.has_attribute("value_floats")) {
    const std::vector<float> values = node.reals("value_floats");
    reals({values.size()}, values);
  } else node.refuse("it has no value that is understood: value, value_int, value_ints, value_float or value_floats");
}

void fold_shape(Node& node) {
  node.takes(1, 1);
  std::vector<std::int64_t> extents;
  std::vector<bool> batch;
  if (node.is_constant(0)) {
    for (const std::size_t extent : node.constant(0).extents) extents.push_back(static_cast<std::int64_t>(extent));
  } else {
    const Flow& flow = node.flow(0);
    for (std::size_t i = 0; i < flow.lead; ++i) extents.push_back(static_cast<std::int64_t>(flow.shape[i]));
    batch.resize(flow.lead);
    for (const std::int64_t extent : flow.batch) {
      extents.push_back(extent < 0 ? 0 : extent);
      batch.push_back(extent < 0);
    }
    for (std::size_t i = flow.lead; i < flow.shape.size(); ++i)
      extents.push_back(static_cast<std::int64_t>(flow.shape[i]));
  }
  batch.resize(extents.size());
  const auto rank = static_cast<std::int64_t>(extents.size());
  const auto clamped = [&](std::int64_t at) { return std::clamp(at < 0 ? at + rank : at, std::int64_t{0}, rank); };
  const std::int64_t start = clamped(node.integer("start", 0));
  const std::int64_t end = node.has_attribute("end") ? clamped(node.integer("end", 0)) : rank;
  const std::int64_t stop = std::max(start, end);
  Constant result = node.list_of({extents.begin() + start, extents.begin() + stop});
  result.batch.assign(batch.begin() + start, batch.begin() + stop);
  node.give(std::move(result));
}

void fold_gather(Node& node) {
  node.takes(2, 2);
  const Constant &from = node.constant(0), &indices = node.constant(1);
  const std::size_t axis = node.axis(node.integer("axis", 0), from.extents.size());
  if (!indices.is_integer() || !indices.batch.empty()) node.refuse("its indices are no integers");
  Extents extents(from.extents.begin(), from.extents.begin() + static_cast<std::ptrdiff_t>(axis));
  const std::size_t along = from.extents[axis];
  std::size_t behind = 1;
  for (std::size_t k = axis + 1; k < from.extents.size(); ++k) behind *= from.extents[k];
  extents.insert(extents.end(), indices.extents.begin(), indices.extents.end());
  extents.insert(extents.end(), from.extents.begin() + static_cast<std::ptrdiff_t>(axis) + 1, from.extents.end());
  for (std::size_t k = 0; k < indices.size(); ++k)
    if (const std::int64_t i = indices.integer(k);
        i < -static_cast<std::int64_t>(along) || i >= static_cast<std::int64_t>(along))
      node.refuse("its index " + std::to_string(i) + " is beyond " + std::to_string(along) + " elements");
  const std::size_t many = indices.size();
  node.give(mapped(node, from, std::move(extents), [&](std::size_t k) {
    const std::int64_t i = indices.integer(k / behind % many);
    const auto at = static_cast<std::size_t>(i < 0 ? i + static_cast<std::int64_t>(along) : i);
    return (k / behind / many * along + at) * behind + k % behind;
  }));
}

void fold_slice(Node& node) {
  std::vector<std::int64_t> starts, ends, given, steps;
  const Constant& from = node.constant(0);
  if (node.opset() < 10) {
    node.takes(1, 1);
    starts = node.list("starts");
    ends = node.list("ends");
    given = node.list("axes");
  } else {
    node.takes(3, 5);
    starts = node.integers(1);
    ends = node.integers(2);
    if (node.has(3)) given = node.integers(3);
    if (node.has(4)) steps = node.integers(4);
  }
  if (given.empty())
    for (std::size_t i = 0; i < starts.size(); ++i) given.push_back(static_cast<std::int64_t>(i));
  if (steps.empty()) steps.assign(starts.size(), 1);
  const std::vector<std::size_t> axes = node.axes(given, from.extents.size());
  if (starts.size() != axes.size() || ends.size() != axes.size() || steps.size() != axes.size())
    node.refuse("its starts, ends, axes and steps are not as many");
  Extents extents = from.extents;
  std::vector<std::size_t> strides = strides_of(from.extents);
  std::size_t first = 0;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const auto n = static_cast<std::int64_t>(from.extents[axes[k]]);
    if (steps[k] == 0) node.refuse("its step is 0");
    const bool back = steps[k] < 0;
    // Forward: from start to before end. Backward: from start down to behind end, which may lie before the first.
    const auto clamped = [&](std::int64_t at) {
      if (at < -n) at = -n - 1;
      return std::clamp(at < 0 ? at + n : at, std::int64_t{back ? -1 : 0}, back ? n - 1 : n);
    };
    const std::int64_t start = clamped(starts[k]), end = clamped(ends[k]);
    const std::int64_t step = std::clamp(steps[k], -std::max<std::int64_t>(n, 1), std::max<std::int64_t>(n, 1));
    const std::int64_t distance = back ? start - end : end - start, length = back ? -step : step;
    extents[axes[k]] = distance > 0 ? static_cast<std::size_t>((distance + length - 1) / length) : 0;
    if (distance > 0) first += static_cast<std::size_t>(start) * strides[axes[k]];
    strides[axes[k]] *= static_cast<std::size_t>(step);  // modulo 2^64, so that it may lead back
  }
  Walk walk(extents, strides, first);
  node.give(mapped(node, from, extents, [&](std::size_t) { return walk.next(); }));
}

void fold_concat(Node& node) {
  node.takes(1, 10'000);
  const Constant& front = node.constant(0);
  const std::size_t axis = node.axis(node.integer("axis", 1), front.extents.size());
  Extents extents = front.extents;
  extents[axis] = 0;
  std::size_t before = 1, behind = 1;
  for (std::size_t k = 0; k < extents.size(); ++k) (k < axis ? before : behind) *= k == axis ? 1 : extents[k];
  bool batch = false;
  const ElementType* type = &front.type();
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    const Constant& part = node.constant(i);
    Extents others = part.extents;
    if (others.size() != extents.size() || part.kind() != front.kind())
      node.refuse("its constants differ in rank or type");
    extents[axis] += others[axis];
    others[axis] = extents[axis];
    if (others != extents) node.refuse("its constants do not fit together");
    batch = batch || !part.batch.empty();
    if (part.type().type != type->type) type = &type_of(front.kind());
  }
  Constant result = node.make(std::move(extents), *type);
  result.batch.resize(batch ? result.size() : 0);
  std::size_t to = 0;
  for (std::size_t b = 0; b < before; ++b)
    for (std::size_t i = 0; i < node.inputs(); ++i) {
      const Constant& part = node.constant(i);
      const std::size_t run = part.extents[axis] * behind;
      for (std::size_t k = b * run; k < (b + 1) * run; ++k, ++to) {
        result.set(to, part, k);
        if (batch) result.batch[to] = part.is_batch(k);
      }
    }
  node.give(std::move(result));
}

void fold_view(Node& node) {
  const std::string& op = node.op();
  const Constant& from = node.constant(0);
  Extents extents;
  if (op == "Reshape") {
    node.takes(2, 2);
    const bool allow_zero = node.integer("allowzero", 0) != 0;
    const std::vector<std::int64_t> target = node.integers(1);
    std::size_t known = 1, open = target.size();
    for (std::size_t i = 0; i < target.size(); ++i) {
      if (target[i] == -1 && open == target.size()) {
        open = i;
        extents.push_back(1);
        continue;
      }
      const bool copies = target[i] == 0 && !allow_zero && i < from.extents.size();
      if (target[i] < 0 || static_cast<std::uint64_t>(target[i]) > (std::size_t{1} << 40))
        node.refuse("its shape has the extent " + std::to_string(target[i]));
      extents.push_back(copies ? from.extents[i] : static_cast<std::size_t>(target[i]));
    }
    known = node.checked_product(extents);
    if (open < target.size() && known > 0) extents[open] = from.size() / known;
  } else if (op == "Squeeze" || op == "Unsqueeze") {
    std::vector<std::int64_t> given;
    bool has_axes = true;
    if (node.opset() < 13) {
      has_axes = node.has_attribute("axes");
      given = node.list("axes");
      node.takes(1, 1);
    } else {
      node.takes(1, 2);
      has_axes = node.has(1);
      if (has_axes) given = node.integers(1);
    }
    if (given.size() > 16) node.refuse("it has " + std::to_string(given.size()) + " axes");
    const std::size_t rank = from.extents.size() + (op == "Unsqueeze" ? given.size() : 0);
    std::vector<bool> named(rank);
    for (const std::size_t a : node.axes(given, rank)) named[a] = true;
    std::size_t next = 0;
    for (std::size_t i = 0; i < rank; ++i) {
      if (op == "Unsqueeze") extents.push_back(named[i] ? 1 : from.extents[next++]);
      else if (has_axes ? named[i] : from.extents[i] == 1) {
        if (from.extents[i] != 1) node.refuse("it drops an extent of " + std::to_string(from.extents[i]));
      } else extents.push_back(from.extents[i]);
    }
  } else {  // Flatten
    node.takes(1, 1);
    const auto rank = static_cast<std::int64_t>(from.extents.size());
    const std::int64_t given = node.integer("axis", 1), axis = given < 0 ? given + rank : given;
    if (axis < 0 || axis > rank) node.refuse_attribute("axis", "an axis of the input would be needed");
    extents = {1, 1};
    for (std::size_t i = 0; i < from.extents.size(); ++i)
      extents[static_cast<std::int64_t>(i) < axis ? 0 : 1] *= from.extents[i];
  }
  if (node.checked_product(extents) != from.size())
    node.refuse("its constant has the extents " + text_of(from.extents) + ", which do not become " + text_of(extents));
  Constant result = from;
  result.extents = std::move(extents);
  node.give(std::move(result));
}

void fold_transpose(Node& node) {
  node.takes(1, 1);
  const Constant& from = node.constant(0);
  std::vector<std::int64_t> given = node.list("perm");
  if (!node.has_attribute("perm"))
    for (std::size_t i = from.extents.size(); i-- > 0;) given.push_back(static_cast<std::int64_t>(i));
  const std::vector<std::size_t> order = node.axes(given, from.extents.size());
  if (order.size() != from.extents.size()) node.refuse_attribute("perm", "each axis would be needed once");
  const std::vector<std::size_t> own = strides_of(from.extents);
  Extents extents;
  std::vector<std::size_t> strides;
  for (const std::size_t axis : order) {
    extents.push_back(from.extents[axis]);
    strides.push_back(own[axis]);
  }
  Walk walk(extents, strides);
  node.give(mapped(node, from, extents, [&](std::size_t) { return walk.next(); }));
}

void fold_cast(Node& node) {
  node.takes(1, 1);
  const std::int64_t to = node.integer("to", 0);
  node.ignore("saturate");
  const Constant& from = node.constant(0);
  const ElementType* narrow = nullptr;  // of 16 bits
  for (const ElementType& type : element_types)
    if (type.width == 2 && type.type == to) narrow = &type;
  if (to != onnx::TensorProto::FLOAT && to != onnx::TensorProto::DOUBLE && to != onnx::TensorProto::INT64 &&
      to != onnx::TensorProto::INT32 && narrow == nullptr)
    node.refuse_attribute("to",
                          "FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT32 or INT64 would be needed: 1, 11, 10, 16, 6 or 7");
  const Kind kind = to == onnx::TensorProto::DOUBLE                                    ? Kind::real64
                    : to == onnx::TensorProto::INT64 || to == onnx::TensorProto::INT32 ? Kind::integer
                                                                                       : Kind::real32;
  if (narrow != nullptr) {
    if (!from.batch.empty()) node.refuse("it computes with the size of the batch, which is not known");
    Constant result = node.make(from.extents, *narrow);
    for (std::size_t k = 0; k < from.size(); ++k) {
      const auto number = static_cast<float>(from.number(k));
      result.set(k, narrow->type == onnx::TensorProto::FLOAT16 ? sinew::_detail::binary16::from(number)
                                                               : sinew::_detail::bfloat16::from(number));
    }
    return node.give(std::move(result));
  }
  if (from.kind() == kind) return node.give(Constant(from));
  Constant result = node.make(from.extents, type_of(kind));
  result.batch = from.batch;
  for (std::size_t k = 0; k < from.size(); ++k)
    if (kind == Kind::integer && !(std::fabs(from.number(k)) < 9e18))
      node.refuse("its constant holds " + std::to_string(from.number(k)) + ", which is no integer of 64 bits");
    else result.set(k, from, k);
  node.give(std::move(result));
}

std::int64_t combined(const Node& node, char op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  bool failed = false;
  switch (op) {
    case 'A':
      failed = __builtin_add_overflow(a, b, &result);
      break;
    case 'S':
      failed = __builtin_sub_overflow(a, b, &result);
      break;
    case 'M':
      failed = __builtin_mul_overflow(a, b, &result);
      break;
    default:
      failed = b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min());
      if (!failed) result = a / b;
  }
  if (failed)
    node.refuse("its integers " + std::to_string(a) + " and " + std::to_string(b) + " have no result of 64 bits");
  return result;
}
template <class T> T combined(const Node&, char op, T a, T b) {
  return op == 'A' ? a + b : op == 'S' ? a - b : op == 'M' ? a * b : a / b;
}

void fold_arithmetic(Node& node) {
  node.takes(2, 2);
  const char op = node.op()[0];
  const Constant &a = node.constant(0), &b = node.constant(1);
  if (node.opset() < 7) {
    node.ignore("broadcast");
    if (node.has_attribute("axis")) node.refuse_attribute("axis", "none would be needed for constants");
  }
  if (a.kind() != b.kind()) node.refuse("its constants are of two types");
  if (!a.batch.empty() || !b.batch.empty()) node.refuse("it computes with the size of the batch, which is not known");
  const Extents extents = broadcast(node, a.extents, b.extents);
  Walk at_a(extents, broadcast_strides(a.extents, extents)), at_b(extents, broadcast_strides(b.extents, extents));
  Constant result = node.make(extents, type_of(a.kind()));
  importer::with_type_of(a.kind(), [&]<class T>(T) {
    for (std::size_t k = 0; k < result.size(); ++k)
      result.set(k, combined(node, op, a.number<T>(at_a.next()), b.number<T>(at_b.next())));
  });
  node.give(std::move(result));
}

void fold_function(Node& node) {
  node.takes(1, 1);
  const std::string& op = node.op();
  const Constant& from = node.constant(0);
  if (!from.batch.empty()) node.refuse("it computes with the size of the batch, which is not known");
  Constant result = node.make(from.extents, type_of(from.kind()));
  importer::with_type_of(from.kind(), [&]<class T>(T) {
    for (std::size_t k = 0; k < from.size(); ++k) {
      const T value = from.number<T>(k);
      if (op == "Neg") result.set(k, combined(node, 'S', T(0), value));
      else if constexpr (std::is_floating_point_v<T>)
        result.set(k, op == "Sqrt"    ? std::sqrt(value)
                      : op == "Floor" ? std::floor(value)
                      : op == "Ceil"  ? std::ceil(value)
                                      : T(1) / value);
      else node.refuse("its constant has integers; floating-point numbers would be needed");
    }
  });
  node.give(std::move(result));
}

/// The root of the sum of squares, as the norms of weight_norm.
void fold_norm(Node& node) {
  node.takes(1, 2);
  const Constant& from = node.constant(0);
  if (from.is_integer()) node.refuse("its constant has integers; floating-point numbers would be needed");
  const std::vector<std::int64_t> given = node.has(1) ? node.integers(1) : node.list("axes");
  const bool keeps = node.integer("keepdims", 1) != 0;
  node.must_be("noop_with_empty_axes", 0, 0);
  std::vector<bool> sums(from.extents.size(), given.empty());
  for (const std::size_t a : node.axes(given, from.extents.size())) sums[a] = true;
  Extents extents, strides(from.extents.size());  // of the result, along each axis of the constant
  std::size_t count = 1;
  for (std::size_t k = sums.size(); k-- > 0;) {
    if (!sums[k]) strides[k] = count;
    if (!sums[k]) count *= from.extents[k];
  }
  for (std::size_t k = 0; k < sums.size(); ++k)
    if (!sums[k] || keeps) extents.push_back(sums[k] ? 1 : from.extents[k]);
  Constant result = node.make(extents, type_of(from.kind()));
  importer::with_type_of(from.kind(), [&]<class T>(T) {
    node.graph().check_room(node.place(), result.size(), sizeof(double));
    std::vector<double> squares(result.size());
    Walk walk(from.extents, strides);
    for (std::size_t i = 0; i < from.size(); ++i) {
      const double value = from.number(i);
      squares[walk.next()] += value * value;
    }
    for (std::size_t k = 0; k < squares.size(); ++k) result.set(k, static_cast<T>(std::sqrt(squares[k])));
  });
  node.give(std::move(result));
}

/// The extents of a constant whose values do not depend on them. That of a batch whose size is not known is 1: to ONNX
/// the constant is alike along it.
std::vector<std::int64_t> extents_of(const Node& node, std::size_t input) {
  const Constant& shape = node.constant(input);
  if (!shape.is_integer() || shape.extents.size() > 1)
    node.refuse("input " + std::to_string(input) + " is no list of integers");
  std::vector<std::int64_t> extents = shape.integers();
  for (std::size_t i = 0; i < extents.size(); ++i)
    if (shape.is_batch(i)) extents[i] = 1;
  return extents;
}

void fold_constant_of_shape(Node& node) {
  node.takes(1, 1);
  onnx::TensorProto* const tensor = node.tensor("value");
  const Constant value = tensor != nullptr ? node.take(*tensor) : node.make({1}, type_of(Kind::real32));
  if (value.size() != 1) node.refuse_attribute("value", "a single number would be needed");
  Extents extents;
  for (const std::int64_t extent : extents_of(node, 0)) {
    if (extent < 0 || extent > (std::int64_t{1} << 40)) node.refuse("an extent is " + std::to_string(extent));
    extents.push_back(static_cast<std::size_t>(extent));
  }
  node.give(mapped(node, value, std::move(extents), [](std::size_t) { return std::size_t{0}; }));
}

void fold_expand(Node& node) {
  node.takes(2, 2);
  const Constant& from = node.constant(0);
  Extents target;
  for (const std::int64_t extent : extents_of(node, 1)) {
    if (extent < 1 || extent > (std::int64_t{1} << 40)) node.refuse("an extent is " + std::to_string(extent));
    target.push_back(static_cast<std::size_t>(extent));
  }
  const Extents extents = broadcast(node, from.extents, target);
  Walk walk(extents, broadcast_strides(from.extents, extents));
  node.give(mapped(node, from, extents, [&](std::size_t) { return walk.next(); }));
}

}  // namespace

bool read_constant_operator(Node& node) {
  const std::string& op = node.op();
  if (op == "Constant") return fold_constant(node), true;
  if (op == "Shape") return fold_shape(node), true;
  if (node.inputs() == 0) return false;
  for (std::size_t i = 0; i < node.inputs(); ++i)
    if (node.has(i) && !node.is_constant(i)) return false;
  if (op == "Gather") fold_gather(node);
  else if (op == "Slice") fold_slice(node);
  else if (op == "Concat") fold_concat(node);
  else if (op == "Reshape" || op == "Squeeze" || op == "Unsqueeze" || op == "Flatten") fold_view(node);
  else if (op == "Transpose") fold_transpose(node);
  else if (op == "Cast") fold_cast(node);
  else if (op == "Add" || op == "Sub" || op == "Mul" || op == "Div") fold_arithmetic(node);
  else if (op == "Neg" || op == "Sqrt" || op == "Reciprocal" || op == "Floor" || op == "Ceil") fold_function(node);
  else if (op == "ReduceL2") fold_norm(node);
  else if (op == "ConstantOfShape") fold_constant_of_shape(node);
  else if (op == "Expand") fold_expand(node);
  else if (op == "Identity") {
    node.takes(1, 1);
    node.give(Constant(node.constant(0)));
  } else node.refuse("all of its inputs are constants, but it cannot be computed here");
  return true;
}

}  // namespace importer
