// refused: no '// expect: <regex>' in the first line
int main() { return undeclared; }
