import { arn } from "../arn";
import type { Duty } from "../duty";
import type { Grant } from "../grant";
import { allow } from "../knowledge/need";
import type { AppTarget } from "../knowledge/target";

/**
 * Route 53 with `scope: app`. Zones have generated ids, and Route 53 evaluates no tags of theirs
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html), so that only the config can
 * say which ones the app may write to.
 *
 * @param ids of the zones; none: every zone, as a residue
 */
export function hostedZones(duty: Duty, target: AppTarget, ids: readonly string[]): readonly Grant[] {
  const zones = ids.length > 0 ? ids : ["*"];
  const sources = [
    { where: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html" },
    { where: "anomalyco/sst@v4.17.0:platform/src/components/aws/dns.ts" },
    { where: "anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md", what: "ManageCustomDomain" },
  ] as const;
  return allow(duty, [
    {
      purpose: ids.length > 0 ? "HostedZones" : "HostedZonesResidue",
      actions: [
        "route53:ChangeResourceRecordSets",
        "route53:GetHostedZone",
        "route53:ListResourceRecordSets",
        "route53:ListTagsForResource",
      ],
      resources: zones.map((zone) => arn(target.partition, "route53", "", "", `hostedzone/${zone}`)),
      because:
        ids.length > 0
          ? "The app has records in these zones."
          : "Can't be held to the app: the config names no zones, which have generated ids and no tags that IAM evaluates.",
      sources,
    },
    {
      purpose: "DnsChangesResidue",
      actions: ["route53:GetChange"],
      resources: [arn(target.partition, "route53", "", "", "change/*")],
      because: "Can't be held to the app: a change gets its id when it is made.",
      sources,
    },
    {
      purpose: "DnsListsResidue",
      actions: ["route53:ListHostedZones", "route53:ListHostedZonesByName"],
      resources: ["*"],
      because: "Can't be held to the app: zones are looked up by name, which takes no resource.",
      sources,
    },
  ]);
}
