#!/usr/bin/python3
"""What a program costs to compile: seconds of the processor and peak memory of one translation unit, -O2, for sinew and, where it is
installed, for dlib: the header alone, four nets with training, and deep nets whose layers all differ.

    compile_cost.py OUT_DIR [--include DIR] [--compilers g++ clang++-19] [--limit SECONDS] [--filter TEXT]

Writes OUT_DIR/compile_cost.md and OUT_DIR/compile_cost.json.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading

NETS = {  # sizes, activation of the hidden layers, of the last one; (sinew, dlib)
    "A": ((2, 4, 1), ("Tanh", "htan"), ("Sigmoid", "sig")),
    "B": ((4, 16, 8, 3), ("ReLU", "relu"), ("Softmax", None)),
    "C": ((784, 128, 64, 10), ("ReLU", "relu"), ("Softmax", None)),
    "D": ((64,) * 5, ("Tanh", "htan"), ("Tanh", "htan")),
}
for depth in (10, 50, 128):
    NETS[f"{depth} layers, all different"] = (tuple(16 + i for i in range(depth + 1)), ("Tanh", "htan"), ("Tanh", "htan"))

SINEW = """#include <sinew/sinew.hpp>
using namespace sinew;
using N = Net<{layers}>;
History train(N& net, DataView<std::array<float, {inputs}>, {target}> data) {{ return fit<64>(net, data, {loss}{{}}, SGD{{.rate = 0.1}}); }}
"""
DLIB = """#include <dlib/dnn.h>
using N = {net};
void train(N& net, const std::vector<dlib::matrix<float>>& x, const std::vector<N::training_label_type>& t) {{
  dlib::dnn_trainer<N> trainer(net, dlib::sgd(0, 0));
  trainer.set_mini_batch_size(64);
  trainer.train(x, t);
}}
"""


def sinew_program(sizes, hidden, last):
    acts = [hidden[0]] * (len(sizes) - 2) + [last[0]]
    layers = ", ".join(f"Dense<{i}, {o}, {act}>" for i, o, act in zip(sizes, sizes[1:], acts))
    classifies = last[0] == "Softmax"
    return SINEW.format(layers=layers, inputs=sizes[0], target="int" if classifies else f"std::array<float, {sizes[-1]}>",
                        loss="CrossEntropy" if classifies else "MSE")


def dlib_program(sizes, hidden, last):
    net = "dlib::input<dlib::matrix<float>>"
    for out, act in zip(sizes[1:], [hidden[1]] * (len(sizes) - 2) + [last[1]]):
        net = f"dlib::fc<{out}, {net}>"
        net = f"dlib::{act}<{net}>" if act else net
    return DLIB.format(net=f"dlib::loss_{'mean_squared_multioutput' if last[1] else 'multiclass_log'}<{net}>")


def cost(command, source, limit):
    """(seconds, peak MiB) of the compiler and what it starts; (None, what happened) where it does not succeed in time."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    late = threading.Event()

    def stop():
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit, stop)
    timer.start()
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    try:
        process.stdin.write(source.encode())
        process.stdin.close()
    except BrokenPipeError:
        pass  # the exit status says more
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    if late.is_set():
        return None, f"> {limit} s"
    if status:
        return None, "does not compile: " + errors[0].decode(errors="replace").split("error", 1)[-1].strip(": \n").split("\n")[0][:80]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    here = pathlib.Path(__file__).resolve().parent
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--include", default=str(here.parent / "include"))
    options.add_argument("--compilers", nargs="+", default=["g++", "clang++-19"])
    options.add_argument("--limit", type=float, default=120, help="seconds of the clock for one program")
    options.add_argument("--filter", default="", help="only programs whose name contains this")
    options = options.parse_args()

    programs = {"header alone": {"sinew": "#include <sinew/sinew.hpp>\n", "dlib": "#include <dlib/dnn.h>\n"}}
    for name, net in NETS.items():
        programs[name + ", training"] = {"sinew": sinew_program(*net), "dlib": dlib_program(*net)}
    compilers = [c for c in options.compilers if shutil.which(c)]
    libraries = ["sinew"]
    for compiler in compilers[:1]:
        seen = subprocess.run([compiler, "-E", "-x", "c++", "-", "-o", os.devnull], input=b"#include <dlib/revision.h>\n", capture_output=True)
        if seen.returncode == 0:
            libraries.append("dlib")
    if "dlib" not in libraries:
        print("dlib is left out (Debian: libdlib-dev)")

    columns = [(library, compiler) for library in libraries for compiler in compilers]
    rows, lines = [], ["| -O2, one translation unit: seconds, peak MiB | " + " | ".join(f"{l}, {c}" for l, c in columns) + " |",
                       "|---|" + "--:|" * len(columns)]
    for name, sources in programs.items():
        if options.filter not in name:
            continue
        cells = []
        for library, compiler in columns:
            command = [compiler, "-std=c++20", "-O2", "-ftemplate-depth=4096", "-I", options.include, "-x", "c++", "-c", "-", "-o", os.devnull]
            seconds, memory = cost(command, sources[library], options.limit)
            cells.append(memory if seconds is None else f"{seconds:.2f} · {memory:.0f}")
            rows.append({"library": library, "compiler": compiler, "program": name, "seconds": seconds,
                         **({"peak_mib": memory} if seconds is not None else {"failed": memory})})
            print(f"{library}, {compiler}, {name}: {cells[-1]}", flush=True)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "compile_cost.json").write_text(json.dumps(rows, indent=1))
    (options.out / "compile_cost.md").write_text("\n".join(lines) + "\n")
    print("\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
