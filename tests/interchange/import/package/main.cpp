#include <dense.hpp>

int main() { return dense::net({1, 2, 3})[0] > 0 ? 0 : 1; }  // a probability
