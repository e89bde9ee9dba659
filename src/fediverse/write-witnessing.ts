import { Create, LanguageString, Mention, Note, PUBLIC_COLLECTION, Update } from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { addressesOf } from "../domain/addresses.ts";
import { mentionOf, paragraphs } from "../domain/markup.ts";
import { readCheckpoint } from "../ledger/checkpoint.ts";
import { loadActor, type RemoteActor } from "../store/actors.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import { newestHead } from "../store/ledger-tree.ts";
import { loadWitness, type Witness } from "../store/witnesses.ts";
import { bundledContexts } from "./bundled.ts";
import type { Room } from "./room.ts";
import { ours } from "./vocab.ts";

/** What a note about witnessing is written from; `checkpoint`: our newest head, or the one of theirs that we hold. */
type Matter = {
  readonly witness: Witness;
  readonly assembly: Assembly;
  readonly to: RemoteActor;
  readonly checkpoint: string;
};

/** Loads it; null where there is nothing to say, or nobody to say it to. */
export async function witnessingMatter({ ctx }: Room, id: string): Promise<Matter | null> {
  const witness = await loadWitness(ctx.db, id);
  const to = witness && (await loadActor(ctx.db, witness.actorId));
  if (!to || to.goneAt) return null;
  const assembly = await loadAssemblyById(ctx.db, witness.assemblyId);
  const checkpoint =
    witness.role === "for-us"
      ? (await newestHead(ctx.db, assembly.id))?.note
      : (witness.held ?? witness.heard);
  return checkpoint ? { witness, assembly, to, checkpoint } : null;
}

/**
 * The one note by which an assembly says to another how witnessing stands between them, in words and with the head that
 * it is about: created when it is first said, updated with every newer head (ADR 4). It never has a `name`.
 */
export function witnessingNote({ ctx }: Room, { witness, assembly, to, checkpoint }: Matter): Note {
  const addresses = addressesOf(ctx.env.origin);
  const { language } = assembly;
  const { host } = new URL(to.id);
  const phrase = `replies.witness.${witness.role}.${witness.state}`;
  const text = ctx.phrases.say(language, phrase, {
    ...{ assembly: assembly.name, to: `@${to.username}@${host}` },
    ...{ page: `${to.id}/witnesses`, size: readCheckpoint(checkpoint)?.size ?? 0 },
  });
  const html = paragraphs(text, addresses.origin).replace(
    /^<p>/,
    `<p>${mentionOf(to.url ?? to.id, to.username)} `,
  );
  const url = new URL(addresses.note(witness.id));
  const published = Temporal.Instant.fromEpochMilliseconds(witness.createdAt.getTime()) as never;
  return new (ours(Note, { checkpoint, witnessing: witness.state }))({
    ...{ id: url, url, attribution: new URL(addresses.assembly(assembly.handle)), published },
    ...{ to: new URL(to.id), cc: PUBLIC_COLLECTION, contents: [html, new LanguageString(html, language)] },
    tags: [new Mention({ href: new URL(to.id), name: `@${to.username}@${host}` })],
  });
}

/** The activity that brings it, with an id of its own each time; null where there is nothing to say any more. */
export async function writeWitnessing(
  room: Room,
  id: string,
  verb: "Create" | "Update",
): Promise<{ json: string; revision: number; verb: "Create" | "Update" } | null> {
  const { ctx } = room;
  const matter = await witnessingMatter(room, id);
  if (!matter) return null;
  const object = witnessingNote(room, matter);
  const addresses = addressesOf(ctx.env.origin);
  const activity = {
    ...{ id: new URL(addresses.activity(ctx.newId())), tos: object.toIds, ccs: object.ccIds, object },
    actor: new URL(addresses.assembly(matter.assembly.handle)),
  };
  const written = verb === "Create" ? new (ours(Create))(activity) : new (ours(Update))(activity);
  const json = JSON.stringify(await written.toJsonLd({ contextLoader: bundledContexts }));
  return { json, revision: matter.witness.revision, verb };
}
