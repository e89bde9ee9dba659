import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { saveActor } from "../src/store/actors.ts";
import { loadAssembly } from "../src/store/assemblies.ts";
import { saveFollower } from "../src/store/members.ts";
import type { TestDatabase } from "../test/support/database.ts";
import { startMoot, until } from "../test/support/moot.ts";

/** How many inboxes a second are brought a question, from its opening until the last has answered. */
export async function measureDeliveries(databaseUrl: string, inboxes: number): Promise<number> {
  const database: TestDatabase = { place: { url: databaseUrl }, drop: async () => {} };
  const moot = await startMoot({ database, env: { LOG_LEVEL: "warn" } });
  const worker = new Worker(new URL("./receiver.ts", import.meta.url));
  const [port] = (await once(worker, "message")) as [number];
  await moot.api("/assemblies", { handle: "fan", name: "Fan-out", rule: "majority", joining: "open" });
  const assembly = await loadAssembly(moot.ctx.db, "fan");
  if (!assembly) throw new Error("no assembly");
  const now = new Date();
  await moot.ctx.db.transaction(async (tx) => {
    for (let i = 0; i < inboxes; i++) {
      const id = `http://127.0.0.1:${port}/users/follower${i}`;
      const about = {
        kind: "Person",
        username: "follower",
        name: "",
        inbox: `${id}/inbox`,
        documentHash: "bench",
      };
      await saveActor(tx, { id, ...about, keys: [], fetchedAt: now }, Buffer.from("{}"));
      await saveFollower(tx, {
        assemblyId: assembly.id,
        actorId: id,
        activityId: `${id}#f`,
        followedAt: now,
      });
    }
  });
  const start = performance.now();
  await moot.api("/assemblies/fan/proposals", { title: "Stay", text: "Here.", open: true });
  await until("everything to arrive", async () => {
    worker.postMessage("count");
    const [count] = (await once(worker, "message")) as [number];
    return count >= inboxes;
  });
  const took = performance.now() - start;
  await worker.terminate();
  await moot.stop();
  return (inboxes * 1000) / took;
}
