/**
 * The GitHub actions that emitted and shipped workflows use, each pinned to the commit of a release: a tag can be moved to
 * other code, a commit can't.
 *
 * Commits read on 2026-11-24 from the tags of each repository (`git for-each-ref refs/tags`), newest release of each major
 * version at that time: `actions/checkout` v7.0.1 (2026-07-17), `actions/setup-node` v7.0.0 (2026-07-13),
 * `actions/upload-artifact` v7.0.0 (2026-02-25), `aws-actions/configure-aws-credentials` v6.2.3 (2026-07-22).
 */
export const ACTIONS = {
  "actions/checkout": { commit: "3d3c42e5aac5ba805825da76410c181273ba90b1", version: "v7.0.1" },
  "actions/setup-node": { commit: "820762786026740c76f36085b0efc47a31fe5020", version: "v7.0.0" },
  "actions/upload-artifact": { commit: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", version: "v7.0.0" },
  "aws-actions/configure-aws-credentials": {
    commit: "e6de054238d6b7531b4efff3b6587d9aade6a06c",
    version: "v6.2.3",
  },
} as const;

/** `owner/action@commit # version`, as it stands behind `uses:`. */
export function pinned(action: keyof typeof ACTIONS): string {
  const { commit, version } = ACTIONS[action];
  return `${action}@${commit} # ${version}`;
}
