// expect: told<int>
// topic: weather
// A case.
// says: int is told
// way out: Another type.
mistake::told<int> x;
