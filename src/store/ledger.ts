import { type SQL, sql } from "drizzle-orm";
import type { Entry } from "../ledger/entry.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { rollHash, saltedHash } from "../ledger/tags.ts";
import { canonical, leafOf, writeEntry } from "../ledger/write.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import type { evidence, publicEvents } from "./schema/index.ts";

/** What goes into an assembly's ledger with an act, and the rows that open what is hashed in it. */
export type Entering = {
  readonly id: string;
  readonly assemblyId: string;
  readonly entry: Entry;
  readonly questionId?: string | null;
  readonly aboutId?: string | null;
  readonly evidenceId?: string | null;
};

/** The insertion of an entry, to be run alone or as a part of the statement that writes the act down. */
export function entering({ id, assemblyId, entry, questionId, aboutId, evidenceId }: Entering): SQL {
  const { head, tail } = writeEntry(entry);
  return sql`insert into ledger_entry (id, assembly_id, kind, question_id, head, tail, about_id, evidence_id) values
    (${id}::uuid, ${assemblyId}::uuid, ${entry.kind}, ${questionId ?? null}::uuid, ${head}, ${tail},
    ${aboutId ?? null}::uuid, ${evidenceId ?? null}::uuid)`;
}

/** Writes an entry into an assembly's ledger; it gets its number when the transaction commits (ADR 13). */
export async function enterLedger(db: Database, entry: Entering): Promise<void> {
  await db.execute(entering(entry));
}

/** Leaves of a ledger as they were hashed, from one `seq` on, in order. */
export async function listLeaves(
  db: Database,
  assemblyId: string,
  from: number,
  limit: number,
): Promise<{ seq: number; leaf: string; hash: Buffer }[]> {
  const rows = rowsOf<{ seq: string | number; head: string; tail: string; hash: Uint8Array }>(
    await db.execute(sql`
      select seq, head, tail, hash from ledger_entry where assembly_id = ${assemblyId} and seq >= ${from}
      order by seq limit ${limit}`),
  );
  return rows.map(({ seq, head, tail, hash }) => ({
    ...{ seq: Number(seq), leaf: leafOf({ head, tail }, Number(seq)), hash: Buffer.from(hash) },
  }));
}

/** Membership and opening wait for one another until commit, so that a roll is who is a member by the ledger. */
export async function holdRoll(db: Database, assemblyId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`roll ${assemblyId}`}, 0))`);
}

/** A question's roll as its ledger entry names it: how many, and the hash over their tags. */
export async function rollOf(db: Database, questionId: string): Promise<{ size: number; members: string }> {
  const rows = rowsOf<{ salt: Uint8Array; actor_id: string }>(
    await db.execute(sql`
      select m.salt, r.actor_id from roll r join membership m on m.id = r.membership_id
      where r.question_id = ${questionId}`),
  );
  const tags = rows.map(({ salt, actor_id }) => saltedHash(sha256, salt, actor_id));
  return { size: rows.length, members: rollHash(sha256, tags) };
}

/** The hash by which an entry names the request that an act came with. */
export const evidenceHash = (row: typeof evidence.$inferInsert & { readonly salt: Buffer }): string => {
  const { method, target, headers, body, receivedAt, actorDocument, keyId } = row;
  const content = { method, target, headers, body: body.toString("base64"), actorDocument, keyId };
  return saltedHash(sha256, row.salt, canonical({ ...content, receivedAt: receivedAt.toISOString() }));
};

/** The hash by which an entry names something done in public: who, what about, and with what. */
export const eventHash = (event: typeof publicEvents.$inferInsert & { readonly salt: Buffer }): string => {
  const { subject, by, detail } = event;
  return saltedHash(sha256, event.salt, canonical({ subject, by, detail: detail ?? null }));
};
