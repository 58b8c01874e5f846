// A consumer of the component `zip`: arrays leave as an archive and come back.
#include <array>
#include <cstdio>
#include <vector>

#include <sinew/io/npz.hpp>

int main() {
  const std::vector<std::array<float, 2>> rows{{1, 2}, {3, 4}};
  try {
    sinew::save_npz({{"rows", rows}}, "arrays.npz", {.compressed = true});
    return sinew::NpzFile("arrays.npz").load<std::vector<std::array<float, 2>>>("rows") == rows ? 0 : 1;
  } catch (const sinew::npy_error& error) {
    std::puts(error.what());
    return 1;
  }
}
