import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSharedConfigFiles } from "@smithy/shared-ini-file-loader";
import fc from "fast-check";
import { mergeBlock, removeBlock } from "../../exports/merge/merge";
import { sameOutsideBlock } from "../../exports/merge/verify";
import { DEFAULT_EXPORT_OPTIONS, type AwsFileKind } from "../../exports/model";
import { profilesBody } from "../../exports/profiles";
import { awsFileLines, awsFileText } from "../support/awsFileText";
import { planFixture } from "../support/planFixture";

const ID = "notes/prod";
const FILES = ["config", "credentials"] as const;
const plan = planFixture([
  { name: "prod-eu", accountId: "222222222222", callers: { mfa: "some", externalId: "abc" } },
  { name: "prod-us", accountId: "333333333333", sst: "v4", callers: { mfa: "required" } },
]);
const smallerPlan = planFixture([{ name: "prod-eu", accountId: "222222222222", region: "eu-north-1" }]);

const reorderedPlan = planFixture([
  { name: "prod-us", accountId: "333333333333" },
  { name: "prod-eu", accountId: "222222222222" },
]);

function merge(text: string, file: AwsFileKind, from = plan): string {
  const merged = mergeBlock({ text, file, path: file, id: ID }, profilesBody(from, DEFAULT_EXPORT_OPTIONS, file));
  assert.ok(merged.ok, JSON.stringify(merged));
  return merged.text;
}

function remove(text: string, file: AwsFileKind): string {
  const removed = removeBlock({ text, file, path: file, id: ID });
  assert.ok(removed.ok, JSON.stringify(removed));
  return removed.text;
}

/** The profiles of a text as the JavaScript SDK reads them. */
async function readBySdk(folder: string, text: string, file: AwsFileKind) {
  const [path, nothing] = [join(folder, "file"), join(folder, "nothing")];
  await writeFile(path, text);
  const paths =
    file === "config" ? { configFilepath: path, filepath: nothing } : { configFilepath: nothing, filepath: path };
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ...paths, ignoreCache: true });
  return file === "config" ? configFile : credentialsFile;
}

describe("for any file of the user's, merging", () => {
  for (const file of FILES) {
    it(`appends a block and touches no byte before it (${file})`, () => {
      fc.assert(
        fc.property(awsFileText, (before) => {
          const after = merge(before, file);
          assert.ok(after.startsWith(before));
          assert.ok(sameOutsideBlock(Buffer.from(before), Buffer.from(after), ID));
        }),
        { numRuns: 1000 },
      );
    });

    it(`changes nothing the second time (${file})`, () => {
      fc.assert(
        fc.property(awsFileText, (before) => {
          const once = merge(before, file);
          assert.equal(merge(once, file), once);
        }),
        { numRuns: 1000 },
      );
    });

    it(`is undone byte for byte by taking the block out (${file})`, () => {
      fc.assert(
        fc.property(awsFileText, (before) => {
          assert.equal(remove(merge(before, file), file), before);
        }),
        { numRuns: 1000 },
      );
    });

    it(`of another plan replaces the block alone, wherever it stands (${file})`, () => {
      const rest = fc.tuple(fc.constantFrom("", "\n", "# mine\r\n"), awsFileLines("notes/dev")).map(([gap, lines]) => {
        const header = file === "config" ? "[profile behind]\n" : "[behind]\n";
        return gap + header + lines;
      });
      fc.assert(
        fc.property(awsFileLines("other/prod"), rest, (before, behind) => {
          const first = merge(before, file);
          const second = merge(first + behind, file, smallerPlan);
          assert.ok(second.startsWith(before));
          assert.ok(second.endsWith(behind));
          const block = second.slice(before.length, second.length - behind.length);
          assert.match(
            block,
            /^# >>> sst-deployer-roles notes\/prod\r?\n[^]*\n# <<< sst-deployer-roles notes\/prod\r?\n$/,
          );
          assert.ok(block.includes("eu-north-1") && !block.includes("prod-us"));
          assert.equal(remove(second, file), before + behind);
        }),
        { numRuns: 500 },
      );
    });

    it(`leaves every profile of the user's as the JavaScript SDK read it before, and adds ours (${file})`, async () => {
      const folder = await mkdtemp(join(tmpdir(), "deployers-merge-"));
      try {
        await fc.assert(
          fc.asyncProperty(awsFileText, async (before) => {
            const old = await readBySdk(folder, before, file);
            const now = await readBySdk(folder, merge(before, file), file);
            const { "prod-eu": eu, "prod-us": us, ...others } = now;
            assert.deepEqual(others, { ...old });
            assert.deepEqual(eu, {
              role_arn: "arn:aws:iam::222222222222:role/sst-deployers/notes-prod-deploy",
              source_profile: "default",
              region: "eu-west-1",
              external_id: "abc",
            });
            assert.equal(us?.["role_arn"], "arn:aws:iam::333333333333:role/sst-deployers/notes-prod-deploy");
            assert.equal(us["mfa_serial"], undefined);
          }),
          { numRuns: 300 },
        );
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }

  it("keeps what the user added inside the block, whatever it is", () => {
    const added = fc.array(
      fc.constantFrom(
        "output = json",
        "s3 =",
        "  max_queue_size = 5",
        "\tregion = nested",
        "# note",
        "cli_pager=",
        "duration_seconds = 7200",
      ),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(awsFileText, added, (before, lines) => {
        // A nested line needs a setting to be nested under; on its own it is what `s3 =` would make of it.
        const users = ["s3 =", ...lines];
        const withUsers = merge(before, "config").replace(
          /(source_profile = default(\r?\n))/,
          `$1${users.join("$2")}$2`,
        );
        const again = merge(withUsers, "config", reorderedPlan);
        for (const line of users) assert.ok(again.split(/\r?\n/).includes(line), line);
        assert.equal(merge(again, "config", reorderedPlan), again);
      }),
      { numRuns: 300 },
    );
  });
});
