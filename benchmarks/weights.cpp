// Files of weights: saving, loading and mapping a net, beside writing and reading a file of the same size. A hundred
// megabytes in one layer, whose matrix is transposed on the way, and the net of example 09. Files lie in the folder for
// temporary files and stay in the system's memory.

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include <sinew/io/mapped_net.hpp>
#include <sinew/io/safetensors.hpp>
#include <sinew/sinew.hpp>

namespace {

using Large = sinew::Net<sinew::Dense<5000, 5000>>;
using Small = sinew::Net<sinew::Dense<784, 128, sinew::ReLU>, sinew::Dense<128, 64, sinew::ReLU>,
                         sinew::Dense<64, 10, sinew::Softmax>>;

/// A net and its files, which are deleted at the end.
template <class Net> struct Files {
  std::unique_ptr<Net> net = std::make_unique<Net>(), loaded = std::make_unique<Net>();
  std::string path = (std::filesystem::temp_directory_path() /
                      ("sinew-benchmark-" + std::to_string(sizeof(Net)) + ".safetensors"))
                         .string(),
              mappable = path + ".map";

  Files() {
    sinew::initialize(*net, 1);
    sinew::save_safetensors(*net, path);
    sinew::save_safetensors(*net, mappable, {.mappable = true});
  }
  ~Files() {
    std::remove(path.c_str());
    std::remove(mappable.c_str());
  }
  bool agrees(const Net& other) const { return net->parameters == other.parameters; }
  static Files& here() {
    static Files files;
    return files;
  }
};

/// The file to memory that is new, as a program reads it.
template <class Net> void read(benchmark::State& state) {
  const Files<Net>& files = Files<Net>::here();
  const std::size_t size = std::filesystem::file_size(files.path);
  for (auto _ : state) {
    const auto bytes = std::make_unique_for_overwrite<char[]>(size);
    std::FILE* const file = std::fopen(files.path.c_str(), "rb");
    if (file == nullptr || std::fread(bytes.get(), 1, size, file) != size) state.SkipWithError("not read");
    if (file != nullptr) std::fclose(file);
    benchmark::DoNotOptimize(bytes[size - 1]);
  }
}
/// Bytes of the file's size to a new file, which then replaces the old one, as in saving.
template <class Net> void write(benchmark::State& state) {
  Files<Net>& files = Files<Net>::here();
  const std::size_t size = std::filesystem::file_size(files.path);
  const auto bytes = std::make_unique<char[]>(size);
  for (auto _ : state) {
    sinew::_detail::AtomicFile file(files.path + ".written");
    if (!file.write(bytes.get(), size) || !file.commit()) state.SkipWithError("not written");
  }
  std::remove((files.path + ".written").c_str());
}
template <class Net> void load(benchmark::State& state) {
  const Files<Net>& files = Files<Net>::here();
  for (auto _ : state) sinew::load_safetensors(*files.loaded, files.path);
  if (!files.agrees(*files.loaded)) state.SkipWithError("loaded other weights");
}
template <class Net> void load_mappable(benchmark::State& state) {
  const Files<Net>& files = Files<Net>::here();
  for (auto _ : state) sinew::load_safetensors(*files.loaded, files.mappable);
  if (!files.agrees(*files.loaded)) state.SkipWithError("loaded other weights");
}
template <class Net> void save(benchmark::State& state) {
  Files<Net>& files = Files<Net>::here();
  for (auto _ : state) sinew::save_safetensors(*files.net, files.path);
}
template <class Net> void save_mappable(benchmark::State& state) {
  Files<Net>& files = Files<Net>::here();
  for (auto _ : state) sinew::save_safetensors(*files.net, files.mappable, {.mappable = true});
}
template <class Net> void map(benchmark::State& state) {
  const Files<Net>& files = Files<Net>::here();
  for (auto _ : state) {
    const sinew::MappedNet<Net> mapped(files.mappable);
    benchmark::DoNotOptimize(mapped->parameters[0]);
  }
  if (!files.agrees(*sinew::MappedNet<Net>(files.mappable))) state.SkipWithError("mapped other weights");
}

template <class Net> void enrol(const std::string& name) {
  const auto row = [&](const char* what, void (*run)(benchmark::State&)) {
    benchmark::RegisterBenchmark(("weights/" + name + "/" + what).c_str(), run)->Unit(benchmark::kMicrosecond);
  };
  row("read", read<Net>);
  row("load", load<Net>);
  row("load_mappable", load_mappable<Net>);
  row("map", map<Net>);
  row("write", write<Net>);
  row("save", save<Net>);
  row("save_mappable", save_mappable<Net>);
}

const bool enrolled = [] {
  enrol<Small>("small");
  enrol<Large>("large");
  return true;
}();

}  // namespace
