import {
  Accept,
  Announce,
  Collection,
  Create,
  CryptographicKey,
  Endpoints,
  Follow,
  Group,
  Image,
  InteractionPolicy,
  InteractionRule,
  LanguageString,
  Mention,
  Multikey,
  Note,
  PropertyValue,
  PUBLIC_COLLECTION,
  Question,
  Update,
} from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import type { Context } from "../context.ts";
import { type Addresses, addressesOf } from "../domain/addresses.ts";
import { escapeHtml } from "../domain/markup.ts";
import type { Tally } from "../domain/rule.ts";
import { renderMarkdown } from "../markdown.ts";
import { sayRule } from "../sentences.ts";
import type { RemoteActor } from "../store/actors.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Note as StoredNote } from "../store/notes.ts";
import type { Question as StoredQuestion, Version } from "../store/questions.ts";
import { type Beside, type Matter, matterHtml } from "./beside.ts";
import type { OwnKeys } from "./keys.ts";
import { ours } from "./vocab.ts";

const instant = (at: Date) => Temporal.Instant.fromEpochMilliseconds(at.getTime()) as never;
const url = (text: string): URL => new URL(text);
const worded = (text: string, language: string) => [text, new LanguageString(text, language)];

/** The public halves of an actor's keys, as its document shows them. */
export function publicKeysOf(actor: string, keys: OwnKeys) {
  return {
    rsa: new CryptographicKey({
      id: url(`${actor}#main-key`),
      owner: url(actor),
      publicKey: keys.rsa.publicKey,
    }),
    ed25519: new Multikey({
      id: url(`${actor}#ed25519-key`),
      controller: url(actor),
      publicKey: keys.ed25519.publicKey,
    }),
  };
}

/** An assembly as an actor that anybody can follow (protocol.md, "Actors"). */
export function writeAssembly(ctx: Context, assembly: Assembly, keys: OwnKeys): Group {
  const addresses = addressesOf(ctx.env.origin);
  const id = addresses.assembly(assembly.handle);
  const { language } = assembly;
  const say = (key: string): string => ctx.phrases.say(language, key);
  const own = publicKeysOf(id, keys);
  const values = assembly.values.map((value) => escapeHtml(value)).join("<br>");
  const fields: [string, string][] = [
    [say("actor.rule"), escapeHtml(sayRule(ctx.phrases, language, assembly.rule))],
    [say("actor.joining"), escapeHtml(say(`joining.${assembly.joining}`))],
  ];
  if (values) fields.push([say("actor.values"), values]);
  return new (ours(Group))({
    id: url(id),
    preferredUsername: assembly.handle,
    name: assembly.name,
    summary: assembly.summary ? renderMarkdown(assembly.summary) : null,
    url: url(id),
    published: instant(assembly.createdAt),
    inbox: url(addresses.inbox(assembly.handle)),
    outbox: url(addresses.outbox(assembly.handle)),
    followers: url(addresses.followers(assembly.handle)),
    following: url(addresses.following(assembly.handle)),
    featured: url(addresses.featured(assembly.handle)),
    endpoints: new Endpoints({ sharedInbox: url(addresses.sharedInbox) }),
    manuallyApprovesFollowers: assembly.visibility === "closed",
    discoverable: true,
    indexable: true,
    icon: new Image({ url: url(addresses.icon), mediaType: "image/png" }),
    publicKey: own.rsa,
    assertionMethod: own.ed25519,
    attachments: fields.map(([name, value]) => new PropertyValue({ name, value })),
  });
}

/** What a Question is written from. */
export type QuestionMatter = {
  readonly assembly: Assembly;
  readonly question: StoredQuestion;
  readonly version: Version;
  readonly beside: Beside;
  readonly tally: Tally;
};

/** How many stand behind each option on the wire: a block counts in Block, or in Disagree where there is none. */
export function optionTotals({ question, tally }: Pick<QuestionMatter, "question" | "tally">): number[] {
  const blocks = tally.block + tally.unreasonedBlock;
  const bears = question.options.some((option) => option.position === "block");
  return question.options.map(({ position }) => {
    if (position === "block") return blocks;
    return tally[position] + (position === "disagree" && !bears ? blocks : 0);
  });
}

/** One version put to the vote, as a poll (protocol.md, "Question"; interop.md §0 and §1). */
export function writeQuestion(ctx: Context, matter: QuestionMatter): Question {
  const { assembly, question, version } = matter;
  const addresses = addressesOf(ctx.env.origin);
  const id = addresses.question(question.id);
  const totals = optionTotals(matter);
  const moot = {
    rule: JSON.stringify(question.rule),
    version: version.version,
    textHash: version.textHash,
    ...(question.replacesId ? { replaces: addresses.question(question.replacesId) } : {}),
  };
  return new (ours(Question, moot))({
    id: url(id),
    url: url(id),
    attribution: url(addresses.assembly(assembly.handle)),
    to: PUBLIC_COLLECTION,
    cc: url(addresses.followers(assembly.handle)),
    published: instant(question.opensAt),
    endTime: instant(question.closesAt),
    closed: question.closedAt ? instant(question.closedAt) : null,
    contents: worded(questionContent(ctx, addresses, matter), version.language),
    contexts: [url(addresses.thread(question.id))],
    replies: url(addresses.replies(question.id)),
    voters: totals.reduce((sum, total) => sum + total, 0),
    exclusiveOptions: question.options.map(
      ({ name }, index) => new Note({ name, replies: new Collection({ totalItems: totals[index] ?? 0 }) }),
    ),
    interactionPolicy: quotable,
  });
}

