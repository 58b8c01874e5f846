#pragma once
// An ordinary header: functions that work.cpp defines once for each level, and what they share with other files.

#include <cstddef>
#include <memory>
#include <vector>

inline constexpr std::size_t input_count = 20, hidden_count = 40, output_count = 10;
inline constexpr std::size_t weight_count = (input_count + 1) * hidden_count + (hidden_count + 1) * output_count;

/// One variable for all files: how often the initialisers of work.cpp have run.
inline int initialisations = 0;

/// A type that all files sort: std::sort of it is in each.
struct Item {
  double key;
  int value;
  friend bool operator<(const Item& a, const Item& b) { return a.key < b.key; }
};
/// The virtual functions are inline: each file that makes a Shape has them.
struct Shape {
  virtual ~Shape() = default;
  virtual double area(double side) const { return side * side * 1.5; }
};

/// The level that runs.
const char* level() noexcept;
/// 4 with AVX-512, 3 with AVX2, 2 with SSE4.2, else 1: as this code was compiled.
int instructions();
/// The scores of a net with the weights, as stored by PyTorch: rows of the weight of an output, then the biases.
void scores(const float* weights, const float* x, float* result);
/// The sum of keys times positions after sorting.
double sorted(std::vector<Item> items);
/// By reference, by value (one that cannot be copied), through a reference to a function.
int& passed(int& a, std::unique_ptr<int> b, int (&twice)(int));
/// What the static data of work.cpp holds: 10 + 11 + … + 19, from a dynamic initialiser.
int table_sum();
/// 1, 2, 3, …
int next();
/// An object of a class with virtual functions.
std::unique_ptr<Shape> shape();
/// Throws sinew::Error.
void fail();
namespace mine {
/// In a namespace of the program: 7 times a.
int seven_times(int a, int, int, int, int, int, int, int);
}  // namespace mine
