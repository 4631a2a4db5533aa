import fs from "node:fs";
import path from "node:path";
import type { ConstructFile, HandlerFile, StackFile } from "../../policy/knowledge/facts/model";

/** Reads a file of `policy/knowledge/facts/`. Parsed, not imported: the compiler would infer a type as large as the file. */
function read(name: string): unknown {
  const file = path.join(__dirname, "..", "..", "policy", "knowledge", "facts", name);
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

/** IAM actions of CloudFormation's handlers, for the types of the other facts. */
export const HANDLERS = read("handlers.json") as HandlerFile;

/** What the constructs of a generation synthesize. */
export const CONSTRUCTS = {
  v1: read("constructs-v1.json") as ConstructFile,
  v2: read("constructs-v2.json") as ConstructFile,
} as const;

/** Bootstrap and debug stacks: v1's Debug stack and SSTBootstrap, v2's SSTBootstrap, CDK's own by version. */
export const STACKS = {
  v1: read("stacks-v1.json") as StackFile,
  v2: read("stacks-v2.json") as StackFile,
  cdk: read("stacks-cdk.json") as StackFile,
} as const;
