/**
 * Which AWS operations the command line of SST v2 calls itself, read from a checkout of `anomalyco/v2`: every
 * `new OperationCommand(…)` of the AWS SDK for JavaScript outside the code that runs inside the app's functions.
 *
 * Usage: `node -r sucrase/register tools/knowledge/sstV2CliCalls.ts CHECKOUT VERSION > policy/knowledge/facts/NAME.json`
 *
 * Syntax only: nothing of the checkout is installed or run. What CDK calls on SST's behalf is not here: it assumes CDK's
 * own roles for it (`aws/aws-cdk-cli:packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml`).
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { CliCall } from "./sstCliCalls";

const FOLDER = "packages/sst/src";
/** Code of the constructs, of the app's functions at run time, and of the assets that are deployed: not the command line. */
const NOT_THE_COMMAND_LINE = /^(constructs|node|support|util\/user-configuration)\//;

/** `client` of `"@aws-sdk/client-<client>"`, or `undefined` for any other module. */
function sdkClient(specifier: ts.Node | undefined): string | undefined {
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return undefined;
  return /^@aws-sdk\/client-([\w-]+)$/.exec(specifier.text)?.[1];
}

/**
 * Local name of a command class → `client.Operation`, e.g. `ssm.GetParameter`; from imports, and from
 * `const { … } = await import(…)`, which SST uses to load a client late.
 */
function commandImports(source: ts.SourceFile): Map<string, string> {
  const imports = new Map<string, string>();
  const add = (client: string, imported: string, local: string): void => {
    const operation = /^(\w+)Command$/.exec(imported)?.[1];
    if (operation !== undefined) imports.set(local, `${client}.${operation}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const client = sdkClient(node.moduleSpecifier);
      const bindings = node.importClause?.namedBindings;
      if (client !== undefined && bindings !== undefined && ts.isNamedImports(bindings)) {
        for (const { propertyName, name } of bindings.elements) add(client, (propertyName ?? name).text, name.text);
      }
    }
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer !== undefined) {
      const loaded = ts.isAwaitExpression(node.initializer) ? node.initializer.expression : node.initializer;
      const client = ts.isCallExpression(loaded) ? sdkClient(loaded.arguments[0]) : undefined;
      if (client !== undefined) {
        for (const { propertyName, name } of node.name.elements) {
          add(client, (propertyName ?? name).getText(), name.getText());
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

/** Name of the function, method or variable that a node stands in; empty at the top of a file. */
function nameAround(node: ts.Node): string {
  const named = ts.findAncestor(
    node,
    (parent) =>
      ((ts.isFunctionDeclaration(parent) || ts.isMethodDeclaration(parent)) && parent.name !== undefined) ||
      (ts.isVariableDeclaration(parent) && parent.initializer !== undefined && ts.isFunctionLike(parent.initializer)),
  ) as ts.NamedDeclaration | undefined;
  return named?.name?.getText() ?? "";
}

/** The calls of one source file. */
function commandCalls(file: string, text: string): CliCall[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const imports = commandImports(source);
  const calls: CliCall[] = [];
  const visit = (node: ts.Node): void => {
    const operation = ts.isNewExpression(node) ? imports.get(node.expression.getText()) : undefined;
    if (operation !== undefined) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      calls.push({ file, line, in: nameAround(node), operation });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

/** The calls of a whole checkout, by file and line. */
function readCommandCalls(checkout: string): CliCall[] {
  const folder = join(checkout, FOLDER);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !NOT_THE_COMMAND_LINE.test(file))
    .sort()
    .flatMap((file) => commandCalls(`${FOLDER}/${file}`, readFileSync(join(folder, file), "utf8")));
}

if (require.main === module) {
  const [checkout, version] = process.argv.slice(2);
  if (checkout === undefined || version === undefined) {
    process.stderr.write("usage: sstV2CliCalls.ts CHECKOUT VERSION\n");
    process.exitCode = 1;
  } else {
    const facts = { source: `anomalyco/v2@${version}`, calls: readCommandCalls(checkout) };
    process.stdout.write(`${JSON.stringify(facts, undefined, 1)}\n`);
  }
}
