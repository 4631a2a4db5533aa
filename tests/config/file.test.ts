import { strict as assert } from "node:assert";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadStackFile, readStackFile } from "../../config/file";
import type { Finding } from "../../policy/finding";
import { inFolder, PROJECT, stackText } from "./folder";

const STACK_FILE = "Pulumi.prod.yaml";

/** The findings of a stack file beside a bare project file. */
function findingsOf(text: string, project = PROJECT): readonly Finding[] {
  return inFolder({ "Pulumi.yaml": project, [STACK_FILE]: text }, (directory) => {
    const result = loadStackFile({ directory, stack: "prod" });
    assert.equal(result.ok, false);
    return result.findings;
  });
}

function places(findings: readonly Finding[]): readonly (readonly [string, string])[] {
  return findings.map(({ code, path }) => [code, path]);
}

/** What the stack file and the project file together say, which must be free of findings. */
function valuesOf(text: string, project: string): Readonly<Record<string, unknown>> {
  return inFolder({ "Pulumi.yaml": project, [STACK_FILE]: text }, (directory) => {
    const { values, findings } = readStackFile({ directory, stack: "prod" });
    assert.deepEqual(findings, []);
    return values;
  });
}

describe("readStackFile puts the project's and the stack's values together as the engine does", () => {
  it("values under value, default or bare; the stack replaces whole keys", () => {
    const project = `${PROJECT}config:
  app: notes
  sst-deployer-roles:sst: { type: string, default: v1 }
  stages: [a, b]
  sst-deployer-roles:access: { value: { roleName: Admin } }
  sst-deployer-roles:trust: { value: { principals: [x], externalId: acme } }
  bootstrap: { type: boolean, description: declared only }
  aws:region: eu-west-1
`;
    const values = valuesOf(
      "config:\n  sst-deployer-roles:trust: { principals: [y] }\n  sst-deployer-roles:sst: v2\n",
      project,
    );
    assert.deepEqual(values, {
      app: "notes",
      sst: "v2",
      stages: ["a", "b"],
      access: { roleName: "Admin" },
      trust: { principals: ["y"] },
    });
  });

  it("keys without a namespace, of old, of providers and of Pulumi", () => {
    const text =
      "config:\n  app: notes\n  sst-deployer-roles:config:sst: v2\n  aws:region: x\n  pulumi:tags: {a: b}\nencryptionsalt: v1:x\n";
    assert.deepEqual(valuesOf(text, PROJECT), { app: "notes", sst: "v2" });
  });

  it("a renamed project: our namespace stays, its own is reported where it holds keys of ours", () => {
    const project = "name: acme\nruntime: nodejs\nconfig: { sst-deployer-roles:app: notes, unrelated: 1 }\n";
    assert.deepEqual(valuesOf("config: { sst-deployer-roles:sst: v2 }\n", project), { app: "notes", sst: "v2" });
    const findings = inFolder(
      { "Pulumi.yaml": project, [STACK_FILE]: "config: { sst: v2 }\n" },
      (directory) => readStackFile({ directory, stack: "prod" }).findings,
    );
    assert.deepEqual(
      findings.map(({ code, nearest }) => [code, nearest]),
      [["unknown-namespace", "sst-deployer-roles:sst"]],
    );
  });

  it("anchors, merge keys, CRLF and a byte order mark", () => {
    const text = "\uFEFFx: &a { type: services }\r\nconfig:\r\n  strategy:\r\n    <<: *a\r\n    services: [sqs]\r\n";
    assert.deepEqual(valuesOf(text, PROJECT), { strategy: { type: "services", services: ["sqs"] } });
  });

  it("whole numbers as the engine reads them: octal after a zero", () => {
    assert.deepEqual(valuesOf("config: { trust: { maxSessionSeconds: 07020 } }\n", PROJECT), {
      trust: { maxSessionSeconds: 0o7020 },
    });
  });

  it("a folder of their own for stack files", () => {
    const files = { "Pulumi.yaml": `${PROJECT}stackConfigDir: stacks\n`, "stacks/Pulumi.prod.yaml": stackText() };
    inFolder(files, (directory) => {
      assert.equal(loadStackFile({ directory, stack: "prod" }).ok, true);
    });
  });

  it("a config file anywhere, which says its stack by its name unless one is given", () => {
    const files = {
      "Pulumi.yaml": PROJECT,
      "elsewhere/Pulumi.staging.yaml": stackText(),
      "elsewhere/other.yaml": stackText(),
    };
    inFolder(files, (directory) => {
      const named = loadStackFile({ directory, configFile: join(directory, "elsewhere/Pulumi.staging.yaml") });
      assert.ok(named.ok);
      assert.equal(named.config.stack, "staging");
      const given = loadStackFile({ directory, stack: "org/qa", configFile: join(directory, "elsewhere/other.yaml") });
      assert.ok(given.ok);
      assert.equal(given.config.stack, "qa");
      const neither = loadStackFile({ directory, configFile: join(directory, "elsewhere/other.yaml") });
      assert.deepEqual(places(neither.findings), [["no-stack", ""]]);
    });
  });
});

