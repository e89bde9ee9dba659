import postgres from "postgres";
import { v7 } from "uuid";
import { startServer } from "../test/support/process.ts";
import { percentile } from "./baseline.ts";

/**
 * Fills a proposal's discussion, on the one question that it has, with replies that nobody sent: the rows that
 * `hearWords` and `hearTalk` would have kept, by SQL alone. Half stand in one thread, up to twelve deep; the others in
 * threads of ten. One in twenty speaks of a passage of the text. They are of 500 people on ten servers.
 */
export async function fillTalk(url: string, proposalId: string, count: number): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const [{ assembly_id, question_id, length }] = (await sql`
    select q.assembly_id, q.id as question_id, length(v.text) as length from question q
    join version v on v.proposal_id = q.proposal_id and v.version = q.version
    where q.proposal_id = ${proposalId}`) as unknown as [Record<string, string>];
  const people = Array.from({ length: 500 }, (_, n) => `https://s${n % 10}.filled.example/users/${n}`);
  const actors = people.map((id, n) => ({
    ...{ id, kind: "Person", username: `person${n}`, name: `Person ${n}`, inbox: `${id}/inbox` },
    ...{ keys: [], document_hash: "bench", fetched_at: new Date() },
  }));
  await sql`insert into remote_actor select * from jsonb_populate_recordset(null::remote_actor, ${sql.json(actors)})`;
  const rows: Record<string, unknown>[] = [];
  const begin = Date.now() - count * 1000;
  let large: (typeof rows)[number][] = [];
  let small: typeof rows = [];
  for (let n = 0; n < count; n++) {
    const actor = people[(n * 7919) % people.length] as string;
    const thread = n % 2 ? large : small;
    const isHead = thread.length === 0;
    const parent = isHead
      ? null
      : thread[Math.floor(thread.length / 2) + (n % 5 ? 0 : -Math.floor(thread.length / 3))];
    const [id, place] = [v7(), (parent?.place as string[] | undefined)?.slice(0, 11) ?? []];
    const from = n % 20 || !isHead ? null : (n * 37) % Math.max(1, Number(length) - 10);
    const row = {
      ...{
        id,
        note_id: `${actor}/notes/${n}`,
        assembly_id,
        actor_id: actor,
        proposal_id: proposalId,
        question_id,
      },
      ...{
        in_reply_to: parent?.note_id ?? null,
        root_id: isHead ? null : thread[0]?.id,
        place: isHead ? [] : [...place, id],
      },
      ...{ is_public: true, command: "none", completes: false, language: "en" },
      html: `<p>Contribution ${n}: ${"we should think about the bread. ".repeat(1 + (n % 6))}</p>`,
      received_at: new Date(begin + n * 1000),
      ...(from === null ? {} : { about_version: 1, about_from: from, about_to: from + 9 }),
    };
    rows.push(row);
    thread.push(row);
    if (thread === small && small.length === 10) small = [];
  }
  large = [];
  for (let at = 0; at < rows.length; at += 1000)
    await sql`insert into reply select * from jsonb_populate_recordset(null::reply, ${sql.json(rows.slice(at, at + 1000) as never)})`;
  // as the database itself does before long
  await sql.unsafe("vacuum analyze");
  await sql.end();
}

/** What the pages of a discussion take, in milliseconds. */
export type TalkTimes = Readonly<
  Record<"proposal" | "newest" | "weightiest" | "thread" | "collection", number>
>;

/** The pages of a discussion with nothing in it, and with so many replies: each the median of eleven times. */
export async function measureTalk(
  databaseUrl: string,
  count: number,
): Promise<{ empty: TalkTimes; full: TalkTimes }> {
  const server = await startServer({
    ...{
      DATABASE_URL: databaseUrl,
      SECRET_KEY: "a secret of the benchmark, not of any server",
      DATA_DIR: "/tmp",
    },
  });
  try {
    await server.api("/assemblies", { handle: "coop", name: "Co-op", rule: "majority", joining: "open" });
    const text = "We bake on Sundays, and give away what is left.\n\n".repeat(40);
    const { body } = await server.api("/assemblies/coop/proposals", { title: "Bake", text, open: true });
    const time = async (path: string, accept = "text/html"): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 11; n++) {
        const before = performance.now();
        const answer = await fetch(server.origin + path, { headers: { accept } });
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
        await answer.text();
        times.push(performance.now() - before);
      }
      return percentile(times, 0.5);
    };
    const page = `/proposals/${body.id}`;
    const all = async (thread: string): Promise<TalkTimes> => ({
      proposal: await time(page),
      newest: await time(`${page}/talk`),
      weightiest: await time(`${page}/talk?sort=weight`),
      thread: await time(thread),
      collection: await time(`${new URL(body.question).pathname}/thread`, "application/activity+json"),
    });
    const empty = await all(`${page}/talk`);
    await fillTalk(databaseUrl, body.id, count);
    const weightiest = await (await fetch(`${server.origin}${page}/talk?sort=weight`)).text();
    const [thread = ""] = /\/proposals\/[^"/]+\/talk\/[0-9a-f-]{36}/.exec(weightiest) ?? [];
    return { empty, full: await all(thread) };
  } finally {
    await server.stop();
  }
}
