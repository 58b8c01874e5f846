// 27 · Checkpoint: a training that is killed again and again, and each time goes on where it was. In the end its
// weights are those of a training that nothing interrupted, to the bit.
//
//     27_checkpoint            all of it; without the means of POSIX, the training is ended by exceptions
//     27_checkpoint train      the training alone: stop it by Ctrl+C and start it again

#include <array>
#include <cstdio>
#include <cstring>
#include <string>

#if __has_include(<sys/wait.h>) && __has_include(<unistd.h>)
#define HAS_PROCESSES
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#endif

#include <sinew/sinew.hpp>
#include <sinew/io/checkpoint.hpp>

#include "data/iris.hpp"

using namespace sinew;

// Dropout and BatchNorm: random numbers and running statistics have to go on, too.
using Flowers = Net<Dense<4, 16, ReLU>, BatchNorm<>, Dropout<Ratio<1, 5>>, Dense<16, 3, Softmax>>;

auto flowers() { return DataView(examples::iris().inputs, examples::iris().targets); }

/// The program that a user would write. It does not know whether it is run for the first time.
template <class... Hooks> History train(Flowers& net, Hooks&&... hooks) {
  static const auto parts = train_test_split(flowers(), 0.2, /*seed*/ 1);
  initialize(net, /*seed*/ 1);
  return fit<16>(net, parts.train, CrossEntropy{}, AdamW{.rate = 0.01},
                 {.epochs = 40, .validation = parts.test, .schedule = warm_up(3, cosine_decay(37))}, hooks...);
}

struct Killed {};

/// Runs the training in a process of its own, which is killed at the end of an epoch, before it can save that one.
void run_until(std::size_t epoch, const Checkpoint& checkpoint) {
  const auto kill_here = [&](const Epoch& now) {
    if (now.epoch < epoch) return;
#if defined(HAS_PROCESSES)
    std::raise(SIGKILL);  // as kill -9 does, or a loss of power: nothing of the process runs any more
#endif
    throw Killed();
  };
#if defined(HAS_PROCESSES)
  const pid_t child = fork();
  if (child != 0) {
    int status = 0;
    waitpid(child, &status, 0);
    std::printf("  %s in epoch %zu\n", WIFSIGNALED(status) ? "killed" : "not killed", epoch);
    return;
  }
#endif
  Flowers net;
  try {
    train(net, kill_here, checkpoint);
  } catch (const Killed&) { std::printf("  ended in epoch %zu\n", epoch); }
#if defined(HAS_PROCESSES)
  _exit(0);
#endif
}

int main(int count, char** arguments) {
  const Checkpoint checkpoint{.path = "flowers.ckpt", .every = 3, .best = "flowers.best.safetensors"};
  Flowers net;
  if (count > 1 && std::strcmp(arguments[1], "train") == 0) {
    const History history = train(net, checkpoint, [](const Epoch& epoch) {
      std::printf("epoch %2zu: loss %.4f, of the test %.4f\n", epoch.epoch, epoch.loss, epoch.validation_loss);
    });
    std::printf("%zu epochs, the best was %zu\n", history.epochs.size(), history.best_epoch);
    return 0;
  }

  Flowers whole;
  const History expected = train(whole);
  std::printf("40 epochs at once: loss %.6f, the best epoch was %zu\n", expected.last().loss, expected.best_epoch);

  std::remove(checkpoint.path.c_str());
  std::puts("the same with a checkpoint every third epoch:");
  std::fflush(stdout);  // or the child would print it again
  for (const std::size_t epoch : {2u, 5u, 6u, 20u, 40u}) run_until(epoch, checkpoint);
  const History history = train(net, checkpoint);
  std::printf("and to the end: loss %.6f, the best epoch was %zu\n", history.last().loss, history.best_epoch);

  const bool same = net.parameters == whole.parameters && net.buffers == whole.buffers &&
                    history.epochs.size() == expected.epochs.size();
  std::puts(same ? "The weights are the same, bit for bit." : "The weights differ!");

  // The best weights are a file of their own, for programs that only predict.
  Flowers best;
  load_safetensors(best, checkpoint.best);

  // A Trainer loads the file, too, and may go on with what fit() would refuse: a tenth of the rate.
  Trainer trainer(net, AdamW{});
  load_checkpoint(trainer, checkpoint.path);
  trainer.formula().rate *= 0.1;
  trainer.fit<16>(flowers(), CrossEntropy{}, {.epochs = 2});
  save_checkpoint(trainer, "flowers.trainer.ckpt");
  return same && trainer.epochs() == 42 ? 0 : 1;
}
