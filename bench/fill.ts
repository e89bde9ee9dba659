import postgres from "postgres";
import type { Ballot } from "../src/ledger/entry.ts";
import { writeEntry } from "../src/ledger/write.ts";

/**
 * Fills a question with ballots that nobody cast, half by members on its roll and half from outside: the rows that
 * `castBallot` would have written, with their entries in the ledger, by SQL alone. The rolls of later questions are
 * right; the `open` entry of this one names a roll before they came, so the ledger is for measuring and not for verifying.
 */
export async function fillQuestion(url: string, questionId: string, count: number): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const members = Math.ceil(count / 2);
  const at = new Date().toISOString();
  const tag = "0".repeat(64);
  const ballot: Ballot = {
    ...{ kind: "ballot", at, question: questionId, voter: tag, roll: true, evidence: null },
    ...{ receivedAt: at, choices: ["agree"], reasoned: false, via: "poll" },
  };
  const { head, tail } = writeEntry(ballot);
  const [question] = await sql`select assembly_id, opens_at from question where id = ${questionId}`;
  if (!question) throw new Error("no question");
  const { assembly_id: assembly, opens_at: opensAt } = question;
  const tables = ["ballot_event", "ledger_entry"];
  for (const table of tables) await sql.unsafe(`alter table ${table} disable trigger user`);
  await sql`insert into membership (id, assembly_id, actor_id, state, admitted_by, joined_at, affirmed_at, affirmed_version)
    select gen_random_uuid(), ${assembly}::uuid, 'https://filled.example/users/' || n, 'member', 'operator', ${at}::timestamptz, ${at}::timestamptz, 1
    from generate_series(1, ${members}::int) n`;
  await sql`insert into roll (question_id, membership_id, actor_id)
    select ${questionId}::uuid, id, actor_id from membership where actor_id like 'https://filled.example/%'`;
  await sql`update question set roll_size = roll_size + ${members}::int where id = ${questionId}`;
  await sql`insert into voter (id, question_id, actor_id, membership_id, salt)
    select gen_random_uuid(), ${questionId}::uuid, actor_id, membership_id, decode(md5(actor_id), 'hex') from roll
      where question_id = ${questionId} and actor_id like 'https://filled.example/%'
    union all
    select gen_random_uuid(), ${questionId}::uuid, 'https://far.example/users/' || n, null, decode(md5(n::text), 'hex')
      from generate_series(1, ${count - members}::int) n`;
  await sql`create temporary table filled as select id, membership_id is not null as on_roll, row_number() over (order by id) as n,
    encode(sha256(salt || convert_to(actor_id, 'UTF8')), 'hex') as tag from voter
    where question_id = ${questionId} and (actor_id like 'https://filled.example/%' or actor_id like 'https://far.example/%')`;
  const counter = (name: string) =>
    sql`(select last from counter where assembly_id = ${assembly} and name = ${name})`;
  await sql`insert into ballot_event (assembly_id, seq, question_id, kind, voter_id, on_roll, position, via, received_at)
    select ${assembly}::uuid, ${counter("seq")} + n, ${questionId}::uuid, 'ballot', id, on_roll,
      (array['agree', 'abstain', 'disagree'])[1 + n % 3], 'poll',
      ${opensAt}::timestamptz + make_interval(secs => 3600.0 * n / ${count}::int) from filled`;
  await sql`insert into ledger_entry (id, assembly_id, kind, question_id, head, tail, about_id, seq, hash)
    select gen_random_uuid(), ${assembly}::uuid, 'ballot', ${questionId}::uuid, ${head}::text, t, id, s,
      sha256('\\x00'::bytea || convert_to(${head}::text || s || t, 'UTF8'))
    from (select id, ${counter("ledger")} + n - 1 as s, replace(${tail}::text, ${tag}::text, tag) as t from filled) f`;
  await sql`update counter set last = last + ${count}::int where assembly_id = ${assembly} and name in ('seq', 'ledger')`;
  await sql`update question set revision = revision + ${count}::int where id = ${questionId}`;
  for (const table of tables) await sql.unsafe(`alter table ${table} enable trigger user`);
  // as the database itself does before long
  await sql.unsafe("vacuum analyze");
  await sql.end();
}
