// Whether each window of a pooling has a value of the image in it: against going through all of them, and in no time
// where a file gives extents near 2³¹.

#include <cstddef>

#include <boost/test/unit_test.hpp>

#include <sinew/random/engine.hpp>
#include <sinew/random/distribution.hpp>

#include "../../examples/import/onnx/windows.hpp"

BOOST_AUTO_TEST_SUITE(import_windows)

bool meets_one_by_one(const importer::Window& w, std::size_t image, std::size_t outputs) {
  for (std::size_t o = 0; o < outputs; ++o) {
    bool meets = false;
    for (std::size_t k = 0; k < w.kernel; ++k) {
      const std::size_t at = o * w.stride + k * w.dilation;
      meets = meets || (at >= w.before && at - w.before < image);
    }
    if (!meets) return false;
  }
  return true;
}
BOOST_AUTO_TEST_CASE(all_windows_of_small_images) {
  sinew::Engine engine(1);
  const auto draw = [&](std::size_t most) { return 1 + sinew::uniform_index(engine, most); };
  std::size_t met = 0, count = 100'000;
  for (std::size_t i = 0; i < count; ++i) {
    importer::Window w;
    w.kernel = draw(6), w.stride = draw(9), w.dilation = draw(12), w.before = draw(40) - 1;
    const std::size_t image = draw(14), outputs = draw(12) - 1;
    const bool expected = meets_one_by_one(w, image, outputs);
    met += expected;
    BOOST_REQUIRE_MESSAGE(importer::meets_image(w, image, outputs) == expected,
                          "kernel " << w.kernel << " stride " << w.stride << " dilation " << w.dilation << " before "
                                    << w.before << " image " << image << " outputs " << outputs);
  }
  BOOST_TEST((met > count / 10 && met < count - count / 10));
}
BOOST_AUTO_TEST_CASE(extents_near_the_largest) {
  constexpr std::size_t most = 0x7fffffff;
  BOOST_TEST(importer::meets_image({most, 1, 1, most - 1, 0}, most, most));
  BOOST_TEST(importer::meets_image({2, 3, most, most, 0}, most - 1, most / 3));
  BOOST_TEST(!importer::meets_image({2, 3, most, most, 0}, most - 1, most / 3 + 1));
  BOOST_TEST(!importer::meets_image({most / 46'341, 5, 46'341, most / 2, 0}, 46'340, 1 + most / 20));
  BOOST_TEST(importer::meets_image({1, 1, 1, 0, 0}, most, most));
  BOOST_TEST(!importer::meets_image({3, 1, 1, 3, 0}, most, most));
}

BOOST_AUTO_TEST_SUITE_END()
