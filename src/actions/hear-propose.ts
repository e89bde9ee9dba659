import type { Act } from "../domain/act.ts";
import { addressesOf, placeOf } from "../domain/addresses.ts";
import { endorsementsNeeded, readSettings } from "../domain/constitution.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { readSettingLines } from "../domain/setting-lines.ts";
import type { Heard } from "../domain/words/read.ts";
import { isMember } from "../store/members.ts";
import { findDecision } from "../store/proposals.ts";
import { answer, answerRefusal, type Hearing } from "./answer-words.ts";
import { loadLeaveInvitations } from "./ask-to-leave.ts";
import { type ProposalDraft, propose } from "./propose.ts";
import { orRollBack } from "./roll-back.ts";
import { whoIs } from "./who-is.ts";

/** A proposal in words. */
export type Proposed = Omit<Extract<Heard, { command: "propose" }>, "command">;

type Matter = Pick<ProposalDraft, "text" | "act" | "changes">;

/**
 * A proposal in words: put to the vote at once where nothing has to come before, else deliberated. False where it is
 * for something that this server does not do yet.
 */
export async function hearPropose(hearing: Hearing, proposed: Proposed): Promise<boolean> {
  const { ctx, tx, written, assembly } = hearing;
  const { kind, title } = proposed;
  if (assembly.proposers === "members" && !(await isMember(tx, assembly.id, written.actorId))) {
    await answer(hearing, "propose-members");
    return true;
  }
  if (kind === null && title !== "" && proposed.text === "") {
    await answer(hearing, "propose-text", { title }, { asks: { what: "proposal-text", title } });
    return true;
  }
  const matter = await matterOf(hearing, proposed);
  if (matter === null) return false;
  if (isRefusal(matter)) {
    await answerRefusal(hearing, matter);
    return true;
  }
  const draft = { title, author: written.actorId, language: written.said.language, ...matter };
  const waits = assembly.deliberationHours > 0 || endorsementsNeeded(assembly) > 0;
  const opened = await orRollBack({ db: tx }, (inner) =>
    propose(ctx, inner, assembly, { ...draft, open: !waits }),
  );
  if (isRefusal(opened)) {
    if (opened.refused === "bad-title" || opened.refused === "bad-text")
      await answer(hearing, opened.refused);
    else await answerRefusal(hearing, opened);
    return true;
  }
  const addresses = addressesOf(ctx.env.origin);
  const { proposalId, questionId } = opened;
  const url = questionId ? addresses.question(questionId) : addresses.proposal(proposalId);
  await answer(hearing, questionId ? "proposed-open" : "proposed", { title, url }, opened);
  return true;
}

/** What a proposal of some kind would do; null where that cannot be done yet. */
async function matterOf(hearing: Hearing, { kind, about, text }: Proposed): Promise<Matter | Refusal | null> {
  switch (kind) {
    case null:
      return { text };
    case "constitution":
      return settle(hearing, text);
    case "repeal":
    case "replacement": {
      const decisionId = await decisionIn(hearing, about);
      if (decisionId === null) return refuse("no-decision");
      return { text, changes: { decisionId, how: kind === "repeal" ? "repeal" : "replace" } };
    }
    default: {
      const act = await actOf(hearing, kind, about);
      return isRefusal(act) ? act : { text, act };
    }
  }
}

/** What a proposal about one person or server would do: days after the name, where it is about a task. */
async function actOf(
  { tx, assembly }: Hearing,
  kind: Exclude<Proposed["kind"], null | "constitution" | "repeal" | "replacement">,
  about: string,
): Promise<Act | Refusal> {
  const [name = "", ...rest] = about.trim().split(/\s+/u);
  const who = await whoIs(tx, assembly, name);
  if (kind === "ban" || kind === "unban") {
    const host = /^@?([a-z0-9.-]+\.[a-z]{2,}(?::\d+)?)$/i.exec(name)?.[1]?.toLowerCase();
    const target = who ?? host;
    if (!target) return refuse("bad-target");
    return kind === "ban" ? { what: "ban", target, until: null } : { what: "unban", target };
  }
  if (who === null) return refuse("no-person");
  if (kind === "admission") return { what: "admit", who };
  if (kind === "dismissal") return { what: "dismiss", who };
  if (kind === "facilitator") {
    const days = Number(/\d{1,4}/.exec(rest.join(" ").normalize("NFKC"))?.[0] ?? assembly.facilitatorDays);
    return { what: "appoint", who, days };
  }
  const invitation = (await loadLeaveInvitations(tx, assembly, who))[0];
  return invitation ? { what: "remove", who, invitation: invitation.id } : refuse("leave-not-asked");
}

function settle({ ctx }: Hearing, text: string): Matter | Refusal {
  const lines = readSettingLines(text);
  if (isRefusal(lines)) return lines;
  const changes = readSettings(lines.draft, ctx.env.isPublic);
  if (isRefusal(changes)) return changes;
  const act: Act = { what: "settle", changes };
  return { text: lines.reasons || text, act };
}

/** The decision that words name: by its number ("no. 12"), or by its address here. */
async function decisionIn({ ctx, tx, assembly }: Hearing, about: string): Promise<string | null> {
  const named = placeOf(ctx.env.origin, about);
  if (named?.what === "proposal") return named.id;
  const number = Number(/^[^\d/]*(\d{1,9})$/.exec(about.normalize("NFKC"))?.[1] ?? Number.NaN);
  return Number.isNaN(number) ? null : ((await findDecision(tx, assembly.id, number))?.id ?? null);
}
