import assert from "node:assert/strict";
import { plan } from "../../plan/plan";
import { oneAccount, parsed } from "./configs";

/** The codes of the findings about regions. */
function codes(region: string, partition: string, customDomain: boolean): readonly string[] {
  const strategy = { type: "services", services: ["lambda"], customDomain };
  const accounts = [{ name: "a", accountId: "222222222222", region, strategy }];
  const trust = { principals: [`arn:${partition}:iam::999999999999:role/ci`] };
  const { findings } = plan(parsed(oneAccount("v4", {}, { accounts, trust })));
  return findings.map(({ code }) => code).filter((code) => code.startsWith("region-"));
}

describe("plan: what AWS doesn't have where the account is is a warning", () => {
  it("certificates of custom domains in China, and nowhere else", () => {
    assert.deepEqual(codes("cn-north-1", "aws-cn", true), ["region-without-certificates"]);
    assert.deepEqual(codes("cn-north-1", "aws-cn", false), []);
    assert.deepEqual(codes("eu-west-1", "aws", true), []);
  });
});
