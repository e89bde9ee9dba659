import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { loadQuotePermit, type QuotePermit } from "../store/quotes.ts";

const terms = {
  ...{ QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest", gts: "https://gotosocial.org/ns#" },
  QuoteAuthorization: "https://w3id.org/fep/044f#QuoteAuthorization",
  interactingObject: { "@id": "gts:interactingObject", "@type": "@id" },
  interactionTarget: { "@id": "gts:interactionTarget", "@type": "@id" },
};
const context = ["https://www.w3.org/ns/activitystreams", terms];

/** The Accept of a QuoteRequest (FEP-044f); null where the permit is gone. */
export async function writeQuoteAccept(ctx: Context, permitId: string, id: string): Promise<string | null> {
  const found = await load(ctx, permitId);
  if (!found) return null;
  const { permit, actor } = found;
  const { requestId, actorId, quoted, quoting } = permit;
  const addresses = addressesOf(ctx.env.origin);
  const request = {
    type: "QuoteRequest",
    id: requestId,
    actor: actorId,
    object: quoted,
    instrument: quoting,
  };
  const accept = { type: "Accept", id: addresses.activity(id), actor, to: actorId, object: request };
  return JSON.stringify({ "@context": context, ...accept, result: addresses.quote(permit.id) });
}

/** The document by which others see that a quote was permitted; null where it was not. */
export async function writeQuotePermit(ctx: Context, permitId: string): Promise<string | null> {
  const found = await load(ctx, permitId);
  if (!found) return null;
  const { permit, actor } = found;
  return JSON.stringify({
    "@context": context,
    ...{ type: "QuoteAuthorization", id: addressesOf(ctx.env.origin).quote(permit.id), attributedTo: actor },
    ...{ interactingObject: permit.quoting, interactionTarget: permit.quoted },
  });
}

async function load(ctx: Context, id: string): Promise<{ permit: QuotePermit; actor: string } | null> {
  const permit = await loadQuotePermit(ctx.db, id);
  if (!permit) return null;
  const { handle } = await loadAssemblyById(ctx.db, permit.assemblyId);
  return { permit, actor: addressesOf(ctx.env.origin).assembly(handle) };
}
