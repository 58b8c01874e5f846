// A line that is marked and does not warn: discard.cmake must refuse this file.
int answer() { return 42; }
void results() {
  answer();  // discarded
}
