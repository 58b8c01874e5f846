/// The importer's reader of models of Neural Amp Modeler, and the header that comes of what it reads.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"
#include "header.hpp"
#include "imported.hpp"
#include "nam.hpp"

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  fuzz::imports(file.path(), bytes, [&] { return importer::contents_of(importer::read_nam(file.path())); });
  fuzz::imports(file.path(), bytes, [&] { return importer::contents_of(importer::read_nam(file.path(), {0})); });
}

std::vector<fuzz::Seed> fuzz::seeds() {
  const auto model = [](const std::string& architecture, const std::string& config, std::size_t weights) {
    std::string numbers = "0.5";
    for (std::size_t i = 1; i < weights; ++i) numbers += i % 3 == 0 ? ",-1e-2" : ",2";
    return R"({"version":"0.5.4","metadata":{"name":"a","date":{"year":2024}},"architecture":")" + architecture +
           R"(","config":)" + config + R"(,"weights":[)" + numbers + R"(],"sample_rate":48000})";
  };
  const std::string lstm = model("LSTM", R"({"input_size":1,"hidden_size":1,"num_layers":1})", 16);
  const std::string stack = R"({"input_size":1,"condition_size":1,"channels":1,"kernel_size":2,"dilations":[1,2],)"
                            R"("head_size":1,"head_bias":true,"activation":"Tanh","gated":false})";
  const std::string new_stack =
      R"({"input_size":1,"condition_size":1,"channels":1,"bottleneck":1,"kernel_sizes":[2],"dilations":[3],)"
      R"("activation":[{"type":"LeakyReLU","negative_slope":0.01}],"gating_mode":["gated"],)"
      R"("secondary_activation":["Sigmoid"],"head":{"out_channels":1,"kernel_size":2,"bias":true},)"
      R"("layer1x1":{"active":true,"groups":1},"head1x1":{"active":false},"groups_input":1,"slimmable":null})";
  const auto wavenet = [&](const std::string& stacks, std::size_t weights) {
    return model("WaveNet", R"({"layers":[)" + stacks + R"(],"head":null,"head_scale":0.02})", weights);
  };
  const auto container = [](const std::string& models) {
    return R"({"version":"0.7.0","architecture":"SlimmableContainer","config":{"submodels":[)" + models +
           R"(]},"weights":[],"sample_rate":48000.0})";
  };
  const std::string submodel = R"({"max_value":0.5,"model":)" + lstm + '}';
  return {{"lstm", lstm},
          {"two_layers", model("LSTM", R"({"input_size":1,"hidden_size":2,"num_layers":2})", 91)},
          {"too_few", model("LSTM", R"({"input_size":1,"hidden_size":2,"num_layers":2})", 90)},
          {"wavenet", wavenet(stack, 16)},
          {"two_stacks", wavenet(stack + ',' + new_stack, 30)},
          {"new_stack", wavenet(new_stack, 15)},
          {"wavenet_of_other_weights", wavenet(stack, 17)},
          {"container", container(submodel + ',' + submodel)},
          {"nested", container(R"({"model":)" + container(submodel) + '}')},
          {"beyond_float", R"({"weights":[1e39,-1e300,1e999]})"},
          {"no_json", "\xff\xfe{}"},
          {"deep", R"({"config":)" + std::string(4000, '[')},
          {"deep_metadata", R"({"metadata":)" + std::string(4000, '[')},
          {"many_values", R"({"config":[)" +
                              [] {
                                std::string values = "{}";
                                for (int i = 0; i < 20'000; ++i) values += ",{}";
                                return values + "]}";
                              }()},
          {"many_numbers", [] {
             std::string values = R"({"weights":[0)";
             for (int i = 0; i < 500'000; ++i) values += ",0";
             return values + "]}";
           }()}};
}
