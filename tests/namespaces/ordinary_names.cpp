// Ordinary names at global scope, with `using namespace std;` and `using namespace sinew;` in force. A use is ambiguous
// where sinew has the name too, so that this file compiles only while it has not. Names of std are used as std's.

#include <array>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include <sinew/sinew.hpp>
#include <sinew/data/csv.hpp>
#include <sinew/data/idx.hpp>
#include <sinew/diagnose/diagnose.hpp>
#include <sinew/report/plot.hpp>
#include <sinew/report/progress.hpp>
#include <sinew/report/summary.hpp>

using namespace std;
using namespace sinew;

int width, height, depth, length, total, mode, error, layer, layers, lanes, lane, pack, given, element, first_of, place,
    spot, route, schedule, parts, part, chain, sequence, pipeline, outside, rows, columns, row, column, channel,
    channels, pixel, pixels, samples, batch, batches, window, windows, frame, image, images, kernel_size, stride,
    padding, dilation, text, message, contract, precondition, nothing, nowhere, unknown, instead, allowed, takes,
    percent, scalars, scalar, vector_bytes, line_bytes, value, values, gradient, gradients, weight, weights, bias,
    biases, parameter, parameters, input, output, inputs, outputs, target, targets, label, labels, epoch, epochs, rate,
    engine, seed, state, states, stream, streams, memory, cache, buffer, buffers, scratch, workspace, net, network,
    model, dense, conv, pool, norm, act, activation, sweep, cover, each, split, broadcast, narrow, widen, impossible,
    trains, training, inference, inspection, input_gradient, is_view, cost, scratch_of, probe, bound, branches,
    residual, parallel, budget, limit, limits, unlimited, option, options, setting, settings, table, outline, report,
    picture, plane, diagnosis, finding, problem, judge, decide, classify, predicted_class, history, record, outcome,
    result, results, checked, info, debug, trace, level, alpha, delta, epsilon, momentum, decay, warmup, constant,
    linear, cosine, mean, variance, deviation, minimum, maximum, low, high, top, bottom, here, now, current, position,
    offset, slot, slots, segment, segments, entry, entries, source, sink, path, names, file, line, token, grid, cell,
    tile, tiles, node, edge, graph, tree, reference, example, task, job, worker, frequency, amplitude, phase, voice,
    note, gain, volume, pan, mix, speed, angle, torque, force, mass, velocity, acceleration, altitude, heading, sensor,
    motor, servo, controller, price, spread, order, book, tick, threshold, score, rank_of, rating, bet, odds, turn,
    player, enemy, world, entity, camera, light, mesh, ready, done, failed, success, reason, hint, version, flags, kind,
    name_of, list_of, order_of, run, step, unroll, load, store, widest, least, greatest, sum_of, total_of, fault,
    member, terms, kept, twice, spare, begin_of, end_of, between, extents, tensor, tensors, moments, running, averages;

namespace detail {
inline int answer = 1;
}
namespace internal {
inline int answer = 1;
}
namespace impl {
inline int answer = 1;
}
namespace util {
inline int answer = 1;
}
namespace utils {
inline int answer = 1;
}
namespace app {
inline int answer = 1;
}
namespace audio {
inline int answer = 1;
}
namespace robot {
inline int answer = 1;
}
namespace game {
inline int answer = 1;
}
namespace config {
inline int answer = 1;
}
namespace test {
inline int answer = 1;
}
namespace common {
inline int answer = 1;
}
namespace base {
inline int answer = 1;
}
namespace nets {
inline int answer = 1;
}
namespace layers_of {
inline int answer = 1;
}
namespace training_data {
inline int answer = 1;
}

struct Sample {
  array<float, 4> inputs;
  int label;
};

