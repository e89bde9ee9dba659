import { Create, LanguageString, Mention, Note } from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { codeOfSignIn } from "../actions/ask-sign-in.ts";
import { addressesOf } from "../domain/addresses.ts";
import { mentionOf, paragraphs } from "../domain/markup.ts";
import { groupedCode } from "../domain/sign-in.ts";
import { loadActor } from "../store/actors.ts";
import { loadSignIn } from "../store/sign-ins.ts";
import { bundledContexts } from "./bundled.ts";
import type { Room } from "./room.ts";
import { ours } from "./vocab.ts";

/**
 * The message with a link for signing in, from the server itself to one person alone, written anew each time that
 * it is sent: it lies nowhere. Null once the link was used or is over, so that it never comes late.
 */
export async function writeSignIn({ ctx }: Room, id: string): Promise<string | null> {
  const signIn = await loadSignIn(ctx.db, id);
  if (!signIn || signIn.usedAt || signIn.expiresAt <= ctx.now()) return null;
  const actor = await loadActor(ctx.db, signIn.actorId);
  if (!actor || actor.goneAt) return null;
  const addresses = addressesOf(ctx.env.origin);
  const { language } = signIn;
  const code = codeOfSignIn(ctx, id);
  const text = ctx.phrases.say(language, "sign-in.message", {
    host: addresses.host,
    link: addresses.signIn(code),
    code: groupedCode(code),
  });
  const html = paragraphs(text, addresses.origin).replace(
    /^<p>/,
    `<p>${mentionOf(actor.url ?? actor.id, actor.username)} `,
  );
  const server = new URL(addresses.serverActor);
  const to = new URL(actor.id);
  const published = Temporal.Instant.fromEpochMilliseconds(signIn.createdAt.getTime()) as never;
  const note = new (ours(Note))({
    // nothing is ever served there: what is said to one person is shown to nobody
    id: new URL(addresses.note(id)),
    url: new URL(addresses.note(id)),
    attribution: server,
    to,
    published,
    contents: [html, new LanguageString(html, language)],
    tags: [new Mention({ href: to, name: `@${actor.username}@${to.host}` })],
  });
  const create = new (ours(Create))({
    id: new URL(addresses.activity(id)),
    actor: server,
    to,
    published,
    object: note,
  });
  return JSON.stringify(await create.toJsonLd({ contextLoader: bundledContexts }));
}
