import { iamRoleArn } from "../../policy/arn";
import type { Duty } from "../../policy/duty";
import { type Generation, isCdkGeneration } from "../../policy/generation";
import type { Grant } from "../../policy/grant";
import { constructNames } from "../../policy/knowledge/constructs";
import { type AppTarget, DEFAULT_CDK_NAMES } from "../../policy/knowledge/target";
import { IAM_PATH } from "../../policy/names";
import type { ServiceSelection } from "../../policy/strategies/model";
import type { RolePermissions } from "../../policy/strategies/permissions";
import { separateCloudFormation, separateServices } from "../../policy/strategies/separate";

/** Every grant that the knowledge makes for an app that uses everything, by the role of each duty. */
export interface DutyGrants {
  readonly duty: Duty;
  /** The strategy whose role it is. */
  readonly strategy: "services" | "cloudformation";
  /** Without the statements that grant whole services, which the config asks for. */
  readonly grants: readonly Grant[];
}

/** What the placeholders of the names stand for is said at the head of the page. */
function symbolicTarget(sst: Generation): AppTarget {
  return {
    partition: "aws",
    accountId: "ACCOUNT",
    region: "REGION",
    regions: ["REGION"],
    sst,
    stages: ["STAGE"],
    liveDevelopment: true,
    bootstrap: true,
    duties: "separate",
    app: "APP",
    cdk: DEFAULT_CDK_NAMES,
  };
}

/** The roles of all duties, of both strategies that have statements of their own. */
export function dutyGrants(sst: Generation): readonly DutyGrants[] {
  const target = symbolicTarget(sst);
  const selection: ServiceSelection = {
    constructs: constructNames(sst),
    services: [],
    customDomain: true,
    scope: "account",
    hostedZones: [],
  };
  const serviceRole = iamRoleArn(target.partition, target.accountId, IAM_PATH, "APP-STACK-cloudformation");
  const of = (strategy: DutyGrants["strategy"], roles: readonly RolePermissions[]): readonly DutyGrants[] =>
    roles.map(({ duty, beside }) => ({
      duty,
      strategy,
      grants: beside.filter(({ effect }) => effect === "Allow"),
    }));
  return [
    ...of("services", separateServices(target, { type: "services", ...selection })),
    ...(isCdkGeneration(sst)
      ? of("cloudformation", separateCloudFormation(target, { type: "cloudformation", ...selection }, serviceRole))
      : []),
  ];
}
