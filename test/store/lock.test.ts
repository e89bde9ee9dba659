import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
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

test("of many that come at once to a stale lock, one gets it", async (t) => {
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => holdLock(folder)));
  const held = results.filter((result) => result.status === "fulfilled");
  t.equal(held.length, 1);
  await held[0]?.value.release();
  rmSync(folder, { recursive: true });
});
