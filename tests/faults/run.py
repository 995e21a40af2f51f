#!/usr/bin/env python3
"""Faults: what a build leaves behind when the machine fails it.

    tests/faults/run.py target/release/chancery [--quick] [--only NAME] [--jobs N]

A small archive is built in four scenarios: `first` (into an empty folder), `rebuild` (pages changed
and added, a file where there was a folder), `deletion` (pages, folders and files gone), `resume`
(after a build that was killed while it moved files into place). Each system call that a build makes
on the output is listed with strace; then the build is run again and again, each time with one
thing going wrong:

  fault  a call on the output fails with EIO, ENOSPC, EACCES or EMFILE
  read   a call on the sources fails
  kill   the process is killed at a call that changes the output
  small  the output is a tmpfs with too few pages or inodes, one step after the other

Before that, each scenario is run once with nothing going wrong (`plain`). After each case:

- the program was not stopped by a panic or a signal of its own; it exited 0, or 3 with one line on
  standard error that names a path and the system's error;
- every published file is whole, with its old or its new bytes, and none that both sites have is
  gone; where the build failed before it came to move files, all are the old ones;
- a build without faults then exits 0 and leaves what a clean build gives: the same files, folders
  and manifest, and nothing else; so does a build of the sources as they were before the edits.

It needs strace, and root for the part `small` (it mounts file systems, in a namespace of its own).
"""

import argparse
import atexit
import ctypes
import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

# How many cases each part runs, evenly spread over all that there are. So many that each call on
# the output fails at least once, and the process is killed at each that changes it.
CASES = {"plain": 4, "fault": 800, "read": 240, "kill": 700, "small": 120}
# With fewer than so many the calls were not found, and the run has failed.
LEAST = {"plain": 4, "fault": 500, "read": 100, "kill": 300, "small": 100}
WRITE_ERRORS = ["EIO", "ENOSPC", "EACCES", "EMFILE"]
OPEN_CALLS = ["open", "openat", "openat2", "creat"]
CHANGING_CALLS = [
    *OPEN_CALLS,
    *["write", "writev", "pwrite64", "pwritev", "pwritev2"],
    *["copy_file_range", "sendfile", "splice"],
    *["rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"],
    *["mkdir", "mkdirat", "unlink", "unlinkat", "rmdir"],
    *["truncate", "ftruncate", "fallocate", "fsync", "fdatasync", "fchmod", "utimensat"],
]
READ_ERRORS = {
    **{call: ["EIO", "EACCES", "EMFILE"] for call in OPEN_CALLS},
    **{call: ["EIO", "EACCES"] for call in ["stat", "lstat", "newfstatat", "statx"]},
    **{call: ["EIO"] for call in ["read", "pread64", "readv", "getdents64"]},
}
OWN_FOLDER = ".chancery"
PAGE = 4096
TIMEOUT = 60


# The archive


def briefing(venue, year, month, people, text, more=""):
    names = ", ".join(f'"{name}"' for name in people)
    return (
        f'+++\ntitle = "Talks in {venue} {month}"\ndate = {year}-0{month}-14\nvenue = "{venue}"\n'
        f"participants = [{names}]\n{more}+++\n\n{text}\n"
    )


def first_archive():
    """Returns the texts of an archive by path."""
    grey, stone, berg = "Ada Grey", "Ivan Stone", "Nora Berg"
    files = {
        "archive.toml": 'title = "Faults"\nbase_url = "https://archive.example/"\n',
        "content/index.md": '+++\ntitle = "Faults"\n+++\n\nA small archive.\n',
        "content/pages/about.md": '+++\ntitle = "About"\n+++\n\nSee [[ankara-1]].\n',
        "content/people/ada-grey.md": f'+++\nname = "{grey}"\n+++\n\nAn envoy.\n',
        "content/briefings/plan.svg": picture("grey"),
        "static/robots.txt": "User-agent: *\n",
        "static/terms": "This becomes a folder.\n",
        "static/lists/2022/guests.csv": "name\n" + "Ada Grey\n" * 2000,
    }
    for i in range(1, 5):
        more = f'topics = ["Grain"]\nformer_urls = ["old/ankara-{i}.html"]\n'
        text = "They met in [[Ankara]]. ![The plan](plan.svg)" if i == 1 else "They met again."
        ankara = briefing("Ankara", 2022, i, [grey, stone], text, more)
        more, text = 'series = "Cairo talks"\n', f"After [[ankara-{i}]]."
        cairo = briefing("Cairo", 2023, i, [stone, berg], text, more)
        riyadh = briefing("Riyadh", 2024, i, [grey, berg], "They spoke.", 'topics = ["Visas"]\n')
        files[f"content/briefings/ankara-{i}.md"] = ankara
        files[f"content/briefings/cairo-{i}.md"] = cairo
        files[f"content/briefings/riyadh-{i}.md"] = riyadh
    return files


