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

/** Local name of a command class → `client.Operation`, e.g. `ssm.GetParameter`. */
function commandImports(source: ts.SourceFile): Map<string, string> {
  const imports = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const client = /^@aws-sdk\/client-([\w-]+)$/.exec(statement.moduleSpecifier.text)?.[1];
    const bindings = statement.importClause?.namedBindings;
    if (client === undefined || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const element of bindings.elements) {
      const operation = /^(\w+)Command$/.exec((element.propertyName ?? element.name).text)?.[1];
      if (operation !== undefined) imports.set(element.name.text, `${client}.${operation}`);
    }
  }
  return imports;
}

/** Name of the function, method or variable that a node stands in. */
function nameAround(node: ts.Node): string {
  for (let parent: ts.Node | undefined = node.parent; parent !== undefined; parent = parent.parent) {
    if ((ts.isFunctionDeclaration(parent) || ts.isMethodDeclaration(parent)) && parent.name !== undefined) {
      return parent.name.getText();
    }
    if (ts.isVariableDeclaration(parent) && parent.initializer !== undefined && ts.isFunctionLike(parent.initializer)) {
      return parent.name.getText();
    }
  }
  return "";
}

/** The calls of one source file. */
export function commandCalls(file: string, text: string): CliCall[] {
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
export function readCommandCalls(checkout: string): CliCall[] {
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
