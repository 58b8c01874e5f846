// expect: header_is_not_included<sinew::mistake::header::report_summary_hpp>
// topic: data
// summary() without its header.
// says: summary() is in a header that sinew.hpp does not include: write #include <sinew/report/summary.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return to_string(summary<Net<Dense<4, 3>>>()).c_str()[0]; }
