// expect: header_is_not_included<sinew::mistake::header::report_summary_hpp>
// topic: data
// to_string() of a net's tensors without its header.
// way out: Include <sinew/report/summary.hpp>.
#include <sinew/sinew.hpp>
#include <sinew/net/tensors.hpp>
using namespace sinew;

int main() { return to_string(tensors_of<Net<Dense<4, 3>>>).c_str()[0]; }
