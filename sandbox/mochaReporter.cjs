"use strict";

/**
 * Mocha's own `spec` reporter, and beside it the counts in a file, by which `npm test` adds several runs up.
 *
 * Reporter option `counts`: the file to write, `{ "passed": n, "failed": n, "pending": n }`.
 */

const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = options.reporterOptions?.counts ?? options.reporterOption?.counts;
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = runner.stats;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, pending }));
    });
  }
};
