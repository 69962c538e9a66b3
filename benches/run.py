#!/usr/bin/env python3
"""`make bench`: ElderPhoto beside what a user would pick instead, as ratios in one run. See README.md."""

import argparse
import json
import os
import pathlib
import platform
import statistics
import sys

sys.dont_write_bytecode = True

import programs  # noqa: E402
import far_rows  # noqa: E402
import rows  # noqa: E402
import window_rows  # noqa: E402
from measure import Failed, command, say  # noqa: E402

ROWS = rows.ROWS | far_rows.ROWS | window_rows.ROWS
PEAK_GOAL_MB = 120
PEAK_GROWTH_GOAL = 1.2


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--runs", type=int, default=5, help="runs of each contender; medians count (5)")
    p.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS), help="only these rows")
    p.add_argument("--floor", action="store_true", help="also the bare loop, for the two copy rows")
    p.add_argument("--million", action="store_true", help="also peak memory at 1,000,000 files (about 20 GB of room)")
    p.add_argument("--no-bytes", action="store_true", help="leave the rows on bytes over a line out")
    p.add_argument("--no-memory", action="store_true", help="leave the rows on peak memory out")
    p.add_argument("--no-window", action="store_true", help="leave the figures on waiting in the window and on idling out")
    p.add_argument("--peers-only", action="store_true", help="only the peers and the floor: what this machine can do")
    return p.parse_args()


def measure_row(row, runs, peers_only):
    """Runs the contenders in turn, another one first each time; returns all seconds by contender."""
    names = [name for name in row.contenders if not (peers_only and name == "ours")]
    seconds = {name: [] for name in names}
    for i in range(min(runs, row.max_runs or runs)):
        for name in names[i % len(names) :] + names[: i % len(names)]:
            # Further peers are there for orientation, and some take minutes.
            if i > 0 and name not in ("ours", "peer", "floor"):
                continue
            seconds[name].append(row.contenders[name]().seconds)
            say(f"{row.key:10} {i + 1}/{runs} {name:6} {seconds[name][-1]:7.2f} s")
    if not peers_only:
        row.closing()
    return seconds


def result_of(row, seconds):
    medians = {name: statistics.median(all_of) for name, all_of in seconds.items()}
    ours, peer = medians.get("ours"), medians["peer"]
    return {
        "row": row.title,
        "peer_command": row.peer,
        "cache": row.cache,
        "ours": ours,
        "peer": peer,
        "floor": medians.get("floor"),
        "ratio": ours / peer if ours else None,
        "goal": row.goal,
        "met": ours / peer <= row.goal if ours else None,
        "others": {name: median for name, median in medians.items() if name not in ("ours", "peer", "floor")},
        "samples": seconds,
    }


def memory_results(bench, million):
    def result(count, peak, goal, reads_as):
        return {"row": f"peak memory, {count:,} files", "ours_mb": peak, "goal": reads_as, "met": peak <= goal}

    at_100_000 = rows.peak_memory(bench, 100_000)
    found = [result(100_000, at_100_000, PEAK_GOAL_MB, f"{PEAK_GOAL_MB} MB")]
    if million:
        peak = rows.peak_memory(bench, 1_000_000)
        reads_as = f"{PEAK_GROWTH_GOAL} of that"
        found.append(result(1_000_000, peak, at_100_000 * PEAK_GROWTH_GOAL, reads_as))
        rows.forget(bench, 1_000_000)
    return found


def machine(work, binary):
    """What the figures were taken on, and how busy it was before."""
    cpu = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    disk = command(["findmnt", "-no", "FSTYPE,OPTIONS", "-T", work]).output.split()
    return {
        "cpu": f"{os.cpu_count()} × {cpu}",
        "kernel": platform.release(),
        "disk": f"{disk[0]} ({disk[1]})",
        "load_before": os.getloadavg()[0],
        "rsync": command(["rsync", "--version"]).output.split("\n")[0],
        "openssl": command(["openssl", "version"]).output.strip(),
        "elderphoto": str(binary),
    }


def table(results, floor):
    """The results in Markdown."""

    def cells(*values):
        return "| " + " | ".join(values) + " |"

    def number(value, unit="s"):
        return "" if value is None else f"{value:.2f} {unit}" if unit else f"{value:.2f}"

    def verdict(met):
        return "" if met is None else "yes" if met else "**no**"

    head = ["row", "peer", "page cache", "ours", "peer's", *(["bare loop"] if floor else []), "ratio", "goal", "met"]
    lines = [cells(*head), cells(*["---"] * len(head))]
    for r in results:
        if "figure" in r:
            extra = [""] if floor else []
            lines.append(cells(r["row"], "", "", r["figure"], "", *extra, "", f"≤ {r['goal']}", verdict(r["met"])))
            continue
        if "ours_mb" in r:
            extra = [""] if floor else []
            lines.append(
                cells(r["row"], "", "", f"{r['ours_mb']:.0f} MB", "", *extra, "", f"≤ {r['goal']}", verdict(r["met"]))
            )
            continue
        extra = [number(r["floor"])] if floor else []
        lines.append(
            cells(
                r["row"], r["peer_command"], r["cache"], number(r["ours"]), number(r["peer"]), *extra,
                number(r["ratio"], ""), f"≤ {r['goal']}", verdict(r["met"]),
            )  # fmt: skip
        )
        for name, seconds in r["others"].items():
            beside = r["ours"] / seconds if r["ours"] else None
            lines.append(
                cells(
                    f"the same, beside {name}", name, r["cache"], number(r["ours"]), number(seconds),
                    *([""] if floor else []), number(beside, ""), "", "",
                )  # fmt: skip
            )
    return "\n".join(lines)


def report(work, args, about, results):
    text = (
        f"{table(results, args.floor)}\n\n"
        f"Medians of {args.runs}, contenders in turn, new destinations each time. {about['cpu']}, "
        f"Linux {about['kernel']}, {about['disk']}; load before: {about['load_before']:.1f}. "
        f"{about['rsync']}; {about['openssl']}.\n"
    )
    (work / "results.md").write_text(text)
    (work / "results.json").write_text(json.dumps({"machine": about, "runs": args.runs, "rows": results}, indent=1))
    print(text)


def main():
    args = arguments()
    programs.install("rsync", "openssl", *(["sshd", "ssh", "rclone", "restic"] if any(r in far_rows.ROWS for r in args.rows) else []))
    if not args.no_window or any(r in window_rows.ROWS for r in args.rows):
        programs.install("Xvfb", "openbox", "xdotool", "dbus-daemon", "WebKitWebDriver")
    binary = None if args.peers_only else programs.elderphoto_binary()
    work = pathlib.Path(os.environ.get("BENCH_DIR", programs.target_folder() / "bench")).resolve()
    bench = rows.Bench(work, binary, args.floor)
    about, results = machine(work, binary), []
    if about["load_before"] > 1:
        say(f"this machine is busy (load {about['load_before']:.1f}): the figures will be noisy")
    try:
        for key in args.rows:
            row = ROWS[key](bench)
            results.append(result_of(row, measure_row(row, args.runs, args.peers_only)))
        if not (args.peers_only or args.no_memory):
            results += memory_results(bench, args.million)
        if not (args.peers_only or args.no_bytes):
            results += far_rows.bytes_results(bench)
        if not (args.peers_only or args.no_window):
            results += window_rows.figures(bench)
    finally:
        for stop in bench.at_end:
            stop()
        if results:
            report(work, args, about, results)
        bench.room.clear()


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"bench: {failure}")
