// Runs a WASI program: node --experimental-wasi-unstable-preview1 wasi.mjs <program.wasm> <argument…>; its working folder is the program's `.`.
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';

const [file, ...rest] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [file, ...rest], env: process.env, preopens: { '.': '.' }, returnOnExit: true });

// sinew_test.traps(f, data): whether f(data) ends by a trap, as abort does. WebAssembly has no fork() to try that in.
let program;
const traps = (f, data) => {
  try {
    program.exports.__indirect_function_table.get(f)(data);
    return 0;
  } catch (mistake) {
    if (!(mistake instanceof WebAssembly.RuntimeError)) throw mistake;
    return 1;
  }
};

const module = await WebAssembly.compile(await readFile(file));
program = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport, sinew_test: { traps } });
process.exit(wasi.start(program));
