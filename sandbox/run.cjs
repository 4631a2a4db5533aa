"use strict";

/**
 * What `npm start`, `npm test` and `npm run sandbox` start. Plain Node without dependencies, since it is what installs
 * them: checks the version of Node, brings `node_modules` in line with `package-lock.json`, then hands over to `main.ts`
 * through sucrase (which strips types without checking them; `npm run types` checks).
 */

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const checkout = path.dirname(__dirname);

/** True where the running Node is one that package.json's `engines` allows: >=20.19 <25. */
function nodeIsSupported(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major < 25 && (major > 20 || (major === 20 && minor >= 19));
}

/**
 * Why `node_modules` has to be installed, or undefined where every package of `package-lock.json` is there in its version.
 * npm writes what it installed to `node_modules/.package-lock.json`; packages for other platforms are not in it.
 */
function whyInstall(directory) {
  const lock = JSON.parse(fs.readFileSync(path.join(directory, "package-lock.json"), "utf8"));
  let installed;
  try {
    installed = JSON.parse(fs.readFileSync(path.join(directory, "node_modules", ".package-lock.json"), "utf8"));
  } catch {
    return "node_modules is missing";
  }
  for (const [name, wanted] of Object.entries(lock.packages)) {
    if (name === "" || wanted.link) continue;
    const found = installed.packages[name];
    if (found === undefined && wanted.optional) continue;
    if (found === undefined || !fs.existsSync(path.join(directory, name))) return `${name} is missing`;
    if (found.version !== wanted.version)
      return `${name} is ${found.version}, package-lock.json says ${wanted.version}`;
  }
  return undefined;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Takes the install lock, waiting for another run that holds it; returns how to give it back. */
async function lockInstall() {
  const folder = path.join(checkout, ".sandbox");
  const file = path.join(folder, "install.lock");
  fs.mkdirSync(folder, { recursive: true });
  for (let said = false; ;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    let holder = Number.NaN;
    try {
      holder = Number(fs.readFileSync(file, "utf8"));
      const age = Date.now() - fs.statSync(file).mtimeMs;
      if (holder > 0 ? !isRunning(holder) : age > 5000) fs.rmSync(file, { force: true });
    } catch {
      continue; // It went away between the two calls.
    }
    if (!said) process.stderr.write(`Another run (process ${holder}) is installing node_modules; waiting for it.\n`);
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** `npm ci`, with the time it takes; 0 or the exit code. */
async function npmCi(why) {
  process.stderr.write(`Installing node_modules with npm ci (${why})…\n`);
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
  // npm hands its own path to the scripts it runs; without it (`node sandbox/run.cjs`) npm is looked up on PATH.
  const npm = process.env.npm_execpath;
  const viaNode = npm !== undefined && /\.c?js$/.test(npm);
  const child = viaNode
    ? spawn(process.execPath, [npm, ...args], { cwd: checkout, stdio: ["ignore", "pipe", "pipe"] })
    : spawn("npm", args, { cwd: checkout, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const tick = setInterval(() => process.stderr.write(`  still installing, ${elapsed()}\n`), 10_000);
  let interrupted;
  const stop = (signal) => {
    interrupted = signal;
    child.kill(signal);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const code = await new Promise((resolve) => {
    child.on("error", (error) => resolve(((output += `${error.message}\n`), 1)));
    child.on("close", (status) => resolve(status ?? 1));
  });
  clearInterval(tick);
  process.off("SIGINT", stop).off("SIGTERM", stop);
  if (interrupted !== undefined) {
    process.stderr.write("Interrupted while installing; run it again to go on.\n");
    return interrupted === "SIGINT" ? 130 : 143;
  }
  if (code !== 0) {
    process.stderr.write(`${output}\nnpm ci failed after ${elapsed()}. `);
    process.stderr.write(
      /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|network/i.test(output)
        ? "The npm registry can't be reached: check the network, the proxy (`npm config get proxy`) and the registry (`npm config get registry`), then run it again.\n"
        : "Mend what npm says above, then run it again.\n",
    );
    return 1;
  }
  process.stderr.write(`Installed node_modules in ${elapsed()}.\n`);
  return 0;
}

async function main() {
  if (!nodeIsSupported(process.version)) {
    process.stderr.write(
      `Node ${process.version} can't run this: it needs >=20.19 <25. Install such a Node (https://nodejs.org/en/download), then run it again.\n`,
    );
    return 1;
  }
  if (whyInstall(checkout) !== undefined) {
    const unlock = await lockInstall();
    try {
      const why = whyInstall(checkout); // Another run may have installed it meanwhile.
      const code = why === undefined ? 0 : await npmCi(why);
      if (code !== 0) return code;
    } finally {
      unlock();
    }
  }
  process.chdir(checkout);
  require("sucrase/register");
  return require("./main.ts").main(process.argv.slice(2), {
    start: () => require("./start.ts").startJob,
    test: () => require("./test.ts").testJob,
    sandbox: () => require("./command.ts").runCommand,
  });
}

if (require.main === module) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      process.stderr.write(`${error.stack ?? error}\n`);
      process.exitCode = 1;
    },
  );
}

module.exports = { nodeIsSupported, whyInstall };
