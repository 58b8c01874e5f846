#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/net/initialize.hpp>
#include <sinew/net/net.hpp>
#include <sinew/report/progress.hpp>
#include <sinew/train/fit.hpp>

using namespace sinew;

namespace {

/// A pseudo terminal: what is written to `side` can be read as its user would see it.
struct Terminal {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  std::FILE* side = nullptr;

  explicit Terminal(unsigned short columns) {
    BOOST_REQUIRE(master >= 0);
    BOOST_REQUIRE(grantpt(master) == 0);
    BOOST_REQUIRE(unlockpt(master) == 0);
    const int fd = open(ptsname(master), O_RDWR | O_NOCTTY);
    BOOST_REQUIRE(fd >= 0);
    termios settings{};
    tcgetattr(fd, &settings);
    cfmakeraw(&settings);  // bytes arrive as they are sent
    tcsetattr(fd, TCSANOW, &settings);
    const winsize size{25, columns, 0, 0};
    ioctl(fd, TIOCSWINSZ, &size);
    fcntl(master, F_SETFL, O_NONBLOCK);
    side = fdopen(fd, "w");
  }
  ~Terminal() {
    std::fclose(side);
    close(master);
  }
  std::string written() const {
    std::string all;
    std::array<char, 4096> block;
    for (ssize_t n; (n = read(master, block.data(), block.size())) > 0;)
      all.append(block.data(), static_cast<std::size_t>(n));
    return all;
  }
};

/// Tests that need a terminal are skipped, and say so, where none can be had (a container or chroot without /dev/pts).
boost::test_tools::assertion_result terminals_are_to_be_had(boost::unit_test::test_unit_id) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master >= 0) {
    close(master);
    return true;
  }
  boost::test_tools::assertion_result no(false);
  no.message() << "no pseudo terminal can be opened (is /dev/pts mounted?)";
  return no;
}
const auto on_a_terminal = boost::unit_test::precondition(terminals_are_to_be_had);

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(report_progress)

BOOST_AUTO_TEST_CASE(a_terminal_shows_bar_and_figures, *on_a_terminal) {
  Terminal terminal(100);
  {
    ProgressDisplay progress{2, terminal.side};
    progress(Epoch{.epoch = 1, .loss = 0.5, .accuracy = 0.75, .validation_loss = 0.25, .validation_accuracy = 0.875});
    std::string text = terminal.written();
    BOOST_TEST(contains(text, "0%   10   20   30   40   50   60   70   80   90   100%\n"), text);
    BOOST_TEST(contains(text, "epoch 1/2  loss 0.5  75.00 %  validation 0.25  87.50 %  0:0"), text);
    // Half of Boost's 51 marks, and no full bar yet; the cursor is back on the bar's line.
    BOOST_TEST(contains(text, std::string(25, '*')), text);
    BOOST_TEST(!contains(text, std::string(27, '*')), text);
    BOOST_TEST(text.ends_with("\x1b[A\r"), text);

    progress(Epoch{.epoch = 2, .loss = 0.25});
    text = terminal.written();
    BOOST_TEST(contains(text, std::string(51, '*')), text);
    BOOST_TEST(contains(text, "epoch 2/2  loss 0.25  0:00, 0:00 left"), text);
    BOOST_TEST(!contains(text, "0%"), text);  // the scale is written once
    BOOST_TEST(text.ends_with("\n\n"), text);
  }
  BOOST_TEST(terminal.written() == "");  // it was finished already
}

BOOST_AUTO_TEST_CASE(training_that_stops_early_leaves_a_clean_line, *on_a_terminal) {
  Terminal terminal(100);
  {
    ProgressDisplay progress{1000, terminal.side};
    for (std::size_t e = 1; e <= 7; ++e) progress(Epoch{.epoch = e, .loss = 1});
    terminal.written();
  }
  const std::string text = terminal.written();
  BOOST_TEST(contains(text, "epoch 7/1000  loss 1"), text);  // the last one, however short the epochs were
  BOOST_TEST(text.ends_with("\n\n"), text);
}

BOOST_AUTO_TEST_CASE(one_display_serves_several_trainings, *on_a_terminal) {
  Terminal terminal(100);
  ProgressDisplay progress{2, terminal.side};
  for (std::size_t e : {1u, 2u, 1u, 2u}) progress(Epoch{.epoch = e, .loss = 1});
  std::string text = terminal.written();
  const std::size_t first = text.find("epoch 2/2");
  BOOST_REQUIRE(first != text.npos);
  BOOST_TEST(contains(text.substr(first), "100%\n"), text);
  BOOST_TEST(contains(text.substr(first), "epoch 2/2"), text);
}

BOOST_AUTO_TEST_CASE(lines_are_cut_to_a_narrow_terminal, *on_a_terminal) {
  Terminal terminal(20);
  ProgressDisplay progress{1, terminal.side};
  progress(Epoch{.epoch = 1, .loss = 0.123456, .accuracy = 1});
  const std::string text = terminal.written();
  BOOST_TEST(contains(text, "epoch 1/1  loss 0.1"), text);
  BOOST_TEST(!contains(text, "epoch 1/1  loss 0.12"), text);
  BOOST_TEST(!contains(text, std::string(20, '*')), text);
  BOOST_TEST(!contains(text, "|----"), text);
}

BOOST_AUTO_TEST_CASE(what_is_no_terminal_gets_nothing) {
  std::FILE* file = std::tmpfile();
  BOOST_REQUIRE(file != nullptr);
  {
    ProgressDisplay progress{2, file};
    for (std::size_t e : {1u, 2u}) progress(Epoch{.epoch = e, .loss = 1});
  }
  BOOST_TEST(std::ftell(file) == 0);
  std::fclose(file);
}

BOOST_AUTO_TEST_CASE(fit_calls_it, *on_a_terminal) {
  using Xor = Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>;
  const Dataset<std::array<float, 2>, std::uint8_t> data{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, {0, 1, 1, 0}};
  Terminal terminal(100);
  Xor net;
  initialize(net, 1);
  ProgressDisplay progress{3, terminal.side};
  fit<4>(net, data, BinaryCrossEntropy{}, SGD{.rate = 0.1}, {.epochs = 3}, progress);
  BOOST_TEST(contains(terminal.written(), "epoch 3/3  loss "));
}

BOOST_AUTO_TEST_SUITE_END()
