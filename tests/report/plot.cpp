#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <sys/stat.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <boost/test/unit_test.hpp>

#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/net/net.hpp>
#include <sinew/report/plot.hpp>

#include "../data/temporary.hpp"

using namespace sinew;

namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& file) { return fs::is_regular_file(file) && access(file.c_str(), X_OK) == 0; }

/// Tests that draw are skipped, and say so, where there is no gnuplot.
boost::test_tools::assertion_result gnuplot_is_installed(boost::unit_test::test_unit_id) {
  std::istringstream folders(std::getenv("PATH") != nullptr ? std::getenv("PATH") : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (is_program(fs::path(folder) / "gnuplot")) return true;
  boost::test_tools::assertion_result no(false);
  no.message() << "gnuplot is not installed (Debian: gnuplot-nox)";
  return no;
}

/// PATH for as long as it lives.
class Path {
 public:
  explicit Path(const std::string& value) : old_{std::getenv("PATH")} { setenv("PATH", value.c_str(), 1); }
  ~Path() { setenv("PATH", old_.c_str(), 1); }

 private:
  std::string old_;
};

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Parses the picture as XML and returns all its texts, one a line.
void collect(const boost::property_tree::ptree& tree, std::string& texts) {
  for (const auto& [name, child] : tree) {
    if (name == "text") {
      const std::string& text = child.data();  // figures on axes come with a blank before them
      texts += text.substr(std::min(text.find_first_not_of(' '), text.size())) + "\n";
    }
    collect(child, texts);
  }
}
std::string texts_of(const std::string& path) {
  const std::string svg = contents(path);
  BOOST_TEST(svg.starts_with("<?xml"));
  BOOST_TEST(svg.substr(svg.size() - 8).find("</svg>") != svg.npos);
  std::istringstream in(svg);
  boost::property_tree::ptree tree;
  boost::property_tree::read_xml(in, tree);  // throws for what is not well-formed
  std::string texts;
  collect(tree, texts);
  return texts;
}
bool has_line(const std::string& texts, const std::string& line) {
  return ("\n" + texts).find("\n" + line + "\n") != std::string::npos;
}
std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
  return n;
}

History history(bool validated) {
  History h;
  for (std::size_t e = 1; e <= 10; ++e) {
    h.epochs.push_back({.epoch = e, .loss = 1.0 / static_cast<double>(e)});
    if (validated) h.epochs.back().validation_loss = 1.5 / static_cast<double>(e);
  }
  h.best_epoch = 10;
  return h;
}
using Points = Dataset<std::array<float, 2>, std::uint8_t>;
const Points points{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, {0, 1, 1, 0}};

auto mentions(const std::string& what) {
  return [what](const plot_error& e) {
    return std::string(e.what()).find(what) != std::string::npos && std::string(e.what()).starts_with(e.path + ": ");
  };
}
const auto drawn = boost::unit_test::precondition(gnuplot_is_installed);

}  // namespace

BOOST_AUTO_TEST_SUITE(report_plot)

BOOST_AUTO_TEST_CASE(loss_of_training_and_validation, *drawn) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/loss.svg";
  plot_loss(history(true), path, {.title = "Learning"});
  const std::string texts = texts_of(path);
  for (const char* line : {"Learning", "epoch", "loss", "training", "validation", "10"})
    BOOST_TEST(has_line(texts, line), line << " in " << texts);
  plot_loss(history(false), path);
  BOOST_TEST(has_line(texts_of(path), "training"));
  BOOST_TEST(!has_line(texts_of(path), "validation"));
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(loss_on_a_logarithmic_axis_of_one_epoch_and_with_gaps, *drawn) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/loss.svg";
  History h = history(true);
  h.epochs[3].loss = not_measured;
  h.epochs[4].validation_loss = HUGE_VAL;
  h.epochs[5].loss = 0;
  plot_loss(h, path, {.logarithmic = true});
  BOOST_TEST(has_line(texts_of(path), "1"));
  BOOST_TEST(has_line(texts_of(path), "0.1"));
  h.epochs.resize(1);
  plot_loss(h, path);
  BOOST_TEST(has_line(texts_of(path), "training"));
}

