#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Latchkey authors
# SPDX-License-Identifier: MIT
"""Holds the provider files against their schema, and the schema against broken files.

faults.json has a sound file and what breaks it. tst_providerjson reads the same, so that the schema
and the program refuse the same files. A fault with "only": "program" is one that no schema can see;
the schema has to let it pass, so that the remark stays true.

Usage: test_schema.py RESOURCES FAULTS
"""

import json
import pathlib
import sys

import jsonschema


def merged(target, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def main():
    resources, faults_path = map(pathlib.Path, sys.argv[1:])
    schema = json.loads((resources / "provider.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    problems = []

    files = sorted(set(resources.glob("*.json")) - {resources / "provider.schema.json"})
    for path in files:
        content = json.loads(path.read_text("utf-8"))
        for error in validator.iter_errors(content):
            problems.append(f"{path.name}: {error.json_path}: {error.message}")
        if content.get("id") != path.stem:
            problems.append(f"{path.name}: the id is not the file's name")
        for field in content:
            if field not in schema["properties"]:
                problems.append(f"{path.name}: {field} is not in the schema")

    faults = json.loads(faults_path.read_text("utf-8"))
    for error in validator.iter_errors(faults["base"]):
        problems.append(f"the sound file: {error.json_path}: {error.message}")
    for fault in faults["faults"]:
        is_refused = not validator.is_valid(merged(faults["base"], fault["merge"]))
        if is_refused == (fault.get("only") == "program"):
            problems.append(f"{fault['name']}: {'refused' if is_refused else 'let pass'}")

    for problem in problems:
        print(problem)
    print(f"{len(files)} files, {len(faults['faults'])} faults, {len(problems)} problems")
    # A folder that is not there would be sound, too.
    return 1 if problems or not files or not faults["faults"] else 0


sys.exit(main())
