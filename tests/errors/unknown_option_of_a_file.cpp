// expect: no matching function for call to 'read_csv
// topic: data
// A misspelt option of read_csv(), in the compiler's own words.
// way out: Name the type of the options, and the compiler names the member that it lacks: CsvOptions{.delimiter = ';'} (it is separator). The same for Augmentation, DiagnoseOptions and all other options but those of fit().
#include <sinew/data/csv.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(read_csv<4, int>("iris.csv", {.delimiter = ';'}).size()); }
