// CsvLog and TensorBoardLog: what is in the files, line by line and record by record. tests/interchange/tensorboard
// reads the event files by another program.
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/report/csv_log.hpp>
#include <sinew/report/tensorboard_log.hpp>
#include <sinew/sinew.hpp>

#include "../data/temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(report_logs)

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
using Curve = Net<Dense<1, 4, Tanh>, Dense<4, 1>>;
Dataset<std::array<float, 1>, float> curve() {
  Dataset<std::array<float, 1>, float> data;
  for (int i = 0; i < 20; ++i) data.push_back({0.1f * static_cast<float>(i)}, 0.01f * static_cast<float>(i * i));
  return data;
}
Curve initial() {
  Curve net;
  initialize(net, 1);
  return net;
}

/// A metric whose name needs quotes.
struct Quoted {
  static constexpr const char* name = "a \"b\", c";
  static constexpr bool larger_is_better = true;
  void reset() {}
  void add(std::span<const float>, std::span<const float>) {}
  double value() const { return 0.25; }
};

BOOST_AUTO_TEST_CASE(lines_of_epochs) {
  const TemporaryFolder folder;
  const std::string path = folder.write("run.csv", std::string("old\n"));
  {
    CsvLog log(path);
    BOOST_TEST(content(path) == "");
    log(Epoch{.epoch = 1, .loss = 0.1, .validation_loss = 1e-20, .rate = 0.5});
    BOOST_TEST(content(path) ==
               "epoch,loss,accuracy,validation_loss,validation_accuracy,rate,gradient_norm\n1,0.1,,1e-20,,0.5,\n");
    log(Epoch{.epoch = 2, .loss = 1.0 / 3, .accuracy = 1, .gradient_norm = 12345678});
  }
  {
    CsvLog log(path, {.append = true});
    log(Epoch{.epoch = 3, .loss = 2});
  }
  BOOST_TEST(content(path) ==
             "epoch,loss,accuracy,validation_loss,validation_accuracy,rate,gradient_norm\n1,0.1,,1e-20,,0.5,\n"
             "2,0.3333333333333333,1,,,,12345678\n3,2,,,,,\n");
  const std::string fresh = folder.path() + "/fresh.csv";
  CsvLog(fresh, {.append = true})(Epoch{.epoch = 1, .loss = 1});
  BOOST_TEST(content(fresh).find("epoch,loss") == 0u);
}

BOOST_AUTO_TEST_CASE(as_a_hook) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/run.csv";
  const auto data = curve();
  Curve net = initial();
  const History history =
      fit<8>(net, data, MSE{}, Adam{}, {.epochs = 3, .validation = data}, MeanAbsoluteError{}, Quoted{}, CsvLog(path));
  std::istringstream lines(content(path));
  std::string line;
  std::getline(lines, line);
  BOOST_TEST(line ==
             "epoch,loss,accuracy,validation_loss,validation_accuracy,rate,gradient_norm,MAE,\"a \"\"b\"\", c\"");
  for (const Epoch& epoch : history.epochs) {
    std::getline(lines, line);
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string one; std::getline(in, one, ',');) cells.push_back(one);
    BOOST_REQUIRE(cells.size() == 9u);
    BOOST_TEST(std::stod(cells[1]) == epoch.loss);  // the digits read back exactly
    BOOST_TEST(std::stod(cells[3]) == epoch.validation_loss);
    BOOST_TEST(cells[2] == "");
    BOOST_TEST(std::stod(cells[7]) == epoch.metrics[0]);
    BOOST_TEST(cells[8] == "0.25");
  }
  // Other columns are not appended to.
  CsvLog other(path, {.append = true});
  BOOST_CHECK_EXCEPTION(other(history.last().metrics.empty() ? history.last() : Epoch{.epoch = 4}), training_log_error,
                        [&](const training_log_error& e) {
                          return e.path == path && std::string(e.what()).find("found the columns") != std::string::npos;
                        });
  BOOST_CHECK_THROW(CsvLog(folder.path() + "/no/such/folder.csv"), training_log_error);
}

BOOST_AUTO_TEST_CASE(checksums) {
  // RFC 3720, appendix B.4, and the check value of CRC-32C.
  BOOST_TEST(_detail::crc32c(std::string(32, '\0')) == 0x8a9136aau);
  BOOST_TEST(_detail::crc32c(std::string(32, '\xff')) == 0x62a8ab43u);
  std::string rising;
  for (char c = 0; c < 32; ++c) rising += c;
  BOOST_TEST(_detail::crc32c(rising) == 0x46dd794eu);
  BOOST_TEST(_detail::crc32c("123456789") == 0xe3069283u);
  BOOST_TEST(_detail::varint(300) == std::string("\xac\x02"));  // the encoding guide of protocol buffers
  BOOST_TEST(_detail::varint(150) == std::string("\x96\x01"));
  BOOST_TEST(_detail::varint(0) == std::string(1, '\0'));
}

BOOST_AUTO_TEST_CASE(event_files) {
  const TemporaryFolder folder;
  const std::string runs = folder.path() + "/runs/a";
  TensorBoardLog log(runs), second(runs);
  BOOST_TEST(log.path() != second.path());
  BOOST_TEST(log.path().find(runs + "/events.out.tfevents.") == 0u);
  const std::size_t begins = content(log.path()).size();
  BOOST_TEST(begins == 8 + 4 + (9 + 2 + 13) + 4u);  // wall time, and the version "brain.Event:2"
  log(Epoch{.epoch = 300, .loss = 0.5});
  const std::string record = content(log.path()).substr(begins);
  // key and time, key and 300, key and length of the summary, of its value, of "loss", and 0.5 as a float
  const std::string event = record.substr(12, record.size() - 16);
  BOOST_TEST(event.substr(9) == std::string("\x10\xac\x02\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\0\x3f", 18));
  BOOST_CHECK_THROW(TensorBoardLog(folder.write("file", std::string("x")) + "/a"), training_log_error);
}

BOOST_AUTO_TEST_SUITE_END()
