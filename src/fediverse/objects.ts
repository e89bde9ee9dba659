import { OrderedCollection, OrderedCollectionPage } from "@fedify/vocab";
import { addressesOf, isId, placeOf } from "../domain/addresses.ts";
import { isBrought } from "../domain/proposal.ts";
import { countMembers, loadAssembly } from "../store/assemblies.ts";
import { countBallots, listBallots } from "../store/ballots.ts";
import { loadAnnouncement } from "../store/deliveries.ts";
import { listMembers } from "../store/members.ts";
import { loadNote, notesOfProposal } from "../store/notes.ts";
import { currentQuestion, loadProposal, loadQuestion } from "../store/questions.ts";
import { listReplies } from "../store/replies.ts";
import { bundledContexts } from "./bundled.ts";
import { isDeliberation, noteMatter, questionMatter } from "./compose.ts";
import { createOf } from "./outbox.ts";
import type { Room } from "./room.ts";
import { writeServer } from "./server-actor.ts";
import { ours } from "./vocab.ts";
import { writeAssembly, writeNote, writeQuestion } from "./write.ts";
import { writeQuotePermit } from "./write-quotes.ts";
import { witnessingMatter, witnessingNote } from "./write-witnessing.ts";

/** What an address answers to a server: a document, or where to look instead. */
export type Served = { readonly json: string } | { readonly seeOther: string };

const options = { contextLoader: bundledContexts };
type Writable = { toJsonLd(options: { contextLoader: typeof bundledContexts }): Promise<unknown> };

/** Keeps the last few hundred documents by what they were made from, so that asking often costs little. */
export function makeObjects(room: Room) {
  const kept = new Map<string, string>();
  const { ctx } = room;
  const addresses = addressesOf(ctx.env.origin);

  const json = async (key: string, write: () => Promise<Writable>): Promise<Served> => {
    const known = kept.get(key);
    if (known) return { json: known };
    const text = JSON.stringify(await (await write()).toJsonLd(options));
    if (kept.size >= 300) kept.delete(kept.keys().next().value as string);
    kept.set(key, text);
    return { json: text };
  };

  const question = async (id: string): Promise<Served | null> => {
    const row = await loadQuestion(ctx.db, id);
    if (!row) return null;
    return json(`${id} ${row.revision}`, async () => writeQuestion(ctx, await questionMatter(room, row)));
  };

  const proposal = async (id: string): Promise<Served | null> => {
    const found = await loadProposal(ctx.db, id);
    if (!found || !isBrought(found)) return null;
    const current = await currentQuestion(ctx.db, found);
    if (current) return { seeOther: addresses.question(current.id) };
    const [note] = await notesOfProposal(ctx.db, id);
    return note ? { seeOther: addresses.note(note.id) } : null;
  };

  const witnessing = async (id: string): Promise<Served | null> => {
    const matter = await witnessingMatter(room, id);
    return matter && json(`${id} ${matter.witness.revision}`, async () => witnessingNote(room, matter));
  };

  const note = async (id: string): Promise<Served | null> => {
    const row = await loadNote(ctx.db, id);
    if (!row) return witnessing(id);
    // what was said to one person is shown to nobody
    if (!row || row.toActor !== null) return null;
    const matter = await noteMatter(room, row);
    // another version may have the same text, and something else beside it
    return json(`${id} ${matter.matter?.version.version ?? ""}`, async () => writeNote(ctx, matter));
  };

  const assembly = async (handle: string): Promise<Served | null> => {
    const row = await loadAssembly(ctx.db, handle);
    return row && json(JSON.stringify(row), async () => writeAssembly(ctx, row, await room.keysOf(row.id)));
  };

  const activity = async (id: string): Promise<Served | null> => {
    const kept = await loadAnnouncement(ctx.db, id);
    if (kept) return kept.isPublic ? { json: kept.json } : null;
    // a Create has the id of what it brought, whatever the totals were when it went out
    const of = (await loadQuestion(ctx.db, id)) ?? (await loadNote(ctx.db, id));
    if (!of || ("toActor" in of && of.toActor !== null)) return null;
    return json(`create ${id} ${"revision" in of ? of.revision : 0}`, () => createOf(room, of));
  };

  /** The document at a path of ours; null where there is none. `after` continues a collection. */
  return async (path: string, after: string | null): Promise<Served | null> => {
    if (path === "/actor") return json("server", () => writeServer(room));
    if (path === "/actor/outbox") return page(ctx.env.origin + path, 0, [], null, null);
    const [, whose, id = "", part = ""] = collections.exec(path) ?? [];
    if (whose && (!isId(id) || (after && part !== "votes" && !isId(after)))) return null;
    if (part === "votes") return whose === "questions" ? votes(room, id, after) : null;
    if (whose) return repliesTo(room, whose as "questions" | "notes", id, part, after);
    const [, handle] = /^\/assemblies\/([a-z0-9_]{1,30})\/members$/.exec(path) ?? [];
    if (handle) return members(room, handle, after);
    const [, permit = ""] = /^\/quotes\/([^/]+)$/.exec(path) ?? [];
    const permitted = isId(permit) ? await writeQuotePermit(ctx, permit) : null;
    if (permit) return permitted === null ? null : { json: permitted };
    const place = placeOf(ctx.env.origin, ctx.env.origin + path);
    if (!place) return null;
    if (place.what === "assembly") return assembly(place.handle);
    return { question, proposal, note, activity }[place.what](place.id);
  };
}

