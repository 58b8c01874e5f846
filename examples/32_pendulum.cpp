// 32 · Continuous actions: an actor and two critics swing up a pendulum (TD3).
//
// A motor at the pivot is too weak to lift the pendulum: it must swing it to and fro, and then hold it upright. Two
// kinds of nets learn from what happens, each from the other:
//
//     critics   Q(state, action): the reward to come. They learn Q ← reward + 0.98·Q′(next state, next action), a
//               regression by train_step
//     actor     state → action. It learns to raise Q: its gradient goes through the critic, from ∂Q/∂action, which a
//               workspace of Mode::input_gradient gives
//
// What makes this stable: the moves come from a memory in random order; the targets Q′ and the next action come from
// copies of the nets that follow slowly; of two critics the lower value counts, since the higher is often a mistake
// that the actor would use; and the next action is blurred, so that the critics are smooth in it.
//
//     32_pendulum           one training, the picture pendulum.svg
//     32_pendulum 5         trainings of the seeds 1 to 5
//
// Sources: Lillicrap et al., "Continuous control with deep reinforcement learning" (DDPG), ICLR (2016); Fujimoto,
// van Hoof, Meger, "Addressing function approximation error in actor-critic methods" (TD3), ICML (2018). The pendulum
// is Gymnasium's Pendulum-v1.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <sinew/sinew.hpp>

using namespace sinew;

constexpr std::size_t batch = 64, steps_of_an_episode = 200;
constexpr float pi = std::numbers::pi_v<float>;

using Observation = std::array<float, 3>;                                        // cos angle, sin angle, speed / 8
using Actor = Net<Dense<3, 64, ReLU>, Dense<64, 64, ReLU>, Dense<64, 1, Tanh>>;  // → torque / 2
using Critic = Net<Dense<4, 64, ReLU>, Dense<64, 64, ReLU>, Dense<64, 1>>;       // observation and action → Q

/// A rod of mass 1 and length 1 in a field of 10, moved every 0.05 s. Angle 0 is upright.
struct Pendulum {
  float angle, speed;

  explicit Pendulum(Engine& engine) : angle(uniform(engine, -pi, pi)), speed(uniform(engine, -1.0f, 1.0f)) {}
  Observation observe() const { return {std::cos(angle), std::sin(angle), speed / 8}; }
  /// Applies a torque in [−2, 2]; returns the reward, −16.3 (hanging, fast) to 0 (upright, at rest).
  float push(float torque) {
    const float from_top = std::remainder(angle, 2 * pi);
    const float reward = -(from_top * from_top + 0.1f * speed * speed + 0.001f * torque * torque);
    speed = std::clamp(speed + 0.05f * (15 * std::sin(angle) + 3 * torque), -8.0f, 8.0f);
    angle += 0.05f * speed;
    return reward;
  }
};

/// What happened at a step.
struct Move {
  Observation before;
  float action, reward;
  Observation after;
};

class Agent {
 public:
  explicit Agent(std::uint64_t seed) : engine_(seed) {
    initialize(actor_, engine_);
    actor_target_ = actor_;
    for (std::size_t k = 0; k < 2; ++k) {
      initialize(critics_[k], engine_);
      critic_targets_[k] = critics_[k];
    }
  }
  Engine& engine() { return engine_; }
  /// The action in [−1, 1] that the actor holds best.
  float act(const Observation& state) const { return actor_(state)[0]; }

  /// Learns from a batch of moves.
  void learn(const std::vector<Move>& memory) {
    std::array<std::array<float, 3>, batch> before{}, after{};
    std::array<std::array<float, 1>, batch> next{};
    std::array<float, batch> target{};
    for (std::size_t i = 0; i < batch; ++i) {
      const Move& move = memory[uniform_index(engine_, memory.size())];
      before[i] = move.before;
      after[i] = move.after;
      target[i] = move.reward;
      for (auto& w : critic_memory_) w.x()[i] = with_action(move.before, move.action);
    }

    // The critics: a regression.
    actor_target_(after, next);
    for (std::size_t i = 0; i < batch; ++i) {
      const float blur = std::clamp(normal(engine_, 0.0f, 0.2f), -0.5f, 0.5f);
      const auto x = with_action(after[i], std::clamp(next[i][0] + blur, -1.0f, 1.0f));
      target[i] += 0.98f * std::min(critic_targets_[0](x)[0], critic_targets_[1](x)[0]);
    }
    for (std::size_t k = 0; k < 2; ++k)
      train_step(critics_[k], critic_memory_[k], target, MSE{}, critic_optimizers_[k]);
    if (++updates_ % 2 != 0) return;

    // The actor, every other time: L = −mean Q(state, actor(state)), so ∂L/∂action = −∂Q/∂action / batch.
    actor_memory_.x() = before;
    actor_.forward(actor_memory_);
    for (std::size_t i = 0; i < batch; ++i) judged_.x()[i] = with_action(before[i], actor_memory_.y()[i][0]);
    critics_[0].forward(judged_);
    std::ranges::fill(judged_.dy().flat(), -1.0f / batch);
    critics_[0].backward(judged_, discard);  // ∂L/∂x alone: the critic itself stays as it is
    for (std::size_t i = 0; i < batch; ++i) actor_memory_.dy()[i][0] = judged_.dx()[i][3];
    actor_.backward(actor_memory_, actor_optimizer_.gradient());
    actor_optimizer_.step(actor_);

    soft_update(actor_target_, actor_, 0.01);
    for (std::size_t k = 0; k < 2; ++k) soft_update(critic_targets_[k], critics_[k], 0.01);
  }

 private:
  static std::array<float, 4> with_action(const Observation& state, float action) {
    return {state[0], state[1], state[2], action};
  }

