// expect: error
// refused: compiles, and must not
int main() {}
