import { readLocalTime } from "../domain/local-time.ts";
import { isRefusal } from "../domain/refusal.ts";
import type { Heard } from "../domain/words/read.ts";
import { answer, answerRefusal, type Hearing, languageOf } from "./answer-words.ts";
import { askToLeave } from "./ask-to-leave.ts";
import { hideWords, showWords } from "./hide-words.ts";
import { makeInvitation } from "./invite-member.ts";
import { orRollBack } from "./roll-back.ts";
import { sayTime } from "./say.ts";
import { vouchFor } from "./vouch-for.ts";
import { whoIs } from "./who-is.ts";

type Word = Extract<Heard, { command: "vouch" | "invite" | "ask-leave" | "hide" | "unhide" }>;

/** Does what members and facilitators say about others: vouching, inviting, asking to leave, hiding spam. */
export async function hearMembershipWord(hearing: Hearing, heard: Word): Promise<void> {
  switch (heard.command) {
    case "vouch":
      return hearVouch(hearing, heard.whom);
    case "invite":
      return heard.whom === "" ? hearInvite(hearing) : hearVouch(hearing, heard.whom);
    case "ask-leave":
      return hearAskLeave(hearing, heard);
    default:
      return hearHiding(hearing, heard);
  }
}

/** Whom words name; where nobody is known by that, it is said, and null. */
async function named(hearing: Hearing, text: string): Promise<string | null> {
  const whom = await whoIs(hearing.tx, hearing.assembly, text);
  if (whom === null) await answer(hearing, "who-is-that", { who: text || "–" });
  return whom;
}

async function hearVouch(hearing: Hearing, text: string): Promise<void> {
  const { ctx, tx, written, assembly } = hearing;
  const whom = await named(hearing, text);
  if (whom === null) return;
  const { actorId } = written;
  const done = await orRollBack({ db: tx }, (inner) => vouchFor(ctx, inner, { assembly, actorId, whom }));
  if (isRefusal(done)) return answerRefusal(hearing, done);
  if ("needs" in done) return answer(hearing, "put-to-vote", { who: text });
  const isJoined = done.outcome === "joined";
  await answer(hearing, "vouched", {
    who: text,
    hasAffirmed: isJoined || done.hasAffirmed ? "yes" : "no",
    needed: isJoined ? 0 : Math.max(0, done.needed - done.vouchers),
  });
}

/** An invitation to pass on; its code is said to the member who asked, and to nobody else. */
async function hearInvite(hearing: Hearing): Promise<void> {
  const { ctx, tx, written, assembly } = hearing;
  const { actorId } = written;
  const made = await orRollBack({ db: tx }, (inner) => makeInvitation(ctx, inner, { assembly, actorId }));
  if (isRefusal(made)) return answerRefusal(hearing, made);
  const [join = "join"] = ctx.phrases.words[languageOf(hearing)]?.join ?? [];
  await answer(hearing, "invitation", { join, code: made.code });
}

async function hearAskLeave(hearing: Hearing, heard: Extract<Word, { command: "ask-leave" }>): Promise<void> {
  const { ctx, tx, written, assembly } = hearing;
  const [first] = heard.dates;
  const answerBy = first === undefined ? null : readLocalTime(first, assembly.timeZone, "closes");
  if (isRefusal(answerBy)) return answerRefusal(hearing, answerBy);
  const whom = await named(hearing, heard.whom);
  if (whom === null) return;
  const until = answerBy ?? new Date(ctx.now().getTime() + 14 * 86_400_000);
  const asked = { assembly, actorId: written.actorId, whom, reasons: heard.reasons, decisions: [] };
  const done = await orRollBack({ db: tx }, (inner) => askToLeave(ctx, inner, { ...asked, answerBy: until }));
  if (isRefusal(done)) return answerRefusal(hearing, done);
  const at = sayTime(languageOf(hearing), assembly.timeZone, until);
  await answer(hearing, "asked-leave", { who: heard.whom, until: at });
}

async function hearHiding(
  hearing: Hearing,
  heard: Extract<Word, { command: "hide" | "unhide" }>,
): Promise<void> {
  const { ctx, tx, written, assembly } = hearing;
  const deed = heard.command === "hide" ? hideWords : showWords;
  const { address: noteId, reason } = heard;
  const refused = await orRollBack({ db: tx }, (inner) =>
    deed(ctx, inner, { assembly, actorId: written.actorId, noteId, reason }),
  );
  if (isRefusal(refused)) return answerRefusal(hearing, refused);
  await answer(hearing, "hidden", { shown: heard.command === "hide" ? "no" : "yes" });
}