BOOST_AUTO_TEST_CASE(losses_by_rate, *drawn) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/rates.svg";
  RateCurve curve;
  for (int i = 0; i < 40; ++i) {
    const double loss = i < 20 ? 1.0 : i == 20 ? 0.5 : 0.25;
    curve.points.push_back({std::pow(10.0, i / 10.0 - 4), loss, loss});
  }
  curve.points[20].rate = 0.0123;  // the steepest descent
  BOOST_TEST(curve.suggestion() == 0.0123);
  plot_rates(curve, path);
  const std::string texts = texts_of(path);
  for (const char* line : {"Loss by learning rate", "learning rate", "loss", "batches", "smoothed", "0.0123", "0.001"})
    BOOST_TEST(has_line(texts, line), line << " in " << texts);
  curve.points.resize(5);  // no suggestion
  plot_rates(curve, path, {.title = "Five", .logarithmic = true});
  BOOST_TEST(has_line(texts_of(path), "Five"));
  BOOST_CHECK_EXCEPTION(plot_rates(RateCurve{}, path), plot_error, mentions("no finite loss"));
}

BOOST_AUTO_TEST_CASE(boundary_of_a_net_with_classes, *drawn) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/plane.svg";
  Net<Dense<2, 3, Softmax>> net;
  net.weight<0>(0, 1) = 1;
  plot_decision_boundary(net, points, path,
                         {.title = "Three",
                          .x_label = "length",
                          .y_label = "width",
                          .classes = {"low", "high"},
                          .x = {-1, 2},
                          .y = {-1, 2}});
  const std::string texts = texts_of(path);
  for (const char* line : {"Three", "length", "width", "low", "high", "-1", "2"})
    BOOST_TEST(has_line(texts, line), line << " in " << texts);
  BOOST_TEST(!has_line(texts, "class 2"));  // no sample of it
  BOOST_TEST(occurrences(contents(path), "<image") == 1u);
}

BOOST_AUTO_TEST_CASE(boundary_of_a_net_with_one_output, *drawn) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/plane.svg";
  Net<Dense<2, 1, Sigmoid>> net;
  net.weight<0>(0, 0) = 5;
  plot_decision_boundary(net, points, path, {.resolution = 20});
  std::string texts = texts_of(path);
  for (const char* line : {"Decision boundary", "x", "y", "output", "decision at 0.5", "class 0", "class 1"})
    BOOST_TEST(has_line(texts, line), line << " in " << texts);
  net = {};  // the same output everywhere: no line to draw
  plot_decision_boundary(net, points, path, {.resolution = 20});
  BOOST_TEST(has_line(texts_of(path), "class 0"));

  Net<Dense<2, 1>> line;
  line.weight<0>(0, 0) = 5;
  plot_decision_boundary(line, Dataset<std::array<float, 2>, float>{{{0, 0}, {1, 1}}, {0.5f, 2.5f}}, path);
  texts = texts_of(path);
  BOOST_TEST(has_line(texts, "targets"));
  BOOST_TEST(!has_line(texts, "class 0"));
}

BOOST_AUTO_TEST_CASE(boundary_of_a_function_and_of_pixels, *drawn) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/plane.svg";
  plot_decision_boundary([](std::array<float, 2> p) { return p[0] > p[1] ? 1 : 0; }, points, path, {.resolution = 20});
  BOOST_TEST(has_line(texts_of(path), "class 1"));
  plot_decision_boundary([](const std::array<float, 2>& p) { return p[0] * p[1]; }, Points{}, path,
                         {.x = {0, 1}, .y = {0, 1}});
  BOOST_TEST(has_line(texts_of(path), "output"));
  // Bytes are drawn as the net sees them, in 0 … 1: axes to 255 would have a tick at 200.
  plot_decision_boundary(Net<Dense<2, 2, Softmax>>{},
                         Dataset<std::array<std::uint8_t, 2>, std::uint8_t>{{{255, 0}, {0, 255}}, {0, 1}}, path);
  BOOST_TEST(has_line(texts_of(path), "0.8"));
  BOOST_TEST(!has_line(texts_of(path), "200"));
}

