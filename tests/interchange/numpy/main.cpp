/// Writes arrays and nets, has NumPy read them and write them in its own ways, and reads those.
///
///     interchange_numpy python3 there_and_back.py folder
///
/// Returns 77 if there is no Python, or no NumPy.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <sys/wait.h>

#include <sinew/io/npz.hpp>
#include <sinew/sinew.hpp>

using namespace sinew;

namespace {

std::size_t failures = 0;
void check(bool right, const std::string& what) {
  if (right) return;
  ++failures;
  std::printf("%s differs\n", what.c_str());
}

Engine engine(5);
/// Any bits but those of NaN and infinity; the extremes are among them.
template <class T> T any_number(std::size_t i) {
  if constexpr (std::is_same_v<T, bool>) return i % 3 == 0;
  else {
    T value{};
    do {
      const std::uint64_t bits = engine();
      std::memcpy(&value, &bits, sizeof value);
      if (i == 0) value = std::numeric_limits<T>::lowest();
      if (i == 1) value = (std::numeric_limits<T>::max)();
      if (i == 2) value = std::numeric_limits<T>::denorm_min();
    } while (std::is_floating_point_v<T> && !(value - value == T{}));
    return value;
  }
}
template <class T> bool same(const NpyArray<T>& a, const NpyArray<T>& b) {
  if (a.shape != b.shape || a.values.size() != b.values.size()) return false;
  return a.values.empty() || std::memcmp(a.values.data(), b.values.data(), a.values.size() * sizeof(T)) == 0;
}

/// The arrays of one type, which stay for the way back. (std::vector<bool> is no array.)
template <class T> struct Arrays {
  using number = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;
  std::string type;
  std::vector<std::string> names{};
  std::vector<NpyArray<number>> arrays{};

  void write(const std::string& folder) {
    const std::pair<const char*, std::vector<std::size_t>> shapes[] = {
        {"matrix", {3, 4}}, {"row", {12}}, {"cube", {2, 3, 2}}, {"number", {}}, {"empty", {0, 4}}};
    for (const auto& [shape, extents] : shapes) {
      std::size_t size = 1;
      for (const std::size_t extent : extents) size *= extent;
      NpyArray<number> array{extents, {}};
      for (std::size_t i = 0; i < size; ++i) array.values.push_back(static_cast<number>(any_number<T>(i)));
      names.push_back(shape + ("_" + type));
      arrays.push_back(array);
      const std::string path = folder + "/" + names.back();
      _detail::npy_view view = view_of(arrays.size() - 1);
      _detail::save_npy_view(view, path + ".npy");
      std::FILE* const file = std::fopen((path + ".bin").c_str(), "wb");
      if (file == nullptr || std::fwrite(view.numbers, 1, view.bytes(), file) != view.bytes()) std::exit(1);
      std::fclose(file);
    }
  }
  _detail::npy_view view_of(std::size_t i) const {
    _detail::npy_view view = _detail::npy_view_of(arrays[i]);
    view.type = _detail::npy_type_of<T>();  // bytes of 0 and 1 are those of bool
    return view;
  }
  void entries(std::vector<NpzEntry>& all) const {
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      all.emplace_back(names[i], arrays[i]);
      all.back().array = view_of(i);
    }
  }
  void read(const std::string& folder, const NpzFile& stored, const NpzFile& deflated) const {
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      for (const char* const way : {"", "_fortran", "_big", "_big_fortran"})
        check(same(load_npy<NpyArray<number>>(folder + "/" + names[i] + way + ".npy"), arrays[i]), names[i] + way);
      check(same(stored.load<NpyArray<number>>(names[i]), arrays[i]), names[i] + " in np.savez");
      check(same(deflated.load<NpyArray<number>>(names[i]), arrays[i]), names[i] + " in np.savez_compressed");
    }
  }
};
template <class... A> struct AllArrays {
  std::tuple<A...> all;
  template <class F> void each(F f) {
    std::apply([&](auto&... arrays) { (f(arrays), ...); }, all);
  }
};

using Picture = Net<Input<2, 4, 5>, Conv2D<3, 3>, BatchNorm<>, Activate<ReLU>, Flatten, Dense<18, 2>>;
bool same(const Picture& a, const Picture& b) {
  return std::memcmp(&a.parameters, &b.parameters, sizeof a.parameters) == 0 &&
         std::memcmp(&a.buffers, &b.buffers, sizeof a.buffers) == 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 1;
  const std::string python = arguments[1], script = arguments[2], folder = arguments[3];
  if (python.empty() || python.ends_with("NOTFOUND")) {
    std::puts("interchange.numpy is skipped: there is no python3 (Debian: python3, python3-numpy)");
    return 77;
  }
  AllArrays<Arrays<float>, Arrays<double>, Arrays<std::int8_t>, Arrays<std::int16_t>, Arrays<std::int32_t>,
            Arrays<std::int64_t>, Arrays<std::uint8_t>, Arrays<std::uint16_t>, Arrays<std::uint32_t>,
            Arrays<std::uint64_t>, Arrays<bool>>
      all{{{"float32"},
           {"float64"},
           {"int8"},
           {"int16"},
           {"int32"},
           {"int64"},
           {"uint8"},
           {"uint16"},
           {"uint32"},
           {"uint64"},
           {"bool"}}};
  Picture net;
  initialize(net, 4);
  for (const TensorDescription& t : tensors_of<Picture>)
    if (t.buffer) t.each_position([&](std::size_t at) { net.buffers[at] = 0.3f * static_cast<float>(at + 1); });
  try {
    std::vector<NpzEntry> entries;
    all.each([&](auto& arrays) { arrays.write(folder); });
    all.each([&](auto& arrays) { arrays.entries(entries); });
    save_npz(entries, folder + "/stored.npz");
    save_npz(entries, folder + "/deflated.npz", {.compressed = true});
    save_npz(net, folder + "/net_stored.npz");
    save_npz(net, folder + "/net_deflated.npz", {.compressed = true});
    save_npz(net, folder + "/net_float64.npz", {.dtype = Dtype::float64});
    save_npz(net, folder + "/net_float16.npz", {.dtype = Dtype::float16});

    const int status = std::system(('"' + python + "\" \"" + script + "\" \"" + folder + '"').c_str());
    if (status == -1 || !WIFEXITED(status)) return 1;
    if (WEXITSTATUS(status) != 0) return WEXITSTATUS(status);

    const NpzFile stored(folder + "/back_stored.npz"), deflated(folder + "/back_deflated.npz");
    all.each([&](auto& arrays) { arrays.read(folder, stored, deflated); });
    Picture rounded;
    load_npz(rounded, folder + "/net_float16.npz");
    for (const char* const name : {"net_stored", "net_deflated", "net_float64", "net_float16"})
      for (const char* const way : {"", "_back", "_compressed"}) {
        Picture read;
        load_npz(read, folder + "/" + name + way + ".npz");
        check(same(read, name == std::string("net_float16") ? rounded : net), name + std::string(way));
      }
    check(!same(rounded, net), "what float16 rounds");
  } catch (const Error& error) {
    std::puts(error.what());
    return 1;
  }
  return failures == 0 ? 0 : 1;
}
