"""Two checkers that aren't ours over the plans of a JSON file: parliament lints the policies (`lint.py`), Principal Mapper looks
for ways to escalate (`escalation.py`).

Prints one JSON value a line: `{"done": …, "of": …}` as it goes, and the report last.
"""

import json
import multiprocessing
import os
import sys

import escalation
import lint
from documents import documents_of


def start(definition):
    with open(definition) as file:
        lint.use(json.load(file))


def work(task):
    kind, value = task
    return lint.lint(value) if kind == "lint" else escalation.escalations(value)


def main(path):
    with open(path) as file:
        given = json.load(file)
    accounts = [(stack["name"], account) for stack in given["stacks"] for account in stack["plan"]["accounts"]]
    policies = [(name, *each) for name, account in accounts for each in documents_of(account)]
    # many stacks have the same policies
    texts = {json.dumps(documents, sort_keys=True): documents for *_, documents in policies}
    tasks = [("lint", documents) for documents in texts.values()] + [("escalation", account) for _, account in accounts]
    results = []
    with multiprocessing.Pool(os.cpu_count() or 1, start, [given["definition"]]) as pool:
        for result in pool.imap(work, tasks):
            results.append(result)
            print(json.dumps({"done": len(results), "of": len(tasks)}), flush=True)
    findings = dict(zip(texts, results))
    ways = results[len(texts) :]
    report = {
        "control": escalation.control(),
        "documents": len(texts),
        "policies": [
            {"stack": stack, "kind": kind, "name": name, "findings": findings[json.dumps(documents, sort_keys=True)]}
            for stack, kind, name, documents in policies
        ],
        "roles": [{"stack": stack, **role} for (stack, _), roles in zip(accounts, ways) for role in roles],
    }
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
