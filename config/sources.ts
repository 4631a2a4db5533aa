/**
 * Numbers as they stand in the file, by the path that a finding shows: `accounts[0].accountId` → `012345670123`. YAML drops
 * leading zeros or reads them as octal, and a finding should show what the user wrote. Empty where there is no file.
 */
export type Sources = ReadonlyMap<string, string>;

/** For values that come from no file. */
export const NO_SOURCES: Sources = new Map();
