// interchange_tensorboard <python3> <read_events.py> <folder>: logs a training in both formats and lets Python compare
// them.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sinew/report/csv_log.hpp>
#include <sinew/report/tensorboard_log.hpp>
#include <sinew/sinew.hpp>

using namespace sinew;

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string python = argv[1], script = argv[2], folder = argv[3];
  if (python.find("NOTFOUND") != std::string::npos) return 77;

  Dataset<std::array<float, 1>, float> data;
  for (int i = 0; i < 40; ++i) {
    const float x = 0.1f * static_cast<float>(i) - 2;
    data.push_back({x}, std::sin(x));
  }
  Net<Dense<1, 8, Tanh>, Dense<8, 1>> net;
  initialize(net, 1);
  TensorBoardLog events(folder + "/runs/sine");
  CsvLog lines(folder + "/sine.csv");
  fit<8>(net, data, MSE{}, Adam{.rate = 0.01}, {.epochs = 200, .validation = data, .clip_norm = 1}, R2Score{}, events,
         lines);
  const std::string command =
      "\"" + python + "\" \"" + script + "\" \"" + events.path() + "\" \"" + folder + "/sine.csv\"";
  return std::system(command.c_str()) == 0 ? 0 : 1;
}
