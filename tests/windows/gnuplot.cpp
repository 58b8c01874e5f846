// A program in place of gnuplot: what its script says decides what it answers.
#include <cstdio>
#include <string>

int main(int count, char** arguments) {
  std::string script;
  for (int c; (c = std::getchar()) != EOF;) script += static_cast<char>(c);
  const auto has = [&](const char* word) { return script.find(word) != script.npos; };
  if (count != 2 || std::string(arguments[1]) != "-d" || !has("plot")) return 2;
  if (has("fails")) {
    std::fputs("line 1: no such title", stderr);
    return 1;
  }
  std::puts(has("stops") ? "<?xml version=\"1.0\"?>\n<svg>" : "<?xml version=\"1.0\"?>\n<svg>\n</svg>");
}
