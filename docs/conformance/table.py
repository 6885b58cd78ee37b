#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Latchkey authors
# SPDX-License-Identifier: MIT
"""Makes docs/conformance.md from demands.json and the tags in the tests.

    table.py            writes the table
    table.py --check    fails where a demand has no test, a tag names no demand or stands above
                        nothing that is run, or the table is not what would be written

A tag is a comment directly above a test function or its data function, above one of its data rows,
or above a check in tests/run-structure-checks.sh:

    // Demand: RFC8628-3.5-slow-down
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMANDS = Path(__file__).with_name("demands.json")
TABLE = ROOT / "docs" / "conformance.md"

STRUCTURE = ROOT / "tests" / "run-structure-checks.sh"

TAG = re.compile(r"^\s*(?://|#) Demand: (.*)$")
FUNCTION = re.compile(r"^void (\w+)::(\w+)\(\)")
SHELL_FUNCTION = re.compile(r"^(check_\w+)\(\)")
ROW = re.compile(r'^\s*(?:QTest::newRow|QTest::addRow|row)\(\s*"((?:[^"\\]|\\.)*)"')

INTRODUCTION = """\
# What the specifications demand, and which test shows it

Made by `docs/conformance/table.py` from [demands.json](conformance/demands.json) and the tags in the
tests (`// Demand: …`); the test `docs.conformance` fails where a demand has no test. "Required" and
"documented" are the words for systems that describe themselves without RFC 2119; "observed" is what
a server does that we run in the tests. A dialect is tested by playing what its provider's documents
say: none of these services was itself reached by the tests.
"""


class Problems:
    def __init__(self):
        self.texts = []

    def add(self, text):
        self.texts.append(text)


class TestSource:
    """Finds the tags of one test program."""

    def __init__(self, path, problems):
        self.path = path
        self.name = path.relative_to(ROOT)
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.problems = problems

    def tags(self):
        """Pairs of a demand's id and the test that shows it."""
        for number, line in enumerate(self.lines):
            match = TAG.match(line)
            if not match:
                continue
            test = self.test_after(number)
            if not test:
                self.problems.add(f"{self.name}:{number + 1}: the tag stands above no test")
                continue
            for demand in re.split(r",\s*", match.group(1).strip()):
                yield demand, test

    def test_after(self, number):
        for following in range(number + 1, len(self.lines)):
            line = self.lines[following]
            if line.lstrip().startswith(("//", "# ")):
                continue
            shell = SHELL_FUNCTION.match(line)
            if shell:
                return self.check(shell.group(1))
            function = FUNCTION.match(line)
            if function:
                return self.test(function)
            # A long row's name stands on the next line.
            row = ROW.match(line + " ".join(self.lines[following + 1 : following + 2]).strip())
            if row:
                owner = self.function_before(following)
                return owner and self.test(owner, row.group(1))
            return None
        return None

    def function_before(self, number):
        for line in reversed(self.lines[:number]):
            match = FUNCTION.match(line)
            if match:
                return match if match.group(2).endswith("_data") else None
        return None

    def check(self, name):
        if name not in self.lines:
            self.problems.add(f"{self.name}: {name} is not called")
        return ("structure", name, None)

    def test(self, function, row=None):
        slot = re.sub(r"_data$", "", function.group(2))
        if not any(re.match(rf"^    void {slot}\(\);", line) for line in self.lines):
            self.problems.add(f"{self.name}: {slot} is not declared as a test")
        return (self.path.stem, slot, row)


def tests_by_demand(known, problems):
    found = {}
    for path in [*sorted((ROOT / "tests").rglob("tst_*.cpp")), STRUCTURE]:
        for demand, test in TestSource(path, problems).tags():
            if demand not in known:
                problems.add(f"{path.relative_to(ROOT)}: no demand is called {demand}")
            elif test not in found.setdefault(demand, []):
                found[demand].append(test)
    return found


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def test_cell(tests):
    def one(test):
        program, slot, row = test
        return f"`{program}::{slot}`" + (f" ({cell(row)})" if row else "")

    return "<br>".join(one(test) for test in tests)


def table(specifications, found):
    parts = [INTRODUCTION]
    for entry in specifications:
        title = entry["title"]
        if entry["specification"] not in title:
            title = f"{entry['specification']}, {title}"
        heading = f"[{title}]({entry['url']})" if entry["url"] else title
        parts.append(f"\n## {heading}\n\n| § | level | demand | test |\n|---|---|---|---|\n")
        for demand in entry["demands"]:
            parts.append(
                f"| {cell(demand['section'])} | {demand['level']} | {cell(demand['demand'])} "
                f"| {test_cell(found.get(demand['id'], []))} |\n"
            )
    return "".join(parts)


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    specifications = json.loads(DEMANDS.read_text(encoding="utf-8"))
    ids = [demand["id"] for entry in specifications for demand in entry["demands"]]
    problems = Problems()
    for double in sorted({one for one in ids if ids.count(one) > 1}):
        problems.add(f"two demands are called {double}")
    found = tests_by_demand(set(ids), problems)
    for demand in ids:
        if demand not in found:
            problems.add(f"no test shows {demand}")
    text = table(specifications, found)
    if not check:
        TABLE.write_text(text, encoding="utf-8")
    elif not TABLE.exists() or TABLE.read_text(encoding="utf-8") != text:
        problems.add("docs/conformance.md is out of date: run docs/conformance/table.py")
    for problem in problems.texts:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems.texts else 0)


if __name__ == "__main__":
    main()
