import { addressesOf } from "../domain/addresses.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { type Degree, readWish } from "../domain/suggestion.ts";
import type { Heard } from "../domain/words/read.ts";
import type { Database } from "../store/database.ts";
import { isMember as isMemberOf } from "../store/members.ts";
import { loadVersion } from "../store/questions.ts";
import { setReply } from "../store/replies.ts";
import {
  findSuggestion,
  ownSuggestions,
  type Suggestion,
  setSuggestion,
  suggestionOfNote,
} from "../store/suggestions.ts";
import { answer, answerRefusal, type Hearing, languageOf } from "./answer-words.ts";
import { orRollBack } from "./roll-back.ts";
import { fulfilSuggestion, supportSuggestion, withdrawSuggestion } from "./settle-suggestion.ts";
import { type Suggested, suggest } from "./suggest.ts";
import type { Words } from "./words.ts";

/** "suggest: …", perhaps with a degree, under a question, its note, or an answer of ours about its proposal. */
export async function hearSuggest(
  hearing: Hearing,
  proposalId: string,
  { wish, degree }: Extract<Heard, { command: "suggest" }>,
): Promise<void> {
  // everybody reads suggestions: what came to us alone is none
  if (!hearing.written.isPublic) return answer(hearing, "in-public", {}, { proposalId });
  if (wish === "") return answer(hearing, "suggestion-how", {}, { proposalId });
  const made = await take(hearing, proposalId, wish, degree ?? null);
  if (isRefusal(made)) return answerRefusal(hearing, made, { proposalId });
  await tellTaken(hearing, proposalId, "suggestion-taken", made);
}

/** What was to be an amendment, and names words that do not stand in the text, is a suggestion; `why` says so. */
export async function hearUnplaced(
  hearing: Hearing,
  proposalId: string,
  { wish, why }: { readonly wish: string; readonly why: string },
): Promise<void> {
  const { tx, written } = hearing;
  const made = await take(hearing, proposalId, wish, null);
  if (isRefusal(made)) return answerRefusal(hearing, made, { proposalId });
  await setReply(tx, written, { reason: wish, recordedReason: wish });
  await tellTaken(hearing, proposalId, "amendment-unplaced", made, { why });
}

const take = ({ ctx, tx, written }: Hearing, proposalId: string, words: string, degree: Degree | null) =>
  orRollBack<Suggested>({ db: tx }, async (inner) => {
    const wish = readWish(words);
    const { actorId, noteId } = written;
    return isRefusal(wish) ? wish : suggest(ctx, inner, { proposalId, actorId, noteId, degree });
  });

async function tellTaken(
  hearing: Hearing,
  proposalId: string,
  says: string,
  { id: suggestionId, number, degree }: Suggested,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const values = {
    ...(await about(hearing, proposalId, number)),
    degree: degreeIn(hearing, degree),
    ...more,
  };
  await answer(hearing, says, values, { proposalId, asks: { what: "suggestion", suggestionId } });
}

/** "endorse suggestion 3", perhaps with a degree: that is taken up by somebody else. */
export async function hearSuggestionSupport(
  hearing: Hearing,
  proposalId: string,
  number: number,
  degree: Degree | null,
): Promise<void> {
  const { ctx, tx, written } = hearing;
  const found = await findSuggestion(tx, proposalId, number);
  const act = { suggestionId: found?.id ?? "", actorId: written.actorId, supports: true, degree };
  const done = found
    ? await orRollBack({ db: tx }, (inner) => supportSuggestion(ctx, inner, act))
    : refuse("no-suggestion");
  if (isRefusal(done)) return answerRefusal(hearing, done, { proposalId });
  const said = degree ? degreeIn(hearing, degree) : "";
  const values = { ...(await about(hearing, proposalId, number)), degree: said, says: degree ? "yes" : "no" };
  const isMember = (await isMemberOf(tx, hearing.assembly.id, written.actorId)) ? "yes" : "no";
  await answer(hearing, "suggestion-supported", { ...values, isMember }, { proposalId });
}

