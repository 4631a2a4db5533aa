import type { PolicyDocument } from "../policy/document";
import { canonicalJson } from "../policy/statement";

/**
 * A policy as the text that AWS and its provider are given.
 *
 * Canonical JSON, but with the version in front: that is the form into which the provider brings what it reads back
 * (`hashicorp/terraform-provider-aws:internal/verify/json.go#LegacyPolicyNormalize`). In any other order every refresh
 * would show the policies as changed.
 */
export function policyJson({ Version, Statement }: PolicyDocument): string {
  return `{"Version":${canonicalJson(Version)},"Statement":${canonicalJson(Statement)}}`;
}
