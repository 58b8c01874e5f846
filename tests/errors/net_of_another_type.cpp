// expect: conversion from '[^|]*Dense<4, 3[^|]*' to non-scalar type '[^|]*Dense<4, 2[^|]*' requested|no viable conversion from '[^|]*' to '[^|]*
// topic: calls
// A net taken for another one.
// way out: Nets are of one type only if scalar and layers are the same: using Small = Net<...>, and Small for both.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3>> a;
  Net<Dense<4, 2>> b = a;
  return static_cast<int>(b.parameters[0]);
}