describe("readStackFile says what is wrong with a file, and where", () => {
  it("a stack without a file: those that have one, and the nearest", () => {
    inFolder({ "Pulumi.yaml": PROJECT, "Pulumi.dev.yaml": "", "Pulumi.prod.yaml": "" }, (directory) => {
      const { findings } = loadStackFile({ directory, stack: "prd" });
      assert.deepEqual(
        findings.map(({ code, allowed, nearest }) => [code, allowed, nearest]),
        [["no-stack-file", ["dev", "prod"], "prod"]],
      );
    });
  });

  it("a config file that isn't there, or is a folder", () => {
    inFolder({ "Pulumi.yaml": PROJECT, "Pulumi.prod.yaml": "" }, (directory) => {
      const absent = loadStackFile({ directory, configFile: join(directory, "Pulumi.prd.yaml") });
      assert.deepEqual(places(absent.findings), [["no-config-file", ""]]);
      assert.equal(absent.findings[0]?.nearest, join(directory, "Pulumi.prod.yaml"));
      mkdirSync(join(directory, "Pulumi.x.yaml"));
      assert.deepEqual(places(loadStackFile({ directory, stack: "x" }).findings), [["unreadable-file", ""]]);
    });
  });

  it("no project file, and one without a name", () => {
    inFolder({ "Pulumi.prod.yaml": stackText() }, (directory) => {
      assert.deepEqual(places(loadStackFile({ directory, stack: "prod" }).findings), [["no-project-file", ""]]);
    });
    assert.deepEqual(places(findingsOf(stackText(), "runtime: nodejs\n")), [["invalid-project-file", ""]]);
  });

  it("an empty file is an empty config", () => {
    assert.deepEqual(places(findingsOf("")), [["empty-config", ""]]);
    assert.deepEqual(places(findingsOf("config:\n")), [["empty-config", ""]]);
  });

  it("broken YAML, with line and column", () => {
    const [finding] = findingsOf("config:\n  app: [notes\n  sst: v2\n");
    assert.equal(finding?.code, "invalid-yaml");
    assert.match(finding.message, /^Pulumi\.prod\.yaml, line \d+, column \d+: /);
  });

  it("every duplicate key, with line and column", () => {
    const findings = findingsOf("config:\n  app: a\n  app: b\n  sst: v1\n  sst: v2\n");
    assert.deepEqual(
      findings.map(({ code, message, value }) => [code, /line \d+, column \d+/.exec(message)?.[0], value]),
      [
        ["invalid-yaml", "line 3, column 3", "app: b"],
        ["invalid-yaml", "line 5, column 3", "sst: v2"],
      ],
    );
  });

  it("an alias that points nowhere", () => {
    assert.deepEqual(places(findingsOf("config: { app: *nobody }\n")), [["invalid-yaml", ""]]);
    const [finding] = findingsOf("config:\n  app: &app notes\n  sst: *app\n  stages: [*nobody]\n");
    assert.match(finding?.message ?? "", /line 4, column 12/);
  });

  it("a file that is a list, and a config that is a text", () => {
    assert.deepEqual(places(findingsOf("- a\n")), [["wrong-type", ""]]);
    assert.deepEqual(places(findingsOf("config: notes\n")).at(0), ["wrong-type", "config"]);
  });

  it("an object of the project without value", () => {
    const findings = findingsOf(stackText(), `${PROJECT}config: { sst-deployer-roles:access: { roleName: Admin } }\n`);
    assert.deepEqual(places(findings), [["project-value", "access"]]);
  });

  it("a misspelt namespace", () => {
    const [finding] = findingsOf(`${stackText()}  sst-deployer-role:stages: [prod]\n`);
    assert.deepEqual([finding?.code, finding?.nearest], ["unknown-namespace", "sst-deployer-roles:stages"]);
  });

  it("an unquoted id, as it is written", () => {
    for (const written of ["012345670123", "098765432109", "222222222222"]) {
      const [finding] = findingsOf(stackText(written));
      assert.deepEqual(
        [finding?.code, finding?.path, finding?.value, finding?.nearest],
        ["account-id-number", "accounts[0].accountId", written, written],
      );
    }
  });

  it("an id that the engine has rewritten as the octal number it took it for", () => {
    const [finding] = findingsOf(stackText("1402433619"));
    assert.deepEqual([finding?.value, finding?.nearest], ["1402433619", "012345670123"]);
  });

  it("an unquoted id in the project's file, as it is written", () => {
    const project = `${PROJECT}config:
  sst-deployer-roles:trust: { value: { permissionSets: [{ account: 012345670123, name: Dev }] } }
`;
    const finding = findingsOf("config: { app: notes }\n", project).find(({ code }) => code === "account-id-number");
    assert.deepEqual([finding?.path, finding?.value], ["trust.permissionSets[0].account", "012345670123"]);
  });

  it("encrypted values, once each", () => {
    const text = stackText().replace("principals:", "externalId: { secure: v1:abc }\n    principals:");
    assert.deepEqual(places(findingsOf(`${text}  sst-deployer-roles:stages: { secure: v1:def }\n`)), [
      ["secret-value", "trust.externalId"],
      ["secret-value", "stages"],
    ]);
  });

  it("environments, as a warning beside a config that is whole", () => {
    inFolder({ "Pulumi.yaml": PROJECT, [STACK_FILE]: `environment: [aws/prod]\n${stackText()}` }, (directory) => {
      const result = loadStackFile({ directory, stack: "prod" });
      assert.equal(result.ok, true);
      assert.deepEqual(places(result.findings), [["environment-not-read", "environment"]]);
    });
  });

  it("mistakes of the file and of its values in one go", () => {
    const text = `${stackText("222222222222").replace("eu-west-1", "eu-wst-1")}  sst-deployer-role:stages: [prod]\n`;
    assert.deepEqual(
      places(findingsOf(text)).map(([code]) => code),
      ["unknown-namespace", "account-id-number", "unknown-region"],
    );
  });
});
