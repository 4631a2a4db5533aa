import type { ConditionBlock } from "../document";
import type { Duty } from "../duty";
import type { Grant, Source } from "../grant";

/** Something that SST, CDK or CloudFormation calls, before it is known which role is to be allowed it. */
export interface Need {
  /** In PascalCase, e.g. `CdkAssetBucket`; becomes the statement's Sid behind the duty. */
  readonly purpose: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: ConditionBlock;
  /** Why, as one sentence. */
  readonly because: string;
  /** At least one. */
  readonly sources: readonly [Source, ...Source[]];
}

/** Grants that allow a role of that duty what is needed; each Sid is the duty and the purpose, e.g. `DeployCdkRoles`. */
export function allow(duty: Duty, needs: readonly Need[]): readonly Grant[] {
  return needs.map(({ purpose, ...need }) => ({ sid: sidOf(duty, purpose), duty, effect: "Allow", ...need }));
}

/** `deploy` and `Services` become `DeployServices`; `cloudformation` is written `CloudFormation`. */
export function sidOf(duty: Duty, purpose: string): string {
  const name = duty === "cloudformation" ? "CloudFormation" : duty.charAt(0).toUpperCase() + duty.slice(1);
  return name + purpose;
}
