"""Two checkers that aren't ours over the folder that `deployers render --out` wrote; prints JSON.

parliament (https://github.com/duo-labs/parliament): errors in policies. cloudsplaining (https://github.com/salesforce/cloudsplaining):
ways to escalate privileges, of all policies of a role together.
"""

import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")

from cloudsplaining.scan.policy_document import PolicyDocument  # noqa: E402
from parliament import analyze_policy_string, enhance_finding  # noqa: E402


def as_list(value):
    return value if isinstance(value, list) else [value]


def single(statement):
    """A list of one condition value as the value alone, which means the same: parliament fails on such lists of Null and Bool."""
    blocks = statement.get("Condition", {})
    plain = {o: {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in b.items()} for o, b in blocks.items()}
    return {**statement, "Condition": plain} if plain else statement


def lint(document):
    statements = [single(s) for s in as_list(document["Statement"])]
    policy = analyze_policy_string(json.dumps({**document, "Statement": statements}))
    found = []
    for finding in policy.findings:
        finding = enhance_finding(finding)
        found.append({"severity": finding.severity, "issue": finding.issue, "detail": str(finding.detail)[:400]})
    return found


def escalations(documents):
    """Allows that no Deny of the role takes back whole: cloudsplaining itself reads neither Deny nor conditions."""
    allows = [s for d in documents for s in as_list(d["Statement"]) if s["Effect"] == "Allow"]
    merged = PolicyDocument({"Version": "2012-10-17", "Statement": allows})
    return [each["type"] for each in merged.allows_privilege_escalation]


def main(folder):
    out = {"policies": [], "roles": []}
    plan = json.loads((pathlib.Path(folder) / "plan.json").read_text())
    for account in plan["accounts"]:
        others = account["boundaries"] + account.get("cdk", {}).get("executionPolicies", [])
        named = [(role["name"], p) for role in account["roles"] for p in role["policies"]] + [("-", p) for p in others]
        for role, policy in named:
            findings = lint(policy["document"])
            out["policies"].append(
                {"account": account["name"], "role": role, "policy": policy["name"], "findings": findings, "document": policy["document"]}
            )
        for role in account["roles"]:
            documents = [p["document"] for p in role["policies"]]
            denies = [s for d in documents for s in as_list(d["Statement"]) if s["Effect"] == "Deny"]
            out["roles"].append(
                {
                    "account": account["name"],
                    "role": role["name"],
                    "administratorEquivalent": bool(role.get("administratorEquivalent")),
                    "guarded": len(denies) > 0,
                    "escalations": sorted(escalations(documents)) if documents else [],
                }
            )
    json.dump(out, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
