import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isRefusal, type Refusal } from "../domain/refusal.ts";
import type { Heard } from "../domain/words/read.ts";
import type { Values } from "../locales.ts";
import type { Database } from "../store/database.ts";
import { endAsking } from "../store/notes.ts";
import { setReply } from "../store/replies.ts";
import { answer, answerRefusal, type Hearing } from "./answer-words.ts";
import { type Asked, askToJoin } from "./ask-to-join.ts";
import { answerInvitation } from "./ask-to-leave.ts";
import { hearAmendmentTakenBack } from "./hear-amendment-words.ts";
import { hearLift } from "./hear-objection-words.ts";
import { hearProposalWord } from "./hear-proposal-words.ts";
import { hearPropose } from "./hear-propose.ts";
import { hearFulfilled, hearSuggestionTakenBack } from "./hear-suggestion-words.ts";
import { hearVote } from "./hear-vote.ts";
import { orRollBack } from "./roll-back.ts";
import { say } from "./say.ts";
import { charterValues } from "./welcome.ts";
import { type Place, reasonIn, type Words } from "./words.ts";

/**
 * A direct reply to an answer of ours that asked for something completes it, for seven days or until the question
 * closes: "I agree" affirms, "lift" or a yes lifts an objection, any words are a block's reason or a proposal's text.
 * False where nothing was asked, or the reply is plainly a command of its own: then it is heard as any other.
 */
export async function completeAsking(
  ctx: Context,
  tx: Database,
  written: Words,
  place: Place,
  heard: Heard,
): Promise<boolean> {
  const { note, assembly, question } = place;
  if (!note?.asks) return false;
  const { asks } = note;
  const hearing = { ctx, tx, written, assembly };
  // what is said here about an amendment or a suggestion is about that one for ever: "withdraw" never means the proposal
  if (asks.what === "amendment") {
    if (heard.command !== "withdraw") return false;
    await hearAmendmentTakenBack(hearing, asks.amendmentId);
    return true;
  }
  if (asks.what === "suggestion")
    return hearAboutSuggestion(hearing, note.proposalId, heard, asks.suggestionId);
  if (!note.asksUntil || note.asksUntil < written.receivedAt) return false;
  if (asks.what === "affirm") {
    const agrees = heard.command === "vote" && heard.position === "agree";
    if (!agrees && heard.command !== "none" && heard.command !== "ask") return false;
    await affirm(ctx, tx, written, place, agrees);
    if (agrees) await endAsking(tx, note.id);
    return true;
  }
  if (asks.what === "lift") {
    const { proposalId } = note;
    // a yes or a no answers what was asked here, the lifting; any clearer position is a vote
    const says = heard.command === "vote" && (heard.bare || heard.soft) ? heard.position : null;
    const lifts = heard.command === "lift" || says === "agree";
    if (!proposalId || (isClear(heard) && !lifts && says === null)) return false;
    if (lifts) await hearLift(hearing, asks.objectionId, proposalId);
    else await answer(hearing, "stays", {}, { proposalId, questionId: note.questionId });
    return true;
  }
  const words = written.said.text.trim();
  if (words === "") return false;
  if (asks.what === "statement") {
    if (isClear(heard) && heard.command !== "statement" && heard.command !== "vote") return false;
    const text = heard.command === "statement" ? heard.text : words;
    await hearProposalWord(hearing, asks.proposalId, { command: "statement", text });
    return true;
  }
  if (asks.what === "leave-answer") return hearLeaveAnswer(ctx, tx, written, place, heard);
  if (asks.what === "proposal-text") {
    if (isClear(heard) && heard.command !== "vote") return false;
    await hearPropose(hearing, { kind: null, about: "", title: asks.title, text: words });
  } else {
    if (!question || isClear(heard)) return false;
    // what was kept as talk turns out to be a reason
    const vote = { command: "vote", position: "block", reason: words } as const;
    const { reason, ...lifts } = reasonIn(ctx, vote);
    const given = written.isPublic ? reason : null;
    await setReply(tx, written, {
      ...{ completes: true, command: "vote", reason: given, recordedReason: given },
    });
    await hearVote(ctx, tx, written, { assembly, question }, { ...vote, reason: reason ?? "", ...lifts });
  }
  await endAsking(tx, note.id);
  return true;
}

