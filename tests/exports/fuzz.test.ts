import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadSharedConfigFiles } from "@smithy/shared-ini-file-loader";
import fc from "fast-check";
import { mergeSteps } from "../../exports/merge/steps";
import { DEFAULT_EXPORT_OPTIONS, type AwsFileKind, type FileBody } from "../../exports/model";
import { PROFILE_FORMATS } from "../../exports/registry";
import { awsFileText } from "../support/awsFileText";
import { stackFile, workspace } from "../support/cli";
import { planFixture } from "../support/planFixture";
import { usersBytes } from "../support/usersBytes";

/** Generated files: `npm run fuzz` sets it, `npm test` takes a share. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? "900");
/** The SDK reads files from disk, so it looks at one in so many. */
const READ_BACK = 25;

const sso = {
  startUrl: "https://acme.awsapps.com/start#/",
  region: "eu-west-1",
  session: "acme",
  permissionSets: [{ account: "999999999999", name: "Developers" }],
};
const options = { ...DEFAULT_EXPORT_OPTIONS, sourceProfile: "work", mfaSerial: "arn:aws:iam::999999999999:mfa/a" };
const plans = {
  both: planFixture([
    { name: "prod-eu", accountId: "222222222222", callers: { mfa: "some", externalId: "abc", sso } },
    { name: "prod-us", accountId: "333333333333", sst: "v4", callers: { mfa: "required", sso } },
    { name: "prod-old", accountId: "444444444444", sst: "v1", callers: { mfa: "none", sso } },
  ]),
  one: planFixture([{ name: "prod-us", accountId: "333333333333", sst: "v4", callers: { mfa: "required", sso } }]),
};

/** A body and the file that it is for. */
function bodyOf(form: string, plan: keyof typeof plans): { readonly file: AwsFileKind; readonly body: FileBody } {
  const merge = PROFILE_FORMATS.find(({ format }) => format === form)?.merge;
  assert.ok(merge);
  return { file: merge.file, body: merge.body(plans[plan], options) };
}

function lastText(text: string, file: AwsFileKind, body: FileBody | undefined): string | undefined {
  const result = mergeSteps({ text, file, path: file, id: "notes/prod" }, body);
  if (result.ok) return result.steps.at(-1)?.text ?? text;
  // The source profile is the user's own section in some files, and another one than it has to be: refused, not touched.
  assert.deepEqual([...new Set(result.findings.map(({ code }) => code))], ["section-differs"]);
  return undefined;
}

describe("generated config and credentials files", () => {
  it(`${RUNS} of them: merging, merging again, another form and removing lose no byte of the user's`, async function () {
    this.timeout(3_600_000);
    const folder = await mkdtemp(join(tmpdir(), "deployers-fuzz-"));
    let [seen, merged] = [0, 0];
    const forms = PROFILE_FORMATS.filter(({ merge }) => merge !== undefined).map(({ format }) => format);
    try {
      await fc.assert(
        fc.asyncProperty(
          awsFileText,
          fc.constantFrom(...forms),
          fc.constantFrom(...forms),
          fc.constantFrom("both" as const, "one" as const),
          async (before, form, nextForm, nextPlan) => {
            seen += 1;
            const { file, body } = bodyOf(form, "both");
            const once = lastText(before, file, body);
            if (once === undefined) return;
            merged += 1;
            const users = Buffer.from(before);
            const sameUsers = (text: string) => {
              assert.ok(
                usersBytes(Buffer.from(text)).equals(users),
                `${JSON.stringify(before)}\n${JSON.stringify(text)}`,
              );
            };
            sameUsers(once);
            assert.equal(lastText(once, file, body), once);
            const next = bodyOf(nextForm, nextPlan);
            if (next.file === file) {
              const twice = lastText(once, file, next.body) ?? once;
              sameUsers(twice);
              assert.equal(lastText(twice, file, undefined), before);
            }
            assert.equal(lastText(once, file, undefined), before);
            if (seen % READ_BACK === 0) await sameProfiles(folder, file, before, once);
          },
        ),
        { numRuns: RUNS },
      );
      assert.ok(merged > seen / 2, `only ${merged} of ${seen} files could be merged into`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("killed at any change to the file system: the old file or the new one, whole", async function () {
    // Each file takes two dozen runs of the command: a share of none under npm test, where one file has a suite of its own.
    const files = Math.floor(RUNS / 1_500);
    if (files === 0) return this.skip();
    this.timeout(3_600_000);
    const trust = { permissionSets: [{ account: "999999999999", name: "Developers" }] };
    const portal = { startUrl: sso.startUrl, region: sso.region };
    for (const users of fc.sample(awsFileText, files)) {
      const space = await workspace({ prod: stackFile({ trust, sso: portal }) });
      try {
        const path = join(space.home, ".aws", "config");
        const args = ["profiles", "--write", "--format", "sso", "--prefix", "notes-"];
        await space.write(path, users);
        const { code, stderr } = await space.deployers(args);
        assert.equal(code, 0, stderr);
        const wanted = await readFile(path, "utf8");
        assert.ok(usersBytes(Buffer.from(wanted)).equals(Buffer.from(users)));
        for (let at = 1, done = false; !done; at += 1) {
          await rm(join(space.home, ".aws"), { recursive: true });
          await space.write(path, users);
          const run = await space.deployers(args, {
            NODE_OPTIONS: `--require ${resolve(__dirname, "../support/killAt.cjs")}`,
            KILL_AT: String(at),
          });
          const text = await readFile(path, "utf8");
          assert.ok(text === users || text === wanted, `call ${at}: neither the old file nor the new one`);
          done = run.code === 0;
        }
      } finally {
        await space.remove();
      }
    }
  });
});

/** The user's profiles are what the JavaScript SDK read before, and ours are there. */
async function sameProfiles(folder: string, file: AwsFileKind, before: string, after: string): Promise<void> {
  const read = async (text: string) => {
    const [path, nothing] = [join(folder, "file"), join(folder, "nothing")];
    await writeFile(path, text);
    const paths =
      file === "config" ? { configFilepath: path, filepath: nothing } : { configFilepath: nothing, filepath: path };
    const { configFile, credentialsFile } = await loadSharedConfigFiles({ ...paths, ignoreCache: true });
    return file === "config" ? configFile : credentialsFile;
  };
  const [old, now] = [await read(before), await read(after)];
  for (const [name, profile] of Object.entries(old)) assert.deepEqual(now[name], profile, name);
  assert.ok(now["prod-eu"] && now["prod-us"]);
}
