// expect: no matching function
// refused: lines of output, more than
void f(int);
void f(int, int);
void f(int, int, int);
void f(int, int, int, int);
void f(int, int, int, int, int);
void f(int, int, int, int, int, int);
int main() { f(); }