const quotable = new InteractionPolicy({
  canQuote: new InteractionRule({ automaticApproval: PUBLIC_COLLECTION }),
});

/** Title, at most 4,000 characters of the text, what stands beside it, and what taking part means. */
function questionContent(
  ctx: Context,
  addresses: Addresses,
  { assembly, question, version, beside }: QuestionMatter,
): string {
  const { language } = assembly;
  const page = addresses.proposal(question.proposalId);
  const bearsBlocks = question.rule.blocks === null ? "no" : "yes";
  const public_ = escapeHtml(ctx.phrases.say(language, "question.public"));
  const how = escapeHtml(ctx.phrases.say(language, "question.how", { bearsBlocks }));
  const old = question.replacesId ? addresses.question(question.replacesId) : null;
  const replaces = old
    ? `<p>${escapeHtml(ctx.phrases.say(language, "question.replaces"))} <a href="${old}">${old}</a></p>`
    : "";
  return `${matterHtml(ctx, { version, beside }, language, page)}${replaces}<p>${public_}</p><p>${how}</p>`;
}

/** What a note is written from; `to` is the person it is for, `matter` what is deliberated. */
export type NoteMatter = {
  readonly assembly: Assembly;
  readonly note: StoredNote;
  readonly to: RemoteActor | null;
  readonly matter: Matter | null;
};

/** Something an assembly says: to one person alone, or to everybody. It never has a `name`: that would be a vote. */
export function writeNote(ctx: Context, { assembly, note, to, matter }: NoteMatter): Note {
  const addresses = addressesOf(ctx.env.origin);
  const page = note.proposalId ? addresses.proposal(note.proposalId) : addresses.assembly(assembly.handle);
  const html = matter ? matterHtml(ctx, matter, note.language, page) + note.html : note.html;
  const thread = note.questionId
    ? [url(addresses.thread(note.questionId))]
    : matter
      ? [url(addresses.noteThread(note.id))]
      : [];
  return new (ours(Note))({
    id: url(addresses.note(note.id)),
    url: url(addresses.note(note.id)),
    attribution: url(addresses.assembly(assembly.handle)),
    to: to ? url(to.id) : PUBLIC_COLLECTION,
    ccs: to ? [] : [url(addresses.followers(assembly.handle))],
    published: instant(note.publishedAt),
    updated: note.updatedAt ? instant(note.updatedAt) : null,
    contents: worded(html, note.language),
    contexts: to ? [] : thread,
    ...(matter && !to ? { replies: url(addresses.noteReplies(note.id)) } : {}),
    replyTarget: note.inReplyTo ? url(note.inReplyTo) : null,
    tags: to ? [new Mention({ href: url(to.id), name: `@${to.username}@${new URL(to.id).host}` })] : [],
    ...(to ? {} : { interactionPolicy: quotable }),
  });
}

type Envelope = { readonly id: string; readonly assembly: Assembly };
const from = (ctx: Context, { id, assembly }: Envelope) => {
  const addresses = addressesOf(ctx.env.origin);
  return { id: url(addresses.activity(id)), actor: url(addresses.assembly(assembly.handle)) };
};

/** The activity that brings an object, or its newest state. Tally updates carry no `updated` (interop.md §0). */
export function writeBringing(
  ctx: Context,
  verb: "Create" | "Update",
  envelope: Envelope,
  object: Question | Note,
) {
  const to = { tos: object.toIds, ccs: object.ccIds, object };
  const published = object.published;
  return verb === "Create"
    ? new (ours(Create))({ ...from(ctx, envelope), ...to, published })
    : new (ours(Update))({ ...from(ctx, envelope), ...to });
}

/** The answer to a Follow, with a fresh Follow of ids only (spike.md, 11). */
export function writeAccept(ctx: Context, envelope: Envelope, actorId: string, followId: string): Accept {
  const { actor, id } = from(ctx, envelope);
  const follow = new Follow({ id: url(followId), actor: url(actorId), object: actor });
  return new (ours(Accept))({ id, actor, to: url(actorId), object: follow });
}

/** Says that an assembly's own document changed: its name, its values, its rule. */
export function writeActorUpdate(ctx: Context, envelope: Envelope, object: Group): Update {
  const { actor, id } = from(ctx, envelope);
  return new (ours(Update))({ id, actor, to: PUBLIC_COLLECTION, cc: object.followersId, object });
}

/** Passes on what a member wrote, so that followers see it. */
export function writeBoost(ctx: Context, envelope: Envelope, noteId: string, at: Date): Announce {
  const followers = addressesOf(ctx.env.origin).followers(envelope.assembly.handle);
  const { actor, id } = from(ctx, envelope);
  return new (ours(Announce))({
    id,
    actor,
    to: PUBLIC_COLLECTION,
    cc: url(followers),
    published: instant(at),
    object: url(noteId),
  });
}
