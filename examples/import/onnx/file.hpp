#pragma once
// The files of a model: the message, and tensors within it or beside it.

#include <cstddef>
#include <memory>
#include <string>

#include <onnx/onnx_pb.h>

#include "constant.hpp"

namespace importer {

/// Reads a file as a message, whose objects take so many bytes of the memory. Another program must not cut the file off
/// meanwhile. Error: import_error, if it is not one, or if its objects would take more.
std::size_t read_message(const std::string& path, google::protobuf::Message& message, Memory& memory);

/// A tensor, whose own copy is released. `folder` is that of the model, for values in a file beside it; `place` stands
/// before each message. Error: import_error.
Constant take_constant(onnx::TensorProto& tensor, const std::string& folder, const std::string& place,
                       const std::shared_ptr<Memory>& memory);

}  // namespace importer
