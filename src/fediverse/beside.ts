import type { Context } from "../context.ts";
import type { Act } from "../domain/act.ts";
import { addressesOf } from "../domain/addresses.ts";
import { type Constitution, settingNames } from "../domain/constitution.ts";
import { gap, isErased } from "../domain/erasure.ts";
import type { Fields } from "../domain/fields.ts";
import { escapeHtml, safeAddress } from "../domain/markup.ts";
import { dateFormat } from "../locales.ts";
import { renderMarkdown } from "../markdown.ts";
import { nameSetting, saySetting } from "../setting-words.ts";
import { loadActor } from "../store/actors.ts";
import type { Database } from "../store/database.ts";
import { listAlternatives } from "../store/proposals.ts";
import { loadProposal, type Proposal, type Version } from "../store/questions.ts";

/** What stands beside a text on the wire: its fields, the decision it would change, whether there are alternatives. */
export type Beside = {
  readonly proposalId: string;
  readonly fields: Fields;
  readonly changes: { readonly how: "repeal" | "replace"; readonly decision: Proposal } | null;
  readonly hasOthers: boolean;
  /** What it does once adopted, and the handle of the person, or the host, that it is about. */
  readonly act: Act | null;
  readonly whom: string;
};

/**
 * Reads what stands beside a version. Alternatives count as far as they were brought by `at`, when it was published:
 * what was sent does not change afterwards.
 */
export async function loadBeside(db: Database, { proposalId, fields }: Version, at: Date): Promise<Beside> {
  const proposal = await loadProposal(db, proposalId);
  const { changesId = null, changesHow = null } = proposal ?? {};
  const decision = changesId ? await loadProposal(db, changesId) : null;
  const others = proposal ? await listAlternatives(db, proposal) : [];
  return {
    ...{ proposalId, fields, act: proposal?.act ?? null, whom: await whomOf(db, proposal?.act) },
    changes: decision && changesHow ? { how: changesHow, decision } : null,
    hasOthers: others.some(({ deliberationFrom }) => deliberationFrom !== null && deliberationFrom <= at),
  };
}

/** Whom an act is about, as people write it. */
async function whomOf(db: Database, act: Act | null | undefined): Promise<string> {
  if (!act || act.what === "settle" || act.what === "amend") return "";
  const subject = "who" in act ? act.who : act.target;
  const actor = await loadActor(db, subject);
  return actor ? `@${actor.username}@${new URL(actor.id).host}` : isErased(subject) ? gap : subject;
}

/** A version's text with what stands beside it. */
export type Matter = { readonly version: Version; readonly beside: Beside };

/** Title, at most 4,000 characters of the text, and what stands beside it; `page` is where the whole is read. */
export function matterHtml(
  ctx: Context,
  { version, beside }: Matter,
  language: string,
  page: string,
): string {
  const characters = [...version.text];
  const text = characters.length > 4000 ? characters.slice(0, 4000).join("") : version.text;
  const more =
    characters.length > 4000
      ? `<p><a href="${page}">${escapeHtml(ctx.phrases.say(language, "question.more"))}</a></p>`
      : "";
  return `<p><strong>${escapeHtml(version.title)}</strong></p>${renderMarkdown(text)}${more}${besideHtml(ctx, language, beside)}`;
}

/** So much of a field is sent; the whole is on the page. */
const longest = 500;
const mostSources = 5;

/** What stands beside a text, as a short list in the assembly's language; empty where nothing does. */
function besideHtml(ctx: Context, language: string, beside: Beside): string {
  const { proposalId, fields, changes, hasOthers } = beside;
  const addresses = addressesOf(ctx.env.origin);
  const say = (key: string, values = {}): string => ctx.phrases.say(language, `pages.${key}`, values);
  const day = (text: string): string =>
    dateFormat(language, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).format(
      new Date(`${text}T12:00:00Z`),
    );
  const prose = (["situation", "necessity", "practicality"] as const).map(
    (name) => [say(`propose.${name}`), escapeHtml(cut(fields[name] ?? ""))] as const,
  );
  const { act, whom } = beside;
  const settles = act?.what === "settle" ? act.changes : null;
  const settled = settingNames.flatMap((name) => {
    if (!settles || !(name in settles)) return [];
    // of a constitution only the setting that is asked for is read
    const lines = saySetting(ctx.phrases, language, name, settles as Constitution);
    const says = lines.length > 0 ? lines.map(cut).join("; ") : say("constitution.none");
    return [[nameSetting(ctx.phrases, language, name), escapeHtml(says)] as const];
  });
  const rows: (readonly [label: string, html: string])[] = [
    ...settled,
    [
      say(changes?.how === "repeal" ? "propose.repeals" : "propose.replaces"),
      changes ? sayDecision(addresses.proposal(changes.decision.id), changes.decision) : "",
    ],
    ...prose,
    [
      say("constitution.names.binding"),
      fields.binds ? escapeHtml(say(`constitution.binding.${fields.binds}`)) : "",
    ],
    [say("propose.who"), escapeHtml(cut(fields.who ?? ""))],
    [say("propose.by"), fields.by ? escapeHtml(day(fields.by)) : ""],
    [say("propose.holdsUntil"), fields.holdsUntil ? escapeHtml(day(fields.holdsUntil)) : ""],
    [say("propose.sources"), (fields.sources ?? []).slice(0, mostSources).map(source).join("; ")],
  ];
  const lines = rows
    .filter(([, html]) => html !== "")
    .map(([what, html]) => `<strong>${escapeHtml(labelled(what))}</strong> ${html}`);
  const others = hasOthers
    ? `<p><a href="${addresses.beside(proposalId)}">${escapeHtml(say("propose.others"))}</a></p>`
    : "";
  // of an amendment that is voted on its text says all
  const does =
    act && act.what !== "settle" && act.what !== "amend" ? `<p>${escapeHtml(sayAct(act, whom))}</p>` : "";
  return does + (lines.length > 0 ? `<p>${lines.join("<br>")}</p>` : "") + others;

  function sayAct(act: Exclude<Act, { what: "settle" | "amend" }>, who: string): string {
    if (act.what === "appoint") return say("people.does.appoint", { who, days: act.days });
    if (act.what !== "ban" || act.until === null) return say(`people.does.${act.what}`, { who });
    return say("people.does.ban-until", { who, until: day(act.until.slice(0, 10)) });
  }
  function labelled(what: string): string {
    return ctx.phrases.say(language, "question.field", { what });
  }
  function sayDecision(url: string, { number, title }: Proposal): string {
    const decision = say("register.number", { number: String(number) });
    return `<a href="${url}">${escapeHtml(say("propose.decision", { decision, title }))}</a>`;
  }
}

/** A field on one line, cut between words where it is long. */
function cut(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const characters = [...line];
  if (characters.length <= longest) return line;
  return `${characters
    .slice(0, longest)
    .join("")
    .replace(/\s\S*$/, "")} …`;
}

/** A source; an address is a link. */
function source(line: string): string {
  const address = safeAddress(line);
  return address
    ? `<a href="${escapeHtml(address)}" rel="nofollow noopener ugc">${escapeHtml(cut(line))}</a>`
    : escapeHtml(cut(line));
}
