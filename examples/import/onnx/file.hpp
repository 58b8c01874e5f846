#pragma once
// The files of a model: the message, and tensors within it or beside it.

#include <string>

#include <onnx/onnx_pb.h>

#include "constant.hpp"

namespace importer {

/// Reads a file as a message. Error: import_error, if it is not one, or if its objects would take more memory than
/// twice the file and 1 MiB.
void read_message(const std::string& path, google::protobuf::Message& message);

/// The values of a tensor, whose own copy is released. `folder` is that of the model, for values in a file beside it;
/// `place` stands before each message. Error: import_error.
Constant take_constant(onnx::TensorProto& tensor, const std::string& folder, const std::string& place);

}  // namespace importer
