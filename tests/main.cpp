// The main of every test executable. Written out (BOOST_TEST_MODULE would generate it) so that it too can be compiled
// with the precompiled header, which includes Boost.Test before any macro of this file could tell it to.
#ifdef BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#else
#include <boost/test/included/unit_test.hpp>  // the library itself, for targets that have no compiled one
#endif
#ifdef __wasi__  // its libc++ declares these as instantiated, but is built without them: see tests/wasm32.cmake
#include <fstream>
template class std::basic_filebuf<char>;
template class std::basic_ifstream<char>;
template class std::basic_ofstream<char>;
#endif

int main(int argc, char* argv[]) {
  return boost::unit_test::unit_test_main([] { return true; }, argc, argv);
}
