import { signJsonLd, signObject } from "@fedify/fedify/sig";
import type { Activity } from "@fedify/vocab";
import { addressesOf } from "../domain/addresses.ts";
import { loadActor, type RemoteActor } from "../store/actors.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import { countBallots } from "../store/ballots.ts";
import { type Announcement, findAnnouncement, keepAnnouncement } from "../store/deliveries.ts";
import { followIdOf } from "../store/members.ts";
import { loadNote, type Note } from "../store/notes.ts";
import { loadQuestion, loadVersion, type Question } from "../store/questions.ts";
import { loadBeside } from "./beside.ts";
import { bundledContexts } from "./bundled.ts";
import type { Room } from "./room.ts";
import {
  type NoteMatter,
  optionTotals,
  writeAccept,
  writeActorUpdate,
  writeAssembly,
  writeBoost,
  writeBringing,
  writeNote,
  writeQuestion,
} from "./write.ts";
import { writeQuoteAccept } from "./write-quotes.ts";
import { writeSignIn } from "./write-sign-in.ts";
import { writeWitnessing } from "./write-witnessing.ts";

/**
 * What is brought to others, as the name of a subject: `question:<id>`, `note:<id>`, `accept:<assembly> <actor>`,
 * `boost:<assembly> <note>`, `actor:<assembly>`, `sign-in:<id>`, `witness:<id>`, `quote:<id>`. A subject has revisions: a question's,
 * a note's, a witness's, and an actor's, which are the numbers of its constitutions; all others stay at 0.
 */
export type Subject = {
  readonly kind: "question" | "note" | "accept" | "boost" | "actor" | "sign-in" | "witness" | "quote";
  readonly id: string;
  readonly of: string;
};

/** Reads a subject's name. */
export function readSubject(text: string): Subject {
  const [, kind, id, of] =
    /^(question|note|accept|boost|actor|sign-in|witness|quote):(\S+)(?: (\S+))?$/.exec(text) ?? [];
  if (!kind || !id) throw new Error(`not a subject: ${text}`);
  return { kind: kind as Subject["kind"], id, of: of ?? "" };
}

/** What is being composed, or was lately, by subject, verb and revision. */
const recent = new WeakMap<Room, Map<string, Promise<Announcement>>>();

/** Composes once what goes to a thousand inboxes in one form, also where the first of them ask at the same moment. */
function once(room: Room, key: string, make: () => Promise<Announcement>): Promise<Announcement> {
  const known = recent.get(room) ?? new Map<string, Promise<Announcement>>();
  recent.set(room, known);
  const found = known.get(key);
  if (found) return found;
  const made = make();
  if (known.size >= 50) known.delete(known.keys().next().value as string);
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}

/** A question with all that it is written from. */
export async function questionMatter(room: Room, question: Question) {
  const { db } = room.ctx;
  const [assembly, version, tallies] = await Promise.all([
    loadAssemblyById(db, question.assemblyId),
    loadVersion(db, question.proposalId, question.version),
    countBallots(db, question.id),
  ]);
  const beside = await loadBeside(db, version, question.opensAt);
  return { assembly, question, version, beside, tally: tallies.members };
}

/** A note with all that it is written from; `to` is the person it is for. */
export async function noteMatter(
  { ctx }: Room,
  note: Note,
  to: RemoteActor | null = null,
): Promise<NoteMatter> {
  const assembly = await loadAssemblyById(ctx.db, note.assemblyId);
  const version = isDeliberation(note) ? await loadVersion(ctx.db, note.proposalId) : null;
  const matter = version && { version, beside: await loadBeside(ctx.db, version, note.publishedAt) };
  return { assembly, note, to, matter };
}

/** Whether a note is that with which a proposal is deliberated, which everybody can answer. */
export const isDeliberation = (note: Note): note is Note & { proposalId: string } =>
  note.kind === "deliberation" && note.proposalId !== null;

/** An activity to bring to an inbox, and the revision it stands for; null: whichever was asked for. */
export type Composed = { readonly announcement: Announcement; readonly revision: number | null };

/**
 * The activity about a subject as it stands now, signed once a revision and kept: with a proof and an LD signature
 * where it is public, so that it can be passed on, with neither where it is one person's.
 */
