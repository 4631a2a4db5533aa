import type { ServiceScope } from "./model";
import { EVERYTHING, left, LISTS, LOWER, on, regional } from "./notation";

/** What keeps data: databases, caches, files, streams, secrets and parameters. */
export const DATA_SCOPES: Readonly<Record<string, ServiceScope>> = {
  dsql: { tagged: EVERYTHING, made: [on(["CreateCluster"], "cluster/*")], tagging: [on(["TagResource"], "cluster/*")] },
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
    tagging: [on(["TagResource"], "file-system/*", "access-point/*")],
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
    tagging: [on(["AddTagsToResource"], "db-proxy:*")],
    residue: [left(LISTS, ["DescribeDBEngineVersions", "DescribeEvents", "DescribeOrderableDBInstanceOptions"])],
  },
  "rds-data": { named: [regional("rds", "cluster:{}", 63, LOWER)] },
  s3: {
    named: [{ service: "s3", place: "bare", resource: "{}", rule: { maximum: 63, lower: true } }],
  },
  secretsmanager: {
    named: [{ ...regional("secretsmanager", "secret:{}", 512), only: "pulumi" }],
    tagged: EVERYTHING,
    made: [on(["CreateSecret"], "secret:*")],
    tagging: [on(["TagResource"], "secret:*")],
    residue: [left("a random password takes no resource", ["GetRandomPassword"])],
  },
  ssm: { named: [], residue: [left(LISTS, ["DescribeParameters"])] },
};
