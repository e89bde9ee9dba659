import { readEntry } from "../../src/ledger/entry.ts";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import type { Recounted } from "../../src/ledger/recount.ts";
import { beginReplay, type Replay, replay } from "../../src/ledger/replay.ts";
import type { Database } from "../../src/store/database.ts";
import { listLeaves } from "../../src/store/ledger.ts";
import { assemblies } from "../../src/store/schema/index.ts";

/** Reads every ledger of a server from its first entry on; throws where a leaf, a number or a result is wrong. */
export async function recountAll(db: Database): Promise<{ states: Replay[]; results: Recounted[] }> {
  const [states, results]: [Replay[], Recounted[]] = [[], []];
  for (const { id } of await db.select({ id: assemblies.id }).from(assemblies)) {
    const state = beginReplay();
    states.push(state);
    for (;;) {
      const leaves = await listLeaves(db, id, state.next, 1000);
      for (const { leaf, hash } of leaves) {
        const bytes = Buffer.from(leaf);
        if (!hash.equals(leafHash(sha256, bytes))) throw new Error(`another hash than that of ${leaf}`);
        const found = replay(sha256, state, readEntry(bytes));
        if (found && "wrong" in found) throw new Error(`${found.wrong} at ${leaf}`);
        if (found) results.push(found);
      }
      if (leaves.length === 0) break;
    }
  }
  return { states, results };
}
