import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { factsJson, writeFacts } from "../../tools/knowledge/files";
import { reduceHandlers } from "../../tools/knowledge/handlers";
import { propertyPaths, reduceApp, reduceStack } from "../../tools/knowledge/reduce";
import { downloadSchemas, readSchemas } from "../../tools/knowledge/schemas";
import { packageVersion } from "../../tools/knowledge/packages";

const BUCKET = {
  typeName: "AWS::S3::Bucket",
  handlers: {
    create: { permissions: ["S3:createbucket", "s3:NoSuchAction", "iam:PassRole"] },
    delete: { permissions: ["s3:DeleteBucket"] },
    list: { permissions: [] },
  },
  tagging: { tagProperty: "/properties/BucketTags", permissions: ["s3:TagResource"] },
};

describe("knowledge:refresh: from templates and schemas to facts", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "facts-test-"));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  describe("reduces templates", () => {
    it("to paths two deep, deeper for keys, roles and networks, lists without an index", () => {
      const paths = propertyPaths({
        Encryption: { Rules: [{ Default: { KMSMasterKeyID: "key", Algorithm: "aws:kms" } }, { Other: 1 }] },
        Vpc: { SubnetIds: ["a", "b"] },
        Names: [],
        Flag: false,
      });
      assert.deepEqual(paths, [
        "Encryption.Rules",
        "Encryption.Rules.Default.KMSMasterKeyID",
        "Flag",
        "Names",
        "Vpc.SubnetIds",
      ]);
    });

    it("without entering policies, tags and intrinsic functions", () => {
      const paths = propertyPaths({
        PolicyDocument: { Statement: [{ Resource: { "Fn::GetAtt": ["Role", "Arn"] } }] },
        Tags: [{ Key: "a", Value: "b" }],
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
      });
      assert.deepEqual(paths, ["PolicyDocument", "Role", "Tags"]);
    });

    it("with both branches of a choice, and without what a branch leaves out", () => {
      const choice = (...branches: string[]): { readonly "Fn::If": readonly unknown[] } => ({
        "Fn::If": ["C", ...branches],
      });
      assert.deepEqual(propertyPaths({ Name: choice("a", "b") as never }), ["Name"]);
      assert.deepEqual(
        propertyPaths({ Name: { "Fn::If": ["C", { Ref: "AWS::NoValue" }, { Ref: "AWS::NoValue" }] } }),
        [],
      );
      assert.deepEqual(propertyPaths({ Name: { Ref: "AWS::NoValue" } }), []);
    });

    it("with physical names as patterns, and none where CloudFormation makes them", () => {
      const { names, customResources, resourceTypes } = reduceApp([
        {
          Resources: {
            Fixed: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "zstage-zapp-notes" } },
            Joined: {
              Type: "AWS::SQS::Queue",
              Properties: { QueueName: { "Fn::Join": ["", [{ Ref: "Bucket" }, "-eu-west-1.fifo"]] } },
            },
            Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: { Ref: "Other" } } },
            Custom: { Type: "Custom::Thing", Properties: { TableName: "x" } },
          },
        },
      ]);
      assert.deepEqual(names, {
        "AWS::DynamoDB::Table": ["${stage}-${app}-notes"],
        "AWS::SQS::Queue": ["*-${AWS::Region}.fifo"],
      });
      assert.deepEqual(customResources, ["Custom::Thing"]);
      assert.deepEqual(Object.keys(resourceTypes).sort(), [
        "AWS::DynamoDB::Table",
        "AWS::S3::Bucket",
        "AWS::SQS::Queue",
      ]);
    });

    it("with parameters kept in the names of stacks, and conditions", () => {
      const resources = reduceStack({
        Parameters: { Qualifier: {}, Custom: {} },
        Resources: {
          Bucket: {
            Type: "AWS::S3::Bucket",
            Condition: "Wanted",
            Properties: {
              BucketName: {
                "Fn::If": ["HasCustom", { "Fn::Sub": "${Custom}" }, { "Fn::Sub": "cdk-${Qualifier}-${AWS::Region}" }],
              },
            },
          },
          Plain: { Type: "AWS::SNS::Topic" },
          Empty: {
            Type: "Custom::Empty",
            Properties: { ServiceToken: { "Fn::GetAtt": ["Handler", "Arn"] }, Bucket: "b" },
          },
          Imported: { Type: "Custom::Empty", Properties: { ServiceToken: "arn:aws:lambda:eu-west-1:1:function:f" } },
        },
      });
      assert.deepEqual(resources, {
        Bucket: {
          type: "AWS::S3::Bucket",
          names: ["${Custom}", "cdk-${Qualifier}-${AWS::Region}"],
          properties: ["BucketName"],
          condition: "Wanted",
        },
        Plain: { type: "AWS::SNS::Topic", properties: [] },
        Empty: { type: "Custom::Empty", invokes: "Handler", properties: [] },
        Imported: { type: "Custom::Empty", properties: [] },
      });
    });
  });

  describe("reduces schemas", () => {
    it("to the reference's spelling, notes what it doesn't know, and says which types have no actions", async () => {
      const byType = new Map<string, object>([
        ["AWS::S3::Bucket", BUCKET],
        ["AWS::Old::Type", { typeName: "AWS::Old::Type", tagging: { permissions: ["s3:TagResource"] } }],
      ]);
      const facts = await reduceHandlers(
        ["AWS::S3::Bucket", "AWS::Old::Type", "AWS::Absent::Type"],
        { source: "test", byType: byType as never },
        "2026-01-01",
      );
      assert.deepEqual(facts.types, {
        "AWS::S3::Bucket": {
          create: ["iam:PassRole", "s3:CreateBucket"],
          delete: ["s3:DeleteBucket"],
          tag: ["s3:TagResource"],
        },
      });
      assert.deepEqual(facts.unknownActions, ["AWS::S3::Bucket create s3:NoSuchAction"]);
      assert.deepEqual(facts.withoutHandlers, ["AWS::Absent::Type", "AWS::Old::Type"]);
      assert.deepEqual(facts.tagProperties, { "AWS::S3::Bucket": "BucketTags" });
    });

    it("with wildcards as the actions that they match", async () => {
      const schema = { typeName: "AWS::SQS::Queue", handlers: { read: { permissions: ["sqs:GetQueue*"] } } };
      const facts = await reduceHandlers(
        ["AWS::SQS::Queue"],
        { source: "", byType: new Map([["AWS::SQS::Queue", schema]]) },
        "",
      );
      assert.deepEqual(facts.types["AWS::SQS::Queue"]?.read, ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"]);
    });

    it("read from a folder, a zip or a map; an empty folder is an error", () => {
      fs.writeFileSync(path.join(folder, "aws-s3-bucket.json"), JSON.stringify(BUCKET));
      fs.writeFileSync(path.join(folder, "notes.txt"), "not a schema");
      assert.deepEqual(readSchemas(folder, "folder").byType.get("AWS::S3::Bucket"), BUCKET);

      const zip = path.join(folder, "schemas.zip");
      fs.writeFileSync(zip, zipSync({ "aws-s3-bucket.json": strToU8(JSON.stringify(BUCKET)) }));
      assert.deepEqual(readSchemas(zip, "zip").byType.get("AWS::S3::Bucket"), BUCKET);

      const map = path.join(folder, "map.json");
      fs.writeFileSync(map, JSON.stringify({ "AWS::SQS::Queue": { create: ["sqs:CreateQueue"] } }));
      assert.deepEqual(readSchemas(map, "map").byType.get("AWS::SQS::Queue")?.handlers?.["create"]?.permissions, [
        "sqs:CreateQueue",
      ]);

      const empty = path.join(folder, "empty");
      fs.mkdirSync(empty);
      assert.throws(() => readSchemas(empty, "empty"), /no resource type schema/);
    });

    it("download AWS's archive, and say so when it can't be had", async () => {
      const archive = zipSync({ "aws-s3-bucket.json": strToU8(JSON.stringify(BUCKET)) });
      const server = http.createServer((request, response) => {
        response.statusCode = request.url === "/CloudformationSchema.zip" ? 200 : 403;
        response.end(Buffer.from(archive));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      try {
        const { byType, source } = await downloadSchemas(`${base}/CloudformationSchema.zip`);
        assert.deepEqual(byType.get("AWS::S3::Bucket"), BUCKET);
        assert.match(source, /CloudformationSchema\.zip$/);
        await assert.rejects(downloadSchemas(`${base}/other.zip`), /403/);
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    });
  });

  describe("writes", () => {
    it("sorted keys and short lists on one line", () => {
      assert.equal(factsJson({ b: ["x", "y"], a: {} }), '{\n  "a": {},\n  "b": ["x", "y"]\n}\n');
    });

    it("a file again only if more than its dates changed", () => {
      const file = path.join(folder, "facts.json");
      assert.equal(writeFacts(file, { date: "2026-01-01", list: [{ date: "2026-01-01", a: 1 }] }), true);
      assert.equal(writeFacts(file, { date: "2026-02-02", list: [{ date: "2026-02-02", a: 1 }] }), false);
      assert.match(fs.readFileSync(file, "utf8"), /2026-01-01/);
      assert.equal(writeFacts(file, { date: "2026-02-02", list: [{ date: "2026-02-02", a: 2 }] }), true);
      assert.match(fs.readFileSync(file, "utf8"), /2026-02-02/);
    });
  });

  it("takes versions from package specs, scoped ones too", () => {
    assert.deepEqual(packageVersion("@serverless-stack/core@1.18.4"), {
      name: "@serverless-stack/core",
      version: "1.18.4",
    });
    assert.deepEqual(packageVersion("sst@2.49.8"), { name: "sst", version: "2.49.8" });
  });
});