const pageSize = 100;

const collections = /^\/(questions|notes)\/([^/]+)\/(replies|thread|votes)$/;

async function votes(room: Room, id: string, after: string | null): Promise<Served | null> {
  const { ctx } = room;
  if (!(await loadQuestion(ctx.db, id))) return null;
  const from = after === null ? undefined : Number(after);
  if (from !== undefined && !Number.isSafeInteger(from)) return null;
  const rows = await listBallots(ctx.db, id, {
    limit: pageSize,
    ...(from === undefined ? {} : { after: from }),
  });
  const { members } = await countBallots(ctx.db, id);
  const total = Object.values(members).reduce((sum, n) => sum + n, 0);
  // what was cast on a page or by a program has no note anywhere
  const noted = rows.filter(({ via, isNotePublic }) => isNotePublic && (via === "poll" || via === "words"));
  const items = noted.flatMap((row) => (row.noteId ? [row.noteId] : []));
  const next = rows.length === pageSize ? String(rows.at(-1)?.seq) : null;
  return page(addressesOf(ctx.env.origin).votes(id), total, items, after, next);
}

/** What was said in public about a question, or under the note of a deliberation: to it itself, or in all. */
async function repliesTo(
  { ctx }: Room,
  whose: "questions" | "notes",
  id: string,
  part: string,
  after: string | null,
): Promise<Served | null> {
  const isOfQuestion = whose === "questions";
  const subject = isOfQuestion ? await loadQuestion(ctx.db, id) : await loadNote(ctx.db, id);
  // what is said under any other note of ours belongs to a question, or to one person
  if (!subject?.proposalId || ("toActor" in subject && !isDeliberation(subject))) return null;
  const of = isOfQuestion ? { questionId: id } : { proposalId: subject.proposalId };
  const rows = await listReplies(ctx.db, { of, direct: part === "replies" }, pageSize, after || undefined);
  const next = rows.length === pageSize ? (rows.at(-1)?.id ?? null) : null;
  const whole = `${ctx.env.origin}/${whose}/${id}/${part}`;
  return page(
    whole,
    null,
    rows.map(({ noteId }) => noteId),
    after,
    next,
  );
}

async function members(room: Room, handle: string, after: string | null): Promise<Served | null> {
  const { ctx } = room;
  const assembly = await loadAssembly(ctx.db, handle);
  if (!assembly || assembly.visibility === "closed" || (after !== null && !isId(after))) return null;
  const rows = await listMembers(ctx.db, assembly.id, pageSize, after ?? undefined);
  const total = (await countMembers(ctx.db, [assembly.id])).get(assembly.id) ?? 0;
  const next = rows.length === pageSize ? (rows.at(-1)?.id ?? null) : null;
  return page(
    addressesOf(ctx.env.origin).members(handle),
    total,
    rows.map((row) => row.actorId),
    after,
    next,
  );
}

async function page(
  id: string,
  total: number | null,
  items: string[],
  after: string | null,
  next: string | null,
): Promise<Served> {
  const urls = items.map((item) => new URL(item));
  const at = (cursor: string) => new URL(`${id}?after=${encodeURIComponent(cursor)}`);
  const totals = total === null ? {} : { totalItems: total };
  const document =
    after === null && next === null
      ? new (ours(OrderedCollection))({ id: new URL(id), ...totals, items: urls })
      : after === null
        ? new (ours(OrderedCollection))({
            id: new URL(id),
            ...totals,
            first: new OrderedCollectionPage({
              id: at(""),
              partOf: new URL(id),
              items: urls,
              next: at(next as string),
            }),
          })
        : new (ours(OrderedCollectionPage))({
            id: at(after),
            partOf: new URL(id),
            items: urls,
            next: next === null ? null : at(next),
          });
  const json = (await document.toJsonLd(options)) as Record<string, unknown>;
  // an empty list is a list too; some servers stumble over its absence
  if (urls.length === 0 && !("first" in json)) json.orderedItems = [];
  return { json: JSON.stringify(json) };
}
