// A consumer of the component `png`: what is no PNG file is refused by libpng.
#include <cstdio>

#include <sinew/io/png.hpp>

int main() {
  try {
    static_cast<void>(sinew::load_png<1, 28, 28>("CMakeCache.txt"));
    return 1;
  } catch (const sinew::image_error& error) {
    std::puts(error.what());
    return 0;
  }
}
