/**
 * A stage of any size as the engine hands its config over: half services, half CloudFormation; each account with an id of
 * its own, in one of two regions.
 */
export function stageValues(accounts: number): Readonly<Record<string, unknown>> {
  return {
    app: "notes",
    sst: "v2",
    trust: { principals: ["arn:aws:iam::910987654321:role/ci"] },
    accounts: Array.from({ length: accounts }, (_, index) => ({
      name: `account-${index}`,
      accountId: String(510_000_000_000 + index),
      region: index % 4 < 2 ? "eu-west-1" : "us-east-1",
      strategy: { type: index % 2 === 0 ? "services" : "cloudformation", constructs: ["Api", "Table"] },
    })),
  };
}
