import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isPerson } from "../domain/membership.ts";
import type { CommandWord } from "../domain/words/lexicon.ts";
import type { Heard } from "../domain/words/read.ts";
import type { Database } from "../store/database.ts";
import { isMember, lockMembership } from "../store/members.ts";
import { listProposals, openQuestions } from "../store/questions.ts";
import { answer, type Hearing, languageOf } from "./answer-words.ts";
import { hearAmend, hearAmendmentSupport } from "./hear-amendment-words.ts";
import { hearMembershipWord } from "./hear-membership-words.ts";
import { hearObjectionWord } from "./hear-objection-words.ts";
import { hearProposalWord } from "./hear-proposal-words.ts";
import { hearPropose } from "./hear-propose.ts";
import { hearFulfilled, hearSuggest, hearSuggestionSupport } from "./hear-suggestion-words.ts";
import { leaveAssembly } from "./join-assembly.ts";
import type { Place, Words } from "./words.ts";

type Command = Exclude<Heard, { command: "vote" | "ask" | "none" }>;

/** Does what a command word other than a vote says, and answers it. Only people are heard. */
export async function hearCommand(
  ctx: Context,
  tx: Database,
  written: Words,
  place: Place,
  heard: Command,
): Promise<void> {
  if (!isPerson(written.kind)) return;
  const { assembly } = place;
  const hearing = { ctx, tx, written, assembly };
  const proposalId = place.question?.proposalId ?? place.note?.proposalId ?? null;
  switch (heard.command) {
    case "join":
      return hearJoin(hearing, heard.code);
    case "leave": {
      const left = await leaveAssembly(ctx, tx, { assembly, actorId: written.actorId });
      return answer(hearing, left ? "left-now" : "no-member");
    }
    case "propose":
      return (await hearPropose(hearing, heard)) ? undefined : hearLater(hearing, heard.command);
    case "amend":
      return proposalId ? hearAmend(hearing, proposalId, heard) : answer(hearing, "which-proposal");
    case "suggest":
      return proposalId ? hearSuggest(hearing, proposalId, heard) : answer(hearing, "which-proposal");
    case "fulfilled":
    case "unfulfilled":
      return proposalId ? hearFulfilled(hearing, proposalId, heard) : answer(hearing, "which-proposal");
    case "endorse":
      if (proposalId && heard.suggestion !== undefined)
        return hearSuggestionSupport(hearing, proposalId, heard.suggestion, heard.degree ?? null);
      if (proposalId && heard.amendment !== null)
        return hearAmendmentSupport(hearing, proposalId, heard.amendment);
      return proposalId ? hearProposalWord(hearing, proposalId, heard) : answer(hearing, "which-proposal");
    case "withdraw":
    case "return":
    case "revise":
    case "open":
    case "statement":
      return proposalId ? hearProposalWord(hearing, proposalId, heard) : answer(hearing, "which-proposal");
    case "concern":
    case "answer":
    case "lift":
      return proposalId ? hearObjectionWord(hearing, proposalId, heard) : answer(hearing, "which-proposal");
    case "vouch":
    case "invite":
    case "ask-leave":
    case "hide":
    case "unhide":
      return hearMembershipWord(hearing, heard);
    case "status":
      return hearStatus(hearing);
    case "help":
      return answer(hearing, "help", { bearsBlocks: assembly.rule.blocks === null ? "no" : "yes" });
    default:
      return hearLater(hearing, heard.command);
  }
}

/** What takes effect with what is still to be built: the words are kept, and that is said. */
function hearLater(hearing: Hearing, command: CommandWord): Promise<void> {
  const called = hearing.ctx.phrases.words[languageOf(hearing)]?.[command]?.[0] ?? command;
  return answer(hearing, "later", { command: called });
}

/**
 * Somebody wants to join, whichever way that is here: they are told how, and what they would affirm. `code`: of an
 * invitation that they hold; it is looked at again when they have affirmed.
 */
async function hearJoin(hearing: Hearing, code: string | null): Promise<void> {
  const { ctx, tx, written, assembly } = hearing;
  const membership = await lockMembership(tx, assembly.id, written.actorId);
  if (membership?.state === "member") return answer(hearing, "already-member");
  const { joining, name, vouches } = assembly;
  const values = { way: code ? "code" : joining, assembly: name, vouches };
  const how = ctx.phrases.say(languageOf(hearing), "membership.how-to-join", values).trim();
  const asks = { what: "affirm" as const, ...(code ? { code } : {}) };
  await answer(hearing, "join-values", { how: how && `${how}\n\n` }, { asks });
}

/** What is open and what is deliberated, ten of each, the soonest to close and the newest first. */
async function hearStatus(hearing: Hearing): Promise<void> {
  const { ctx, tx, written, assembly } = hearing;
  const open = await openQuestions(tx, assembly.id);
  const talked = await listProposals(tx, assembly.id, { state: "deliberation", limit: 10 });
  const member = await isMember(tx, assembly.id, written.actorId);
  const addresses = addressesOf(ctx.env.origin);
  await answer(hearing, "status", {
    member: member ? "yes" : "no",
    open: open.length,
    list: linesOf(open.slice(0, 10).map(({ id }) => addresses.question(id))),
    talked: talked.length,
    talkedList: linesOf(talked.map(({ id }) => addresses.proposal(id))),
  });
}

const linesOf = (urls: readonly string[]): string => urls.map((url) => `– ${url}`).join("\n");
