import type { ServiceScope } from "./model";
import { claims, EVERYTHING, left, LISTS, LOWER, on, regional } from "./notation";

/** What keeps data: databases, caches, files, streams, secrets and parameters. */
export const DATA_SCOPES: Readonly<Record<string, ServiceScope>> = {
  dsql: {
    tagged: EVERYTHING,
    made: [on(["CreateCluster"], "cluster/*")],
    tagging: [claims(["TagResource"], "cluster/*")],
  },
  dynamodb: {
    named: [regional("dynamodb", "table/{}", 255)],
    residue: [
      left("lists, limits and reserved capacity take no resource", [
        "DescribeEndpoints",
        "DescribeLimits",
        "DescribeReservedCapacity",
        "DescribeReservedCapacityOfferings",
        "ListTables",
      ]),
    ],
  },
  elasticache: {
    named: [
      regional("elasticache", "replicationgroup:{}", 40, LOWER),
      regional("elasticache", "cluster:{}", 40, LOWER),
      regional("elasticache", "parametergroup:{}", 255, LOWER),
      regional("elasticache", "subnetgroup:{}", 255, LOWER),
    ],
    tagged: EVERYTHING,
    residue: [left(LISTS, ["DescribeCacheEngineVersions"])],
  },
  elasticfilesystem: {
    tagged: EVERYTHING,
    made: [on(["CreateFileSystem"])],
    tagging: [
      {
        actions: ["TagResource"],
        resources: ["file-system/*", "access-point/*"],
        createAction: {
          key: "elasticfilesystem:CreateAction",
          where: "https://docs.aws.amazon.com/efs/latest/ug/using-tags-efs.html",
        },
      },
    ],
  },
  es: { named: [regional("es", "domain/{}", 28, LOWER)], tagged: EVERYTHING },
  kinesis: {
    named: [regional("kinesis", "stream/{}", 255)],
    residue: [
      left("lists, and changing a stream's shards, mode and monitoring, take no resource", [
        "DisableEnhancedMonitoring",
        "EnableEnhancedMonitoring",
        "ListStreams",
        "UpdateShardCount",
        "UpdateStreamMode",
      ]),
    ],
  },
  rds: {
    named: ["cluster", "db", "cluster-pg", "pg", "subgrp", "cluster-snapshot", "snapshot"].map((kind) =>
      regional("rds", `${kind}:{}`, kind.endsWith("pg") || kind === "subgrp" ? 255 : 63, LOWER),
    ),
    tagged: EVERYTHING,
    made: [on(["CreateDBProxy"])],
    tagging: [claims(["AddTagsToResource"], "db-proxy:*")],
    residue: [left(LISTS, ["DescribeDBEngineVersions", "DescribeEvents", "DescribeOrderableDBInstanceOptions"])],
  },
  "rds-data": { named: [regional("rds", "cluster:{}", 63, LOWER)] },
  s3: {
    named: [{ service: "s3", place: "bare", resource: "{}", rule: { maximum: 63, lower: true } }],
  },
  secretsmanager: {
    named: [{ ...regional("secretsmanager", "secret:{}", 512), only: "pulumi" }],
    tagged: EVERYTHING,
    // v3 and v4 name their secrets; in v0 to v2 CloudFormation does, after neither app nor stack
    made: [{ ...on(["CreateSecret"], "secret:*"), only: "cdk" }],
    tagging: [{ ...claims(["TagResource"], "secret:*"), only: "cdk" }],
    residue: [left("a random password takes no resource", ["GetRandomPassword"])],
  },
  ssm: { named: [], residue: [left(LISTS, ["DescribeParameters"])] },
};