BOOST_AUTO_TEST_CASE(texts_are_only_texts, *drawn) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/it's \"a\" $(name) `x`.svg", spy = folder.path() + "/spy";
  plot_loss(history(false), path, {.title = "it's `touch " + spy + "` \"x\" <b> & @y {z} $(touch " + spy + ")\nend"});
  BOOST_TEST(has_line(texts_of(path), "it's `touch " + spy + "` \"x\" <b> & @y {z} $(touch " + spy + ") end"),
             texts_of(path));
  BOOST_TEST(!fs::exists(spy));
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(without_gnuplot_the_error_says_so_and_the_old_picture_stays) {
  const TemporaryFolder folder, empty;
  const std::string path = folder.write("loss.svg", std::string("old"));
  const Path none(empty.path());
  BOOST_CHECK_EXCEPTION(plot_loss(history(true), path), plot_error, mentions("the program gnuplot was not found"));
  BOOST_CHECK_EXCEPTION(plot_decision_boundary(Net<Dense<2, 1, Sigmoid>>{}, points, path), Error,
                        [](const Error&) { return true; });
  BOOST_TEST(contents(path) == "old");
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(a_gnuplot_that_fails_leaves_nothing_half_written) {
  const TemporaryFolder folder, programs;
  const std::string path = folder.path() + "/loss.svg";
  auto install = [&](const std::string& script) {
    const std::string program = programs.write("gnuplot", "#!/bin/sh\n" + script);
    BOOST_REQUIRE(chmod(program.c_str(), 0755) == 0);
  };
  const Path only(programs.path());
  install("echo 'broken by design' >&2; exit 3\n");
  BOOST_CHECK_EXCEPTION(plot_loss(history(true), path), plot_error, mentions("gnuplot failed: broken by design"));
  install("echo '<?xml version=\"1.0\"?><svg>'\n");
  BOOST_CHECK_EXCEPTION(plot_loss(history(true), path), plot_error, mentions("did not write a complete SVG"));
  install("kill -9 $$\n");
  BOOST_CHECK_EXCEPTION(plot_loss(history(true), path), plot_error, mentions("gnuplot failed"));
  BOOST_TEST(files_in(folder.path()) == 0u);
  install("echo '<?xml version=\"1.0\"?><svg></svg>'\n");  // reads nothing of its input
  plot_loss(history(true), path);
  BOOST_TEST(contents(path) == "<?xml version=\"1.0\"?><svg></svg>\n");
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_written_is_named) {
  const TemporaryFolder folder;
  const std::string nowhere = folder.path() + "/missing/loss.svg";
  BOOST_CHECK_EXCEPTION(plot_loss(history(true), nowhere), plot_error, mentions("cannot be written: "));
  BOOST_TEST(files_in(folder.path()) == 0u);
}

BOOST_AUTO_TEST_CASE(a_folder_is_not_replaced, *drawn) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/loss.svg";
  fs::create_directory(path);
  BOOST_CHECK_EXCEPTION(plot_loss(history(true), path), plot_error, mentions("cannot be written: "));
  BOOST_TEST(fs::is_directory(path));
  BOOST_TEST(files_in(folder.path()) == 1u);
}

// A rename to /dev/null would succeed for the superuser, and to a link would replace it.
BOOST_AUTO_TEST_CASE(only_files_are_replaced_and_links_stay) {
  const TemporaryFolder folder, programs;
  const std::string pipe = folder.path() + "/pipe", link = folder.path() + "/link.svg";
  BOOST_REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_CHECK_EXCEPTION(plot_loss(history(true), pipe), plot_error,
                        mentions("cannot be written: a pipe, a device or a socket"));
  BOOST_TEST(files_in(folder.path()) == 1u);
  folder.write("loss.svg", std::string("old"));
  fs::create_symlink("loss.svg", link);
  folder.write("loss.svg.sinew-0.tmp", std::string("of a process that was killed"));
  const std::string program =
      programs.write("gnuplot", std::string("#!/bin/sh\necho '<?xml version=\"1.0\"?><svg></svg>'\n"));
  BOOST_REQUIRE(chmod(program.c_str(), 0755) == 0);
  const Path only(programs.path());
  plot_loss(history(true), link);
  BOOST_TEST(fs::is_symlink(link));
  BOOST_TEST(contents(link) == "<?xml version=\"1.0\"?><svg></svg>\n");
  BOOST_TEST(files_in(folder.path()) == 3u);
}

BOOST_AUTO_TEST_CASE(classes_that_are_none_are_an_error) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/x.svg";
  const PlotRange unit{0, 1};
  auto minus = [](std::array<float, 2>) { return -1; };
  BOOST_CHECK_EXCEPTION(plot_decision_boundary(minus, Points{}, path, {.x = unit, .y = unit}), plot_error,
                        mentions("class -1, expected classes 0 to 63"));
  const Dataset<std::array<float, 2>, int> strange{{{0, 0}}, {1000}};
  BOOST_CHECK_EXCEPTION(plot_decision_boundary(Net<Dense<2, 1, Sigmoid>>{}, strange, path), plot_error,
                        mentions("class 1000"));
  BOOST_TEST(files_in(folder.path()) == 0u);
}

BOOST_AUTO_TEST_CASE(nothing_to_draw_is_an_error) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/x.svg";
  BOOST_CHECK_EXCEPTION(plot_loss(History{}, path), plot_error, mentions("no epochs"));
  BOOST_CHECK_EXCEPTION(plot_loss(History{.epochs = {{.epoch = 1}}}, path), plot_error, mentions("finite loss"));
  BOOST_CHECK_EXCEPTION(plot_decision_boundary(Net<Dense<2, 1, Sigmoid>>{}, Points{}, path), plot_error,
                        mentions("no finite samples, and no range is given"));
  BOOST_TEST(files_in(folder.path()) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
