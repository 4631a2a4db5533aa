import type { Grant } from "../grant";
import type { PolicyDocument } from "../document";
import type { Duty } from "../duty";

/** What a strategy decides for one role; `plan/` gives it a name and policies. */
export interface RolePermissions {
  readonly duty: Duty;
  /** Shown in the IAM console, as one phrase. */
  readonly purpose: string;
  /** AWS's own managed policies by ARN; only `administrator` has one. */
  readonly managedPolicyArns: readonly string[];
  /** What the config asks for, one statement each, as SST documents it; never merged with another. */
  readonly asked: readonly Grant[];
  /** What SST and CDK need beside it, merged where that grants the same. */
  readonly beside: readonly Grant[];
  /** Who assumes the role: `callers` are those of the config's trust; a service is a document of its own. */
  readonly trust: "callers" | PolicyDocument;
}
