// expect: told<int>
// topic: weather
// A case.
// way out: Another type.
mistake::told<int> x;
