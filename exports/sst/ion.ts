import type { HandoverAccount, HandoverPlan } from "../handover";
import { deployRole } from "../roles";
import { identifier } from "./cdk";

/**
 * What SST v3 and v4 take under `providers` of `sst.config.ts`: the role to assume, the region, and the only account that the
 * provider may touch. v3 reads `assumeRole`, v4 reads `assumeRoles`, a list, from 4.1.10 on; 4.0.0 to 4.1.9 read neither.
 * SST's own calls pass nothing of it but `roleArn` and `sessionName`.
 *
 * Source: `anomalyco/sst@v3.19.3:pkg/project/provider/aws.go#Init`, `anomalyco/sst@v4.1.10:…`
 */
export function providersConfig(plan: HandoverPlan, account: HandoverAccount): string {
  const name = identifier(account.name);
  const role = `{ roleArn: ${JSON.stringify(deployRole(account).arn)} }`;
  const isV3 = account.sst === "v3";
  return [
    `// The deployer of ${plan.app}, stack ${plan.stack}, in ${account.name} (${account.accountId}), for sst.config.ts of SST ${account.sst}${isV3 ? "" : " from 4.1.10 on"}:`,
    "// async app(input) {",
    `//   const { ${name} } = await import("./sst.${account.name}");`,
    `//   return { name: ${JSON.stringify(plan.app)}, home: "aws", providers: ${name} };`,
    "// }",
    "// SST assumes the role from the credentials that it starts with: your own profile or CI's, not the role's profile.",
    ...(account.callers.mfa === "none"
      ? []
      : [
          `// MFA is asked ${account.callers.mfa === "some" ? "of some callers" : "for"}, and SST ${account.sst} can't ask for a code: start with a session that signed in with MFA.`,
        ]),
    `export const ${name} = {`,
    "  aws: {",
    `    region: ${JSON.stringify(account.region)},`,
    `    allowedAccountIds: [${JSON.stringify(account.accountId)}],`,
    isV3 ? `    assumeRole: ${role},` : `    assumeRoles: [${role}],`,
    "  },",
    "};",
    "",
  ].join("\n");
}
