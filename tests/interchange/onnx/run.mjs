// Runs the models of a folder by onnxruntime and compares their outputs with sinew's: run.mjs <folder> [--spoil].
// cases.txt has a line "<name> <type> <inputs> <outputs> <batch>..." for each model <name>.onnx; <name>.<batch>.x and
// <name>.<batch>.y hold the scalars of a batch in little-endian order. With --spoil each output of sinew is changed a
// little before, and each of the first cases must be found wrong.
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';
const [folder, spoil] = process.argv.slice(2);
const types = { float: ['float32', Float32Array], double: ['float64', Float64Array] };

// Two steps of the sequences from states of 0, then the others from the states after these.
async function inTwoParts(session, input) {
  const [batch, steps, ...rest] = input.dims, first = 2, values = rest.reduce((a, b) => a * b, 1);
  const part = (begin, end) => {
    const cut = new Float32Array(batch * (end - begin) * values);
    for (let s = 0; s < batch; ++s)
      cut.set(input.data.subarray((s * steps + begin) * values, (s * steps + end) * values), s * (end - begin) * values);
    return new ort.Tensor('float32', cut, [batch, end - begin, ...rest]);
  };
  const states = {};
  for (const name of session.inputNames) {
    if (name === 'input') continue;
    const dims = session.inputMetadata.find((m) => m.name === name).shape
      .map((d) => (typeof d === 'number' ? d : d === 'batch' ? batch : 0));   // before the first step there is none
    states[name] = new ort.Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b, 1)), dims);
  }
  if (Object.keys(states).length === 0) throw new Error('the model has no states');
  const before = await session.run({ input: part(0, first), ...states });
  for (const name of Object.keys(states)) states[name] = before[name.replace(/_0$/, '_n')];
  const after = await session.run({ input: part(first, steps), ...states });
  const dims = after.output.dims, each = after.output.data.length / batch / (steps - first);
  const all = new Float32Array(batch * steps * each);
  for (let s = 0; s < batch; ++s) {
    all.set(before.output.data.subarray(s * first * each, (s + 1) * first * each), s * steps * each);
    all.set(after.output.data.subarray(s * (steps - first) * each, (s + 1) * (steps - first) * each),
      (s * steps + first) * each);
  }
  return { dims: [dims[0], steps, ...dims.slice(2)], data: all };
}

let models = 0, wrong = 0, values = 0, worst = 0;
const cases = readFileSync(`${folder}/cases.txt`, 'utf8').trim().split('\n');
for (const line of spoil ? cases.slice(0, 5) : cases) {
  const [name, scalar, inputs, outputs, ...batches] = line.split(' ');
  const [type, Scalars] = types[scalar];
  const read = (file) => new Scalars(new Uint8Array(readFileSync(`${folder}/${file}`)).buffer);
  const report = [];
  try {
    const session = await ort.InferenceSession.create(`${folder}/${name}.onnx`);
    for (const batch of batches) {
      const shape = (extents) => [Number(batch), ...extents.split('x').map(Number)];
      const input = new ort.Tensor(type, read(`${name}.${batch}.x`), shape(inputs));
      const output = name.endsWith('_states') ? await inTwoParts(session, input) : (await session.run({ input })).output;
      const expected = read(`${name}.${batch}.y`);
      if (spoil) expected.forEach((y, i) => { expected[i] = y + 3e-5 + 3e-4 * Math.abs(y); });
      if (output.dims.join('x') !== shape(outputs).join('x'))
        report.push(`batch ${batch}: output of ${output.dims.join('x')}, expected ${shape(outputs).join('x')}`);
      else if (output.data.length !== expected.length) report.push(`batch ${batch}: ${expected.length} outputs expected`);
      const bad = [];
      for (let i = 0; i < expected.length; ++i) {
        const off = Math.abs(output.data[i] - expected[i]) / (1e-5 + 1e-4 * Math.abs(expected[i]));
        if (!(off <= 1)) bad.push(i);   // NaN as well
        worst = Math.max(worst, off);
      }
      if (bad.length > 0)
        report.push(`batch ${batch}: ${bad.length} of ${expected.length} outputs differ, the first is [${bad[0]}]: ` +
          `${output.data[bad[0]]}, expected ${expected[bad[0]]}`);
      values += expected.length;
    }
    await session.release();
  } catch (error) {
    report.push(String(error));
  }
  ++models;
  if (report.length > 0) ++wrong;
  if (report.length > 0 && !spoil) console.log(`${name}: ${report.join('; ')}`);
}
console.log(`${models} models, ${values} outputs, ${wrong} models differ; ` +
  `the largest difference is ${worst.toFixed(3)} of what is allowed`);
const expected = spoil ? models : 0;
process.exit(models > 0 && wrong === expected ? 0 : 1);
