import type { ServiceScope } from "./model";
import { EVERYTHING, global, left, LISTS, on } from "./notation";

/** What answers requests: certificates, APIs, distributions and sign-in. */
export const WEB_SCOPES: Readonly<Record<string, ServiceScope>> = {
  acm: {
    tagged: EVERYTHING,
    made: [on(["RequestCertificate"])],
    tagging: [on(["AddTagsToCertificate"], "certificate/*")],
    residue: [left(LISTS, ["ListCertificates"])],
  },
  apigateway: {
    tagged: EVERYTHING,
    made: [
      {
        place: "unowned",
        actions: ["POST"],
        resources: ["/restapis", "/apis", "/domainnames", "/vpclinks", "/apikeys", "/usageplans"],
      },
    ],
    tagging: [{ place: "unowned", actions: ["PUT"], resources: ["/tags/*"] }],
    residue: [
      {
        place: "unowned",
        actions: ["GET"],
        resources: ["/restapis", "/apis", "/domainnames", "/vpclinks", "/apikeys", "/usageplans", "/tags/*"],
        because: "lists and the tags of APIs carry no tag",
      },
      {
        place: "unowned",
        actions: ["GET", "PATCH"],
        resources: ["/account"],
        because: "an account and region have one setting of the role that writes logs",
      },
    ],
  },
  appsync: {
    tagged: EVERYTHING,
    made: [on(["CreateGraphqlApi"]), on(["CreateDomainName"], "domainnames/*")],
    tagging: [on(["TagResource"], "apis/*", "domainnames/*")],
    residue: [
      left("data sources, resolvers, keys and schemas take no resource that IAM evaluates", [
        "CreateApiKey",
        "CreateDataSource",
        "CreateFunction",
        "CreateResolver",
        "DeleteApiKey",
        "DeleteDataSource",
        "DeleteFunction",
        "DeleteResolver",
        "GetDataSource",
        "GetFunction",
        "GetGraphqlApiEnvironmentVariables",
        "GetIntrospectionSchema",
        "GetResolver",
        "GetSchemaCreationStatus",
        "ListApiKeys",
        "PutGraphqlApiEnvironmentVariables",
        "StartSchemaCreation",
        "UpdateApiKey",
        "UpdateDataSource",
        "UpdateFunction",
        "UpdateResolver",
      ]),
    ],
  },
  cloudfront: {
    named: [
      { ...global("cloudfront", "function/{}", 64), only: "pulumi" },
      { ...global("cloudfront", "key-value-store/{}", 64), only: "pulumi" },
      { ...global("cloudfront", "function/{region}{}", 64), only: "cdk" },
    ],
    tagged: EVERYTHING,
    made: [on(["CreateDistribution"])],
    tagging: [{ place: "global", actions: ["TagResource"], resources: ["distribution/*"] }],
    residue: [
      {
        place: "global",
        actions: [
          "DeleteCachePolicy",
          "DeleteCloudFrontOriginAccessIdentity",
          "DeleteOriginAccessControl",
          "DeleteOriginRequestPolicy",
          "DeleteResponseHeadersPolicy",
          "GetCachePolicy",
          "GetCloudFrontOriginAccessIdentity",
          "GetCloudFrontOriginAccessIdentityConfig",
          "GetOriginAccessControl",
          "GetOriginRequestPolicy",
          "GetResponseHeadersPolicy",
          "UpdateCachePolicy",
          "UpdateCloudFrontOriginAccessIdentity",
          "UpdateOriginAccessControl",
          "UpdateOriginRequestPolicy",
          "UpdateResponseHeadersPolicy",
        ],
        resources: [
          "cache-policy/*",
          "origin-access-control/*",
          "origin-access-identity/*",
          "origin-request-policy/*",
          "response-headers-policy/*",
        ],
        because: "policies and origin access have generated ids and no tags",
      },
      left("making policies, functions and origin access takes no resource", [
        "CreateCachePolicy",
        "CreateCloudFrontOriginAccessIdentity",
        "CreateFunction",
        "CreateKeyValueStore",
        "CreateOriginAccessControl",
        "CreateOriginRequestPolicy",
        "CreateResponseHeadersPolicy",
        "ListCachePolicies",
        "ListDistributions",
        "ListFunctions",
        "ListKeyValueStores",
      ]),
    ],
  },
  "cloudfront-keyvaluestore": {
    residue: [
      {
        arnService: "cloudfront",
        place: "global",
        actions: ["DeleteKey", "DescribeKeyValueStore", "GetKey", "ListKeys", "PutKey", "UpdateKeys"],
        resources: ["key-value-store/*"],
        because: "the stores have generated ids in this service, and no tags",
      },
    ],
  },
  "cognito-identity": {
    tagged: EVERYTHING,
    made: [on(["CreateIdentityPool"])],
    tagging: [on(["TagResource"], "identitypool/*")],
    residue: [left("setting a pool's roles takes no resource", ["SetIdentityPoolRoles"])],
  },
  "cognito-idp": {
    tagged: EVERYTHING,
    made: [on(["CreateUserPool"])],
    tagging: [on(["TagResource"], "userpool/*")],
    residue: [left("looking a domain up takes no resource", ["DescribeUserPoolDomain"])],
  },
};
