#!/usr/bin/python3
"""Writes the measured times as a Markdown table and two pictures.

    table.py DIR FILE.json...     reads Google Benchmark's JSON; writes DIR/benchmarks.md and, if gnuplot is installed,
                                  DIR/benchmarks.svg (times) and DIR/ratios.svg (the best rival's time by sinew's)

Times are medians of processor time. Rows are named <library>/<net>/<what>; machine/fma and machine/l2/* are the limits
of the machine; weights/<net>/<what> are files of weights.
"""
import json
import math
import pathlib
import shutil
import subprocess
import sys

SIZES = {"A": (2, 4, 1), "B": (4, 16, 8, 3), "C": (784, 128, 64, 10), "D": (64,) * 5, "H": (17, 64, 64, 6), "J": (16, 64, 32, 32, 5),
         "K": (1024,) * 3, "L": (4096,) * 2, "mnist": (784, 128, 64, 10)}
# The multiply-adds of each layer. For E's convolutions, only those of pixels that the pooling uses.
IMAGES = {"E": (26 * 26 * 9 * 8, 10 * 10 * 72 * 16, 400 * 10), "F": (28 * 28 * 9 * 16,), "G": (14 * 14 * 32 * 32,),
          "M": (8 * 8 * 9 * 128 * 128,)}
NETS = {"A": "A 2-4-1 tanh, sigmoid", "B": "B 4-16-8-3 ReLU, softmax", "C": "C 784-128-64-10 ReLU, softmax", "D": "D four layers 64-64 tanh",
        "H": "H 17-64-64-6 tanh, identity", "J": "J 16-64-32-32-5 ReLU, softmax", "K": "K 1024-1024-1024 ReLU", "L": "L 4096-4096",
        "E": "E 1×28×28, convolution 3×3 to 8, pooling 2, convolution 3×3 to 16, pooling 2, 400-10",
        "F": "F depthwise convolution 3×3, 16×28×28", "G": "G convolution 1×1, 32×14×14 to 32",
        "M": "M convolution 3×3, 128×8×8 to 128", "N": "N LSTM 1-16, 16-1", "P": "P LSTM 1-20, 20-1", "Q": "Q LSTM 1-32, 32-1",
        "R": "R GRU 1-16, 16-1", "S": "S GRU 1-40, 40-1", "T": "T WaveNet, 20 layers, 16 and 8 channels",
        "U": "U WaveNet, 23 layers, 8 channels", "mnist": "MNIST, 784-128-64-10"}
WORK = {"forward/1": "1 sample", "latency/1": "1 sample, each waits for the last", "forward/64": "64 samples",
        "forward/256": "256 samples", "step/1": "1 step of a stream", "block/16": "16 steps of a stream",
        "block/64": "64 steps of a stream", "block/256": "256 steps of a stream",
        "lockstep/64": "1 step of 64 streams", "train/64": "training step, 64", "train/256": "training step, 256",
        "train/2048": "training step, 32 streams × 64 steps, Adam", "epoch": "epoch of 60,000"}
LIBRARIES = ["sinew", "eigen_fixed", "eigen", "openblas", "onednn", "dlib", "torchscript", "libtorch", "numpy"]
COLORS = ["#d62728", "#1f77b4", "#7fb2dd", "#2ca02c", "#9467bd", "#8c564b", "#ff9f40", "#ffcf9f", "#7f7f7f"]
UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def measured(files):
    """Returns {row: seconds}, {limit: rate} and the context of all files."""
    seconds, rates, context = {}, {}, {}
    for file in files:
        content = json.loads(pathlib.Path(file).read_text())
        context |= content["context"]
        for row in content["benchmarks"]:
            if row.get("aggregate_name", "median") != "median":
                continue
            name = row.get("run_name", row["name"])
            if name.startswith("machine/"):
                limit = name.split("/")[1]
                rates[limit] = max(rates.get(limit, 0.0), row.get("flop/s", 0.0), row.get("bytes/s", 0.0))
            else:
                seconds[name] = row["cpu_time"] * UNITS[row["time_unit"]]
    return seconds, rates, context


def bound(net, what, rates):
    """Returns a lower bound of the seconds: the multiply-adds at the peak rate or, for one sample of a net that exceeds
    the first-level cache, the time to read its weights. None if the chain of operations, not a rate, is the limit."""
    if net in IMAGES:   # few weights; the training of all but E also computes the gradient of the inputs
        layers = IMAGES[net]
        multiply_adds = sum(layers) if what.startswith("forward") else 3 * sum(layers) - (layers[0] if net == "E" else 0)
        return 2 * int(what.split("/")[1]) * multiply_adds / rates["fma"] if "fma" in rates else None
    if net not in SIZES:   # steps wait for each other
        return None
    pairs = list(zip(SIZES[net], SIZES[net][1:]))
    forward = sum(i * o for i, o in pairs)
    if what.endswith("/1"):
        return sum(4 * (i * o + o) for i, o in pairs) / rates["l2"] if net in "CD" and "l2" in rates else None
    samples = 60000 if what == "epoch" else int(what.split("/")[1])
    multiply_adds = forward if what.startswith("forward") else 3 * forward - pairs[0][0] * pairs[0][1]
    return 2 * samples * multiply_adds / rates["fma"] if "fma" in rates else None


