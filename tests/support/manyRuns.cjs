// Loaded by `npm run fuzz`: as many generated files as it takes, where `npm test` is content with a share.
"use strict";
process.env.FUZZ_RUNS ??= "20000";
