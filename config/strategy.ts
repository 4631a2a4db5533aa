import { GENERATIONS, isCdkGeneration, type Generation } from "../policy/generation";
import { constructNames, generationsOfConstruct } from "../policy/knowledge/constructs";
import { IAM_SERVICES } from "../policy/knowledge/iamServices";
import { STRATEGY_TYPES, type ServiceSelection, type Strategy } from "../policy/strategies/model";
import { checkScopedServices, readHostedZones } from "./appScope";
import { nearest } from "./nearest";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { broadSchema, strategySchemas, strategyTypeSchema } from "./schema";
import { describeType, readObject, readTexts } from "./shape";

const EXAMPLE = "{ type: services, constructs: [Api, Table] }";

/**
 * Reads `strategy:` for an account of that generation.
 *
 * @param generation `undefined` where it couldn't be read: what depends on it isn't checked then
 * @returns the strategy, or `undefined` after reporting what is wrong with it
 */
export function readStrategy(
  raw: unknown,
  generation: Generation | undefined,
  path: ConfigPath,
  report: Report,
): Strategy | undefined {
  if (typeof raw === "string" && (STRATEGY_TYPES as readonly string[]).includes(raw)) {
    report.error(path, {
      code: "wrong-type",
      message: "Here stands a text, but a strategy is an object with a type.",
      value: raw,
      fix: raw === "administrator" ? "Write { type: administrator }." : `Write it like ${EXAMPLE}.`,
    });
    return undefined;
  }
  const { type } = readObject(strategyTypeSchema, raw, path, report, EXAMPLE, "ignored");
  if (type === undefined) return undefined;
  switch (type) {
    case "administrator":
      readObject(strategySchemas.administrator, raw, path, report, EXAMPLE);
      return { type };
    case "services":
    case "cloudformation": {
      if (type === "cloudformation" && generation !== undefined && !isCdkGeneration(generation)) {
        reportNoCloudFormation(generation, [...path, "type"], report);
      }
      const known = readObject(strategySchemas[type], raw, path, report, EXAMPLE);
      return { type, ...readSelection(known, generation, path, report) };
    }
    case "access-analyzer": {
      const known = readObject(
        strategySchemas[type],
        raw,
        path,
        report,
        "{ type: access-analyzer, broad: administrator }",
      );
      const broad = readBroad(known.broad, generation, [...path, "broad"], report);
      return broad === undefined ? undefined : { type, broad };
    }
  }
}

function reportNoCloudFormation(generation: Generation, path: ConfigPath, report: Report): void {
  report.error(path, {
    code: "strategy-not-possible",
    message: `SST ${generation} doesn't deploy through CloudFormation: it calls AWS directly, so there is no service role to pass.`,
    value: "cloudformation",
    allowed: STRATEGY_TYPES.filter((known) => known !== "cloudformation"),
    fix: "Use services, with the components that the app uses, or access-analyzer.",
  });
}

function readBroad(
  raw: unknown,
  generation: Generation | undefined,
  path: ConfigPath,
  report: Report,
): Extract<Strategy, { type: "access-analyzer" }>["broad"] | undefined {
  if (raw === "administrator") return { type: raw };
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) {
    const known = readObject(broadSchema, raw, path, report, "{ services: [lambda, dynamodb] }");
    return { type: "services", ...readSelection(known, generation, path, report) };
  }
  const fix = "Write broad: administrator, or broad: { constructs: […], services: […] }.";
  if (raw === undefined) {
    report.error(path, { code: "missing", message: "What the deployer may do while it is recorded is missing.", fix });
  } else if (typeof raw === "string") {
    const message = "The only text that says what the deployer may do while it is recorded is administrator.";
    report.notAllowed(path, { code: "wrong-type", message, value: raw, allowed: ["administrator"], fix });
  } else {
    const message = `What the deployer may do while it is recorded is ${describeType(raw)}, but should be a text or an object.`;
    report.error(path, { code: "wrong-type", message, value: raw, fix });
  }
  return undefined;
}

interface RawSelection {
  readonly constructs?: readonly unknown[] | undefined;
  readonly services?: readonly unknown[] | undefined;
  readonly customDomain?: boolean | undefined;
  readonly scope?: "account" | "app" | undefined;
  readonly hostedZones?: readonly unknown[] | undefined;
}

function readSelection(
  known: RawSelection,
  generation: Generation | undefined,
  path: ConfigPath,
  report: Report,
): ServiceSelection {
  if ((known.constructs ?? []).length === 0 && (known.services ?? []).length === 0) {
    report.error(path, {
      code: "empty-selection",
      message: "Neither constructs nor services are named, so the deployer could create nothing.",
      fix: "Name what the app uses, e.g. constructs: [Api, Table], or services: [sqs].",
    });
  }
  const scope = known.scope ?? "account";
  const services = readServices(known.services ?? [], [...path, "services"], report);
  if (scope === "app") checkScopedServices(services, [...path, "services"], report);
  return {
    constructs: readConstructs(known.constructs ?? [], generation, [...path, "constructs"], report),
    services,
    customDomain: known.customDomain ?? false,
    scope,
    ...readHostedZones(known.hostedZones, scope, [...path, "hostedZones"], report),
  };
}

function readConstructs(
  raw: readonly unknown[],
  generation: Generation | undefined,
  path: ConfigPath,
  report: Report,
): readonly string[] {
  const texts = readTexts(raw, path, report, "the name of an SST construct");
  // Where the generation isn't known, a name that none of them has is a mistake all the same.
  const known =
    generation === undefined
      ? [...new Set(GENERATIONS.flatMap((each) => constructNames(each)))].sort()
      : constructNames(generation);
  const which = generation === undefined ? "No generation of SST has a" : `SST ${generation} has no`;
  for (const { text, path: where } of texts) {
    if (known.includes(text)) continue;
    const elsewhere = generationsOfConstruct(text);
    report.notAllowed(where, {
      code: "unknown-construct",
      message:
        elsewhere.length === 0
          ? `${which} construct or component of that name.`
          : `${which} construct or component of that name; ${elsewhere.join(", ")} has one.`,
      value: text,
      allowed: known,
      fix: "Use the name that the construct has in the SST generation in use, or name its IAM services under services.",
    });
  }
  return texts.map(({ text }) => text);
}

function readServices(raw: readonly unknown[], path: ConfigPath, report: Report): readonly string[] {
  const texts = readTexts(raw, path, report, "an IAM service prefix");
  for (const { text, path: where } of texts) {
    if (IAM_SERVICES.has(text)) continue;
    if (text === "*") {
      report.error(where, {
        code: "unknown-service",
        message: "Every service at once is not a selection.",
        value: text,
        fix: "Name the services that the app uses, or choose the strategy administrator knowingly.",
      });
      continue;
    }
    // `sqs:*` and `sqs:SendMessage` name the service in front of the colon.
    const prefix = text.split(":")[0] ?? text;
    const near = IAM_SERVICES.has(prefix) ? prefix : nearest(prefix, IAM_SERVICES);
    report.error(where, {
      code: "unknown-service",
      message: "IAM has no service of that prefix.",
      value: text,
      ...(near === undefined ? {} : { nearest: near }),
      fix: "Write the prefix as it stands before the colon of an IAM action, e.g. sqs for sqs:CreateQueue.",
    });
  }
  return texts.map(({ text }) => text);
}
