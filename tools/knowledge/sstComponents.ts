/**
 * What the components of SST v3 and v4 create, read from a checkout of `anomalyco/sst`: per source file of
 * `platform/src/components/aws`, the Pulumi resource types and the other components that it constructs, with their lines.
 *
 * Usage: `node -r sucrase/register tools/knowledge/sstComponents.ts CHECKOUT VERSION > policy/knowledge/facts/NAME.json`
 *
 * Syntax only: nothing of the checkout is installed or run.
 */
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

/** One construction (`new X(…)`) in a source file. */
interface Construction {
  /** `lambda.Function` for a resource of `@pulumi/aws`; the class name for a component of SST. */
  readonly name: string;
  readonly line: number;
}

/** What one source file constructs. */
export interface ComponentFacts {
  /** Class names that the file exports. */
  readonly exports: readonly string[];
  /** Resources of `@pulumi/aws`, by module and class. */
  readonly resources: readonly Construction[];
  /** Functions of `@pulumi/aws` that read (`iam.getRole`), by module and name. */
  readonly reads: readonly Construction[];
  /** Other components and dynamic resources of SST. */
  readonly components: readonly Construction[];
}

/** Local name → module of `@pulumi/aws`, for `import { lambda, s3 as bucket } from "@pulumi/aws"` and `import * as aws`. */
function awsImports(source: ts.SourceFile): Map<string, string> {
  const imports = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const from = statement.moduleSpecifier.text;
    if (from !== "@pulumi/aws" && !from.startsWith("@pulumi/aws/")) continue;
    const module = from === "@pulumi/aws" ? "" : from.slice("@pulumi/aws/".length);
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined) continue;
    if (ts.isNamespaceImport(bindings)) {
      imports.set(bindings.name.text, module);
    } else {
      for (const element of bindings.elements) {
        const imported = (element.propertyName ?? element.name).text;
        imports.set(element.name.text, module === "" ? imported : `${module}.${imported}`);
      }
    }
  }
  return imports;
}

/** The resource or function of `@pulumi/aws` that an expression such as `aws.lambda.Function` names, if it names one. */
function awsName(expression: ts.Expression, imports: Map<string, string>): string | undefined {
  const parts = expression.getText().replace(/\s+/g, "").split(".");
  const module = imports.get(parts[0] ?? "");
  if (module === undefined) return undefined;
  return [module, ...parts.slice(1)].filter((part) => part !== "").join(".");
}

/** True for a name such as `iam.getRole` or `getCallerIdentityOutput`: a read, as opposed to `iam.Role`. */
const isRead = (name: string): boolean => /(^|\.)get[A-Z]\w*$/.test(name);

/** The facts of one source file. */
function componentFacts(path: string, text: string): ComponentFacts {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports = awsImports(source);
  const exports: string[] = [];
  const resources: Construction[] = [];
  const reads: Construction[] = [];
  const components: Construction[] = [];
  const at = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;

  const visit = (node: ts.Node): void => {
    if (ts.isClassDeclaration(node) && node.name !== undefined) {
      if (node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) === true) {
        exports.push(node.name.text);
      }
    }
    if (ts.isNewExpression(node)) {
      const resource = awsName(node.expression, imports);
      if (resource !== undefined) resources.push({ name: resource, line: at(node) });
      else if (/^[A-Z]\w*$/.test(node.expression.getText())) {
        components.push({ name: node.expression.getText(), line: at(node) });
      }
    }
    if (ts.isCallExpression(node)) {
      const called = awsName(node.expression, imports);
      if (called !== undefined && isRead(called)) {
        reads.push({ name: called.replace(/Output$/, ""), line: at(node) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { exports, resources, reads, components: components.filter(({ name }) => !BUILT_IN.has(name)) };
}

/** JavaScript's own classes and SST's error classes and plain helpers, which create nothing. */
const BUILT_IN = new Set([
  "Error",
  "VisibleError",
  "Map",
  "Set",
  "Date",
  "RegExp",
  "URL",
  "Promise",
  "TextEncoder",
  "Buffer",
]);

/** Every source file of `platform/src/components/aws` that constructs or exports something, by path below it. */
function readComponents(checkout: string): Record<string, ComponentFacts> {
  const folder = join(checkout, "platform", "src", "components", "aws");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort();
  const facts = files.map((file): [string, ComponentFacts] => [
    file,
    componentFacts(basename(file), readFileSync(join(folder, file), "utf8")),
  ]);
  return Object.fromEntries(
    facts.filter(([, fact]) => Object.values(fact).some((list: readonly unknown[]) => list.length > 0)),
  );
}

if (require.main === module) {
  const [checkout, version] = process.argv.slice(2);
  if (checkout === undefined || version === undefined) {
    process.stderr.write("usage: sstComponents.ts CHECKOUT VERSION\n");
    process.exitCode = 1;
  } else {
    const facts = { source: `anomalyco/sst@${version}:platform/src/components/aws`, files: readComponents(checkout) };
    process.stdout.write(`${JSON.stringify(facts, undefined, 1)}\n`);
  }
}
