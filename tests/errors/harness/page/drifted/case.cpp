// expect: told<int>
// topic: layers
// A case.
// says: int is told
// way out: Another type.
mistake::told<int> x;
