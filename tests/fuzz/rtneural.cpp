/// The importer's reader of RTNeural's JSON, and the header that comes of what it reads.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"
#include "header.hpp"
#include "imported.hpp"
#include "rtneural.hpp"

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  static const std::array<importer::RTNeuralOptions, 4> all{
      importer::RTNeuralOptions{},
      {.steps = 4, .type = {}, .names = {}},
      {.steps = 0, .type = "Net<Dense<2, 3, Tanh>, Dense<3, 1>>", .names = {"fc1", "fc2"}},
      {.steps = 0, .type = "Net<GRU<1, 1>, GRU<1, 1>, Dense<1, 1>>", .names = {"gru", "fc2"}}};
  for (const auto& options : all)
    fuzz::imports(file.path(), bytes, [&] { return importer::read_rtneural(file.path(), options); });
}

std::vector<fuzz::Seed> fuzz::seeds() {
  const std::string dense =
      R"({"type":"dense","activation":"tanh","shape":[null,null,3],"weights":[[[1,2,3],[4,5,6.5]],[0,-1e-3,0]]})";
  const std::string relu = R"({"type":"activation","activation":"relu","shape":[null,null,3],"weights":[]})";
  const std::string conv =
      R"({"type":"conv1d","activation":"","shape":[null,null,2],"kernel_size":[2],"dilation":[1],"groups":1,)"
      R"("weights":[[[[1,2],[3,4]],[[5,6],[7,8]]],[0,0]]})";
  const std::string norm = R"({"type":"batchnorm","activation":"","shape":[null,null,2],"epsilon":0.001,)"
                           R"("weights":[[1,1],[0,0],[0,0],[1,1]]})";
  const std::string prelu = R"({"type":"prelu","activation":"","shape":[null,null,2],"weights":[[0.1,0.2]]})";
  const std::string gru = R"({"type":"gru","activation":"","shape":[null,null,1],)"
                          R"("weights":[[[1,2,3],[4,5,6]],[[1,2,3]],[[0,0,0],[0,0,0]]]})";
  const std::string before = R"({"type":"gru","activation":"","shape":[null,null,1],)"
                             R"("weights":[[[1,2,3],[4,5,6]],[[1,2,3]],[1,2,3]]})";
  const std::string lstm = R"({"type":"lstm","activation":"tanh","shape":[null,null,1],)"
                           R"("weights":[[[1,2,3,4],[5,6,7,8]],[[1,2,3,4]],[0,0,0,0]]})";
  const auto with_two_units = [](std::string layer) { return layer.replace(layer.find(",1],") + 1, 1, "2"); };
  const auto net = [](const std::string& layers) { return R"({"in_shape":[null,null,2],"layers":[)" + layers + "]}"; };
  return {{"dense", net(dense)},
          {"two", net(dense + ',' + relu)},
          {"conv", net(conv)},
          {"norm", net(norm)},
          {"prelu", net(prelu)},
          {"gru", net(gru)},
          {"gru_before", net(before)},
          {"lstm", net(lstm)},
          {"lstm_of_other_units", net(with_two_units(lstm))},
          {"stack",
           R"({"gru.weight_ih_l0":[[1],[2],[3]],"gru.weight_hh_l0":[[1],[2],[3]],"gru.bias_ih_l0":[0,0,0],)"
           R"("gru.bias_hh_l0":[0,0,0],"gru.weight_ih_l1":[[1],[2],[3]],"gru.bias_hh_l12":[0,0,0],"fc2.bias":[0]})"},
          {"no_layers", net("")},
          {"tensors",
           R"({"fc1.weight":[[1,2],[3,4],[5,6]],"fc1.bias":[0,0,0],"fc2.weight":[[1,2,3]],"fc2.bias":[0],"rate":48})"},
          {"ragged", net(R"({"type":"dense","activation":"","shape":[null,null,2],"weights":[[[1,2],[3]],[0]]})")},
          {"beyond_float",
           net(R"({"type":"dense","activation":"","shape":[null,null,1],"weights":[[[1e39],[-1e300]],[1e999]]})")},
          {"no_json", "\xff\xfe{}"},
          {"deep", R"({"a":)" + std::string(4000, '[')},
          {"many_layers", net([] {
             std::string layers = "{}";
             for (int i = 0; i < 20'000; ++i) layers += ",{}";
             return layers;
           }())},
          {"many_keys", [] {
             std::string keys = "{";
             for (int i = 0; i < 9'000; ++i) keys += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":1";
             return keys + '}';
           }()}};
}
