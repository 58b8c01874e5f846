/// MappedNet: a file is refused, or it is a net in place, the one that load_safetensors makes of it.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sinew/activation/relu.hpp>
#include <sinew/io/mapped_net.hpp>
#include <sinew/io/safetensors.hpp>
#include <sinew/layer/batch_norm.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/net/initialize.hpp>

#include "container.hpp"
#include "fuzz.hpp"
#include "nets.hpp"

using namespace sinew;

namespace {

using Small = Net<Dense<3, 4, ReLU>, BatchNorm<>, Dense<4, 2>>;
using Wide = BasicNet<double, Dense<3, 4, ReLU>, Dense<4, 2>>;

template <class Net> void check(const fuzz::File& file, std::string_view bytes) {
  using T = typename Net::scalar;
  const std::array<T, 3> x{T{0.5}, T{-1}, T{2}};
  const std::size_t limit = fuzz::memory_for(bytes);
  const bool maps = fuzz::loads<weights_error>(file.path(), limit, [&] {
    const MappedNet<Net> mapped(file.path());
    static_cast<void>((*mapped)(x));
  });
  Net copy;
  const bool verified = fuzz::loads<weights_error>(file.path(), limit, [&] {
    const MappedNet<Net> mapped(file.path(), {.verify = true});
    copy = *mapped;
  });
  fuzz::require(maps || !verified, "what is right to the last number can be mapped");
  if (!verified) return;
  fuzz::require(fuzz::is_finite(copy), "the weights of a verified file are finite");
  Net loaded;
  initialize(loaded, 1);
  load_safetensors(loaded, file.path());
  const auto y = loaded(x), z = copy(x);
  for (std::size_t i = 0; i < 2; ++i)
    fuzz::require(y[i] == z[i] || (std::isnan(y[i]) && std::isnan(z[i])), "a net is the same mapped and loaded");
}

}  // namespace

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  check<Small>(file, bytes);
  check<Wide>(file, bytes);
}

std::vector<fuzz::Seed> fuzz::seeds() {
  std::vector<fuzz::Seed> all;
  const std::string path = fuzz::folder() + "/seed";
  Small small;
  Wide wide;
  initialize(small, 2);
  initialize(wide, 2);
  const std::array<float, 3> x{0.5f, -1, 2};
  const auto add = [&](const char* name, const auto& net, const auto& options) {
    save_safetensors(net, path, options);
    all.push_back({name, fuzz::content_of(path)});
  };
  add("small", small, SaveOptions<float>{.mappable = true});
  add("sample", small, SaveOptions<float>{.golden_sample = x, .mappable = true});
  add("wide", wide, SaveOptions<double>{.mappable = true});
  add("not_mappable", small, SaveOptions<float>{});
  return all;
}

static const fuzz::ContainerWords words{
    .names = {"sinew.parameters", "sinew.buffers", "0.weight", "0.bias", "1.running_mean", ""},
    .keys = {"sinew.net", "sinew.layout", "sinew.version", "sinew.golden_input.0", "sinew.golden_output.0",
             "sinew.tensor.0.weight", "sinew.tensor.2.bias", "sinew.tensor.3.bias", "sinew.tensor.2.running_mean", ""},
    .values = {"", "0.5 -1 2", "1 2", "nan inf", "0.weight", "1", "x"},
    .alignment = 64};

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::mutate_container(bytes, size, most, seed, words);
}
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b,
                                                 std::size_t b_size, std::uint8_t* to, std::size_t most,
                                                 unsigned seed) {
  return fuzz::cross_containers(a, a_size, b, b_size, to, most, seed, words);
}
