/** The exact versions that the facts are synthesized from; one folder of its own each, since they pin different CDKs. */
export const PACKAGES = {
  v1: ["@serverless-stack/cli@1.18.4", "@serverless-stack/core@1.18.4", "@serverless-stack/resources@1.18.4"],
  v2: ["sst@2.49.8"],
  cdkOld: ["aws-cdk@2.50.0"],
  cdkNew: ["aws-cdk@2.1148.1"],
} as const;

/** A folder of the throw-away workspace with one set of packages. */
export type PackageFolder = keyof typeof PACKAGES;

/** `name@1.2.3` → name and version; scoped names too. */
export function packageVersion(spec: string): { readonly name: string; readonly version: string } {
  const at = spec.lastIndexOf("@");
  return { name: spec.slice(0, at), version: spec.slice(at + 1) };
}