export async function compose(room: Room, text: string, isFirst: boolean): Promise<Composed | null> {
  const subject = readSubject(text);
  const { ctx } = room;
  const { db } = ctx;
  if (subject.kind === "question") {
    const question = await loadQuestion(db, subject.id);
    if (!question) return null;
    const verb = isFirst ? "Create" : "Update";
    const known = recent.get(room)?.get(`${text} ${verb} ${question.revision}`);
    if (known) return { announcement: await known, revision: question.revision };
    const matter = await questionMatter(room, question);
    // some servers take an update full of zeros for an edit, and throw the votes of their people away
    if (!isFirst && !question.closedAt && optionTotals(matter).every((total) => total === 0)) return null;
    return keep(
      room,
      matter.assembly,
      { subject: text, verb, revision: question.revision, isPublic: true },
      (envelope) => writeBringing(ctx, verb, envelope, writeQuestion(ctx, matter)),
    );
  }
  if (subject.kind === "note") {
    const note = await loadNote(db, subject.id);
    if (!note) return null;
    const to: RemoteActor | null = note.toActor ? await loadActor(db, note.toActor) : null;
    if (note.toActor && !to) return null;
    const matter = await noteMatter(room, note, to);
    // whoever has not had the first by now has no need of it
    const verb = note.revision === 0 ? ("Create" as const) : ("Update" as const);
    const kept = { subject: text, verb, revision: note.revision, isPublic: !to };
    return keep(room, matter.assembly, kept, (envelope) =>
      writeBringing(ctx, verb, envelope, writeNote(ctx, matter)),
    );
  }
  if (subject.kind === "sign-in") {
    const json = await writeSignIn(room, subject.id);
    // it holds a secret, so it is never kept
    const row = { id: subject.id, subject: text, verb: "Create" as const, revision: 0, isPublic: false };
    return json === null ? null : { announcement: { ...row, json, createdAt: ctx.now() }, revision: 0 };
  }
  if (subject.kind === "quote") {
    const id = ctx.newId();
    const json = await writeQuoteAccept(ctx, subject.id, id);
    const row = {
      id,
      subject: text,
      verb: "Accept" as const,
      revision: 0,
      isPublic: false,
      createdAt: ctx.now(),
    };
    return json === null ? null : { announcement: { ...row, json }, revision: null };
  }
  if (subject.kind === "witness") {
    const written = await writeWitnessing(room, subject.id, isFirst ? "Create" : "Update");
    if (!written) return null;
    const { json, revision, verb } = written;
    const row = { id: subject.id, subject: text, verb, revision, isPublic: false, createdAt: ctx.now() };
    return { announcement: { ...row, json }, revision };
  }
  const assembly = await loadAssemblyById(db, subject.id);
  if (subject.kind === "boost") {
    return keep(
      room,
      assembly,
      { subject: text, verb: "Announce", revision: 0, isPublic: true },
      (envelope) => writeBoost(ctx, envelope, subject.of, ctx.now()),
    );
  }
  if (subject.kind === "actor") {
    const actor = writeAssembly(ctx, assembly, await room.keysOf(assembly.id));
    const revision = assembly.constitution;
    return keep(room, assembly, { subject: text, verb: "Update", revision, isPublic: true }, (envelope) =>
      writeActorUpdate(ctx, envelope, actor),
    );
  }
  const followId = await followIdOf(db, assembly.id, subject.of);
  if (!followId) return null;
  // every Follow is accepted by an activity of its own, so an accept is never kept
  const id = ctx.newId();
  const json = JSON.stringify(
    await writeAccept(ctx, { id, assembly }, subject.of, followId).toJsonLd(options),
  );
  const row = { id, subject: text, verb: "Accept" as const, revision: 0, json, isPublic: false };
  return { announcement: { ...row, createdAt: ctx.now() }, revision: null };
}

const options = { contextLoader: bundledContexts };
type Kept = Pick<Announcement, "subject" | "verb" | "revision" | "isPublic">;

async function keep(
  room: Room,
  assembly: Assembly,
  kept: Kept,
  write: (envelope: { id: string; assembly: Assembly }) => Activity,
): Promise<Composed> {
  const { ctx } = room;
  const announcement = await once(room, `${kept.subject} ${kept.verb} ${kept.revision}`, async () => {
    const known = await findAnnouncement(ctx.db, kept.subject, kept.verb, kept.revision);
    if (known) return known;
    const id = ctx.newId();
    // a Create has the id of what it brings; every Update and Announce has one of its own
    const activity = write({ id: kept.verb === "Create" ? readSubject(kept.subject).id : id, assembly });
    const json = kept.isPublic ? await sign(room, assembly, activity) : await activity.toJsonLd(options);
    return keepAnnouncement(ctx.db, { ...kept, id, json: JSON.stringify(json), createdAt: ctx.now() });
  });
  return { announcement, revision: kept.revision };
}

async function sign({ ctx, keysOf }: Room, assembly: Assembly, activity: Activity): Promise<unknown> {
  const actor = addressesOf(ctx.env.origin).assembly(assembly.handle);
  const { rsa, ed25519 } = await keysOf(assembly.id);
  const proven = await signObject(activity, ed25519.privateKey, new URL(`${actor}#ed25519-key`), options);
  const json = await proven.toJsonLd(options);
  return signJsonLd(json, rsa.privateKey, new URL(`${actor}#main-key`), options);
}