def edited_archive():
    """Returns the archive after edits: changed, added, and a folder where there was a file."""
    files = first_archive()
    del files["static/terms"]
    for i in range(1, 4):
        files[f"content/briefings/riyadh-{i}.md"] += "\nThey spoke of [[Cairo]] as well.\n"
        people, more = ["Ada Grey", "Per Lund"], 'series = "Oslo talks"\n'
        oslo = briefing("Oslo", 2025, i, people, f"After [[cairo-{i}]].", more)
        files[f"content/briefings/oslo-{i}.md"] = oslo
    files["content/people/ada-grey.md"] += "\nSince 2025 an ambassador.\n"
    files["content/briefings/plan.svg"] = picture("navy")
    files["static/terms/index.txt"] = "This becomes a file.\n"
    files["static/terms/deep/er.txt"] = "Deeper.\n"
    files["static/robots.txt"] += "Disallow:\n"
    return files


def shrunk_archive():
    """Returns the edited archive after deletions, and with a file where there was a folder."""
    gone = re.compile("cairo|ankara-[2-4]|oslo-1|static/(lists|terms)|plan")
    files = {path: text for path, text in edited_archive().items() if not gone.search(path)}
    files["content/briefings/oslo-2.md"] = files["content/briefings/oslo-2.md"].replace(
        "[[cairo-2]]", "[[ankara-1]]"
    )
    for path, text in files.items():
        text = re.sub(r"\[\[cairo-\d\]\]|\[\[Cairo\]\]", "Cairo", text)
        files[path] = text.replace("![The plan](plan.svg)", "")
    files["static/terms"] = "This was a folder.\n"
    return files


def picture(colour):
    """Returns an image that takes more than one buffer to copy."""
    lines = (f'<path d="M0 {y}h900" stroke="{colour}"/>\n' for y in range(2500))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(lines)}</svg>\n'


def write_files(folder, files):
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


# Output folders


@dataclass(frozen=True)
class Site:
    """What an output folder holds."""

    files: dict  # published files: path to bytes
    folders: frozenset
    own: frozenset  # names in `.chancery`
    manifest: tuple  # its lines, without times

    @staticmethod
    def read(top):
        files, folders, own, manifest = {}, set(), set(), ()
        for folder, names, leaves in os.walk(top):
            below = Path(folder).relative_to(top)
            if folder == str(top):
                if OWN_FOLDER in names:
                    names.remove(OWN_FOLDER)
                    own = set(os.listdir(top / OWN_FOLDER))
                    manifest = read_manifest(top / OWN_FOLDER / "manifest")
            else:
                folders.add(str(below))
            for leaf in leaves:
                files[str(below / leaf)] = (top / below / leaf).read_bytes()
        return Site(files, frozenset(folders), frozenset(own), manifest)


def read_manifest(path):
    """Returns the lines of a manifest without the times of change."""
    if not path.is_file():
        return ()
    return tuple(re.sub(r"^(\w+ \d+) \d+", r"\1", line) for line in path.read_text().splitlines())


def copy_site(old, out):
    """Copies an output folder with its times of change; an empty one where there is none."""
    if old is None:
        out.mkdir(exist_ok=True)
    else:
        shutil.copytree(old, out, dirs_exist_ok=True)


# Running the program


@dataclass(frozen=True)
class Run:
    """How a build ended."""

    code: int
    stderr: str
    trace: str
    command: list


