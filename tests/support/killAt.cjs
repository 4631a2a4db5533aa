// Loaded with --require: kills the process at its KILL_AT-th change to the file system, half of the data written if that is
// a write. Calls are counted in the callback API (write-file-atomic, proper-lockfile) and in the promise API.
"use strict";
const fs = require("node:fs");

let left = Number(process.env.KILL_AT);

function wrap(api, name) {
  const original = api[name];
  api[name] = function (...args) {
    left -= 1;
    if (left === 0) {
      if (name === "write" && Buffer.isBuffer(args[1])) fs.writeSync(args[0], args[1].subarray(0, args[1].length / 2));
      process.kill(process.pid, "SIGKILL");
      // The signal is on its way; nothing may happen before it arrives.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return original.apply(this, args);
  };
}

for (const name of ["open", "write", "fsync", "close", "chown", "chmod", "rename", "mkdir", "rmdir", "unlink"])
  wrap(fs, name);
for (const name of ["open", "mkdir", "unlink"]) wrap(fs.promises, name);
