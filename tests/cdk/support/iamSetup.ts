import type { AccountPlan } from "../../../plan/model";
import { parseArn } from "../../../policy/arn";
import type { PolicyDocument, PolicyStatement } from "../../../policy/document";
import { readable, trustAnybody } from "./enforced";
import { element, elements, type LocalClient } from "./moto";
import type { KnownRole, Roles } from "./roles";

/**
 * What the template attaches to CDK's deploy role, and the local AWS's CloudFormation doesn't
 * (`aws/aws-cdk-cli@aws-cdk@v2.1148.1:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml`).
 */
const DEPLOY_ROLE_POLICY = "arn:aws:iam::aws:policy/AWSCloudFormationReadOnlyAccess";

/** Prepares IAM of the local AWS, and tells the simulator's book of roles the same: whole documents there, readable ones here. */
export class IamSetup {
  constructor(
    private readonly client: LocalClient,
    private readonly region: string,
    private readonly roles: Roles,
  ) {}

  /** Creates a role with its policies. */
  async createRole(arn: string, role: KnownRole): Promise<void> {
    const [name, path] = nameAndPath(arn);
    await this.client.call("iam", "CreateRole", {
      RoleName: name,
      Path: path,
      AssumeRolePolicyDocument: JSON.stringify(trustAnybody(role.trust)),
    });
    await this.enforce(arn, role);
  }

  /** Creates what the plan has: boundaries and execution policies whole, since CDK's stack names them; roles readable. */
  async createPlanned(account: AccountPlan): Promise<void> {
    const policies = [...account.boundaries, ...(account.cdk?.executionPolicies ?? [])];
    for (const { name, path, document } of policies) {
      await this.client.call("iam", "CreatePolicy", {
        PolicyName: name,
        Path: path,
        PolicyDocument: JSON.stringify(document),
      });
    }
    for (const role of account.roles) {
      const boundary = account.boundaries.find(({ arn }) => arn === role.permissionsBoundary)?.document;
      await this.createRole(role.arn, {
        policies: role.policies.map((policy) => policy.document),
        trust: role.trust,
        ...(boundary ? { boundary } : {}),
      });
    }
  }

  /** Reads CDK's roles as they came to be, attaches what the template says, and makes them readable. */
  async adoptCdkRoles(): Promise<ReadonlyMap<string, KnownRole>> {
    const found = new Map<string, KnownRole>();
    const names = elements(await this.client.call("iam", "ListRoles", {}), "RoleName");
    for (const name of names.filter((each) => each.startsWith("cdk-"))) {
      const xml = await this.client.call("iam", "GetRole", { RoleName: name });
      const arn = element(xml, "Arn");
      const [boundary] = elements(xml, "PermissionsBoundaryArn");
      const role = {
        policies: await this.policiesOf(name),
        trust: parse(element(xml, "AssumeRolePolicyDocument")),
        ...(boundary === undefined ? {} : { boundary: await this.managed(boundary) }),
      };
      await this.enforce(arn, role);
      found.set(arn, role);
    }
    return found;
  }

  private async policiesOf(name: string): Promise<readonly PolicyDocument[]> {
    const attached = elements(
      await this.client.call("iam", "ListAttachedRolePolicies", { RoleName: name }),
      "PolicyArn",
    );
    const template = name.includes("-deploy-role-")
      ? [DEPLOY_ROLE_POLICY]
      : name.includes("-cfn-exec-role-")
        ? await this.executionPolicies()
        : [];
    const policies: PolicyDocument[] = [];
    for (const arn of new Set([...attached, ...template])) policies.push(await this.managed(arn));
    const inline = elements(await this.client.call("iam", "ListRolePolicies", { RoleName: name }), "member");
    for (const policy of inline) {
      const body = await this.client.call("iam", "GetRolePolicy", { RoleName: name, PolicyName: policy });
      policies.push(parse(element(body, "PolicyDocument")));
      await this.client.call("iam", "DeleteRolePolicy", { RoleName: name, PolicyName: policy });
    }
    return policies;
  }

  /** What the bootstrap said that CloudFormation may do. */
  private async executionPolicies(): Promise<readonly string[]> {
    const xml = await this.client.call("cloudformation", "DescribeStacks", { StackName: "CDKToolkit" }, this.region);
    const keys = elements(xml, "ParameterKey");
    const values = elements(xml, "ParameterValue");
    const given = values[keys.indexOf("CloudFormationExecutionPolicies")] ?? "";
    // The local AWS prints the list as Python does.
    return given.match(/arn:[^,'" ]+(?=[,'" ]|$)/g) ?? [];
  }

  /** Gives a role that is there its policies as the local AWS reads them. */
  private async enforce(arn: string, role: KnownRole): Promise<void> {
    const [name] = nameAndPath(arn);
    const policies = role.policies.map(readable).filter(({ Statement }) => Statement.length > 0);
    for (const [index, policy] of policies.entries()) {
      await this.client.call("iam", "PutRolePolicy", {
        RoleName: name,
        PolicyName: `readable-${index}`,
        PolicyDocument: JSON.stringify(policy),
      });
    }
    await this.client.call("iam", "UpdateAssumeRolePolicy", {
      RoleName: name,
      PolicyDocument: JSON.stringify(trustAnybody(role.trust)),
    });
    this.roles.set(arn, role);
  }

  private async managed(arn: string): Promise<PolicyDocument> {
    const policy = await this.client.call("iam", "GetPolicy", { PolicyArn: arn });
    const version = element(policy, "DefaultVersionId");
    const xml = await this.client.call("iam", "GetPolicyVersion", { PolicyArn: arn, VersionId: version });
    return parse(element(xml, "Document"));
  }
}

/** `role/sst-deployers/name` → `name`, `/sst-deployers/`. */
function nameAndPath(arn: string): readonly [string, string] {
  const parts = (parseArn(arn)?.resource ?? "").split("/");
  return [parts.at(-1) ?? "", ["", ...parts.slice(1, -1), ""].join("/")];
}

/** A policy as the local AWS answers it: URL-encoded, JSON, or (a trust policy made by CloudFormation) as Python prints it. */
function parse(text: string): PolicyDocument {
  const plain = text.startsWith("%7B") ? decodeURIComponent(text) : text;
  const parsed = JSON.parse(plain.startsWith("{'") ? plain.replaceAll("'", '"') : plain) as PolicyDocument;
  // CloudFormation leaves statements out whose condition isn't met; the local AWS leaves a null.
  return {
    ...parsed,
    Statement: (parsed.Statement as readonly (PolicyStatement | null)[]).filter((each) => each !== null),
  };
}
