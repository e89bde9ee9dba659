import type { Context } from "../context.ts";
import { isPerson } from "../domain/membership.ts";
import type { Heard } from "../domain/words/read.ts";
import type { Database } from "../store/database.ts";
import { endAsking } from "../store/notes.ts";
import { setReply } from "../store/replies.ts";
import { charterValues } from "./admit-member.ts";
import { answer } from "./answer-words.ts";
import { hearLift } from "./hear-objection-words.ts";
import { hearPropose } from "./hear-propose.ts";
import { hearVote } from "./hear-vote.ts";
import { joinAssembly } from "./join-assembly.ts";
import { say } from "./say.ts";
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
  if (!note?.asks || !note.asksUntil || note.asksUntil < written.receivedAt) return false;
  const { asks } = note;
  if (asks.what === "affirm") {
    const agrees = heard.command === "vote" && heard.position === "agree";
    if (!agrees && heard.command !== "none" && heard.command !== "ask") return false;
    await affirm(ctx, tx, written, place, agrees);
    if (agrees) await endAsking(tx, note.id);
    return true;
  }
  const hearing = { ctx, tx, written, assembly };
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
  if (asks.what === "proposal-text") {
    if (isClear(heard) && heard.command !== "vote") return false;
    await hearPropose(hearing, { kind: null, about: "", title: asks.title, text: words });
  } else {
    if (!question || isClear(heard)) return false;
    // what was kept as talk turns out to be a reason
    const vote = { command: "vote", position: "block", reason: words } as const;
    const { reason, change } = reasonIn(ctx, vote);
    const given = written.isPublic ? reason : null;
    await setReply(tx, written, {
      ...{ completes: true, command: "vote", reason: given, recordedReason: given },
    });
    await hearVote(ctx, tx, written, { assembly, question }, { ...vote, reason: reason ?? "", change });
  }
  await endAsking(tx, note.id);
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

/** "I agree" under our answer to "join". */
async function affirm(
  ctx: Context,
  tx: Database,
  written: Words,
  { assembly, note }: Place,
  agrees: boolean,
) {
  const open = assembly.joining === "open" && isPerson(written.kind);
  const joined = open && agrees && (await joinAssembly(ctx, tx, { assembly, actorId: written.actorId }));
  await say(ctx, tx, {
    assembly,
    toActor: written.actorId,
    says: joined ? "joined" : !open ? "by-invitation" : agrees ? "already-member" : "affirm-how",
    values: charterValues(ctx, assembly),
    inReplyTo: written.noteId,
    language: written.said.language,
    ...(open && !agrees && note?.asksUntil
      ? { asks: { what: "affirm" as const }, asksUntil: note.asksUntil }
      : {}),
  });
}
