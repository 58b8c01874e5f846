// expect: told<int>
// topic: layers
// A case.
mistake::told<int> x;
