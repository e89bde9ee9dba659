import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { foundAssembly } from "../../src/actions/found-assembly.ts";
import { openQuestion } from "../../src/actions/open-question.ts";
import { propose } from "../../src/actions/propose.ts";
import type { CharterDraft } from "../../src/domain/assembly.ts";
import type { Position } from "../../src/domain/ballot.ts";
import type { FieldsDraft } from "../../src/domain/fields.ts";
import { isRefusal } from "../../src/domain/refusal.ts";
import type { Assembly } from "../../src/store/assemblies.ts";
import * as tables from "../../src/store/schema/index.ts";
import { type Moot, startMoot } from "../support/moot.ts";

/** A server whose clock the test sets, with people and answers written straight into its database. */
export type Scene = {
  readonly moot: Moot;
  /** Where it listens on loopback, whatever its origin is. */
  readonly port: number;
  /** Sets the clock. */
  at(time: string): void;
  found(draft: Partial<CharterDraft> & { handle: string }): Promise<Assembly>;
  /** Makes members; a name is what they call themselves, the account is made from its place in the list. */
  admit(assembly: Assembly, names: readonly string[], admittedBy?: string): Promise<string[]>;
  put(assembly: Assembly, matter: Matter): Promise<Put>;
  answer(put: Put, answers: readonly Said[]): Promise<void>;
  /** A page as a browser gets it. */
  page(path: string, headers?: Record<string, string>): Promise<Page>;
  stop(): Promise<void>;
};

export type Matter = {
  readonly title: string;
  readonly text?: string;
  readonly author?: string | null;
  readonly language?: string;
  readonly fields?: FieldsDraft;
  readonly alternativeTo?: string;
  /** Null: it is only talked about. */
  readonly closesAt: string | null;
};
export type Put = {
  readonly proposalId: string;
  readonly questionId: string | null;
  readonly assembly: Assembly;
};

/** One answer; `who` is an account. Without a reason it came by the poll. */
export type Said = {
  readonly who: string;
  readonly position: Position;
  readonly reason?: string;
  readonly language?: string;
  readonly at?: string;
};
export type Page = { readonly status: number; readonly text: string; readonly headers: Headers };

/** Starts a server on loopback with a clock of its own; its jobs do not run. */
export async function startScene(
  now = "2026-03-19T13:10:00Z",
  env: Record<string, string> = {},
): Promise<Scene> {
  let current = new Date(now);
  const moot = await startMoot({ idle: true, isPainted: true, now: () => current, env });
  const { ctx } = moot;
  const port = (moot.app.server.address() as { port: number }).port;
  const local = `http://127.0.0.1:${port}`;
  let people = 0;
  const inChunks = async <Row>(rows: readonly Row[], save: (chunk: Row[]) => Promise<unknown>) => {
    for (let from = 0; from < rows.length; from += 1000) await save(rows.slice(from, from + 1000));
  };
  return {
    moot,
    port,
    at: (time) => {
      current = new Date(time);
    },
    found: async (draft) => {
      const founded = await foundAssembly(ctx, { name: draft.handle, rule: "consensus", ...draft });
      if (isRefusal(founded)) throw new Error(founded.refused);
      return founded;
    },
    admit: async (assembly, names, admittedBy = "operator") => {
      const rows = names.map((name) => {
        const username = `member${++people}`;
        return { id: `https://social.example/users/${username}`, username, name };
      });
      await inChunks(rows, (chunk) =>
        ctx.db.insert(tables.remoteActors).values(
          chunk.map((row) => ({
            ...row,
            kind: "Person",
            inbox: `${row.id}/inbox`,
            keys: [],
            documentHash: "none",
            fetchedAt: current,
          })),
        ),
      );
      await inChunks(rows, (chunk) =>
        ctx.db.insert(tables.memberships).values(
          chunk.map((row) => ({
            id: ctx.newId(),
            assemblyId: assembly.id,
            actorId: row.id,
            state: "member" as const,
            admittedBy,
            joinedAt: current,
          })),
        ),
      );
      return rows.map(({ id }) => id);
    },
    put: async (assembly, { title, text = "We do it.", author = null, language, closesAt, ...beside }) => {
      const made = await ctx.db.transaction(async (tx) => {
        const draft = { title, text, author, open: false, ...(language ? { language } : {}), ...beside };
        const proposed = await propose(ctx, tx, assembly, draft);
        if (isRefusal(proposed)) throw new Error(proposed.refused);
        if (!closesAt) return proposed;
        const questionId = await openQuestion(ctx, tx, proposed.proposalId, {
          ...{ by: "operator", closesAt: new Date(closesAt) },
        });
        if (isRefusal(questionId)) throw new Error(questionId.refused);
        return { ...proposed, questionId };
      });
      return { ...made, assembly };
    },
    answer: async ({ questionId, proposalId, assembly }, answers) => {
      if (!questionId) throw new Error("there is no question");
      const roll = await ctx.db.select().from(tables.rolls).where(sql`question_id = ${questionId}`);
      const seats = new Map(roll.map((row) => [row.actorId, row.membershipId]));
      const known = await ctx.db.select().from(tables.voters).where(sql`question_id = ${questionId}`);
      const voters = new Map(known.map((row) => [row.actorId, row.id]));
      const [counter] = await ctx.db
        .select()
        .from(tables.counters)
        .where(sql`assembly_id = ${assembly.id} and name = 'seq'`);
      let seq = counter?.last ?? 0;
      const rows = answers.map((answer) => {
        const id = voters.get(answer.who) ?? ctx.newId();
        const isNew = !voters.has(answer.who);
        voters.set(answer.who, id);
        const noteId = answer.reason === undefined ? null : `${answer.who}/statuses/${ctx.newId()}`;
        const at = answer.at ? new Date(answer.at) : current;
        return { ...answer, id, isNew, noteId, receivedAt: at, seq: ++seq };
      });
      const fresh = rows.filter((row) => row.isNew);
      await inChunks(fresh, (chunk) =>
        ctx.db.insert(tables.voters).values(
          chunk.map(({ id, who }) => ({
            ...{ id, questionId, actorId: who, salt: randomBytes(16) },
            membershipId: seats.get(who) ?? null,
          })),
        ),
      );
      const worded = rows.filter((row) => row.noteId);
      await inChunks(worded, (chunk) =>
        ctx.db.insert(tables.replies).values(
          chunk.map((row) => ({
            ...{
              noteId: row.noteId as string,
              assemblyId: assembly.id,
              actorId: row.who,
              proposalId,
              questionId,
            },
            ...{ isPublic: true, command: "vote", html: "", reason: row.reason, recordedReason: row.reason },
            ...{ language: row.language ?? null, receivedAt: row.receivedAt },
          })),
        ),
      );
      await inChunks(rows, (chunk) =>
        ctx.db.insert(tables.ballotEvents).values(
          chunk.map((row) => ({
            ...{
              assemblyId: assembly.id,
              seq: row.seq,
              questionId,
              kind: "ballot" as const,
              voterId: row.id,
              onRoll: seats.has(row.who),
            },
            ...{
              position: row.position,
              reasoned: !!row.reason,
              via: row.noteId ? ("words" as const) : ("poll" as const),
            },
            ...{ noteId: row.noteId, receivedAt: row.receivedAt },
          })),
        ),
      );
      await ctx.db.execute(
        sql`update counter set last = ${seq} where assembly_id = ${assembly.id} and name = 'seq'`,
      );
    },
    page: async (path, headers = {}) => {
      const response = await fetch(local + path, {
        headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8", ...headers },
        redirect: "manual",
      });
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
    stop: () => moot.stop(),
  };
}
