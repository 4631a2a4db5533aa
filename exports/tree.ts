import type { Finding } from "../policy/finding";
import type { AccountPlan, Plan } from "../plan/model";
import type { ExportFormat } from "./model";
import { EXPORT_FORMATS, PROFILE_FORMATS } from "./registry";
import { renderForm } from "./renderForm";
import { planSummary } from "./summary";

/** Files by their path below the output folder, with `/` between folders, in alphabetical order. */
export type FileTree = ReadonlyMap<string, string>;

/** The files of a plan, and what was left out and why. */
export interface PlanTree {
  readonly files: FileTree;
  /** For each form that can't be made of this plan, what stands against it; that file is missing. */
  readonly findings: readonly Finding[];
}

/**
 * Everything of a stage as files, for a folder that people commit and review:
 *
 * - `SUMMARY.txt`, `plan.json`
 * - `accounts/<account>/<duty>/trust.json` and one file for each policy; `accounts/<account>/boundaries/`
 * - `profiles/` and `exports/`: every form of the registry, without anything personal
 */
export function planTree(plan: Plan): PlanTree {
  const rendered = [
    ...PROFILE_FORMATS.map((format) => ["profiles", format] as const),
    ...EXPORT_FORMATS.filter((format) => format.appliesTo?.(plan) ?? true).map(
      (format) => ["exports", format] as const,
    ),
  ].map(([folder, format]) => formFiles(folder, format, plan));
  const files: (readonly [string, string])[] = [
    ["SUMMARY.txt", planSummary(plan)],
    ["plan.json", json(plan)],
    ...plan.accounts.flatMap(accountFiles),
    ...rendered.flatMap(({ files: own }) => own),
  ];
  return {
    files: new Map(files.sort(([a], [b]) => (a < b ? -1 : 1))),
    findings: rendered.flatMap(({ findings }) => findings),
  };
}

/** The files of a form, none where the plan can't be had in it. */
function formFiles(
  folder: string,
  format: ExportFormat,
  plan: Plan,
): { readonly files: readonly (readonly [string, string])[]; readonly findings: readonly Finding[] } {
  const path = `${folder}/${format.fileName}`;
  const rendered = renderForm(format, plan);
  if (!rendered.ok) return { files: [], findings: rendered.findings };
  const { text, files } = rendered;
  return {
    files: files ? [...files].map(([name, each]) => [`${path}/${name}`, each] as const) : [[path, text]],
    findings: [],
  };
}

function accountFiles(account: AccountPlan): readonly (readonly [string, string])[] {
  const folder = `accounts/${account.name}`;
  return [
    ...account.roles.flatMap((role) => [
      [`${folder}/${role.duty}/trust.json`, json(role.trust)] as const,
      ...role.policies.map(
        ({ name, document }) => [`${folder}/${role.duty}/policy-${name}.json`, json(document)] as const,
      ),
    ]),
    ...account.boundaries.map(({ name, document }) => [`${folder}/boundaries/${name}.json`, json(document)] as const),
    ...(account.cdk?.executionPolicies ?? []).map(
      ({ name, document }) => [`${folder}/cdk/policy-${name}.json`, json(document)] as const,
    ),
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
