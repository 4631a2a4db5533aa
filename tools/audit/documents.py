"""What the linter and the scanner both need of policy documents."""

import fnmatch


def as_list(value):
    return value if isinstance(value, list) else [value]


def matches(pattern, action):
    """True if an IAM action pattern covers the action; capitals don't count."""
    return fnmatch.fnmatchcase(action.lower(), pattern.lower())


def documents_of(account):
    """The policies of an account that are judged together: of each role, each boundary, and CDK's execution policies."""
    for role in account["roles"]:
        yield "role", role["name"], [policy["document"] for policy in role["policies"]]
    for boundary in account["boundaries"]:
        yield "boundary", boundary["name"], [boundary["document"]]
    execution = account.get("cdk", {}).get("executionPolicies", [])
    if execution:
        yield "role", "cdk-execution", [policy["document"] for policy in execution]
