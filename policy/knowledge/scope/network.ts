import type { ServiceScope } from "./model";

/** Networks and load balancers: ids are generated, so that tags tell whose they are. */
export const NETWORK_SCOPES: Readonly<Record<string, ServiceScope>> = {
  ec2: {
    tagged: ["*"],
    // In groups, so that no call gets hold of something that is there already: a subnet's VPC, an instance's subnet.
    made: [
      {
        actions: ["AllocateAddress", "CreateInternetGateway", "CreateKeyPair", "CreateVpc", "ImportKeyPair"],
        resources: ["elastic-ip/*", "internet-gateway/*", "key-pair/*", "vpc/*"],
      },
      {
        actions: ["CreateRouteTable", "CreateSecurityGroup", "CreateSubnet"],
        resources: ["route-table/*", "security-group/*", "subnet/*"],
      },
      {
        actions: ["CreateNatGateway", "CreateVpcEndpoint", "RunInstances"],
        resources: ["instance/*", "natgateway/*", "vpc-endpoint/*"],
      },
    ],
    tagging: [
      {
        actions: ["CreateTags"],
        createAction: {
          key: "ec2:CreateAction",
          where: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html",
        },
        resources: [
          "elastic-ip/*",
          "instance/*",
          "internet-gateway/*",
          "key-pair/*",
          "natgateway/*",
          "route-table/*",
          "security-group/*",
          "subnet/*",
          "vpc-endpoint/*",
          "vpc/*",
        ],
      },
      {
        // SST's Vpc takes over the default group of its VPC, which nobody makes, and Terraform's provider tags it afterwards:
        // anomalyco/sst@v4.17.0:platform/src/components/aws/vpc.ts,
        // hashicorp/terraform-provider-aws:internal/service/ec2/vpc_default_security_group.go
        only: "pulumi",
        claims: true,
        actions: ["CreateTags"],
        resources: ["security-group/*"],
      },
    ],
    residue: [
      {
        actions: [
          "DescribeAccountAttributes",
          "DescribeAddresses",
          "DescribeAvailabilityZones",
          "DescribeImages",
          "DescribeInstanceTypes",
          "DescribeInstances",
          "DescribeInternetGateways",
          "DescribeKeyPairs",
          "DescribeNatGateways",
          "DescribeNetworkAcls",
          "DescribeNetworkInterfaces",
          "DescribeRouteTables",
          "DescribeSecurityGroupRules",
          "DescribeSecurityGroups",
          "DescribeSubnets",
          "DescribeTags",
          "DescribeVolumes",
          "DescribeVpcEncryptionControls",
          "DescribeVpcEndpoints",
          "DescribeVpcs",
          "DescribeVpnGateways",
        ],
        because: "descriptions take no resource",
      },
      {
        actions: ["RunInstances"],
        resources: ["network-interface/*", "volume/*"],
        because: "an instance's interfaces and volumes get no tags",
      },
      {
        place: "unowned",
        actions: ["RunInstances"],
        resources: ["image/*"],
        because: "images are others'",
      },
      {
        actions: ["AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress"],
        resources: ["security-group-rule/*"],
        because: "a rule gets its id when it is made; the group that it belongs to is held to the app",
      },
    ],
  },
  elasticloadbalancing: {
    tagged: ["*"],
    // A listener or rule is made on a load balancer that is there already, so that its tags decide.
    made: [{ actions: ["CreateLoadBalancer", "CreateTargetGroup"], resources: ["loadbalancer/*", "targetgroup/*"] }],
    tagging: [
      {
        actions: ["AddTags"],
        createAction: {
          key: "elasticloadbalancing:CreateAction",
          where:
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html",
        },
        resources: ["listener-rule/*", "listener/*", "loadbalancer/*", "targetgroup/*"],
      },
      {
        // nothing here makes CloudFormation tag a listener in the call that makes it, as `made` does for what is above
        only: "cdk",
        claims: true,
        actions: ["AddTags"],
        resources: ["listener-rule/*", "listener/*"],
      },
    ],
    residue: [
      {
        actions: [
          "DescribeCapacityReservation",
          "DescribeListenerAttributes",
          "DescribeListeners",
          "DescribeLoadBalancerAttributes",
          "DescribeLoadBalancers",
          "DescribeRules",
          "DescribeTags",
          "DescribeTargetGroupAttributes",
          "DescribeTargetGroups",
          "DescribeTargetHealth",
        ],
        because: "descriptions take no resource",
      },
    ],
  },
};
