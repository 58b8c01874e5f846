// The main of every test executable. Written out (BOOST_TEST_MODULE would generate it) so that it too can be compiled with
// the precompiled header, which includes Boost.Test before any macro of this file could tell it to.
#include <boost/test/unit_test.hpp>

int main(int argc, char* argv[]) {
  return boost::unit_test::unit_test_main([] { return true; }, argc, argv);
}
