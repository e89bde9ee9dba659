import { test } from "tap";
import { readEnv } from "../../src/env.ts";
import { makeLog } from "../../src/log.ts";
import { start } from "../../src/start.ts";
import { makeTestDatabase, onPostgres } from "../support/database.ts";

const onlyThere = { skip: onPostgres ? false : "the embedded database serves one process" };

test("web processes and workers that start together on an empty database all start", onlyThere, async (t) => {
  for (let round = 0; round < 3; round++) {
    const { place, drop } = await makeTestDatabase();
    const roles = ["web", "worker", "web,worker", "worker"];
    const all = await Promise.allSettled(
      roles.map((role) => {
        const env = readEnv({
          ROLES: role,
          DATABASE_URL: (place as { url: string }).url,
          SECRET_KEY: "x".repeat(40),
        });
        if ("problems" in env) throw new Error(env.problems.join());
        return start(env, makeLog("silent"), { place });
      }),
    );
    for (const [index, started] of all.entries()) {
      t.equal(
        started.status,
        "fulfilled",
        `${roles[index]}: ${"reason" in started ? started.reason : "started"}`,
      );
      if (started.status !== "fulfilled") continue;
      await started.value.queue.stop();
      await started.value.close();
    }
    await drop();
  }
});