  Engine engine_;
  Actor actor_{}, actor_target_{};
  std::array<Critic, 2> critics_{}, critic_targets_{};
  Optimizer<Adam, Actor> actor_optimizer_{{.rate = 1e-3}};
  std::array<Optimizer<Adam, Critic>, 2> critic_optimizers_{{{{.rate = 2e-3}}, {{.rate = 2e-3}}}};
  Workspace<Actor, batch, Mode::training> actor_memory_{};
  std::array<Workspace<Critic, batch, Mode::training>, 2> critic_memory_{};
  Workspace<Critic, batch, Mode::input_gradient> judged_{};  // has dx
  std::size_t updates_ = 0;
};

/// Plays an episode without noise; returns the sum of rewards. `each(angle, torque)` sees the steps.
template <class F> static float play(const Agent& agent, Pendulum pendulum, F each) {
  float total = 0;
  for (std::size_t step = 0; step < steps_of_an_episode; ++step) {
    const float torque = 2 * agent.act(pendulum.observe());
    each(pendulum.angle, torque);
    total += pendulum.push(torque);
  }
  return total;
}

/// A polyline of an SVG picture, in a frame of 560 × 150 at the given height.
static std::string curve(const std::vector<float>& values, float low, float high, float top, const char* colour) {
  std::string text = std::string("<polyline fill='none' stroke-width='2' stroke='") + colour + "' points='";
  for (std::size_t i = 0; i < values.size(); ++i) {
    char point[64];
    std::snprintf(point, sizeof point, "%.1f,%.1f ", 60 + 560.0 * static_cast<double>(i) / double(values.size() - 1),
                  static_cast<double>(top + 150 * (high - values[i]) / (high - low)));
    text += point;
  }
  return text + "'/>\n";
}
/// A frame with a title, and numbers at its lower and upper edge.
static std::string frame(const char* title, const char* low, const char* high, int top) {
  char text[400];
  std::snprintf(text, sizeof text,
                "<rect x='60' y='%d' width='560' height='150' fill='none' stroke='#999'/>\n"
                "<text x='60' y='%d'>%s</text><text x='52' y='%d' text-anchor='end'>%s</text>"
                "<text x='52' y='%d' text-anchor='end'>%s</text>\n",
                top, top - 8, title, top + 12, high, top + 150, low);
  return text;
}
static void draw(const char* path, const std::vector<float>& returns, const std::vector<float>& angles,
                 const std::vector<float>& torques) {
  std::ofstream(path) << "<svg xmlns='http://www.w3.org/2000/svg' width='640' height='600' font-family='sans-serif' "
                         "font-size='13'>\n<rect width='640' height='600' fill='white'/>\n"
                      << frame("Return of each episode of the training", "-1800", "0", 30)
                      << curve(returns, -1800, 0, 30, "#1f77b4")
                      << frame("Angle from upright in half turns, over 10 s after the training", "-2", "2", 225)
                      << curve(angles, -2, 2, 225, "#d62728") << frame("Torque", "-2", "2", 420)
                      << curve(torques, -2, 2, 420, "#2ca02c") << "</svg>\n";
}

/// Trains an agent by `episodes` episodes and returns the mean return of ten others without noise.
static float train(std::uint64_t seed, int episodes, bool picture) {
  const auto agent = std::make_unique<Agent>(seed);
  Engine& engine = agent->engine();
  std::vector<Move> memory;
  std::vector<float> returns;
  for (int episode = 0; episode < episodes; ++episode) {
    Pendulum pendulum(engine);
    float total = 0;
    for (std::size_t step = 0; step < steps_of_an_episode; ++step) {
      const Observation before = pendulum.observe();
      const bool explores = memory.size() < 1000;  // any action first, then the actor's with noise
      const float action = explores ? uniform(engine, -1.0f, 1.0f)
                                    : std::clamp(agent->act(before) + normal(engine, 0.0f, 0.1f), -1.0f, 1.0f);
      const float reward = pendulum.push(2 * action);
      memory.push_back({before, action, reward / 10, pendulum.observe()});
      total += reward;
      if (!explores) agent->learn(memory);
    }
    returns.push_back(total);
  }

  float mean = 0;
  Engine tests(seed + 1000);
  for (int i = 0; i < 10; ++i) mean += play(*agent, Pendulum(tests), [](float, float) {}) / 10;
  std::printf("seed %d: mean return of 10 episodes %.0f\n", static_cast<int>(seed), static_cast<double>(mean));
  if (picture) {
    std::vector<float> angles, torques;
    Pendulum hanging(tests);
    hanging.angle = pi - 0.01f;
    hanging.speed = 0;
    play(*agent, hanging, [&](float angle, float torque) {
      angles.push_back(angle / pi);
      torques.push_back(torque);
    });
    const float upright = 2 * std::round(angles.back() / 2);  // it may have turned over
    for (float& angle : angles) angle -= upright;
    draw("pendulum.svg", returns, angles, torques);
    std::printf("picture: pendulum.svg\n");
  }
  return mean;
}

int main(int count, char** arguments) {
  // Random torques give −1,230 on average, a motor that stands still −1,220. Published agents reach −150 to −250; the
  // return depends on where the episodes begin. Here the seeds 1 to 20 give −130 to −226, −161 on average. At the top
  // the torque flutters, since this reward hardly counts it.
  const int seeds = count > 1 ? std::atoi(arguments[1]) : 1;
  bool kept = true;
  for (int seed = 1; seed <= seeds; ++seed)
    kept = train(static_cast<std::uint64_t>(seed), 60, seed == 1) > -300 && kept;
  return kept ? 0 : 1;
}
