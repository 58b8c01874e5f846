// Calls whose result is their point, discarded: each line marked `discarded` warns, no other line does (discard.cmake).
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <sinew/sinew.hpp>
#include <sinew/data/batches.hpp>
#include <sinew/data/csv.hpp>
#include <sinew/data/idx.hpp>
#include <sinew/diagnose/diagnose.hpp>
#include <sinew/report/summary.hpp>
#include <sinew/report/text.hpp>

using namespace sinew;

using Row = std::array<float, 4>;
using Small = Net<Dense<4, 3, Softmax>>;
using Normal = Net<Dense<4, 3>, BatchNorm<>>;

void results(Small& net, const Row& x, Dataset<Row, int>& data, StandardScaler<float, 4>& scaler,
             std::vector<Row>& rows, std::vector<int>& labels, Normal& normal, AnyNet<4, 3, 2_KiB>& any,
             OneOf<Small, Normal>& one) {
  const DataView<Row, int> view = data;
  scaler.transform(x);                               // discarded
  scaler.inverse(x);                                 // discarded
  train_test_split(data, 0.2, 1);                    // discarded
  stratified_split(data, 0.2, 1);                    // discarded
  one_hot<3>(1);                                     // discarded
  one_hot<3>(labels);                                // discarded
  one_hot<3>(data);                                  // discarded
  to_dataset(view);                                  // discarded
  data.subset(0, 1);                                 // discarded
  view.subset(0, 1);                                 // discarded
  data.empty();                                      // discarded
  data.size();                                       // discarded
  view.empty();                                      // discarded
  Batches(4, 2).size();                              // discarded
  read_csv<4>("iris.csv");                           // discarded
  parse_csv<4>("1,2,3,4");                           // discarded
  read_idx_images<28, 28>("images");                 // discarded
  read_idx_labels("labels", 10);                     // discarded
  read_idx_dataset<28, 28>("images", "labels", 10);  // discarded
  net(x);                                            // discarded
  net({1, 2, 3, 4});                                 // discarded
  net.predict(x);                                    // discarded
  net.weight_index<0>(0, 0);                         // discarded
  net.weight_index<0>({.in = 0, .out = 0});          // discarded
  net.buffers_of<0>();                               // discarded
  any(x);                                            // discarded
  any.predict(x);                                    // discarded
  any.holds<Small>();                                // discarded
  one(x);                                            // discarded
  one.index();                                       // discarded
  fold_batch_norm(normal);                           // discarded
  evaluate(net, data, CrossEntropy{});               // discarded
  accuracy(net, data);                               // discarded
  confusion_matrix(net, data);                       // discarded
  confusion_matrix(net, data).accuracy();            // discarded
  diagnose(net, data);                               // discarded
  diagnose(net, data).ok();                          // discarded
  summary<Small>();                                  // discarded
  to_string(summary<Small>());                       // discarded
  to_string(confusion_matrix(net, data));            // discarded
  cosine_decay(10);                                  // discarded
  warm_up(2);                                        // discarded
  gradient_norm(std::span<const float>(x));          // discarded
  activate<ReLU>(1.0f);                              // discarded

  // These do something, and their results are often ignored.
  scaler.fit(rows);
  scaler.transform(std::span(rows));
  const History history = fit<16>(net, data, CrossEntropy{}, SGD{.rate = 0.1}, {.epochs = 1});
  history.last();  // discarded
  fit<16>(net, data, CrossEntropy{}, SGD{.rate = 0.1}, {.epochs = 1});
  Workspace<Small, 2, Mode::training> w;
  Optimizer<SGD, Small> optimizer;
  const std::array<float, 6> targets{};
  train_step(net, w, targets, CrossEntropy{}, optimizer);
  forward_loss(net, w, targets, 2, CrossEntropy{});
  clip_by_norm(std::span<float>(optimizer.gradient()), 1.0f);
  one.emplace<Small>();
}
