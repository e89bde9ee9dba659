import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { freePort, until } from "../support/moot.ts";

const root = new URL("../../", import.meta.url).pathname;

test("npm start that is told to end ends the server with it", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-npm-"));
  const origin = `http://localhost:${await freePort()}`;
  const env = { PATH: process.env.PATH ?? "", HOME: folder, ORIGIN: origin, DATA_DIR: folder };
  const npm = spawn("npm", ["start"], { cwd: root, env, stdio: "ignore", detached: true });
  const ended = new Promise((resolve) => npm.once("exit", resolve));
  // whatever becomes of the test, nothing of it goes on
  t.teardown(() => {
    try {
      process.kill(-(npm.pid as number), "SIGKILL");
    } catch {
      // it has ended
    }
    rmSync(folder, { recursive: true, force: true });
  });
  const isUp = () =>
    fetch(`${origin}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  // npm, a new embedded database and its whole schema: a busy machine takes its time over that
  await until("the server to answer", isUp, 120);
  npm.kill("SIGTERM");
  await ended;
  await until("the server to end", async () => !(await isUp()));
  t.equal(await isUp(), false);
});