/** "fulfilled" or "not fulfilled": of the one that is named, that our answer was about, or the only one of theirs. */
export async function hearFulfilled(
  hearing: Hearing,
  proposalId: string,
  { command, suggestion: number }: Extract<Heard, { command: "fulfilled" | "unfulfilled" }>,
  suggestionId?: string,
): Promise<void> {
  const { ctx, tx, written } = hearing;
  const fulfilled = command === "fulfilled";
  const { actorId } = written;
  const meant = number === null ? await theirs(tx, proposalId, actorId, fulfilled) : [];
  const named = number === null ? null : ((await findSuggestion(tx, proposalId, number))?.id ?? "");
  const [only, ...others] = meant;
  const id = named ?? suggestionId ?? only?.id ?? "";
  if (named === null && !suggestionId && others.length > 0) {
    const numbers = meant.map((one) => one.number).join(", ");
    return answer(hearing, "suggestion-which", { numbers }, { proposalId });
  }
  const act = { suggestionId: id, actorId, fulfilled };
  const done: Suggestion | Refusal = id
    ? await orRollBack({ db: tx }, (inner) => fulfilSuggestion(ctx, inner, act))
    : refuse("no-suggestion");
  if (isRefusal(done)) return answerRefusal(hearing, done, { proposalId });
  const values = { ...(await about(hearing, proposalId, done.number)), version: done.judgedVersion ?? 0 };
  await answer(hearing, fulfilled ? "suggestion-fulfilled" : "suggestion-unfulfilled", values, {
    proposalId,
  });
}

/** Those of somebody that may be meant: the ones that wait, or the ones that are fulfilled. */
const theirs = async (tx: Database, proposalId: string, actorId: string, fulfilled: boolean) =>
  (await ownSuggestions(tx, proposalId, actorId)).filter(({ isFulfilled }) => isFulfilled !== fulfilled);

/** "withdraw", as a reply to our answer to a suggestion: that one is taken back. */
export async function hearSuggestionTakenBack(hearing: Hearing, suggestionId: string): Promise<void> {
  const { ctx, tx, written } = hearing;
  const act = { suggestionId, actorId: written.actorId };
  const back = await orRollBack({ db: tx }, (inner) => withdrawSuggestion(ctx, inner, act));
  if (isRefusal(back)) return answerRefusal(hearing, back);
  const { proposalId, number } = back;
  await answer(hearing, "suggestion-back", await about(hearing, proposalId, number), { proposalId });
}

/**
 * The words of a suggestion follow the note that it came in: whatever that says now is the wish, and a degree that it
 * names is the degree. Words that are not public any more are none.
 */
export async function followNote(
  tx: Database,
  written: Pick<Words, "noteId" | "actorId" | "said" | "isPublic">,
  heard: Heard,
): Promise<void> {
  const suggestion = await suggestionOfNote(tx, written.noteId, written.actorId);
  if (!suggestion) return;
  const words =
    heard.command === "suggest"
      ? heard.wish
      : heard.command === "amend"
        ? unplaced([heard])
        : written.said.text;
  const reason = written.isPublic ? [...words.trim()].slice(0, 5000).join("") : null;
  await setReply(tx, written, { reason, recordedReason: reason });
  if (heard.command === "suggest" && heard.degree)
    await setSuggestion(tx, suggestion.id, { degree: heard.degree });
}

/** Replacements that have no place in the text, as words: each as it was written. */
export const unplaced = (
  replacements: readonly { readonly old: string; readonly new: string | null }[],
): string =>
  replacements.map(({ old, new: come }) => (come === null ? old : `${old} => ${come || "—"}`)).join("\n\n");

const degreeIn = (hearing: Hearing, degree: Degree): string =>
  hearing.ctx.phrases.say(languageOf(hearing), `pages.suggestions.degrees.${degree}`);

/** What answers about a suggestion say of it. */
async function about({ ctx, tx }: Hearing, proposalId: string, number: number) {
  const { title } = await loadVersion(tx, proposalId);
  return { title, number, url: `${addressesOf(ctx.env.origin).proposal(proposalId)}#suggestions` };
}
