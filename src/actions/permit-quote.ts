import type { Context } from "../context.ts";
import { placeOf } from "../domain/addresses.ts";
import { contributionsAnHour, hourOf, serverOf } from "../domain/flood.ts";
import { mayDo } from "../domain/powers.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { takePlace } from "../store/floods.ts";
import { loadNote } from "../store/notes.ts";
import { loadQuestion } from "../store/questions.ts";
import { saveQuotePermit } from "../store/quotes.ts";
import { standingOf } from "./standing.ts";

/** Somebody asks to quote an object of ours (its address) in a note of theirs. */
export type QuoteAsked = {
  readonly actorId: string;
  readonly requestId: string;
  readonly quoted: string;
  readonly quoting: string;
  readonly receivedAt: Date;
};

/**
 * Permits a quote of a question or of a note that was said to everybody: anybody may, as these say themselves
 * (`canQuote`), and is told so. Who is banned, and whoever asks for more than a server may in an hour, gets no answer.
 */
export async function permitQuote(ctx: Context, tx: Database, asked: QuoteAsked): Promise<void> {
  const { receivedAt, ...row } = asked;
  const assemblyId = await ownerOf(ctx, tx, asked.quoted);
  if (!assemblyId) return;
  const assembly = await loadAssemblyById(tx, assemblyId);
  if (mayDo("discuss", await standingOf(ctx, tx, assembly, asked.actorId))) return;
  const whence = { server: serverOf(asked.actorId), hour: hourOf(receivedAt) };
  if (!(await takePlace(tx, assemblyId, whence, contributionsAnHour.ofServer, "heard_from"))) return;
  const { id } = await saveQuotePermit(tx, { id: ctx.newId(), assemblyId, ...row });
  await ctx.jobs.send(tx, "announce", { subject: `quote:${id}` });
}

async function ownerOf(ctx: Context, tx: Database, quoted: string): Promise<string | null> {
  const place = placeOf(ctx.env.origin, quoted);
  if (place?.what === "question") return (await loadQuestion(tx, place.id))?.assemblyId ?? null;
  const note = place?.what === "note" ? await loadNote(tx, place.id) : null;
  return note?.toActor === null ? note.assemblyId : null;
}
