import { sql } from "drizzle-orm";
import type { Opening } from "../ledger/openings.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

type Row = { seq: string | number; matter: object | null; settings: object | null };

/** What an entry says, for those that name a row by it. */
const leaf = sql`(e.head || e.seq || e.tail)::jsonb`;

/**
 * The texts of versions and the settings of constitutions that entries name by their hashes, from one `seq` on; of one
 * out of which a name was taken nothing.
 */
export async function listTexts(
  db: Database,
  assemblyId: string,
  from: number,
  width: number,
): Promise<Opening[]> {
  const rows = rowsOf<Row>(
    await db.execute(sql`
      select e.seq, c.settings, case when t.version is not null then jsonb_build_object(
        'title', t.title, 'text', t.text, 'fields', t.fields, 'language', t.language) end as matter
      from ledger_entry e
      left join version t on e.kind = 'version' and t.proposal_id = (${leaf} ->> 'proposal')::uuid
        and t.version = (${leaf} ->> 'version')::integer and not t.is_erased
      left join constitution c on e.kind = 'constitution' and c.assembly_id = e.assembly_id
        and c.version = (${leaf} ->> 'version')::integer and not c.is_erased
      where e.assembly_id = ${assemblyId} and e.seq >= ${from} and e.seq < ${from + width}
        and e.kind in ('version', 'constitution')
      order by e.seq`),
  );
  return rows.map(({ seq, matter, settings }) => ({
    ...{ seq: Number(seq), ...(matter ? { matter } : {}), ...(settings ? { settings } : {}) },
  }));
}
