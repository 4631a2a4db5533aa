import assert from "node:assert/strict";
import { join } from "node:path";
import { sandboxEnvironment } from "../../sandbox/environment";

const parts = {
  folder: join("/", "checkout", ".sandbox", "sessions", "1"),
  temporary: join("/", "tmp", "sst-deployer-roles-1"),
  endpoint: "http://127.0.0.1:4000",
  pulumiHome: join("/", "cache", "pulumi-home"),
  folders: [join("/", "parts", "bin")],
};

describe("The sandbox's environment is a white list", () => {
  it("keeps the user's profile, keys, endpoints, proxies, login and passphrase outside", () => {
    const outside = {
      AWS_PROFILE: "production",
      AWS_ACCESS_KEY_ID: "AKIAREAL",
      AWS_SECRET_ACCESS_KEY: "real",
      AWS_SESSION_TOKEN: "real",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      AWS_ENDPOINT_URL_IAM: "https://iam.amazonaws.com",
      AWS_CONFIG_FILE: "/home/me/.aws/config",
      AWS_CA_BUNDLE: "/home/me/ca.pem",
      PULUMI_ACCESS_TOKEN: "pul-real",
      PULUMI_BACKEND_URL: "https://api.pulumi.com",
      PULUMI_CONFIG_PASSPHRASE: "real",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/home/me/passphrase",
      PULUMI_STACK: "prod",
      HTTPS_PROXY: "http://proxy:3128",
      NODE_OPTIONS: "--require /home/me/x.js",
      HOME: "/home/me",
    };
    const environment = sandboxEnvironment({ ...outside, PATH: "/usr/bin" }, parts);
    for (const [name, value] of Object.entries(outside)) {
      assert.notEqual(environment[name], value, `${name} must not reach the sandbox`);
    }
    assert.equal(environment["AWS_PROFILE"], undefined);
    assert.equal(environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], undefined);
    assert.equal(environment["AWS_ENDPOINT_URL"], "http://127.0.0.1:4000");
    assert.equal(environment["PULUMI_HOME"], parts.pulumiHome);
  });

  it("puts home, state and AWS files into the session's folder", () => {
    const environment = sandboxEnvironment({ PATH: "/usr/bin" }, parts);
    const files = ["HOME", "USERPROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"];
    for (const name of files) assert.ok(environment[name]?.startsWith(parts.folder), name);
    assert.ok(environment["PULUMI_BACKEND_URL"]?.startsWith(`file://${parts.folder}`));
  });

  it("puts temporary files, plugins' sockets among them, into the session's own folder for them", () => {
    const environment = sandboxEnvironment({ PATH: "/usr/bin", TMPDIR: "/tmp" }, parts);
    for (const name of ["TMPDIR", "TEMP", "TMP"]) assert.equal(environment[name], parts.temporary, name);
  });

  it("passes on what terminals and locales need, NO_COLOR among it", () => {
    const environment = sandboxEnvironment({ PATH: "/usr/bin", NO_COLOR: "1", TERM: "xterm", LANG: "C.UTF-8" }, parts);
    assert.equal(environment["NO_COLOR"], "1");
    assert.equal(environment["TERM"], "xterm");
    assert.equal(environment["LANG"], "C.UTF-8");
  });

  it("looks into the parts' folders first, and leaves npm's wrapper of the engine out", () => {
    const wrapper = join("/", "checkout", "node_modules", ".bin");
    const environment = sandboxEnvironment({ PATH: [wrapper, "/usr/bin"].join(":") }, parts);
    assert.equal(environment["PATH"], [...parts.folders, "/usr/bin"].join(":"));
  });
});
