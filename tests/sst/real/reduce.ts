import ts from "typescript";

/**
 * What a reduction keeps of a file: declarations by name and, of classes and interfaces, their members (`"all"`: every one,
 * `constructor` among the names). `export * from` and `export … from` are kept by their module's name and by their names.
 */
export type Kept = Readonly<Record<string, readonly string[] | "all">>;

const PRINTER = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

/**
 * The declarations of a TypeScript file that `kept` names, word for word as the file has them, with the imports that they
 * need. Comments, function bodies and `implements` are left out, so that what is left says nothing but signatures.
 *
 * @throws where the file lacks a name or member that should be kept
 */
export function reduce(file: string, text: string, kept: Kept): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Set<string>();
  const statements = source.statements.flatMap((statement) => reduceStatement(statement, kept, found));
  const missing = Object.entries(kept).flatMap(([name, members]) =>
    members === "all" ? [name] : [name, ...members.map((member) => `${name}.${member}`)],
  );
  const lacks = missing.filter((name) => !found.has(name));
  if (lacks.length > 0) throw new Error(`${file} has no ${lacks.join(", ")}`);
  const print = (node: ts.Node) => PRINTER.printNode(ts.EmitHint.Unspecified, node, source);
  const body = statements.map(print).join("\n");
  const imports = source.statements.filter(ts.isImportDeclaration).flatMap((node) => usedImport(node, body));
  return [...imports.map(print), body, ""].join("\n");
}

function reduceStatement(node: ts.Statement, kept: Kept, found: Set<string>): ts.Statement[] {
  if (ts.isModuleDeclaration(node) && node.body && ts.isModuleBlock(node.body)) {
    const inner = node.body.statements.flatMap((statement) => reduceStatement(statement, kept, found));
    const block = ts.factory.updateModuleBlock(node.body, inner);
    return inner.length === 0 ? [] : [ts.factory.updateModuleDeclaration(node, node.modifiers, node.name, block)];
  }
  if (ts.isExportDeclaration(node)) return reduceExport(node, kept, found);
  const name = declaredName(node);
  const members = name === undefined ? undefined : kept[name];
  if (name === undefined || members === undefined) return [];
  found.add(name);
  if (ts.isClassDeclaration(node)) {
    const extended = node.heritageClauses?.filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
    const those = node.members.filter((member) => isKept(member, name, members, found));
    const { factory } = ts;
    return [factory.updateClassDeclaration(node, node.modifiers, node.name, node.typeParameters, extended, those)];
  }
  if (ts.isInterfaceDeclaration(node)) {
    const those = node.members.filter((member) => isKept(member, name, members, found));
    const { modifiers, typeParameters, heritageClauses } = node;
    return [ts.factory.updateInterfaceDeclaration(node, modifiers, node.name, typeParameters, heritageClauses, those)];
  }
  return [ts.isFunctionDeclaration(node) && node.body ? signature(node) : node];
}

/** A function of a source file, as its declaration file would have it. */
function signature(node: ts.FunctionDeclaration): ts.FunctionDeclaration {
  const { factory } = ts;
  const modifiers = [...(node.modifiers ?? []), factory.createModifier(ts.SyntaxKind.DeclareKeyword)];
  const type = node.type ?? factory.createKeywordTypeNode(ts.SyntaxKind.VoidKeyword);
  const { asteriskToken, name, typeParameters, parameters } = node;
  return factory.createFunctionDeclaration(modifiers, asteriskToken, name, typeParameters, parameters, type, undefined);
}

function reduceExport(node: ts.ExportDeclaration, kept: Kept, found: Set<string>): ts.Statement[] {
  const { exportClause, moduleSpecifier } = node;
  if (exportClause === undefined) {
    const from = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
    if (!(from in kept)) return [];
    found.add(from);
    return [node];
  }
  if (!ts.isNamedExports(exportClause)) return [];
  const elements = exportClause.elements.filter(({ name }) => name.text in kept);
  if (elements.length === 0) return [];
  for (const { name } of elements) found.add(name.text);
  const clause = ts.factory.updateNamedExports(exportClause, elements);
  return [
    ts.factory.updateExportDeclaration(node, node.modifiers, node.isTypeOnly, clause, moduleSpecifier, node.attributes),
  ];
}

function declaredName(node: ts.Statement): string | undefined {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]?.name.getText();
  const named =
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node);
  return named ? node.name?.text : undefined;
}

function isKept(
  member: ts.ClassElement | ts.TypeElement,
  owner: string,
  members: readonly string[] | "all",
  found: Set<string>,
): boolean {
  const name = ts.isConstructorDeclaration(member) ? "constructor" : member.name?.getText();
  if (members === "all") return true;
  if (name === undefined || !members.includes(name)) return false;
  found.add(`${owner}.${name}`);
  return true;
}

/** The import with the names alone that the body uses; none where it uses none. */
function usedImport(node: ts.ImportDeclaration, body: string): ts.ImportDeclaration[] {
  const used = (name: ts.Identifier) =>
    new RegExp(`(?<![\\w$])${name.text.replaceAll("$", "\\$")}(?![\\w$])`).test(body);
  const { factory } = ts;
  const bindings = node.importClause?.namedBindings;
  if (node.importClause === undefined || bindings === undefined) return [];
  if (ts.isNamespaceImport(bindings)) return used(bindings.name) ? [node] : [];
  const elements = bindings.elements.filter(({ name }) => used(name));
  if (elements.length === 0) return [];
  const { phaseModifier, name } = node.importClause;
  const clause = factory.updateImportClause(
    node.importClause,
    phaseModifier,
    name && used(name) ? name : undefined,
    factory.updateNamedImports(bindings, elements),
  );
  return [factory.updateImportDeclaration(node, node.modifiers, clause, node.moduleSpecifier, node.attributes)];
}
