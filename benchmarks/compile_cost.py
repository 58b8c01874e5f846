#!/usr/bin/python3
"""Measures the compile time (processor seconds) and peak memory of one translation unit at -O2, for sinew and, if
installed, dlib: the header alone, five nets with training, and deep nets whose layers all differ. Also measures the
text size of a program that runs network B.

    compile_cost.py OUT_DIR [--include DIR] [--compilers g++ clang++-19 clang++-14] [--libraries sinew dlib] [--limit SECONDS] [--filter TEXT]

Writes OUT_DIR/compile_cost.md and OUT_DIR/compile_cost.json and, if gnuplot is installed, OUT_DIR/compile_cost.svg, the
cost over the depth.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading

NETS = {  # dense layers: sizes, activation of the hidden layers and of the last layer, each as (sinew, dlib)
    "A": ((2, 4, 1), ("Tanh", "htan"), ("Sigmoid", "sig")),
    "B": ((4, 16, 8, 3), ("ReLU", "relu"), ("Softmax", None)),
    "C": ((784, 128, 64, 10), ("ReLU", "relu"), ("Softmax", None)),
    "D": ((64,) * 5, ("Tanh", "htan"), ("Tanh", "htan")),
}
DEPTHS = (10, 50, 128, 256)
for depth in (*DEPTHS, 1000):
    NETS[f"{depth} layers, all different"] = (tuple(16 + i for i in range(depth + 1)), ("Tanh", "htan"), ("Tanh", "htan"))

SINEW = """#include <sinew/sinew.hpp>
using namespace sinew;
using N = Net<{layers}>;
History train(N& net, DataView<std::array<float, {inputs}>, {target}> data) {{ return fit<64>(net, data, {loss}{{}}, SGD{{.rate = 0.1}}); }}
"""
# A program that only runs network B and reads its weights.
SINEW_INFERENCE = """#include <cstdio>
#include <sinew/net/net.hpp>
#include <sinew/activation/relu.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/layer/dense.hpp>
using namespace sinew;
Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>> net;
int main() {
  if (std::fread(net.parameters.data(), sizeof(float), net.parameters.size(), stdin) != net.parameters.size()) return 1;
  std::array<float, 4> x{};
  while (std::scanf("%f %f %f %f", &x[0], &x[1], &x[2], &x[3]) == 4) std::printf("%zu\\n", net.predict(x));
}
"""
NO_NET = """#include <cstdio>
int main() { float x; while (std::scanf("%f", &x) == 1) std::printf("%f", x); }
"""
DLIB_INFERENCE = """#include <cstdio>
#include <iostream>
#include <dlib/dnn.h>
using N = dlib::loss_multiclass_log<dlib::fc<3, dlib::relu<dlib::fc<8, dlib::relu<dlib::fc<16, dlib::input<dlib::matrix<float>>>>>>>>;
int main() {
  N net;
  deserialize(net, std::cin);
  dlib::matrix<float> x(4, 1);
  while (std::scanf("%f %f %f %f", &x(0), &x(1), &x(2), &x(3)) == 4) std::printf("%lu\\n", net(x));
}
"""
# Net E, with convolutions and poolings.
E_SINEW = "Input<1, 28, 28>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3, ReLU>, MaxPool2D<2>, Flatten, Dense<400, 10, Softmax>"
E_DLIB = ("dlib::loss_multiclass_log<dlib::fc<10, dlib::relu<dlib::max_pool<2, 2, 2, 2, dlib::add_layer<dlib::con_<16, 3, 3, 1, 1, 0, 0>, "
          "dlib::relu<dlib::max_pool<2, 2, 2, 2, dlib::add_layer<dlib::con_<8, 3, 3, 1, 1, 0, 0>, dlib::input<dlib::matrix<float>>>>>>>>>>")
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
    """Returns (seconds, peak MiB) of the compiler and its child processes, or (None, reason) if it fails or times out."""
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
        pass  # the exit status tells the reason
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    if late.is_set():
        return None, f"> {limit} s"
    if status:
        return None, "does not compile: " + errors[0].decode(errors="replace").split("error", 1)[-1].strip(": \n").split("\n")[0][:80]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def text_bytes(command, source, libraries, out):
    """Returns the bytes of code and constants of a linked program, or None."""
    program = out / "program"
    done = subprocess.run([*command, "-x", "c++", "-", "-o", program, *libraries], input=source.encode(), capture_output=True)
    if done.returncode:
        return None
    size = subprocess.run(["size", program], capture_output=True, text=True, check=True).stdout
    program.unlink()
    return int(size.split("\n")[1].split()[0])


def weigh(compilers, include, with_dlib, out):
    """Returns a Markdown table of text_bytes for network B, inference only."""
    programs = {"sinew": (SINEW_INFERENCE, [])}
    if with_dlib:
        programs["dlib"] = (DLIB_INFERENCE, ["-ldlib", "-lopenblas", "-lpthread"])
    programs["the same program without a net"] = (NO_NET, [])
    lines = ["| network B, inference alone: bytes of text | " + " | ".join(compilers) + " |", "|---|" + "--:|" * len(compilers)]
    for name, (source, libraries) in programs.items():
        flags = ["-std=c++20", "-O2", "-ffunction-sections", "-Wl,--gc-sections", "-I", include]
        sizes = [text_bytes([compiler, *flags], source, libraries, out) for compiler in compilers]
        lines.append(f"| {name} | " + " | ".join(f"{s:,}" if s else "n/a" for s in sizes) + " |")
    return lines


def picture(path, rows):
    """Draws seconds and MiB over the depth with gnuplot, one line for each compiler."""
    script = ["set terminal svg size 1100,420 background 'white' font 'sans-serif,13'", f"set output '{path}'", "set multiplot layout 1,2",
              "set logscale xy 2", "set key left top", "set grid", "set xlabel 'layers, all different, with training'"]
    for field, title in (("seconds", "seconds of the compiler, -O2"), ("peak_mib", "its peak memory, MiB")):
        series = {}
        for row in rows:
            depth = row["program"].split()[0]
            if row["library"] == "sinew" and depth.isdigit() and row.get(field):
                series.setdefault(row["compiler"], []).append((int(depth), row[field]))
        for index, points in enumerate(series.values()):
            script += [f"${field}_{index} << END", *(f"{depth} {value}" for depth, value in points), "END"]
        script += [f"set title '{title}'", "plot " + ", ".join(
            f"${field}_{index} with linespoints lw 2 title '{name}'" for index, name in enumerate(series))]
    subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)


def main():
    here = pathlib.Path(__file__).resolve().parent
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--include", default=str(here.parent / "include"))
    options.add_argument("--compilers", nargs="+", default=["g++", "clang++-19", "clang++-14"])
    options.add_argument("--limit", type=float, default=120, help="seconds of the clock for one program")
    options.add_argument("--libraries", nargs="+", default=["sinew", "dlib"], help="of sinew and dlib")
    options.add_argument("--filter", default="", help="only programs whose name contains this")
    options = options.parse_args()

    programs = {"header alone": {"sinew": "#include <sinew/sinew.hpp>\n", "dlib": "#include <dlib/dnn.h>\n"}}
    for name, net in NETS.items():
        programs[name + ", training"] = {"sinew": sinew_program(*net), "dlib": dlib_program(*net)}
        if name == "D":
            programs["E, training"] = {"sinew": SINEW.format(layers=E_SINEW, inputs=784, target="int", loss="CrossEntropy"),
                                       "dlib": DLIB.format(net=E_DLIB)}
    compilers = [c for c in options.compilers if shutil.which(c)]
    libraries = ["sinew"]
    for compiler in compilers[:1] if "dlib" in options.libraries else []:
        seen = subprocess.run([compiler, "-E", "-x", "c++", "-", "-o", os.devnull], input=b"#include <dlib/revision.h>\n", capture_output=True)
        if seen.returncode == 0:
            libraries.append("dlib")
    if "dlib" in options.libraries and "dlib" not in libraries:
        print("dlib is left out (Debian: libdlib-dev)")

    columns = [(library, compiler) for library in libraries for compiler in compilers]
    rows, lines = [], ["| -O2, one translation unit: seconds, peak MiB | " + " | ".join(f"{l}, {c}" for l, c in columns) + " |",
                       "|---|" + "--:|" * len(columns)]
    too_deep = {}   # skips nets deeper than one that timed out
    for name, sources in programs.items():
        if options.filter not in name:
            continue
        cells = []
        for library, compiler in columns:
            if (library, compiler) in too_deep:
                cells.append(too_deep[library, compiler])
                continue
            deep = ["-ftemplate-depth=4096"] if library == "dlib" else []
            command = [compiler, "-std=c++20", "-O2", *deep, "-I", options.include, "-x", "c++", "-c", "-", "-o", os.devnull]
            seconds, memory = cost(command, sources[library], options.limit)
            if seconds is None and name[0].isdigit() and memory.startswith(">"):
                too_deep[library, compiler] = memory
            cells.append(memory if seconds is None else f"{seconds:.2f} · {memory:.0f}")
            rows.append({"library": library, "compiler": compiler, "program": name, "seconds": seconds,
                         **({"peak_mib": memory} if seconds is not None else {"failed": memory})})
            print(f"{library}, {compiler}, {name}: {cells[-1]}", flush=True)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    options.out.mkdir(parents=True, exist_ok=True)
    lines += ["", *weigh(compilers, options.include, "dlib" in libraries, options.out)]
    (options.out / "compile_cost.json").write_text(json.dumps(rows, indent=1))
    if shutil.which("gnuplot") and any(row["program"][0].isdigit() for row in rows):
        picture(options.out / "compile_cost.svg", rows)
    (options.out / "compile_cost.md").write_text("\n".join(lines) + "\n")
    print("\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
