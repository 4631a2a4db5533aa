import assert from "node:assert/strict";
import { probe } from "../../sandbox/parts/download";
import { Unavailable } from "../../sandbox/parts/part";

const never = new AbortController().signal;
const URL = "https://downloads.example.com/install.sh";

describe("Being offline is noticed before anything is downloaded, and said", () => {
  it("passes where the host answers", async () => {
    await probe(URL, never, () => Promise.resolve(new Response(null, { status: 200 })));
  });

  it("names the host and the reason where it can't be reached", async () => {
    const failed = Object.assign(new TypeError("fetch failed"), { cause: { code: "ENOTFOUND" } });
    await assert.rejects(
      probe(URL, never, () => Promise.reject(failed)),
      new Unavailable("downloads.example.com can't be reached (ENOTFOUND)", { cause: failed }),
    );
  });

  it("names the status where the host refuses", async () => {
    await assert.rejects(
      probe(URL, never, () => Promise.resolve(new Response(null, { status: 403 }))),
      new Unavailable("downloads.example.com answers HTTP 403"),
    );
  });

  it("doesn't take an interruption for being offline", async () => {
    const signal = AbortSignal.abort(new Error("interrupted"));
    await assert.rejects(
      probe(URL, signal, () => Promise.reject(new Error("aborted"))),
      /interrupted/,
    );
  });
});
