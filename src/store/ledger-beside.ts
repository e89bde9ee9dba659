import { type SQL, sql } from "drizzle-orm";
import { addressesOf } from "../domain/addresses.ts";
import type { EvidenceOpening, Opening } from "../ledger/openings.ts";
import { isPublished, type Kept } from "../ledger/publication.ts";
import type { Act } from "../ledger/said.ts";
import type { Database } from "./database.ts";
import { isShown } from "./hidings.ts";
import { rowsOf } from "./rows.ts";

/** When and where what is published is asked for: `origin` is this server's. */
export type Asked = { readonly origin: string; readonly now: Date };

type Evidence = {
  kind: Act["kind"];
  question_id: string;
  actor: string | null;
  via: string | null;
  note: Kept["note"];
  method: string | null;
  target: string;
  headers: EvidenceOpening["headers"];
  body: Uint8Array;
  received_at: string | Date;
  actor_document: string;
  key_id: string;
  evidence_salt: string;
};
type Row = Evidence & {
  seq: string | number;
  who_salt: string | null;
  subject: string | null;
  by: string | null;
  detail: unknown;
  event_salt: string | null;
};

/** What decides whether the request of an entry is published, beside the request: of members alone. */
const facts = sql`e.kind, e.question_id, b.via, case when r.is_public is not true then 'private'
  when r.deleted_at is not null or not ${isShown("r")} then 'gone' else 'shown' end as note,
  x.method, x.target, x.headers, x.body, x.received_at, x.actor_document, x.key_id,
  encode(x.salt, 'hex') as evidence_salt`;
const evidenceOf = (which: SQL): SQL => sql`
  evidence x on x.id = e.evidence_id and v.actor_id is not null ${which}
  left join ballot_event b on b.question_id = e.question_id and b.voter_id = v.id and b.evidence_id = x.id
  left join reply r on r.note_id = b.note_id and r.actor_id = v.actor_id`;

/**
 * What opens the entries of a ledger from one `seq` on (ledger.md, "Evidence", "Names"): of members who they are; of
 * sympathisers never anything; the requests of members' native votes and public replies, as `isPublished` says.
 */
export async function listBeside(
  db: Database,
  assemblyId: string,
  from: number,
  limit: number,
  asked: Asked,
): Promise<Opening[]> {
  const rows = rowsOf<Row>(
    await db.execute(sql`
      select e.seq, coalesce(v.actor_id, m.actor_id) as actor,
        encode(coalesce(v.salt, m.salt), 'hex') as who_salt,
        p.subject, p.by, p.detail, encode(p.salt, 'hex') as event_salt, ${facts}
      from ledger_entry e
      left join voter v on v.id = e.about_id and v.membership_id is not null
      left join membership m on m.id = e.about_id and e.kind = 'member'
      left join public_event p on p.id = e.about_id and e.kind = 'deed'
      left join ${evidenceOf(sql``)}
      where e.assembly_id = ${assemblyId} and e.seq >= ${from} order by e.seq limit ${limit}`),
  );
  return rows.map((row) => besideOf(row, asked)).filter((row) => Object.keys(row).length > 1);
}

/** Whether the request that a row has may be published now. */
function mayBeSeen(row: Evidence, { origin, now }: Asked): boolean {
  const { kind, actor, via, note, body, key_id } = row;
  if (!row.evidence_salt || actor === null) return false;
  const question = addressesOf(origin).question(row.question_id);
  const act = { actor, question, kind, via };
  return isPublished({ receivedAt: new Date(row.received_at), keyId: key_id, body, act, note }, now);
}

// a salt of no bytes is one that was erased
function besideOf(row: Row, asked: Asked): Opening {
  const { actor, who_salt, subject, by, event_salt, method } = row;
  return {
    seq: Number(row.seq),
    ...(actor !== null && who_salt ? { who: { actor, salt: who_salt } } : {}),
    ...(subject !== null && by !== null && event_salt
      ? { event: { subject, by, detail: row.detail ?? null, salt: event_salt } }
      : {}),
    ...(method !== null && mayBeSeen(row, asked)
      ? {
          evidence: {
            ...{ method, target: row.target, headers: row.headers },
            body: Buffer.from(row.body).toString("base64"),
            receivedAt: new Date(row.received_at).toISOString(),
            ...{ actorDocument: row.actor_document, keyId: row.key_id, salt: row.evidence_salt },
          },
        }
      : {}),
  };
}

/**
 * The document of an actor as it was fetched, byte for byte, by its hash: only where some request that is published of
 * a member of this assembly names it. Null for every other.
 */
export async function loadPublicDocument(
  db: Database,
  assemblyId: string,
  hash: string,
  asked: Asked,
): Promise<Buffer | null> {
  const [document] = rowsOf<{ body: Uint8Array }>(
    await db.execute(sql`select body from actor_document where hash = ${hash}`),
  );
  if (!document) return null;
  const rows = rowsOf<Evidence>(
    await db.execute(sql`
      select v.actor_id as actor, ${facts}
      from membership m join voter v on v.membership_id = m.id join ledger_entry e on e.about_id = v.id
      join ${evidenceOf(sql`and x.actor_document = ${hash}`)}
      where m.assembly_id = ${assemblyId} and e.assembly_id = ${assemblyId} and m.actor_id = ${actorIn(document.body)}
      order by e.seq limit 1000`),
  );
  return rows.some((row) => mayBeSeen(row, asked)) ? Buffer.from(document.body) : null;
}

/** Whose document it is, by what it says: it was fetched from that address. */
function actorIn(body: Uint8Array): string {
  const { id } = JSON.parse(Buffer.from(body).toString("utf8")) as { id: string };
  return new URL(id).href;
}
