// expect: undeclared_name<7>
// refused: the error does not match
int main() { return undeclared; }
