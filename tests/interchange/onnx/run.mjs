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
      const { output } = await session.run({ input });
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
