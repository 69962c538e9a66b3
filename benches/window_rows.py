"""Rows on the window: how soon it can be used, how long its page keeps a person waiting, and what it costs
while nobody uses it."""

import os
import time

import programs
from measure import Failed, Sample
from rows import Row
from screen import Screen, family, processor_seconds
from webdriver import Page

PHOTOS = 100_000
START_GOAL_S = 1.5
# A person notices what takes longer than this.
TASK_GOAL_MS = 50
# As fast as a slow stick: the copy outlasts what is done in the page meanwhile.
DISK_MB_S = "15"
IDLE_S = 60
IDLE_GOAL_PERCENT = 0.5
PAGES = 20
MINI_BROWSER = "/usr/lib/{}/webkit2gtk-4.1/MiniBrowser"
# A bare webview with nothing but a button of the same colour.
BARE = "<!doctype html><style>b{{display:block;width:400px;height:64px;background:#1b5872}}</style><h1>{}</h1><b></b>"

# Each time the page's thread is free it notes how long it was not. A timer comes 4 ms after the last at the
# earliest: these are taken off. It sees scripts, styles and layout, and also the time in which the thread had
# no processor; it does not see what the webview draws in other threads.
TICKER = """window.gaps = []; window.ticks = 0; let last = performance.now();
  const tick = () => { const now = performance.now(); window.gaps.push(now - last - 4); window.ticks++; last = now;
    window.ticking = setTimeout(tick, 4); };
  clearTimeout(window.ticking); tick();"""
TAKE = """const gaps = window.gaps.slice(1).sort((a, b) => b - a); window.gaps = [];
  return { longest: gaps[0] ?? 0, over: gaps.filter((gap) => gap > arguments[0]).length, ticks: gaps.length };"""


class Windows:
    """The app with 100,000 photos in its catalog, and with none; a bare webview."""

    def __init__(self, bench):
        self.bench, self.app = bench, programs.window_binary()
        self.screen = Screen(bench.room.fresh() / "screen").__enter__()
        bench.at_end.append(lambda: self.screen.__exit__())
        self.us, self.places = bench.last_backup(bench.small(PHOTOS), PHOTOS)
        self.us.ask("status")
        self.argv = [self.app, "--home", self.us.home]

    def start(self, argv):
        begun = time.monotonic()
        program = self.screen.start(argv)
        self.screen.until(self.screen.shows_button, "the button is to be seen")
        seconds = time.monotonic() - begun
        self.screen.end(program)
        return Sample(seconds, 0)

    def bare(self):
        page = self.screen.folder / "bare.html"
        page.write_text(BARE.format("All photos are safe"))
        triplet = programs.command(["gcc", "-print-multiarch"]).output.strip()
        return self.start([MINI_BROWSER.format(triplet), "--geometry=1080x760", f"file://{page}"])

    def says_the_truth(self):
        """What was timed is the home screen with the sentence that the command line says, too."""
        _, status = self.us.ask("status")
        with Page(self.screen, self.argv) as page:
            page.until(lambda: page.run("return document.querySelector('h1')?.textContent") == status["sentence"], status["sentence"])
            ready = "return [...document.querySelectorAll('button')].some((b) => b.textContent.trim() === 'Back up now' && !b.disabled)"
            page.until(lambda: page.run(ready), "the button can be pressed")


def windows(bench):
    if not hasattr(bench, "windows"):
        bench.windows = Windows(bench)
    return bench.windows


def start(bench):
    """The app is started and ended once before anything is timed."""
    shown = windows(bench)
    shown.start(shown.argv)
    shown.bare()
    contenders = {"ours": lambda: shown.start(shown.argv), "peer": shown.bare}
    title = "start to the home screen, 100,000 photos, until the button is drawn"
    peer = "a bare WebKitGTK window (MiniBrowser)"
    return Row("start", title, peer, 3.0, "warm", contenders, shown.says_the_truth)