def run_build(binary, root, out, strace=()):
    """Builds, under strace where there are arguments for it."""
    log, errors = out.parent / "trace", out.parent / "stderr"
    log.write_text("")
    command = [str(binary), "build", "--root", str(root), "--output", str(out)]
    if strace:
        command = ["strace", "-f", "-y", "-qq", "-o", str(log), *strace, *command]
    with errors.open("w") as stderr:
        try:
            code = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                cwd="/",
                env={**os.environ, "RAYON_NUM_THREADS": "1"},
                timeout=TIMEOUT,
            ).returncode
        except subprocess.TimeoutExpired:
            code = f"none within {TIMEOUT} s"
    return Run(code, errors.read_text(), log.read_text(), command)


@dataclass(frozen=True)
class Call:
    """A system call of a build, found again by its name, a path and a number."""

    name: str
    path: str  # below the output or the root
    nth: int  # among the calls of that name on that path, from 1
    early: bool  # before the first that changes what is published
    arguments: str

    @property
    def changes(self):
        opens = self.name in OPEN_CALLS and "O_CREAT" not in self.arguments
        return self.name in CHANGING_CALLS and not opens

    def fail(self, top, error):
        """Returns strace's arguments for this call to fail."""
        return ["--seccomp-bpf", *self.inject(top, f"error={error}")]

    def kill(self, top):
        """Returns strace's arguments for the process to be killed at this call."""
        return self.inject(top, "signal=KILL")  # which strace does not do with --seccomp-bpf

    def inject(self, top, action):
        trace = ["-e", f"trace={self.name}", "-P", str(top / self.path)]
        return [*trace, "-e", f"inject={self.name}:{action}:when={self.nth}"]


def calls_below(top, trace):
    """Returns the calls in a trace on paths below a folder, in their order."""
    calls, seen, early = [], {}, True
    for line in trace.splitlines():
        match = re.match(r"(\d+) +(\w+)\(", line)
        line = line.split(") = ")[0]  # what a call returns does not count for strace's `-P`
        paths = [path.strip("/") for path in re.findall(re.escape(str(top)) + r'([^"<>]*)', line)]
        if not match or not paths:
            continue
        thread, name = match.groups()
        for path in set(paths):
            seen[thread, name, path] = seen.get((thread, name, path), 0) + 1
        call = Call(name, paths[0], seen[thread, name, paths[0]], early, line)
        published = any(path and not path.startswith(OWN_FOLDER) for path in paths)
        early = early and not (published and call.changes)
        calls.append(call)
    return calls


@dataclass(frozen=True)
class Clean:
    """An archive, and the site that a clean build makes of it."""

    root: Path
    out: Path
    site: Site


@dataclass(frozen=True)
class Scenario:
    """An output folder, the sources to be built into it next, and what that build does."""

    name: str
    binary: Path
    old: Path | None  # the output folder before the build
    former: Clean | None  # what it was built from
    before: Site  # what is published in it
    new: Clean
    calls: list  # on the output
    reads: list  # on the sources; both are empty where a plain build fails


def make_scenarios(binary, work):
    """Writes the archives, builds them cleanly, and lists the calls of each scenario's build."""
    first = clean_build(binary, work / "first", first_archive())
    edited = clean_build(binary, work / "edited", edited_archive())
    shrunk = clean_build(binary, work / "shrunk", shrunk_archive())
    rebuild = make_scenario("rebuild", binary, work, first.out, first, edited)
    killed = kill_halfway(rebuild, work / "killed" / "out")
    return [
        make_scenario("first", binary, work, None, None, first),
        rebuild,
        make_scenario("deletion", binary, work, edited.out, edited, shrunk),
        make_scenario("resume", binary, work, killed, edited, shrunk),
    ]


def clean_build(binary, folder, files):
    root, out = folder / "root", folder / "out"
    write_files(root, files)
    run = run_build(binary, root, out)
    if run.code != 0 or "warning" in run.stderr:
        give_up(f"the archive of the tests does not build: {run.code}\n{run.stderr}")
    return Clean(root, out, Site.read(out))


def make_scenario(name, binary, work, old, former, new):
    out = work / f"survey-{name}" / "out"
    out.parent.mkdir()
    copy_site(old, out)
    before = Site.read(out)
    names = ",".join(f"?{name}" for name in {*CHANGING_CALLS, *READ_ERRORS})
    run = run_build(binary, new.root, out, ["-e", f"trace={names}"])
    trace = run.trace if run.code == 0 else ""
    calls = [call for call in calls_below(out, trace) if call.name in CHANGING_CALLS]
    reads = [call for call in calls_below(new.root, trace) if call.name in READ_ERRORS]
    return Scenario(name, binary, old, former, before, new, calls, reads)


