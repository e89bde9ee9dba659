import { test } from "tap";
import { checkModules, readModules } from "../../src/web/check-modules.ts";
import { startScene } from "./scene.ts";

test("a browser gets the very modules that the server runs, to be kept for ever, and nothing else", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  await scene.found({ handle: "mill" });
  const { text } = await scene.page("/assemblies/mill/ledger");
  const [, script = "", hash = ""] =
    /src="(\/assets\/check\/([\w-]+)\/web\/check\/page\.ts)"/.exec(text) ?? [];
  const { files } = checkModules();
  for (const path of files.keys()) {
    t.match(path, /^(ledger|domain|web\/check)\/[a-z-]+\.ts$|^vendor\/(@noble|@scure|canonicalize)\//);
    const { status, headers, text: module } = await scene.page(`/assets/check/${hash}/${path}`);
    t.equal(status, 200, path);
    t.equal(headers.get("content-type"), "text/javascript; charset=utf-8");
    t.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
    t.match(headers.get("content-security-policy"), /script-src 'self';.*connect-src 'self'/, "of a worker");
    // comments may show how a package is used
    const code = module.replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, name = ""] of code.matchAll(/(?:^|\s)(?:from|import)\s*["']([^"']+)["']/g)) {
      const target = new URL(name, `http://x/${path}`).pathname.slice(1);
      t.ok(/^\.\.?\//.test(name) && files.has(target), `${path} imports ${name}`);
    }
    t.notMatch(code, /\b(interface|import type|as const)\b/, "no types are left");
  }
  for (const needed of ["ledger/verify.ts", "ledger/replay.ts", "domain/rule.ts", "web/check/worker.ts"])
    t.ok(files.has(needed), needed);
  t.equal((await scene.page(script)).status, 200);
  for (const [base, path] of [
    [hash, "ledger/node-crypto.ts"],
    [hash, "main.ts"],
    [hash, "env.ts"],
    [hash, "..%2f..%2fpackage.json"],
    [hash, "../../package.json"],
    [hash, "ledger/../main.ts"],
    [hash, "vendor/zod/index.js"],
    [hash, "constructor"],
    [hash, ""],
    ["A".repeat(16), "ledger/verify.ts"],
  ] as const)
    t.equal((await scene.page(`/assets/check/${base}/${path}`)).status, 404, path);
});

test("what no browser has is found before it is served", async (t) => {
  t.throws(() => readModules(["ledger/node-crypto.ts"]), /no browser has node:crypto/);
  const [one, other] = [readModules(["ledger/verify.ts"]), readModules(["ledger/hash.ts"])];
  t.not(one.hash, other.hash, "another content has another address");
  t.equal(one.hash, readModules(["ledger/verify.ts"]).hash, "and the same content the same");
});