ROWS = {"start": start}


def figures(bench):
    """What has no peer: the longest wait in the page, and what an idle window costs."""
    return [*_tasks(windows(bench)), *_idle(windows(bench))]


def _figure(row, value, unit, goal, met):
    return {"row": row, "figure": f"{value} {unit}", "goal": f"{goal} {unit}", "met": met}


def _tasks(shown):
    """A new place each time, so that there is much to copy while the page is used."""
    found = []
    for use in (_at_home, _in_the_list):
        new = shown.bench.room.fresh() / "p"
        new.mkdir()
        name = f"new-{new.parent.name}"
        shown.us.ask("place", "add", "folder", name, "--path", new)
        shown.us.ask("place", "set", name, "--limit", DISK_MB_S)
        with Page(shown.screen, shown.argv) as page:
            page.until(lambda: page.says("Back up now"), "the home screen")
            page.run(TICKER)
            time.sleep(3)
            found += use(page)
    return found


def _at_home(page):
    rest = _longest(page, "at rest")
    page.press("Back up now")
    page.until(lambda: page.says("Stop"), "it is at work")
    page.run(TAKE, TASK_GOAL_MS)
    time.sleep(5)
    _must_be_at_work(page)
    return [rest, _longest(page, f"on the home screen, while {PHOTOS:,} photos are copied")]


def _in_the_list(page):
    page.press("Back up now")
    page.until(lambda: page.says("Stop"), "it is at work")
    page.press("Photos")
    page.until(lambda: page.says(f"{PHOTOS:,} photos"), "the list")
    page.run(TAKE, TASK_GOAL_MS)
    for _ in range(PAGES):
        page.press("Show more")
        page.run("window.scrollBy(0, 1500)")
        time.sleep(0.1)
    page.run("window.scrollTo(0, 0)")
    time.sleep(0.3)
    seen = _longest(page, f"in the list, meanwhile, {PAGES} times “Show more” and scrolling")
    _must_be_at_work(page)
    return [seen]


def _must_be_at_work(page):
    """What was measured is worth nothing when the copy had ended."""
    activities = "return window.__TAURI_INTERNALS__.invoke('activities').then((a) => a.now !== null)"
    if not page.run(activities):
        raise Failed("the copy ended before the page was used")


def _longest(page, where):
    seen = page.run(TAKE, TASK_GOAL_MS)
    if seen["ticks"] < 100:
        raise Failed(f"the page was looked at {seen['ticks']} times only")
    row = f"longest wait for the page {where} ({seen['over']} of {seen['ticks']} above {TASK_GOAL_MS} ms)"
    return _figure(row, round(seen["longest"]), "ms", TASK_GOAL_MS, seen["longest"] <= TASK_GOAL_MS)


def _idle(shown):
    program = shown.screen.start(shown.argv)
    shown.screen.until(shown.screen.shows_button, "the button is to be seen")
    # It has looked at library and places by then.
    time.sleep(10)
    found = [_idle_for(program, "home screen")]
    window = shown.screen.tool("xdotool", "search", "--onlyvisible", "--name", "^ElderPhoto$").split()[0]
    shown.screen.tool("xdotool", "windowminimize", window)
    found.append(_idle_for(program, "minimised"))
    shown.screen.end(program)
    return found


def _idle_for(program, how):
    pids = family(program.pid)
    if len(pids) < 2:
        raise Failed("the webview's processes were not found")
    before, begun = processor_seconds(pids), time.monotonic()
    time.sleep(IDLE_S)
    percent = (processor_seconds(pids) - before) / (time.monotonic() - begun) * 100
    row = f"processor time of the idle window, {how}, {PHOTOS:,} photos, {len(pids)} processes, {IDLE_S} s"
    return _figure(row, round(percent, 2), "%", IDLE_GOAL_PERCENT, percent < IDLE_GOAL_PERCENT)