def kill_halfway(scenario, out):
    """Makes the folder that a killed rebuild leaves: some files moved, the others in the stage."""
    out.parent.mkdir()
    copy_site(scenario.old, out)
    moves = [call for call in scenario.calls if call.name.startswith("rename")]
    if moves:
        call = moves[len(moves) // 2]
        run_build(scenario.binary, scenario.new.root, out, call.kill(out))
    return out


# What is expected


def problems_of_exit(run, folder, error=None):
    """Says what is wrong with how a build ended that was let down, but not killed."""
    if run.code == 0:
        return []
    if run.code != 3:
        return [f"exit code {run.code}, not 0 or 3: {run.stderr}"]
    first, *rest = run.stderr.splitlines() or [""]
    number = getattr(errno, error) if error else r"\d+"
    problems = []
    if not re.fullmatch(rf"error: .+ \(os error {number}\)", first) or str(folder) not in first:
        problems.append(f"the message does not give the path and the system's error: {first}")
    if any(not line.startswith("  = help: ") for line in rest):
        problems.append(f"the message is more than one line and its help: {run.stderr}")
    return problems


def problems_of_site(scenario, found, run, untouched):
    """Says what is wrong with the published files after a build that went wrong."""
    before, after = scenario.before.files, scenario.new.site.files
    if run.code == 0:
        return differences(after, found.files, "exit code 0, but")
    if untouched:
        return differences(before, found.files, "nothing was to be moved yet, but")
    torn = [p for p, data in found.files.items() if data not in (before.get(p), after.get(p))]
    lost = sorted((before.keys() & after.keys()) - found.files.keys())
    problems = [f"{path} is neither the old nor the new file" for path in sorted(torn)]
    return problems + [f"{path} is gone" for path in lost]


def problems_of_next(scenario, out):
    """Builds without faults, and in a copy the former sources, and says what is wrong then."""
    problems = []
    if scenario.former:
        copy = out.parent / "reverted" / "out"
        copy.parent.mkdir()
        copy_site(out, copy)
        problems = problems_of_build(scenario.binary, scenario.former, copy, "with the old sources")
    return problems + problems_of_build(scenario.binary, scenario.new, out, "after the next build")


def problems_of_build(binary, clean, out, when):
    """Builds without faults, and says how the folder differs from that of a clean build."""
    run = run_build(binary, clean.root, out)
    if run.code != 0:
        return [f"{when}: exit code {run.code}: {run.stderr}"]
    found = Site.read(out)
    problems = differences(clean.site.files, found.files, f"{when}:")
    for path in sorted(found.folders - clean.site.folders):
        problems.append(f"{when}: the folder {path} is still there")
    if found.own != {"lock", "manifest"}:
        problems.append(f"{when}: {OWN_FOLDER} holds {sorted(found.own)}")
    if found.manifest != clean.site.manifest:
        problems.append(f"{when}: the manifest is not that of a clean build")
    return problems


def differences(expected, found, when):
    wrong = [f"{path} is gone" for path in expected.keys() - found.keys()]
    wrong += [f"{path} is there" for path in found.keys() - expected.keys()]
    both = expected.keys() & found.keys()
    wrong += [f"{path} has other bytes" for path in both if expected[path] != found[path]]
    return [f"{when} {what}" for what in sorted(wrong)]


# The cases


@dataclass(frozen=True)
class Case:
    """One thing going wrong. `run` takes a folder and returns what is wrong, and the command."""

    name: str
    run: Callable


def plain_cases(scenarios):
    for scenario in scenarios:
        yield Case(f"plain:{scenario.name}", lambda f, s=scenario: run_plain(s, f))


def run_plain(scenario, folder):
    out = folder / "out"
    copy_site(scenario.old, out)
    run = run_build(scenario.binary, scenario.new.root, out)
    problems = [] if run.code == 0 else [f"exit code {run.code}: {run.stderr}"]
    return problems + problems_of_next(scenario, out), run


def fault_cases(scenarios):
    for scenario in scenarios:
        for call in scenario.calls:
            for error in WRITE_ERRORS:
                name = f"fault:{scenario.name}:{call.name}:{call.path}:{call.nth}:{error}"
                yield Case(name, lambda f, s=scenario, c=call, e=error: run_fault(s, c, e, f))


def run_fault(scenario, call, error, folder):
    out = folder / "out"
    copy_site(scenario.old, out)
    run = run_build(scenario.binary, scenario.new.root, out, call.fail(out, error))
    problems = [] if "(INJECTED)" in run.trace else ["the fault did not come about"]
    problems += problems_of_exit(run, out, error)
    problems += problems_of_site(scenario, Site.read(out), run, call.early)
    return problems + problems_of_next(scenario, out), run


def read_cases(scenarios):
    for scenario in scenarios[:2]:
        for call in scenario.reads:
            for error in READ_ERRORS[call.name]:
                name = f"read:{scenario.name}:{call.name}:{call.path}:{call.nth}:{error}"
                yield Case(name, lambda f, s=scenario, c=call, e=error: run_read(s, c, e, f))


def run_read(scenario, call, error, folder):
    out = folder / "out"
    copy_site(scenario.old, out)
    faults = call.fail(scenario.new.root, error)
    run = run_build(scenario.binary, scenario.new.root, out, faults)
    problems = [] if "(INJECTED)" in run.trace else ["the fault did not come about"]
    problems += problems_of_exit(run, scenario.new.root / call.path, error)
    problems += problems_of_site(scenario, Site.read(out), run, True)
    return problems + problems_of_next(scenario, out), run


def kill_cases(scenarios):
    for scenario in scenarios:
        for call in scenario.calls:
            if call.changes:
                name = f"kill:{scenario.name}:{call.name}:{call.path}:{call.nth}"
                yield Case(name, lambda f, s=scenario, c=call: run_kill(s, c, f))


def run_kill(scenario, call, folder):
    out = folder / "out"
    copy_site(scenario.old, out)
    run = run_build(scenario.binary, scenario.new.root, out, call.kill(out))
    problems = [] if run.code == -9 else [f"the build was not killed: exit code {run.code}"]
    problems += problems_of_site(scenario, Site.read(out), run, call.early)
    return problems + problems_of_next(scenario, out), run


def small_cases(scenarios, count):
    steps = max(3, count // (2 * len(scenarios)))
    for scenario in scenarios:
        if not scenario.calls:
            continue
        for kind, most in room_for_build(scenario).items():
            for i in range(steps):
                free = 1 + most * i // (steps - 1)
                # What a killed build has left makes room when it is cleared away.
                none = None if "stage" in scenario.before.own else 3
                expected = {0: none, steps - 1: 0}.get(i)
                name = f"small:{scenario.name}:{kind}:{free}"
                yield Case(
                    name,
                    lambda f, s=scenario, k=kind, n=free, e=expected: run_small(s, k, n, e, f),
                )


def room_for_build(scenario):
    """Returns how many free pages and inodes are enough for a build."""
    before, after = scenario.before, scenario.new.site
    written = [data for path, data in after.files.items() if before.files.get(path) != data]
    pages = sum(-(-len(data) // PAGE) for data in written)
    manifest = 2 * (sum(map(len, before.manifest)) + sum(map(len, after.manifest))) // PAGE + 2
    # In recent kernels an inode of a tmpfs also takes some of its size, names included.
    inodes = len(written) + 2 * len(after.folders) + 8
    return {"pages": pages + manifest + inodes, "inodes": inodes}


def run_small(scenario, kind, free, expected, folder):
    out = folder / "out"
    out.mkdir()
    mount("-t", "tmpfs", "-o", "size=64m,nr_inodes=10000", "faults", str(out))
    try:
        copy_site(scenario.old, out)
        usage = os.statvfs(out)
        if kind == "pages":
            limit = f"size={(usage.f_blocks - usage.f_bfree + free) * usage.f_frsize}"
        else:
            limit = f"nr_inodes={usage.f_files - usage.f_ffree + free}"
        mount("-o", f"remount,{limit}", str(out))
        run = run_build(scenario.binary, scenario.new.root, out)
        problems = problems_of_exit(run, out, "ENOSPC")
        if expected is not None and run.code != expected:
            problems.append(f"exit code {run.code}, not {expected}, with {free} {kind} free")
        problems += problems_of_site(scenario, Site.read(out), run, False)
        mount("-o", "remount,size=64m,nr_inodes=10000", str(out))
        return problems + problems_of_next(scenario, out), run
    finally:
        # Lazily: a process that another thread is just starting may hold a file of it open.
        subprocess.run(["umount", "--lazy", str(out)], capture_output=True)


def mount(*arguments):
    run = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if run.returncode != 0:
        raise OSError(f"no tmpfs can be mounted; run this as root: {run.stderr.strip()}")


def keep_mounts_private():
    """Moves this process to a mount namespace of its own, where it may."""
    clone_newns = 0x20000
    if ctypes.CDLL(None).unshare(clone_newns) == 0:
        mount("--make-rprivate", "/")


# Running them


def all_cases(scenarios):
    return {
        "plain": list(plain_cases(scenarios)),
        "fault": list(fault_cases(scenarios)),
        "read": list(read_cases(scenarios)),
        "kill": list(kill_cases(scenarios)),
        "small": list(small_cases(scenarios, CASES["small"])),
    }


def spread(items, count):
    """Returns so many of the items, evenly spread."""
    count = min(count, len(items))
    return [items[i * len(items) // count] for i in range(count)]


def run_case(case, folder):
    """Runs a case in a folder; returns what is wrong, and the command."""
    folder.mkdir()
    try:
        problems, run = case.run(folder)
        return problems, run.command
    except OSError as error:
        return [str(error)], []


def fast_folder():
    """Returns a folder in memory where there is one with room, unless TMPDIR names another."""
    memory = Path("/dev/shm")
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return None
    return memory if shutil.disk_usage(memory).free > 500_000_000 else None


def run_part(cases, work, jobs, script):
    """Runs cases in parallel, prints those that fail, and returns how many passed and failed."""
    failed = 0

    def one(numbered):
        i, case = numbered
        folder = work / f"case-{i}"
        problems, _ = run_case(case, folder)
        shutil.rmtree(folder)
        return case, problems

    with ThreadPoolExecutor(jobs) as pool:
        for case, problems in pool.map(one, enumerate(cases)):
            if problems:
                failed += 1
                print(f"FAILED {case.name}")
                print("".join(f"  {problem.rstrip()}\n" for problem in problems[:5]), end="")
                print(f"  again: {script} --only {case.name}", flush=True)
    return len(cases) - failed, failed


def run_only(name, scenarios, work):
    """Runs one case, and leaves its folder to be looked at."""
    cases = [case for part in all_cases(scenarios).values() for case in part]
    case = next((case for case in cases if case.name == name), None)
    if case is None:
        give_up(f"there is no case {name}")
    problems, command = run_case(case, work / "case")
    print(f"command: {' '.join(command)}\nfolder: {work / 'case'}")
    print("\n".join(problems))
    return int(not problems), int(bool(problems))


def give_up(why):
    print(why, "0 passed, 1 failed", sep="\n")
    sys.exit(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path, help="the program to test")
    parser.add_argument("--quick", action="store_true", help="run a tenth of the cases")
    parser.add_argument("--only", metavar="NAME", help="run one case, and keep its folder")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    binary = arguments.binary.resolve()
    if not shutil.which("strace"):
        give_up("strace is missing: apt-get install strace")

    keep_mounts_private()
    work = Path(tempfile.mkdtemp(prefix="chancery-faults-", dir=fast_folder()))
    shutil.copy(binary, work / "chancery")
    if not arguments.only:
        atexit.register(shutil.rmtree, work, ignore_errors=True)
    scenarios = make_scenarios(work / "chancery", work)
    if arguments.only:
        passed, failed = run_only(arguments.only, scenarios, work)
    else:
        passed = failed = 0
        for part, cases in all_cases(scenarios).items():
            start = time.monotonic()
            chosen = spread(cases, max(4, CASES[part] // (10 if arguments.quick else 1)))
            if len(cases) < LEAST[part]:
                print(f"FAILED {part}: there are {len(cases)} cases, not {LEAST[part]}")
                failed += 1
            good, bad = run_part(chosen, work, arguments.jobs, f"{sys.argv[0]} {binary}")
            passed, failed = passed + good, failed + bad
            took = time.monotonic() - start
            print(f"{part}: {good} passed, {bad} failed, of {len(cases)}, {took:.0f} s", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
