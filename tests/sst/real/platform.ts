import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Sizes of Go's structures on amd64: a string or slice header's pointer and length, and `embed.file` (two strings, a hash). */
const WORD = 8;
const EMBEDDED_FILE = 48;
const LONGEST_NAME = 300;

/** A file that every SST binary holds. */
const KNOWN = "src/global.d.ts";

/**
 * Writes the platform that the SST binary for Linux on x64 holds, as its CLI writes it to `.sst/platform`, without running it.
 *
 * The binary keeps it as Go's `embed.FS` (`anomalyco/sst@v4.17.0:platform/platform.go`), which is a table of names and
 * contents (`golang/go@go1.22.0:src/embed/embed.go`, type file); addresses are fixed, as the binary is an ELF executable.
 *
 * @throws where the binary has no such table
 */
export function unpackPlatform(binary: string, folder: string): void {
  const bytes = readFileSync(binary);
  const segments = loadedSegments(bytes);
  const offsetOf = (address: number): number | undefined => {
    const segment = segments.find(({ from, size }) => address >= from && address < from + size);
    return segment && segment.offset + address - segment.from;
  };
  const stringAt = (at: number): Buffer | undefined => {
    const offset = offsetOf(Number(bytes.readBigUInt64LE(at)));
    return offset === undefined ? undefined : bytes.subarray(offset, offset + Number(bytes.readBigUInt64LE(at + WORD)));
  };
  const nameAt = (at: number): string | undefined => {
    const length = Number(bytes.readBigUInt64LE(at + WORD));
    return length > 0 && length < LONGEST_NAME ? stringAt(at)?.toString("utf8") : undefined;
  };
  let entry = tableEntry(bytes, segments);
  while (nameAt(entry - EMBEDDED_FILE) !== undefined) entry -= EMBEDDED_FILE;
  for (let name = nameAt(entry); name !== undefined; name = nameAt((entry += EMBEDDED_FILE))) {
    if (!/^(?:src\/.*[^/]|package\.json|tsconfig\.json)$/.test(name)) continue;
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, stringAt(entry + 2 * WORD) ?? "");
  }
}

/** A part of the file, and the address that it is loaded at. */
interface Segment {
  readonly offset: number;
  readonly from: number;
  readonly size: number;
}

/** The loaded segments, from the program headers (ELF-64, https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html). */
function loadedSegments(bytes: Buffer): readonly Segment[] {
  const [headers, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
  return Array.from({ length: count }, (_, index) => headers + index * size)
    .filter((at) => bytes.readUInt32LE(at) === 1)
    .map((at) => ({
      offset: Number(bytes.readBigUInt64LE(at + 8)),
      from: Number(bytes.readBigUInt64LE(at + 16)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
    }));
}

/** Where the table has the entry of {@link KNOWN}. */
function tableEntry(bytes: Buffer, segments: readonly Segment[]): number {
  for (let at = bytes.indexOf(KNOWN); at !== -1; at = bytes.indexOf(KNOWN, at + 1)) {
    const segment = segments.find(({ offset, size }) => at >= offset && at < offset + size);
    if (segment === undefined) continue;
    const header = Buffer.alloc(2 * WORD);
    header.writeBigUInt64LE(BigInt(segment.from + at - segment.offset));
    header.writeBigUInt64LE(BigInt(KNOWN.length), WORD);
    const entry = bytes.indexOf(header);
    if (entry !== -1) return entry;
  }
  throw new Error(`the SST binary holds no ${KNOWN}`);
}

/**
 * `.sst/platform/config.d.ts` of an app with the aws provider alone, as SST's CLI writes it
 * (`anomalyco/sst@v3.19.3` and `@v4.17.0:pkg/project/install.go#writeTypes`).
 */
export function configTypes(sst: "v3" | "v4"): string {
  const provider = {
    v3: "(_aws.ProviderArgs & { version?: string }) | boolean | string",
    v4: "(_aws.ProviderArgs & { package?: string, version?: string }) | string",
  }[sst];
  return `import "./src/global.d.ts"
import "../types.generated"
import { AppInput, App, Config } from "./src/config"
import * as _aws from "@pulumi/aws";


declare global {
  // @ts-expect-error
  export import aws = _aws
  interface Providers {
    providers?: {
      "aws"?:  ${provider};
    }
  }
  export const $config: (
    input: Omit<Config, "app"> & {
      app(input: AppInput): Promise<Omit<App, "providers"> & Providers> | (Omit<App, "providers"> & Providers);
    },
  ) => Config;
}
`;
}
