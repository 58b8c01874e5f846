// 10 · A training loop of your own: reinforcement learning from the public pieces.
//
// fit() needs a data set. An agent has none: it acts, observes the reward, and learns from it. The pieces of fit()
// are public, allocate nothing, and can be used in any loop:
//
//     Workspace<Net, Batch, Mode::training> w   a batch: write w.x(), read w.y(), write w.dy()
//     net.forward(w)                            computes the outputs of all rows
//     net.backward(w, gradient)                 adds ∂L/∂parameters to the gradient, from w.dy() = ∂L/∂y
//     net.backward_from_logits(w, gradient)     the same from w.dy() = ∂L/∂z, where z is the input of the last
//                                               activation: for softmax, p − t
//     Optimizer<Adam, Net> optimizer            holds optimizer.gradient(); optimizer.step(net) applies it and
//                                               sets it to 0
//
// Here a cart learns to balance a pole by REINFORCE: after each episode, actions become more likely that were followed
// by more reward than usual. L = −Σ A_t·log p(action_t), where A_t is the advantage, so that
// ∂L/∂z = A_t·(p − one_hot(action_t)).
// Sources: Barto, Sutton, Anderson, IEEE SMC 13 (1983), for the cart; Williams, Machine Learning 8 (1992), for
// REINFORCE.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include <sinew/sinew.hpp>

using namespace sinew;

// position, speed, angle, angular speed → push left, push right
using Policy = Net<Dense<4, 32, Tanh>, Dense<32, 2, Softmax>>;
using State = std::array<float, 4>;

/// A pole on a cart, pushed left or right 50 times a second. An episode ends when the pole tips by 12° or after 200
/// steps.
struct Cart {
  State state{};

  explicit Cart(Engine& engine) {
    for (float& s : state) s = uniform(engine, -0.05f, 0.05f);
  }
  /// Pushes the cart; returns false if the episode has ended.
  bool push(std::size_t right) {
    auto& [x, v, angle, spin] = state;
    const float force = right == 1 ? 10.0f : -10.0f, c = std::cos(angle), s = std::sin(angle);
    // masses: cart 1, pole 0.1; half length 0.5
    const float pull = (force + 0.05f * spin * spin * s) / 1.1f;
    const float twist = (9.8f * s - c * pull) / (0.5f * (4.0f / 3.0f - 0.1f * c * c / 1.1f));
    x += 0.02f * v;
    v += 0.02f * (pull - 0.05f * twist * c / 1.1f);
    angle += 0.02f * spin;
    spin += 0.02f * twist;
    return std::abs(x) < 2.4f && std::abs(angle) < 0.2095f;
  }
};
constexpr std::size_t longest = 200;

struct Move {
  State state;
  std::size_t action;
};

/// Plays one episode; draws actions with the probabilities of the policy.
static std::vector<Move> play(const Policy& policy, Engine& engine) {
  std::vector<Move> steps;
  for (Cart cart(engine); steps.size() < longest;) {
    const std::array<float, 2> p = policy(cart.state);
    const std::size_t action = uniform<float>(engine) < p[1];
    steps.push_back({cart.state, action});
    if (!cart.push(action)) break;
  }
  return steps;
}

/// Adds the gradient of an episode, 32 steps at a time.
static void learn(Policy& policy, Policy::Parameters& gradient, const std::vector<Move>& steps, double& usual) {
  // The reward is 1 for each step, discounted by 1 % a step. The advantage is the excess over a running mean.
  std::vector<float> advantage(steps.size());
  double future = 0, total = 0;
  for (std::size_t t = steps.size(); t-- > 0;) {
    future = 1 + 0.99 * future;
    advantage[t] = static_cast<float>(future - usual);
    total += future;
  }
  usual += 0.05 * (total / static_cast<double>(steps.size()) - usual);

  static Workspace<Policy, 32, Mode::training> w;
  for (std::size_t from = 0; from < steps.size(); from += 32) {
    const std::size_t count = std::min<std::size_t>(32, steps.size() - from);
    for (std::size_t i = 0; i < count; ++i) w.x()[i] = steps[from + i].state;
    policy.forward(w);
    std::ranges::fill(w.dy().flat(), 0.0f);  // rows without a sample add nothing
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t a = 0; a < 2; ++a) {
        const float taken = steps[from + i].action == a ? 1.0f : 0.0f;
        w.dy()[i][a] = advantage[from + i] * (w.y()[i][a] - taken) / float{longest};
      }
    policy.backward_from_logits(w, gradient);
  }
}

/// Plays at most 2,000 episodes, until the mean of the last 100 is at least 195 steps, the usual definition of
/// "solved".
static int train(std::uint64_t seed) {
  Engine engine(seed);
  Policy policy;
  initialize(policy, engine);
  Optimizer<Adam, Policy> optimizer{{.rate = 0.003}};
  double usual = 0, lately = 0;
  std::printf("seed %d: mean steps of 100 episodes", static_cast<int>(seed));
  for (int episode = 1; episode <= 2000; ++episode) {
    const std::vector<Move> moves = play(policy, engine);
    learn(policy, optimizer.gradient(), moves, usual);
    if (episode % 4 == 0) optimizer.step(policy);  // one step for the gradient of four episodes
    lately += static_cast<double>(moves.size()) / 100;
    if (episode % 100 == 0) {
      std::printf(" %.0f", lately);
      if (lately >= 195) return std::printf(": solved after %d\n", episode), episode;
      lately = 0;
    }
  }
  std::printf(": not solved\n");
  return 0;
}

int main() {
  bool kept = true;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) kept = train(seed) > 0 && kept;
  return kept ? 0 : 1;
}
