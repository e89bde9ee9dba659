import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { holdLock } from "../../src/store/lock.ts";

const folder = mkdtempSync(join(tmpdir(), "folkmoot-lock-"));
const module = new URL("../../src/store/lock.ts", import.meta.url).pathname;

test("a data folder is held by one process, and another is told so", async (t) => {
  const lock = await holdLock(folder);
  await t.rejects(holdLock(folder), /Another Folkmoot process is using the data folder/);
  await lock.release();
  const again = await holdLock(folder);
  await again.release();
});

test("a process that was killed locks nobody out", async (t) => {
  const script = `import { holdLock } from ${JSON.stringify(module)}; await holdLock(${JSON.stringify(folder)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  await t.rejects(holdLock(folder), /Another Folkmoot process/);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  const lock = await holdLock(folder);
  await lock.release();
});

test("a folder whose path is longer than a socket's may be is held like any other", async (t) => {
  const long = join(folder, "x".repeat(100), "y".repeat(100));
  mkdirSync(long, { recursive: true });
  const lock = await holdLock(long);
  await t.rejects(holdLock(long), /Another Folkmoot process/);
  const near = join(folder, "near");
  symlinkSync(long, near);
  await t.rejects(holdLock(near), /Another Folkmoot process/, "by whatever path one comes");
  await lock.release();
  t.same(readdirSync(long), [], "and nothing stays behind");
  await (await holdLock(near)).release();
});

test("of many that come at once to a stale lock, one gets it", async (t) => {
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => holdLock(folder)));
  const held = results.filter((result) => result.status === "fulfilled");
  t.equal(held.length, 1);
  await held[0]?.value.release();
  rmSync(folder, { recursive: true });
});
