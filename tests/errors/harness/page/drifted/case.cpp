// expect: told<int>
// topic: layers
// A case.
// way out: Another type.
mistake::told<int> x;
