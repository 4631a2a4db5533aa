import assert from "node:assert/strict";
import { mergeBlock, removeBlock } from "../../exports/merge/merge";
import { sectionHeader } from "../../exports/merge/sections";
import { sameOutsideBlock } from "../../exports/merge/verify";
import { unifiedDiff } from "../../exports/merge/diff";
import { decodeText } from "../../exports/merge/decode";
import type { AwsFileKind, FileBody } from "../../exports/model";
import type { Finding } from "../../policy/finding";
import cases from "../cases/exports-merge.json";

/** One row of `tests/cases/exports-merge.json`: merging profile `a` of notes/prod gives `after`, or these findings. */
interface Case {
  readonly name: string;
  readonly file?: AwsFileKind;
  readonly before: string;
  readonly after?: string;
  readonly findings?: readonly Pick<Finding, "code" | "path">[];
}

const ID = "notes/prod";

function bodyOf(file: AwsFileKind): FileBody {
  return {
    preamble: ["#: ours"],
    sections: [{ identity: "profile a", header: sectionHeader(file, "a"), lines: ["region = eu-west-1"] }],
  };
}

describe("merging a block into a file of the user's changes nothing but the block, or refuses", () => {
  for (const { name, file = "config", before, after, findings } of cases as readonly Case[]) {
    it(name, () => {
      const input = { text: before, file, path: file, id: ID };
      const merged = mergeBlock(input, bodyOf(file));
      if (!merged.ok) {
        assert.deepEqual(
          merged.findings.map(({ code, path }) => ({ code, path })),
          findings,
        );
        for (const { fix, severity } of merged.findings)
          assert.ok(severity === "error" && fix.endsWith("Nothing was written."));
        return;
      }
      assert.equal(findings, undefined);
      assert.equal(merged.text, after);
      const again = mergeBlock({ ...input, text: merged.text }, bodyOf(file));
      assert.deepEqual(again, merged);
      assert.ok(sameOutsideBlock(Buffer.from(before), Buffer.from(merged.text), ID));
    });
  }

  it("a taken profile is answered with --prefix", () => {
    const merged = mergeBlock({ text: "[profile a]\n", file: "config", path: "config", id: ID }, bodyOf("config"));
    assert.ok(!merged.ok);
    assert.match(merged.findings[0]?.fix ?? "", /--prefix/);
    assert.equal(merged.findings[0]?.value, "a");
  });
});

describe("taking the block out gives the file back", () => {
  const remove = (text: string) => removeBlock({ text, file: "config", path: "config", id: ID });

  for (const before of ["", "a", "[x]\n", "[x]\r\ny=1", "\uFEFF", "\uFEFF[x]", "x\n\n\n", "x\r", "x\na\r"]) {
    it(`as it was: ${JSON.stringify(before)}`, () => {
      const merged = mergeBlock({ text: before, file: "config", path: "config", id: ID }, bodyOf("config"));
      assert.ok(merged.ok);
      // Our block is only taken out if everything in it is known to be ours; the test's profile has no role.
      const ours = merged.text.replace(
        "region = eu-west-1",
        "role_arn = arn:aws:iam::111111111111:role/sst-deployers/x",
      );
      assert.deepEqual(remove(ours), { ok: true, text: before });
    });
  }

  it("a file without the block stays as it is", () => {
    assert.deepEqual(remove("[default]\nregion = x"), { ok: true, text: "[default]\nregion = x" });
  });

  it("a key or a comment of the user's in the block is in the way, with its line", () => {
    const block = (line: string) => `# >>> sst-deployer-roles ${ID}\n${line}\n# <<< sst-deployer-roles ${ID}\n`;
    const ours = "[profile a]\nrole_arn = arn:aws:iam::111111111111:role/sst-deployers/x";
    assert.deepEqual(remove(block(ours)), { ok: true, text: "" });
    for (const line of [`${ours}\noutput = json`, `${ours}\n# mine`, `# mine\n${ours}`]) {
      const removed = remove(block(line));
      assert.ok(!removed.ok && removed.findings[0]?.code === "not-ours", line);
    }
  });
});

describe("the last look before replacing a file sees a single byte", () => {
  const before = Buffer.from("# mine\n[default]\nregion=x\n");
  const merged = mergeBlock({ text: before.toString(), file: "config", path: "config", id: ID }, bodyOf("config"));
  const after = Buffer.from(merged.ok ? merged.text : "");

  it("accepts what merging makes", () => {
    assert.ok(sameOutsideBlock(before, after, ID));
  });

  it("rejects any changed, missing or added byte outside the block", () => {
    for (let at = 0; at < before.length; at += 1) {
      const changed = Buffer.from(after);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.ok(!sameOutsideBlock(before, changed, ID), `changed byte ${at}`);
      const missing = Buffer.concat([after.subarray(0, at), after.subarray(at + 1)]);
      assert.ok(!sameOutsideBlock(before, missing, ID), `missing byte ${at}`);
    }
    assert.ok(!sameOutsideBlock(before, Buffer.concat([after, Buffer.from("x")]), ID));
  });
});

describe("the diff of a dry run", () => {
  it("is empty where nothing changes, and unified where something does", () => {
    assert.equal(unifiedDiff("f", "a\n", "a\n"), "");
    assert.match(unifiedDiff("f", "a\n", "a\nb\n"), /^--- f\tnow\n\+\+\+ f\tafterwards\n@@ -1,1 \+1,2 @@\n a\n\+b\n$/m);
  });

  it("masks secrets of the lines around the change, and only them", () => {
    const secrets = "[x]\r\naws_access_key_id = AKIA\r\nAWS_Secret_Access_Key=hush\r\n aws_session_token = hush#2";
    const diff = unifiedDiff("f", secrets, `${secrets}\r\nregion = eu-west-1\r\n`);
    assert.ok(!diff.includes("hush"), diff);
    assert.match(diff, /AKIA/);
    assert.match(diff, /region = eu-west-1/);
  });
});

describe("only UTF-8 text is merged into", () => {
  for (const [name, bytes] of [
    ["Latin-1", Buffer.from([0x23, 0xe9, 0x0a])],
    ["UTF-16 with a mark", Buffer.from("\uFEFF[x]\n", "utf16le")],
    ["UTF-16 without one", Buffer.from("[x]\n", "utf16le")],
    ["a cut sequence", Buffer.from([0x23, 0xe2, 0x82])],
    ["a surrogate", Buffer.from([0xed, 0xa0, 0x80])],
  ] as const) {
    it(`refuses ${name}`, () => {
      const decoded = decodeText(bytes, "config");
      assert.ok(!decoded.ok && decoded.findings[0]?.code === "file-not-utf8");
    });
  }

  it("takes a byte order mark and anything beyond ASCII, and gives the same bytes back", () => {
    const bytes = Buffer.from("\uFEFF# é 🚀\n");
    const decoded = decodeText(bytes, "config");
    assert.ok(decoded.ok && Buffer.from(decoded.text).equals(bytes));
  });
});
