// expect: conversion from '[^|]*Dense<4, 3[^|]*' to non-scalar type '[^|]*Dense<4, 2[^|]*' requested|no viable conversion from '[^|]*' to '[^|]*
// topic: calls
// A net initialized from a net of another type.
// way out: Nets have the same type only if their scalar and layers agree: using Small = Net<...>, and Small for both.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3>> a;
  Net<Dense<4, 2>> b = a;
  return static_cast<int>(b.parameters[0]);
}
