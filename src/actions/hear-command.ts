import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isPerson } from "../domain/membership.ts";
import { isRefusal } from "../domain/refusal.ts";
import type { CommandWord } from "../domain/words/lexicon.ts";
import type { Heard } from "../domain/words/read.ts";
import type { Values } from "../locales.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { isMember, lockMembership } from "../store/members.ts";
import { openQuestions } from "../store/questions.ts";
import type { Asks } from "../store/schema/index.ts";
import { leaveAssembly } from "./join-assembly.ts";
import { propose } from "./propose.ts";
import { say } from "./say.ts";
import { charterValues } from "./welcome.ts";
import { askingDays, type Place, type Words } from "./words.ts";

type Command = Exclude<Heard, { command: "vote" | "ask" | "none" }>;

/** Does what a command word other than a vote says, and answers it. */
export async function hearCommand(
  ctx: Context,
  tx: Database,
  written: Words,
  place: Place,
  heard: Command,
): Promise<void> {
  const { assembly } = place;
  switch (heard.command) {
    case "join":
      return hearJoin(ctx, tx, written, assembly);
    case "leave": {
      const left = await leaveAssembly(ctx, tx, { assembly, actorId: written.actorId });
      return answer(ctx, tx, written, assembly, left ? "left-now" : "no-member");
    }
    case "propose":
      return hearProposal(ctx, tx, written, assembly, heard);
    case "status":
      return hearStatus(ctx, tx, written, assembly);
    case "help":
      return answer(ctx, tx, written, assembly, "help", {
        bearsBlocks: assembly.rule.blocks === null ? "no" : "yes",
      });
    default:
      // amend, suggest, vouch and recall take effect with what is still to be built; the words are kept
      return answer(ctx, tx, written, assembly, "later", {
        command: wordFor(ctx, written, assembly, heard.command),
      });
  }
}

/** How a command is called in the language of the answer. */
function wordFor(ctx: Context, { said }: Words, { language }: Assembly, command: CommandWord): string {
  const words = ctx.phrases.words[ctx.phrases.choose(said.language, language)];
  return words?.[command]?.[0] ?? command;
}

/**
 * Somebody wants to join, whichever way that is here: they are told how, and what they would affirm. `code`: of an
 * invitation that they hold; it is looked at again when they have affirmed.
 */
async function hearJoin(
  ctx: Context,
  tx: Database,
  written: Words,
  assembly: Assembly,
  code: string | null = null,
): Promise<void> {
  if (!isPerson(written.kind)) return;
  const membership = await lockMembership(tx, assembly.id, written.actorId);
  if (membership?.state === "member") return answer(ctx, tx, written, assembly, "already-member");
  const language = ctx.phrases.choose(written.said.language, assembly.language);
  const { joining, name, vouches } = assembly;
  const values = { way: code ? "code" : joining, assembly: name, vouches };
  const how = ctx.phrases.say(language, "membership.how-to-join", values).trim();
  const asks = { what: "affirm" as const, ...(code ? { code } : {}) };
  await answer(ctx, tx, written, assembly, "join-values", { how: how && `${how}\n\n` }, asks);
}

/** A member's proposal: put to the vote at once where there is no deliberation time, else deliberated. */
export async function hearProposal(
  ctx: Context,
  tx: Database,
  written: Words,
  assembly: Assembly,
  { title, text }: { title: string; text: string },
): Promise<void> {
  if (!(await isMember(tx, assembly.id, written.actorId))) {
    return answer(ctx, tx, written, assembly, "propose-members");
  }
  if (title !== "" && text === "") {
    return answer(ctx, tx, written, assembly, "propose-text", { title }, { what: "proposal-text", title });
  }
  const draft = { title, text, author: written.actorId, language: written.said.language };
  const open = assembly.deliberationHours === 0;
  // a refusal half-way leaves nothing behind but the answer
  const opened = await tx
    .transaction(async (inner) => {
      const result = await propose(ctx, inner, assembly, { ...draft, open });
      if (isRefusal(result)) throw Object.assign(new Error("refused"), { refusal: result });
      return result;
    })
    .catch((error) => {
      if (isRefusal(error.refusal)) return error.refusal;
      throw error;
    });
  if (isRefusal(opened)) {
    return answer(ctx, tx, written, assembly, opened.refused === "bad-title" ? "bad-title" : "bad-text");
  }
  const addresses = addressesOf(ctx.env.origin);
  const url = opened.questionId
    ? addresses.question(opened.questionId)
    : addresses.proposal(opened.proposalId);
  await answer(ctx, tx, written, assembly, opened.questionId ? "proposed-open" : "proposed", { title, url });
}

async function hearStatus(ctx: Context, tx: Database, written: Words, assembly: Assembly): Promise<void> {
  const open = await openQuestions(tx, assembly.id);
  const member = await isMember(tx, assembly.id, written.actorId);
  const addresses = addressesOf(ctx.env.origin);
  const list = open.slice(0, 10).map((question) => `– ${addresses.question(question.id)}`);
  await answer(ctx, tx, written, assembly, "status", {
    member: member ? "yes" : "no",
    open: open.length,
    list: list.join("\n"),
  });
}

async function answer(
  ctx: Context,
  tx: Database,
  written: Words,
  assembly: Assembly,
  says: string,
  values: Values = {},
  asks?: Asks,
): Promise<void> {
  await say(ctx, tx, {
    assembly,
    toActor: written.actorId,
    says,
    values: { ...charterValues(ctx, assembly), ...values },
    inReplyTo: written.noteId,
    language: written.said.language,
    ...(asks ? { asks, asksUntil: new Date(ctx.now().getTime() + askingDays * 86_400_000) } : {}),
  });
}
