"""Ways from a planned role to an administrator, found by Principal Mapper (https://github.com/nccgroup/PMapper) in an account
that is only described: the planned roles with boundaries and trust, CDK's roles, a role of the app, and others' roles, users
and workloads, all of them administrators. Principal Mapper reads Deny, conditions and boundaries; nothing is asked of AWS.
"""

import collections
import collections.abc
import functools
import logging

# Principal Mapper 1.1.5 imports them from where Python 3.10 took them away
collections.Mapping = collections.abc.Mapping
collections.MutableMapping = collections.abc.MutableMapping

from principalmapper.common import Graph, Node, Policy  # noqa: E402
from principalmapper.graphing import (  # noqa: E402
    autoscaling_edges,
    cloudformation_edges,
    codebuild_edges,
    ec2_edges,
    gathering,
    iam_edges,
    lambda_edges,
    sagemaker_edges,
    ssm_edges,
    sts_edges,
)
from principalmapper.querying import local_policy_simulation, query_interface  # noqa: E402
from principalmapper.querying.query_utils import get_search_list  # noqa: E402

from documents import as_list, matches  # noqa: E402

logging.disable(logging.CRITICAL)

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}]}

SERVICES = [f"{name}.amazonaws.com" for name in ["cloudformation", "codebuild", "ec2", "lambda", "sagemaker", "ssm"]]

# Principal Mapper asks one question at a time and keeps 2,048 patterns; the policies here have more.
local_policy_simulation._compose_pattern = functools.lru_cache(maxsize=None)(
    local_policy_simulation._compose_pattern.__wrapped__
)
ask = query_interface.local_check_authorization_full


def as_principal_mapper_reads(document):
    """A missing key makes `StringNotLike` true on AWS and false in Principal Mapper; with `IfExists` it is true in both."""
    return {
        **document,
        "Statement": [
            {**s, "Condition": {"StringNotLikeIfExists" if o == "StringNotLike" else o: b for o, b in s["Condition"].items()}}
            if "Condition" in s
            else s
            for s in as_list(document["Statement"])
        ],
    }


def resources_of(principal, action):
    """ARNs on which an Allow names the action, wildcards filled in: what `*` stands for in Principal Mapper's questions."""
    service = action.split(":")[0]
    for policy in principal.attached_policies:
        for statement in policy.policy_doc["Statement"]:
            if statement["Effect"] != "Allow" or not any(matches(a, action) for a in as_list(statement.get("Action", []))):
                continue
            for arn in as_list(statement.get("Resource", [])):
                if arn != "*" and arn.split(":")[2] in (service, "*"):
                    yield arn.replace("*", "example").replace("?", "x"), tags_of(statement)


def tags_of(statement):
    """Tags that the caller gives what it makes, as the statement wants them."""
    return {
        key: as_list(values)[0].replace("*", "example")
        for operator, block in statement.get("Condition", {}).items()
        if operator in ("StringEquals", "StringLike")
        for key, values in block.items()
        if key.startswith("aws:RequestTag/")
    }


def may(principal, action, resource, conditions, **limits):
    """Principal Mapper's question, asked as an attacker would.

    `*` is any resource that the role may name, not only a `*` in its policy; and a call is made directly, or by
    CloudFormation with the caller's rights.
    """
    cache = principal.cache.setdefault("answers", {})
    key = (action, resource, tuple(sorted(conditions.items())))
    if key not in cache:
        targets = [(resource, {})]
        if resource == "*":
            targets += list({arn: (arn, tags) for arn, tags in resources_of(principal, action)}.values())
        cache[key] = any(
            ask(principal, action, target, {**conditions, **tags, **called}, **limits)
            for target, tags in targets
            for called in ({}, {"aws:CalledVia": ["cloudformation.amazonaws.com"]})
        )
    return cache[key]


query_interface.local_check_authorization_handling_mfa = lambda principal, action, resource, conditions, *_, **__: (
    may(principal, action, resource, conditions),
    False,
)


def node(arn, documents, trust, boundary=None, profile=False):
    kind = arn.split(":")[5].split("/")[0]
    policies = [Policy(f"{arn}/policy-{n}", f"policy-{n}", as_principal_mapper_reads(d)) for n, d in enumerate(documents)]
    limit = Policy(f"{arn}/boundary", "boundary", as_principal_mapper_reads(boundary)) if boundary else None
    instance_profile = [arn.replace(":role/", ":instance-profile/")] if profile else None
    return Node(arn, arn, policies, [], trust if kind == "role" else None, instance_profile, 0, kind == "user", False, limit, False, {})


def trusts(*principals):
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": p, "Action": "sts:AssumeRole"} for p in principals],
    }


def world(account):
    """The nodes of an account: the planned roles by name, and all nodes."""
    prefix = f"arn:{account['partition']}:iam::{account['accountId']}:"
    root, services = {"AWS": f"{prefix}root"}, {"Service": SERVICES}
    boundaries = {each["arn"]: each["document"] for each in account["boundaries"]}
    planned = {
        role["name"]: node(
            role["arn"],
            [p["document"] for p in role["policies"]] + [EVERYTHING for _ in role["managedPolicyArns"]],
            role["trust"],
            boundaries.get(role.get("permissionsBoundary")),
        )
        for role in account["roles"]
    }
    name = "prod-notes-function" if account["sst"] in ("v0", "v1", "v2") else "notes-prod-function"
    others = [
        node(f"{prefix}role/team-admin", [EVERYTHING], trusts(root)),
        node(f"{prefix}role/team-service", [EVERYTHING], trusts(services), profile=True),
        node(f"{prefix}user/team-admin", [EVERYTHING], None),
        node(f"{prefix}role/{name}", [EVERYTHING], trusts(root, services), boundaries.get(account.get("appPermissionsBoundary")), True),
    ]
    return planned, [*planned.values(), *others, *cdk_nodes(account, prefix, root, boundaries)]


