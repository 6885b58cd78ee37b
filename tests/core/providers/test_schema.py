#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Latchkey authors
# SPDX-License-Identifier: MIT
"""Holds the provider files against their schema, and the schema against broken files.

faults.json has a sound file and what breaks it. tst_providerjson reads the same, so that the schema
and the program refuse the same files. A fault with "only": "program" is one that no schema can see;
the schema has to let it pass, so that the remark stays true.

docs/providers.md has to name every field and value that the schema has, and what it shows has to be
sound.

Usage: test_schema.py RESOURCES FAULTS DOCUMENT
"""

import json
import pathlib
import re
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


def words(schema):
    """All names of fields and all values that a schema knows."""
    if isinstance(schema, list):
        return set().union(*map(words, schema))
    if not isinstance(schema, dict):
        return set()
    found = set(schema.get("properties", {})) | set(schema.get("enum", []))
    return found.union(*map(words, schema.values()))


def main():
    resources, faults_path, document_path = map(pathlib.Path, sys.argv[1:])
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

    document = document_path.read_text("utf-8")
    for word in sorted(words(schema) - {"HEAD", "POST", "PUT", "PATCH", "DELETE"}):
        if f"`{word}`" not in document:
            problems.append(f"{document_path.name} does not name {word}")
    for path in files:
        if f"\n| `{path.stem}` |" not in document:
            problems.append(f"{document_path.name} does not list {path.stem}")
    examples = re.findall(r"```json\n(.*?)```", document, re.DOTALL)
    for number, example in enumerate(examples, 1):
        for error in validator.iter_errors(json.loads(example)):
            problems.append(f"{document_path.name}, example {number}: {error.message}")

    for problem in problems:
        print(problem)
    print(f"{len(files)} files, {len(faults['faults'])} faults, {len(problems)} problems")
    # A folder that is not there would be sound, too.
    return 1 if problems or not files or not faults["faults"] or not examples else 0


sys.exit(main())
