/// load_safetensors into several nets. Mutations change the container's parts: names, dtypes, shapes, offsets, data and
/// metadata, and then mostly make the file whole again, so that what lies behind the first check is reached.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/io/safetensors.hpp>
#include <sinew/layer/activate.hpp>
#include <sinew/layer/batch_norm.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/layer/embedding.hpp>
#include <sinew/layer/flatten.hpp>
#include <sinew/activation/relu.hpp>
#include <sinew/net/initialize.hpp>

#include "container.hpp"
#include "fuzz.hpp"
#include "nets.hpp"

using namespace sinew;

namespace {

using Small = Net<Dense<3, 4, ReLU>, Dense<4, 2>>;
using Wide = BasicNet<double, Dense<3, 4, ReLU>, Dense<4, 2>>;
using Words = Net<Embedding<5, 3>, Dense<3, 2>>;  // an index beyond 4 would abort
using Picture = Net<Input<2, 4, 5>, Conv2D<3, 3>, BatchNorm<>, Activate<ReLU>, Flatten, Dense<18, 2>>;

template <class Net> void check(const fuzz::File& file, std::string_view bytes, const LoadOptions& options) {
  static const Net initial = [] {
    Net net;
    initialize(net, 1);
    return net;
  }();
  Net net = initial;
  if (!fuzz::loads<weights_error>(file.path(), fuzz::memory_for(bytes),
                                  [&] { load_safetensors(net, file.path(), options); })) {
    fuzz::require(fuzz::same_bytes(net, initial), "a net is unchanged after an error");
    return;
  }
  fuzz::require(options.allow_non_finite || fuzz::is_finite(net), "weights are finite unless others are allowed");
  if (!options.prefix.empty()) return;
  static const std::string path = fuzz::folder() + "/saved";
  const typename _detail::save_options<Net>::type save{.names = options.names};
  save_safetensors(net, path, save);
  const std::string saved = fuzz::content_of(path);
  Net again = initial;
  load_safetensors(again, path, options);
  fuzz::require(fuzz::same_bytes(again, net), "a net that is saved and loaded is the same");
  save_safetensors(again, path, save);
  fuzz::require(fuzz::content_of(path) == saved, "a file that is loaded and saved is the same");
}

}  // namespace

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  static const LoadOptions plain, named{.names = {"fc1", "out.head"}}, any{.allow_non_finite = true},
      prefixed{.prefix = "m."};
  check<Small>(file, bytes, plain);
  check<Small>(file, bytes, named);
  check<Wide>(file, bytes, any);
  check<Picture>(file, bytes, plain);
  check<Words>(file, bytes, plain);
  check<Small>(file, bytes, prefixed);
}

std::vector<fuzz::Seed> fuzz::seeds() {
  std::vector<fuzz::Seed> all;
  const std::string path = fuzz::folder() + "/seed";
  const auto add = [&](const std::string& name, const auto& net, const auto& options) {
    save_safetensors(net, path, options);
    all.push_back({name, fuzz::content_of(path)});
  };
  Small small;
  Wide wide;
  Picture picture;
  initialize(small, 2);
  initialize(wide, 2);
  initialize(picture, 2);
  const std::array<float, 3> x{0.5f, -1, 2};
  const std::array<double, 3> wide_x{0.5, -1, 2};
  add("small", small, SaveOptions<float>{});
  add("small_f16", small, SaveOptions<float>{.dtype = Dtype::float16, .golden_sample = x});
  add("small_bf16", small, SaveOptions<float>{.dtype = Dtype::bfloat16});
  add("small_named", small, SaveOptions<float>{.names = {"fc1", "out.head"}, .golden_sample = x});
  add("wide", wide, SaveOptions<double>{.golden_sample = wide_x});
  add("picture", picture, SaveOptions<float>{});
  add("prefixed", small, SaveOptions<float>{.names = {"m.0", "m.2"}});
  Words indices;
  initialize(indices, 2);
  add("words", indices, SaveOptions<float>{.golden_sample = std::array{3.f}});
  small.parameters[3] = std::numeric_limits<float>::infinity();
  add("infinite", small, SaveOptions<float>{});
  wide.parameters[3] = 1e300;
  add("beyond_float", wide, SaveOptions<double>{});
  all.push_back({"nothing", fuzz::Container::with_length("{}", "")});
  all.push_back({"deep", fuzz::Container::with_length("{\"a\":{\"shape\":" + std::string(5'000, '[') + "}}", "")});
  all.push_back({"blanks", fuzz::Container::with_length("{" + std::string(60'000, ' ') + "}", "")});
  std::string empty = "{";
  for (int i = 0; empty.size() < 50'000; ++i)
    empty += (i > 0 ? ",\"" : "\"") + std::to_string(i) + R"(":{"dtype":"F4","shape":[0],"data_offsets":[0,0]})";
  all.push_back({"many_tensors", fuzz::Container::with_length(empty + "}", "")});
  return all;
}

static const fuzz::ContainerWords words{
    .names = {"0.weight",
              "0.bias",
              "1.weight",
              "1.bias",
              "2.weight",
              "2.bias",
              "4.weight",
              "4.bias",
              "1.running_mean",
              "1.running_var",
              "1.num_batches_tracked",
              "fc1.weight",
              "fc1.bias",
              "out.head.weight",
              "out.head.bias",
              "m.0.weight",
              "m.0.bias",
              "m.2.weight",
              "m.num_batches_tracked",
              "",
              ".",
              "0.weigth",
              "__metadata__"},
    .keys = {"sinew.net", "sinew.version", "sinew.golden_input.0", "sinew.golden_output.0", "sinew.golden_input.1",
             "sinew.golden_output.1", "format", ""},
    .values = {"", "pt", "0.5 -1 2", "1 2", "nan 1 inf", "1e999 2 3", "0 0  0", "- 1 2", "x", "3", "7", "-1", "2.5",
               "nan"}};

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::mutate_container(bytes, size, most, seed, words);
}
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b,
                                                 std::size_t b_size, std::uint8_t* to, std::size_t most,
                                                 unsigned seed) {
  return fuzz::cross_containers(a, a_size, b, b_size, to, most, seed, words);
}
