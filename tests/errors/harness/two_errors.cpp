// expect: undeclared
// refused: 2 errors instead of one
int main() { return undeclared; }
int twice() { return undeclared_too; }
