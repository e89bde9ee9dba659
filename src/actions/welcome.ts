import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import type { Assembly } from "../store/assemblies.ts";
import { countOpen, listOpen } from "../store/board.ts";
import type { Database } from "../store/database.ts";
import { say } from "./say.ts";

const shownQuestions = 5;

/** Whom to welcome, in which words (a phrase under `replies.`), and what language they read. */
type Welcome = {
  readonly assembly: Assembly;
  readonly actorId: string;
  readonly says: "joined" | "welcome";
  readonly language: string | undefined;
  readonly inReplyTo: string | null;
};

/**
 * Welcomes a new member in their language, with the questions that are open now: they are on the roll of those that
 * open from now on, and can follow and discuss the others.
 */
export async function welcome(ctx: Context, tx: Database, to: Welcome): Promise<void> {
  const { assembly, says, inReplyTo } = to;
  const addresses = addressesOf(ctx.env.origin);
  const language = ctx.phrases.choose(to.language, assembly.language);
  const open = await countOpen(tx, assembly.id);
  const shown = open === 0 ? [] : await listOpen(tx, assembly.id, shownQuestions);
  const list = shown
    .map(({ question, title }) => `– ${title}: ${addresses.question(question.id)}`)
    .join("\n");
  await say(ctx, tx, {
    assembly,
    toActor: to.actorId,
    says,
    values: {
      ...charterValues(ctx, assembly),
      openNow: ctx.phrases.say(language, "membership.open-now", { open, list }),
    },
    inReplyTo,
    language: to.language,
  });
}

/** What messages about joining say of an assembly. */
export const charterValues = (ctx: Context, assembly: Assembly): Record<string, string> => {
  const addresses = addressesOf(ctx.env.origin);
  return {
    assembly: assembly.name,
    account: addresses.account(assembly.handle),
    url: addresses.assembly(assembly.handle),
    values: assembly.values.map((value) => `– ${value}`).join("\n"),
    hasValues: assembly.values.length > 0 ? "yes" : "no",
  };
};
