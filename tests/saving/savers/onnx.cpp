#include <fstream>
#include <string>

#include <sinew/io/onnx.hpp>
#include <sinew/sinew.hpp>

#include "../saver.hpp"
#include "versions.hpp"

using namespace sinew;

using Trained = Net<Dense<64, 300, ReLU>, Dense<300, 20>>;

// The library reads no models: ONNX's classes do, and the weights are compared as a vector of bytes.
static const Saver saver(
    "save_onnx",
    [](const std::string& path, int version) {
      save_onnx(version_of<Trained>(version), path, {.description = version == 0 ? "" : "trained for longer"});
    },
    [](const std::string& path) {
      std::ifstream file(path, std::ios::binary);
      onnx::ModelProto model;
      if (!model.ParseFromIstream(&file)) return -1;
      for (const int version : {0, 1}) {
        const Trained& net = version_of<Trained>(version);
        bool same = model.graph().initializer_size() == static_cast<int>(tensors_of<Trained>.size());
        for (const auto& tensor : model.graph().initializer())
          for (const TensorDescription& t : tensors_of<Trained>) {
            if (tensor.name() != t.name) continue;
            std::string bytes;
            t.each_position([&](std::size_t at) {
              bytes.append(reinterpret_cast<const char*>(tensor_storage(net, t).data() + at), sizeof(float));
            });
            same = same && tensor.raw_data() == bytes;
          }
        if (same) return version;
      }
      return -1;
    });