def spelled(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)):
        if seconds >= size:
            break
    value = seconds / size
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f} {unit}"


def best_rival(seconds, libraries, net, what):
    """Returns (seconds, library) of the fastest library but sinew; None if there is none."""
    return min(((t, library) for library in libraries if library != "sinew" and (t := seconds.get(f"{library}/{net}/{what}"))),
               default=None)


def markdown(seconds, rates, context, libraries, rows):
    known = ("Eigen", "OpenBLAS", "oneDNN", "dlib", "libtorch", "NumPy")
    versions = ", ".join(f"{name} {context[name].strip()}" for name in known if name in context)
    caches = " · ".join(f"L{c['level']} {c['size'] // 1024} KiB" for c in context.get("caches", []) if c["type"] != "Instruction")
    limits = [f"{rates['fma'] / 1e9:.0f} GFLOP/s of multiply-adds"] if "fma" in rates else []
    limits += [f"{rates['l2'] / 1e9:.0f} GB/s from the second-level cache"] if "l2" in rates else []
    sets = "; ".join(f"{library} {context[key].strip()}" for library in libraries if (key := f"{library} instruction set") in context)
    machine = ", ".join(filter(None, (context.get("cpu", "unknown machine"), caches)))   # virtual machines may hide the caches
    lines = [f"{machine}; one core, one thread, float; {context.get('date', '')[:10]}.",
             f"Instruction sets: {sets or 'not recorded'}.",
             f"{context.get('compiler', '')}, `{context.get('flags', '')}`; {versions}.",
             f"Limits measured in the same run: {', '.join(limits) or 'not measured'}. MNIST: {context.get('mnist', '')}.", "",
             "| | | " + " | ".join(libraries) + " | best rival ÷ sinew | share of the limit |",
             "|---|---|" + "--:|" * (len(libraries) + 2)]
    last = None
    for net, what in rows:
        times = {library: seconds.get(f"{library}/{net}/{what}") for library in libraries}
        ours, best = times.get("sinew"), best_rival(seconds, libraries, net, what)
        least = min((t for t in times.values() if t), default=None)
        ratio = f"{best[0] / ours:.2f}" if ours and best else "–"
        limit = bound(net, what, rates)
        share = "n/a" if limit is None or not ours else f"{100 * limit / ours:.0f} %"
        cells = ["–" if not t else f"**{spelled(t)}**" if t == least else spelled(t) for t in times.values()]
        lines.append(f"| {NETS[net] if net != last else ''} | {WORK[what]} | " + " | ".join(cells) + f" | {ratio} | {share} |")
        last = net
    return "\n".join(lines) + "\n"


FILES = {"small": "784-128-64-10", "large": "5000-5000, 100 MB"}
OF_FILES = {"load": ("load_safetensors", "read"), "load_mappable": ("load_safetensors of a mappable file", "read"),
            "map": ("MappedNet", "read"), "save": ("save_safetensors", "write"),
            "save_mappable": ("save_safetensors, .mappable", "write")}


def files_of_weights(seconds):
    """The table of weights/<net>/<what>: times beside those of reading or writing the file alone."""
    lines = ["| | | sinew | the file alone | ratio |", "|---|---|--:|--:|--:|"]
    last = None
    for net in FILES:
        for what, (call, alone) in OF_FILES.items():
            ours, theirs = seconds.get(f"weights/{net}/{what}"), seconds.get(f"weights/{net}/{alone}")
            if ours and theirs:
                ratio = f"{ours / theirs:.2f}" if ours > theirs / 100 else f"{ours / theirs:.1g}"
                lines.append(f"| {FILES[net] if net != last else ''} | {call} | {spelled(ours)} | {alone}: {spelled(theirs)} "
                             f"| {ratio} |")
                last = net
    return "\n".join(lines) + "\n" if last else ""


def gnuplot(script):
    subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)


