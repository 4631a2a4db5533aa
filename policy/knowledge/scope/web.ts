import type { ServiceScope } from "./model";
import { claims, EVERYTHING, global, left, LISTS, on } from "./notation";

/** What answers requests: certificates, APIs, distributions and sign-in. */
export const WEB_SCOPES: Readonly<Record<string, ServiceScope>> = {
  acm: {
    tagged: EVERYTHING,
    // a request is about certificate/*: https://docs.aws.amazon.com/acm/latest/userguide/security_iam_troubleshoot.html,
    // its tags too: https://github.com/hashicorp/terraform-provider-aws/issues/11903. CloudFormation tags afterwards:
    // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2308
    made: [{ ...on(["RequestCertificate"]), only: "pulumi" }],
    tagging: [
      { ...on(["AddTagsToCertificate"], "certificate/${*}"), place: "anyRegion", only: "pulumi" },
      { ...claims(["AddTagsToCertificate"], "certificate/*"), place: "anyRegion", only: "cdk" },
    ],
    residue: [
      left(LISTS, ["ListCertificates"]),
      { ...left("CloudFormation requests a certificate without tags", ["RequestCertificate"]), only: "cdk" },
    ],
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
    // Tags are a resource of their own, under the encoded ARN of what is tagged. In the call that makes it AWS asks for PUT
    // (REST) or POST (HTTP, WebSocket) on `…%2Frestapis%2F*`, `…%2Fapikeys%2F*`, `…%2Fv2%2Fapis%2F*`, as its refusals say:
    // https://github.com/mattclay/aws-terminator/pull/284. CloudFormation tags an HTTP API in a call of its own:
    // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/997
    tagging: [
      { place: "unowned", actions: ["POST", "PUT"], resources: ["/tags/*%2Frestapis%2F${*}"] },
      {
        place: "unowned",
        only: "pulumi",
        actions: ["POST", "PUT"],
        resources: ["/tags/*%2Fapikeys%2F${*}", "/tags/*%2Fapis%2F${*}"],
      },
      {
        place: "unowned",
        claims: true,
        actions: ["POST", "PUT"],
        resources: ["domainnames", "stages", "usageplans", "vpclinks"].map((kind) => `/tags/*%2F${kind}%2F*`),
      },
      {
        place: "unowned",
        only: "cdk",
        claims: true,
        actions: ["POST", "PUT"],
        resources: ["/tags/*%2Fapikeys%2F*", "/tags/*%2Fapis%2F*"],
      },
    ],
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
    tagging: [claims(["TagResource"], "apis/*", "domainnames/*")],
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
    tagging: [{ place: "global", claims: true, actions: ["TagResource"], resources: ["distribution/*"] }],
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
    tagging: [claims(["TagResource"], "identitypool/*")],
    residue: [left("setting a pool's roles takes no resource", ["SetIdentityPoolRoles"])],
  },
  "cognito-idp": {
    tagged: EVERYTHING,
    made: [on(["CreateUserPool"])],
    tagging: [claims(["TagResource"], "userpool/*")],
    residue: [left("looking a domain up takes no resource", ["DescribeUserPoolDomain"])],
  },
};