int use_of_names() {
  const int* const own[] = {&width,
                            &height,
                            &depth,
                            &length,
                            &total,
                            &mode,
                            &error,
                            &layer,
                            &layers,
                            &lanes,
                            &lane,
                            &pack,
                            &given,
                            &element,
                            &first_of,
                            &place,
                            &spot,
                            &route,
                            &schedule,
                            &parts,
                            &part,
                            &chain,
                            &sequence,
                            &pipeline,
                            &outside,
                            &rows,
                            &columns,
                            &row,
                            &column,
                            &channel,
                            &channels,
                            &pixel,
                            &pixels,
                            &samples,
                            &batch,
                            &batches,
                            &window,
                            &windows,
                            &frame,
                            &image,
                            &images,
                            &kernel_size,
                            &stride,
                            &padding,
                            &dilation,
                            &text,
                            &message,
                            &contract,
                            &precondition,
                            &nothing,
                            &nowhere,
                            &unknown,
                            &instead,
                            &allowed,
                            &takes,
                            &percent,
                            &scalars,
                            &scalar,
                            &vector_bytes,
                            &line_bytes,
                            &value,
                            &values,
                            &gradient,
                            &gradients,
                            &weight,
                            &weights,
                            &bias,
                            &biases,
                            &parameter,
                            &parameters,
                            &input,
                            &output,
                            &inputs,
                            &outputs,
                            &target,
                            &targets,
                            &label,
                            &labels,
                            &epoch,
                            &epochs,
                            &rate,
                            &engine,
                            &seed,
                            &state,
                            &states,
                            &stream,
                            &streams,
                            &memory,
                            &cache,
                            &buffer,
                            &buffers,
                            &scratch,
                            &workspace,
                            &net,
                            &network,
                            &model,
                            &dense,
                            &conv,
                            &pool,
                            &norm,
                            &act,
                            &activation,
                            &sweep,
                            &cover,
                            &each,
                            &split,
                            &broadcast,
                            &narrow,
                            &widen,
                            &impossible,
                            &trains,
                            &training,
                            &inference,
                            &inspection,
                            &input_gradient,
                            &is_view,
                            &cost,
                            &scratch_of,
                            &probe,
                            &branches,
                            &residual,
                            &parallel,
                            &budget,
                            &limit,
                            &limits,
                            &unlimited,
                            &option,
                            &options,
                            &setting,
                            &settings,
                            &table,
                            &outline,
                            &report,
                            &picture,
                            &plane,
                            &diagnosis,
                            &finding,
                            &problem,
                            &judge,
                            &decide,
                            &classify,
                            &predicted_class,
                            &history,
                            &record,
                            &outcome,
                            &result,
                            &results,
                            &checked,
                            &info,
                            &debug,
                            &trace,
                            &level,
                            &alpha,
                            &delta,
                            &epsilon,
                            &momentum,
                            &constant,
                            &linear,
                            &cosine,
                            &mean,
                            &variance,
                            &deviation,
                            &minimum,
                            &maximum,
                            &low,
                            &high,
                            &top,
                            &bottom,
                            &here,
                            &now,
                            &current,
                            &position,
                            &offset,
                            &slot,
                            &slots,
                            &segment,
                            &segments,
                            &entry,
                            &entries,
                            &source,
                            &sink,
                            &path,
                            &names,
                            &file,
                            &line,
                            &token,
                            &grid,
                            &cell,
                            &tile,
                            &tiles,
                            &node,
                            &edge,
                            &graph,
                            &tree,
                            &reference,
                            &example,
                            &task,
                            &job,
                            &worker,
                            &frequency,
                            &amplitude,
                            &phase,
                            &voice,
                            &note,
                            &gain,
                            &volume,
                            &pan,
                            &mix,
                            &speed,
                            &angle,
                            &torque,
                            &force,
                            &mass,
                            &velocity,
                            &acceleration,
                            &altitude,
                            &heading,
                            &sensor,
                            &motor,
                            &servo,
                            &controller,
                            &price,
                            &spread,
                            &order,
                            &book,
                            &tick,
                            &threshold,
                            &score,
                            &rank_of,
                            &rating,
                            &bet,
                            &odds,
                            &turn,
                            &player,
                            &enemy,
                            &world,
                            &entity,
                            &camera,
                            &light,
                            &mesh,
                            &ready,
                            &done,
                            &failed,
                            &success,
                            &reason,
                            &hint,
                            &version,
                            &flags,
                            &kind,
                            &name_of,
                            &list_of,
                            &order_of,
                            &run,
                            &step,
                            &unroll,
                            &load,
                            &store,
                            &widest,
                            &least,
                            &greatest,
                            &sum_of,
                            &total_of,
                            &fault,
                            &member,
                            &terms,
                            &kept,
                            &twice,
                            &spare,
                            &begin_of,
                            &end_of,
                            &between,
                            &extents,
                            &tensor,
                            &tensors,
                            &moments,
                            &running,
                            &averages};
  int sum = detail::answer + internal::answer + impl::answer + util::answer + utils::answer + app::answer +
            audio::answer + robot::answer + game::answer + config::answer + test::answer + common::answer +
            base::answer + nets::answer + layers_of::answer + training_data::answer;
  for (const int* name : own) sum += *name;
  // What std has stays std's.
  list<int> names_of_std{1, 2};
  vector<string> texts{"a"};
  return sum + *names_of_std.begin() + static_cast<int>(texts.size()) + greater<int>{}(2, 1) + less<>{}(1, 2);
}

int use_of_sinew() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> small;
  initialize(small, 1);
  return static_cast<int>(small.predict({1, 2, 3, 4}));
}
