import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findTerraformProvider, mirrorFolders } from "../../sandbox/parts/terraformProvider";

describe("A Terraform AWS provider is looked for where Terraform looks, and in the folder that we name", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "mirror-"))));
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const place = (mirror: string, version: string, platform = "linux_amd64", mode = 0o755): string => {
    const file = join(
      mirror,
      "registry.terraform.io",
      "hashicorp",
      "aws",
      version,
      platform,
      `terraform-provider-aws_v${version}_x5`,
    );
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "", { mode });
    return file;
  };
  const find = (...folders: readonly string[]) => findTerraformProvider(folders, "linux", "x64");

  it("prefers the version that was tried, wherever it lies", () => {
    place(join(root, "a"), "6.2.0");
    const tried = place(join(root, "b"), "5.100.0");
    assert.deepEqual(find(join(root, "a"), join(root, "b")), { version: "5.100.0", binary: tried });
  });

  it("takes the newest in the range where the tried one isn't there, by number and not by letter", () => {
    place(root, "6.9.0");
    const newest = place(root, "6.10.0");
    place(root, "7.0.0");
    assert.equal(find(root)?.binary, newest);
  });

  it("takes none that is too old, for another platform, or not executable", () => {
    place(root, "4.67.0");
    place(root, "5.100.0", "darwin_arm64");
    place(root, "6.0.0", "linux_amd64", 0o644);
    assert.equal(find(root, join(root, "missing")), undefined);
  });

  it("reads filesystem_mirror and plugin_cache_dir of the Terraform CLI config, comments aside", () => {
    const config = join(root, "terraformrc");
    writeFileSync(
      config,
      `# plugin_cache_dir = "/commented"\nplugin_cache_dir = "$HOME/cache"\nprovider_installation {\n  filesystem_mirror {\n    path    = "~/mirror"\n    include = ["*/*"]\n  }\n  direct {}\n}\n`,
    );
    const folders = mirrorFolders({ HOME: "/home/me", TF_CLI_CONFIG_FILE: config }, join(root, "none"));
    assert.ok(folders.includes("/home/me/cache"));
    assert.ok(folders.includes("/home/me/mirror"));
    assert.ok(!folders.includes("/commented"));
  });

  it("looks into our own variable's folder first, then Terraform's cache, then the rest", () => {
    mkdirSync(join(root, "addon"));
    const folders = mirrorFolders(
      { HOME: "/home/me", SST_DEPLOYER_ROLES_TERRAFORM_MIRROR: "/mine", TF_PLUGIN_CACHE_DIR: "/tf-cache" },
      root,
    );
    assert.deepEqual(folders.slice(0, 2), ["/mine", "/tf-cache"]);
    assert.ok(folders.includes("/home/me/.terraform.d/plugins"));
    assert.equal(folders.at(-1), join(root, "addon"));
  });
});
