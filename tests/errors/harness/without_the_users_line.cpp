// expect: told_far_away
// refused: the user's line is not named
#include "far_away.hpp"
int main() { return size; }
