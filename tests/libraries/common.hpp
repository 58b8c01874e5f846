#pragma once
// The functions of shared.hpp, for the libraries and, under other names, for the program itself.
#include <new>
#include <vector>

#include "shared.hpp"

template <class Net> Any made() {
  Any any;
  sinew::initialize(any.emplace<Net>(), 1);
  return any;
}
/// A class of a static function: its name is that of another one in each file.
static Any made_local() {
  struct Local : sinew::Tanh {};
  return made<nets::of<Local>>();
}
static bool holds_local(const Any& any) {
  // The type that made_local() of this file has used, in a function of the same name: not that type.
  struct Local : sinew::Tanh {};
  return any.holds<nets::of<Local>>();
}
static Any make_here(Kind kind) {
  switch (kind) {
    case plain:
      return made<nets::plain>();
    case twice:
      return made<nets::twice>();
    case shifted:
      return made<nets::shifted>();
    case unscoped:
      return made<nets::unscoped>();
    case hidden:
      return made<nets::hidden>();
    case local:
      return made_local();
    default:
      return {};
  }
}
static bool holds_here(Kind kind, const Any& any) {
  switch (kind) {
    case plain:
      return any.holds<nets::plain>();
    case twice:
      return any.holds<nets::twice>();
    case shifted:
      return any.holds<nets::shifted>();
    case unscoped:
      return any.holds<nets::unscoped>();
    case hidden:
      return any.holds<nets::hidden>();
    case local:
      return holds_local(any);
    default:
      return !any;
  }
}
