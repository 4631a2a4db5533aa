import { allRegions, partitionOfRegion, type Partition } from "../policy/partition";
import type { ConfigPath } from "./path";
import type { Report } from "./report";
import { readTexts } from "./shape";

/** The regions of one account, and the partition that all of them are in. */
export interface Regions {
  readonly partition: Partition;
  readonly regions: readonly [string, ...string[]];
}

/** `region` and `regions` as they stand at one place, of the stage or of an account. */
export interface RawRegions {
  /** Where the two keys stand. */
  readonly path: ConfigPath;
  readonly region: string | undefined;
  readonly regions: readonly unknown[] | undefined;
}

/**
 * The regions of an account: `region`, or `regions` with the main one first. Reports both at once, unknown regions and
 * regions of different partitions.
 */
export function readRegions(raw: RawRegions, report: Report): Regions | undefined {
  if (raw.region !== undefined && raw.regions !== undefined) {
    report.error([...raw.path, "regions"], {
      code: "region-and-regions",
      message: "Both region and regions are given.",
      value: raw.regions,
      fix: "Keep one: region for a single one, or regions with the main one first.",
    });
  }
  const texts = [
    ...(raw.region === undefined ? [] : [{ text: raw.region, path: [...raw.path, "region"] }]),
    ...(raw.regions === undefined
      ? []
      : readTexts(raw.regions, [...raw.path, "regions"], report, "the name of a region")),
  ];
  const known = texts.flatMap(({ text, path }) => {
    const partition = partitionOfRegion(text);
    if (partition !== undefined) return [{ text, path, partition }];
    report.notAllowed(path, {
      code: "unknown-region",
      message: "There is no such region.",
      value: text,
      allowed: allRegions(),
      fix: "Write the region's code, e.g. eu-west-1.",
    });
    return [];
  });
  const [main, ...others] = known;
  if (main === undefined) {
    if (raw.regions?.length === 0) reportNoRegion([...raw.path, "regions"], report);
    return undefined;
  }
  const stray = others.find(({ partition }) => partition !== main.partition);
  if (stray !== undefined) {
    report.error(stray.path, {
      code: "mixed-partitions",
      message: `An account is in one partition only: ${main.text} is in ${main.partition}, this region in ${stray.partition}.`,
      value: stray.text,
      fix: "Keep the regions of the partition that the account is in.",
    });
    return undefined;
  }
  return { partition: main.partition, regions: [main.text, ...others.map(({ text }) => text)] };
}

/** Reports that an account has no region, neither of its own nor from the stage. */
export function reportNoRegion(path: ConfigPath, report: Report): void {
  report.error(path, {
    code: "missing",
    message: "The account has no region.",
    fix: "Add region: eu-west-1, or regions: […] with the main one first.",
  });
}
