import { sql } from "drizzle-orm";
import type { EvidenceOpening, Opening } from "../ledger/openings.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

type Row = {
  seq: string | number;
  actor: string | null;
  who_salt: string | null;
  subject: string | null;
  by: string | null;
  detail: unknown;
  event_salt: string | null;
  method: string | null;
  target: string;
  headers: EvidenceOpening["headers"];
  body: string;
  received_at: string | Date;
  actor_document: string;
  key_id: string;
  evidence_salt: string;
};

/**
 * What opens the entries of a ledger from one `seq` on (ledger.md, "Evidence", "Names"): of members who they are; of
 * sympathisers never anything; the requests of members' native votes and public replies, once they are two hours old,
 * so that a fresh one cannot be sent again elsewhere.
 */
export async function listBeside(
  db: Database,
  assemblyId: string,
  from: number,
  limit: number,
  now: Date,
): Promise<Opening[]> {
  const before = new Date(now.getTime() - 2 * 3_600_000);
  const rows = rowsOf<Row>(
    await db.execute(sql`
      select e.seq, coalesce(v.actor_id, m.actor_id) as actor,
        encode(coalesce(v.salt, m.salt), 'hex') as who_salt,
        p.subject, p.by, p.detail, encode(p.salt, 'hex') as event_salt,
        x.method, x.target, x.headers, encode(x.body, 'base64') as body, x.received_at, x.actor_document, x.key_id,
        encode(x.salt, 'hex') as evidence_salt
      from ledger_entry e
      left join voter v on v.id = e.about_id and v.membership_id is not null
      left join membership m on m.id = e.about_id and e.kind = 'member'
      left join public_event p on p.id = e.about_id and e.kind = 'deed'
      left join evidence x on x.id = e.evidence_id and v.id is not null and x.received_at < ${before.toISOString()}
        and x.key_id !~ '^(session|token):' and exists (select 1 from ballot_event b
          left join reply r on r.note_id = b.note_id and r.actor_id = v.actor_id and r.is_public
          where b.evidence_id = x.id and (b.via = 'poll' or r.note_id is not null))
      where e.assembly_id = ${assemblyId} and e.seq >= ${from} order by e.seq limit ${limit}`),
  );
  return rows.map(besideOf).filter((row) => Object.keys(row).length > 1);
}

function besideOf(row: Row): Opening {
  const { actor, who_salt, subject, by, event_salt, method } = row;
  return {
    seq: Number(row.seq),
    ...(actor !== null && who_salt !== null ? { who: { actor, salt: who_salt } } : {}),
    ...(subject !== null && by !== null && event_salt !== null
      ? { event: { subject, by, detail: row.detail ?? null, salt: event_salt } }
      : {}),
    ...(method !== null
      ? {
          evidence: {
            ...{ method, target: row.target, headers: row.headers, body: row.body.replaceAll("\n", "") },
            receivedAt: new Date(row.received_at).toISOString(),
            ...{ actorDocument: row.actor_document, keyId: row.key_id, salt: row.evidence_salt },
          },
        }
      : {}),
  };
}