def picture(path, seconds, libraries, rows):
    """Draws bars of microseconds, one group for each workload, in panels of single samples, batches and training steps.
    Leaves out the epoch."""
    panels = {"1 sample (wait: each waits for the last)": [(net, what, "wait" if what == "latency/1" else "")
                                                             for net, what in rows if what.endswith("/1")]}
    for kind, title in (("forward", "batches, by their number of samples"), ("train", "training steps, by their number of samples")):
        panels[title] = [(net, what, what.split("/")[1]) for net, what in rows if what.startswith(kind) and not what.endswith("/1")]
    panels = {title: groups for title, groups in panels.items() if groups}
    if not panels:
        return
    script = [f"set terminal svg size 1300,{380 * len(panels)} background 'white' font 'sans-serif,13'", f"set output '{path}'",
              "set style data histogram", "set style histogram clustered gap 1.5", "set style fill solid", "set logscale y",
              "set ylabel 'µs (logarithmic)'", "set format y '%g'", "set grid y", "set key outside right top", "set datafile missing '-'",
              "set xtics scale 0", "set lmargin 10", "set rmargin 20", "set bmargin 3", f"set multiplot layout {len(panels)},1"]
    for index, (title, groups) in enumerate(panels.items()):
        script.append(f"$H{index} << EOD")
        for net, what, label in groups:
            times = (seconds.get(f"{library}/{net}/{what}") for library in libraries)
            script.append(f'"{net}\\n{label}" ' + " ".join("-" if t is None else f"{t * 1e6:.6g}" for t in times))
        script.append("EOD")
        values = [t * 1e6 for net, what, _ in groups for library in libraries if (t := seconds.get(f"{library}/{net}/{what}"))]
        script.append(f"set title '{title}'")
        script.append(f"set yrange [{10 ** math.floor(math.log10(min(values)))}:{10 ** math.ceil(math.log10(max(values)))}]")
        script.append("plot " + ", ".join(
            f"$H{index} using {column + 2}{':xtic(1)' if column == 0 else ''} title '{library}' noenhanced "
            f"linecolor '{COLORS[LIBRARIES.index(library)]}'"
            for column, library in enumerate(libraries) if any(f"{library}/{net}/{what}" in seconds for net, what, _ in groups)))
    gnuplot(script)


def picture_of_ratios(path, seconds, libraries, rows):
    """Draws a bar for each row from 1 to the best rival's time divided by sinew's: to the right where sinew is faster."""
    bars = [(net, what, best[0] / ours, best[1]) for net, what in rows
            if (ours := seconds.get(f"sinew/{net}/{what}")) and (best := best_rival(seconds, libraries, net, what))]
    if not bars:
        return
    low, high = min(0.5, *(bar[2] / 1.5 for bar in bars)), max(2.0, *(bar[2] * 1.5 for bar in bars))
    ticks = [m * 10**e for e in range(-3, 4) for m in (1, 2, 5) if low <= m * 10**e <= high]
    script = [f"set terminal svg size 900,{18 * len(bars) + 90} background 'white' font 'sans-serif,13'", f"set output '{path}'",
              "set title 'Time of the best rival ÷ time of sinew: right of 1, sinew is faster'", "set logscale x",
              f"set xrange [{low:.6g}:{high:.6g}]", f"set yrange [{len(bars) - 0.4}:-0.6]",
              "unset key", "set rmargin 18", "set grid x", "set style fill solid noborder",
              f"set xtics ({', '.join(f'{tick:.6g}' for tick in ticks)})", "set ytics scale 0 noenhanced",
              "set arrow from 1,graph 0 to 1,graph 1 nohead linewidth 2 front",
              "$R << EOD"]
    for index, (net, what, ratio, rival) in enumerate(bars):
        name = "MNIST" if net == "mnist" else net
        script.append(f'{index} {ratio:.6g} "{name} · {WORK[what]}" "{ratio:.2f} {rival}" {"0x2ca02c" if ratio >= 1 else "0xd62728"}')
    script += ["EOD",
               "plot $R using 2:1:(1):2:($1-0.38):($1+0.38):5:ytic(3) with boxxyerror linecolor rgb variable, "
               f"$R using ({high:.6g}):1:4 with labels left offset 0.5,0 noenhanced"]   # right of the frame
    gnuplot(script)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, files = pathlib.Path(sys.argv[1]), sys.argv[2:]
    seconds, rates, context = measured(files)
    libraries = [library for library in LIBRARIES if any(row.startswith(library + "/") for row in seconds)]
    rows = [(net, what) for net in NETS for what in WORK if any(f"{library}/{net}/{what}" in seconds for library in libraries)]
    files_table = files_of_weights(seconds)
    if not rows and not files_table:
        sys.exit("nothing was measured")
    table = markdown(seconds, rates, context, libraries, rows) if rows else ""
    table = "\n".join(filter(None, (table, files_table)))
    (folder / "benchmarks.md").write_text(table)
    print(table)
    if shutil.which("gnuplot"):
        picture(folder / "benchmarks.svg", seconds, libraries, rows)
        picture_of_ratios(folder / "ratios.svg", seconds, libraries, rows)
    else:
        print("No pictures: gnuplot was not found (Debian: gnuplot-nox)")


if __name__ == "__main__":
    main()