/** A reply to our answer to a suggestion takes that one back, or says whether it is fulfilled. */
async function hearAboutSuggestion(
  hearing: Hearing,
  proposalId: string | null,
  heard: Heard,
  suggestionId: string,
): Promise<boolean> {
  if (heard.command === "withdraw") await hearSuggestionTakenBack(hearing, suggestionId);
  else if (proposalId && (heard.command === "fulfilled" || heard.command === "unfulfilled"))
    await hearFulfilled(hearing, proposalId, heard, suggestionId);
  else return false;
  return true;
}

/**
 * Whether words say something of their own, where we had asked for a reason or a text: a plain command or position.
 * What only begins like one ("No, because …", "Block the road on Sundays") is the reason or the text.
 */
export function isClear(heard: Heard): boolean {
  if (heard.command === "none" || heard.command === "ask") return false;
  return heard.command !== "vote" || !heard.soft;
}

/** A public reply to an invitation to leave is the answer to it; one that came to us alone is asked for in public. */
async function hearLeaveAnswer(
  ctx: Context,
  tx: Database,
  written: Words,
  { assembly, note }: Place,
  heard: Heard,
): Promise<boolean> {
  if (note?.asks?.what !== "leave-answer" || (isClear(heard) && heard.command !== "vote")) return false;
  const { actorId, noteId, said, isPublic } = written;
  const answer = { assembly, actorId, id: note.asks.invitationId, text: said.text };
  const refusal = isPublic ? await answerInvitation(ctx, tx, answer) : null;
  const says = !isPublic ? "answer-publicly" : refusal ? "answer-not-taken" : "answer-taken";
  await say(ctx, tx, {
    ...{ assembly, toActor: actorId, says, inReplyTo: noteId, language: said.language },
    despiteBan: written.isBanned === true,
    values: { ...charterValues(ctx, assembly), url: addressesOf(ctx.env.origin).members(assembly.handle) },
    // until the date, another reply takes the place of this one
    ...(refusal || !note.asksUntil ? {} : { asks: note.asks, asksUntil: note.asksUntil }),
  });
  return true;
}

/** "I agree" under our answer to "join": that is the affirmation, whichever way one joins here. */
async function affirm(
  ctx: Context,
  tx: Database,
  written: Words,
  { assembly, note }: Place,
  agrees: boolean,
): Promise<void> {
  const { actorId, kind, noteId, said } = written;
  const code = note?.asks?.what === "affirm" ? note.asks.code : undefined;
  const asking = { assembly, actorId, kind, language: said.language, code, inReplyTo: noteId };
  const asked = agrees ? await orRollBack<Asked>({ db: tx }, (inner) => askToJoin(ctx, inner, asking)) : null;
  // who became a member was welcomed already
  if (asked && !isRefusal(asked) && asked.outcome === "joined") return;
  if (isRefusal(asked) && asked.refused !== "bad-invitation" && asked.refused !== "already-member")
    return answerRefusal({ ctx, tx, written, assembly }, asked);
  const { says, values } = whatIsMissing(asked);
  await say(ctx, tx, {
    assembly,
    toActor: actorId,
    says,
    values: { ...charterValues(ctx, assembly), ...values },
    inReplyTo: noteId,
    language: said.language,
    ...(!agrees && note?.asks && note.asksUntil ? { asks: note.asks, asksUntil: note.asksUntil } : {}),
  });
}

/** What to tell somebody who is no member yet by what they said. */
function whatIsMissing(asked: Exclude<Asked, { outcome: "joined" }> | Refusal | null): {
  says: string;
  values: Values;
} {
  if (asked === null) return { says: "affirm-how", values: {} };
  if (!isRefusal(asked)) {
    const { needs, vouchers, needed } = asked;
    return { says: "asking", values: { needs, vouchers, needed } };
  }
  return { says: asked.refused, values: {} };
}
