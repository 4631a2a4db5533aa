import assert from "node:assert/strict";
import * as fc from "fast-check";
import { accountRootArn, arn, iamPolicyArn, iamRoleArn, parseArn } from "../../policy/arn";
import type { Partition } from "../../policy/partition";

const partitions = fc.constantFrom<Partition>("aws", "aws-cn", "aws-us-gov");
const account = fc.stringMatching(/^[0-9]{12}$/);
const word = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const resource = fc.stringMatching(/^[A-Za-z0-9/:*._-]{1,30}$/);

describe("ARNs are built and read without losing a part", () => {
  it("reads back what it built, colons in the resource included", () => {
    fc.assert(
      fc.property(
        partitions,
        word,
        fc.option(word),
        fc.option(account),
        resource,
        (partition, service, region, id, rest) => {
          const text = arn(partition, service, region ?? "", id ?? "", rest);
          assert.deepEqual(parseArn(text), {
            partition,
            service,
            region: region ?? "",
            accountId: id ?? "",
            resource: rest,
          });
        },
      ),
    );
  });

  it("writes roles, policies and account roots of every partition", () => {
    assert.equal(
      iamRoleArn("aws-cn", "111111111111", "/sst-deployers/", "notes-dev-deploy"),
      "arn:aws-cn:iam::111111111111:role/sst-deployers/notes-dev-deploy",
    );
    assert.equal(iamPolicyArn("aws", "111111111111", "/", "p"), "arn:aws:iam::111111111111:policy/p");
    assert.equal(accountRootArn("aws-us-gov", "111111111111"), "arn:aws-us-gov:iam::111111111111:root");
  });

  for (const text of [
    "",
    "arn",
    "arn:aws:iam::111111111111",
    "arn:aws:iam::111111111111:",
    "arn::iam:::x",
    "arn:aws::::x",
    "urn:aws:iam::1:x",
  ]) {
    it(`finds no ARN in ${JSON.stringify(text)}`, () => {
      assert.equal(parseArn(text), undefined);
    });
  }
});