def cdk_nodes(account, prefix, root, boundaries):
    """CDK's deploy and execution role.

    Source: aws/aws-cdk@v2.50.0:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml, DeploymentActionRole and
    CloudFormationExecutionRole.
    """
    cdk = account.get("cdk")
    if cdk is None:
        return []
    where = f"{account['accountId']}-{account['region']}"
    execution, deploy = (f"{prefix}role/cdk-{cdk['qualifier']}-{r}-role-{where}" for r in ("cfn-exec", "deploy"))
    boundary = boundaries.get(cdk.get("permissionsBoundary"))
    own = [each["document"] for each in cdk["executionPolicies"]] if cdk["execution"] == "bootstrap" else [EVERYTHING]
    writes = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["cloudformation:*"], "Resource": ["*"]},
            {"Effect": "Allow", "Action": ["iam:PassRole"], "Resource": [execution]},
        ],
    }
    return [
        node(execution, own, trusts({"Service": "cloudformation.amazonaws.com"}), boundary),
        node(deploy, [writes], trusts(root), boundary),
    ]


def edges_of(nodes, account):
    """Every edge that Principal Mapper knows how to find, with one workload of another team for each kind that has any."""
    at = f"{account['region']}:{account['accountId']}"
    arn = f"arn:{account['partition']}"
    service = next(n for n in nodes if n.arn.endswith("role/team-service"))
    function = {"FunctionArn": f"{arn}:lambda:{at}:function:team-function", "Role": service.arn}
    stack = {"StackId": f"{arn}:cloudformation:{at}:stack/team-stack/1", "RoleARN": service.arn}
    project = {"project_arn": f"{arn}:codebuild:{at}:project/team-project", "project_role": service.arn, "project_tags": []}
    launch = {
        "lc_arn": f"{arn}:autoscaling:{at}:launchConfiguration:1:launchConfigurationName/team",
        "lc_iip": service.instance_profile[0],
    }
    return [
        *sts_edges.generate_edges_locally(nodes),
        *iam_edges.generate_edges_locally(nodes),
        *ec2_edges.generate_edges_locally(nodes),
        *ssm_edges.generate_edges_locally(nodes),
        *sagemaker_edges.generate_edges_locally(nodes),
        *lambda_edges.generate_edges_locally(nodes, [function]),
        *cloudformation_edges.generate_edges_locally(nodes, [stack]),
        *codebuild_edges.generate_edges_locally(nodes, None, [project]),
        *autoscaling_edges.generate_edges_locally(nodes, None, [launch]),
    ]


def escalations(account):
    """Of each planned role: whether it can make itself an administrator, and the last steps of its ways to one."""
    planned, nodes = world(account)
    gathering.update_admin_status(nodes)
    edges = edges_of(nodes, account)
    graph = Graph(nodes, edges, [], [], {"account_id": account["accountId"], "pmapper_version": "1.1.5"})
    return [
        {
            "role": name,
            "administrator": start.is_admin,
            "ways": []
            if start.is_admin
            else sorted({step(way) for way in get_search_list(graph, start) if is_first_gain(way)}),
        }
        for name, start in planned.items()
    ]


def is_first_gain(way):
    """True if the way ends at an administrator and comes by no other before."""
    return way[-1].destination.is_admin and not any(edge.destination.is_admin for edge in way[:-1])


def step(way):
    """The last step of a way, e.g. `Lambda|can use Lambda to create …|team-service`."""
    last = way[-1]
    return f"{last.short_reason}|{last.reason}|{last.destination.searchable_name()}"


def control():
    """What the scanner finds where it must find much, and where it must find nothing: three roles that no plan has."""
    services = ["autoscaling", "cloudformation", "codebuild", "ec2", "lambda", "sagemaker", "ssm"]
    strong = [{"Effect": "Allow", "Action": [f"{s}:*" for s in services] + ["iam:PassRole", "sts:AssumeRole"], "Resource": ["*"]}]
    deny = {"Effect": "Deny", "Action": ["*"], "NotResource": ["arn:aws:s3:::notes/*"]}
    asking = {"Effect": "Allow", "Action": ["*"], "Resource": ["*"], "Condition": {"StringEquals": {"aws:PrincipalTag/x": ["y"]}}}
    objects = {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::notes/*"]}
    document = lambda *statements: {"Version": "2012-10-17", "Statement": list(statements)}  # noqa: E731
    role = lambda name, policy, **more: {  # noqa: E731
        "name": name,
        "arn": f"arn:aws:iam::222222222222:role/{name}",
        "policies": [{"document": policy}],
        "managedPolicyArns": [],
        "trust": trusts({"AWS": "999999999999"}),
        **more,
    }
    return escalations(
        {
            "accountId": "222222222222",
            "partition": "aws",
            "region": "eu-west-1",
            "sst": "v4",
            "boundaries": [{"arn": "boundary", "document": document(objects)}],
            "roles": [
                role("strong", document(*strong)),
                role("administrator", EVERYTHING),
                role("denied", document(*strong, deny)),
                role("conditioned", document(asking)),
                role("bounded", document(*strong), permissionsBoundary="boundary"),
            ],
        }
    )
