import type { DraftEdit } from "../../actions/edit-draft.ts";
import { isId } from "../../domain/addresses.ts";
import type { FieldsDraft } from "../../domain/fields.ts";
import { isBrought } from "../../domain/proposal.ts";
import { type Refusal, refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { findDecision, listDrafts } from "../../store/proposals.ts";
import { listProposals, loadProposal, type Proposal } from "../../store/questions.ts";
import { plain } from "../html.ts";
import type { Tongue } from "../language.ts";
import { type Field, fieldsOf, linesOf, numberOf, type Problem, type Sent } from "./fields.ts";
import { type KindLink, kindLinks } from "./propose-person.ts";
import type { Place } from "./rows.ts";
import { type TemplateLink, templateLinks } from "./templates.ts";

/** The form by which somebody brings a proposal, with what was sent and what is wrong with it. */
export type ProposeModel = {
  readonly name: string;
  readonly csrf: string;
  readonly action: string;
  readonly kinds: readonly KindLink[];
  readonly problems: readonly Problem[];
  readonly words: readonly Field[];
  readonly more: readonly Field[];
  /** Whether anything of `more` is filled in or wrong. */
  readonly isMore: boolean;
  /** Whether it may be put to the vote at once. */
  readonly mayOpen: boolean;
  readonly wishesOpen: boolean;
  /** Short forms for what is often proposed; none once the form was sent. */
  readonly templates: readonly TemplateLink[];
  readonly drafts: readonly { readonly title: string; readonly action: string }[];
};

const prose = ["situation", "necessity", "practicality"] as const;

/** The fields beside the text, as a form sent them. */
export const fieldsDraftOf = (sent: Sent): FieldsDraft => ({
  ...Object.fromEntries([...prose, "binds", "who", "by", "holdsUntil"].map((name) => [name, sent[name]])),
  sources: linesOf(sent.sources ?? ""),
});

/** The decision that a form says it changes: by its number; "none" where there is no such decision. */
export async function changedBy({ ctx }: Place, assembly: Assembly, sent: Sent) {
  const { decision } = sent;
  const how = (["replace", "repeal"] as const).find((one) => one === sent.how);
  if (!how) return null;
  const number = numberOf(decision);
  const found = Number.isNaN(number) ? null : await findDecision(ctx.db, assembly.id, number);
  return found ? { decisionId: found.id, how } : "none";
}

/** What a link to the form fills in: the proposal that it is another way for, or the decision that it changes. */
export const filledBy = ({ alternativeTo, decision, how }: Sent): Sent => ({
  ...(alternativeTo ? { alternativeTo } : {}),
  ...((how === "replace" || how === "repeal") && !Number.isNaN(numberOf(decision)) ? { how, decision } : {}),
});

/** Puts the form together. */
export async function proposeModel(
  place: Place,
  assembly: Assembly,
  form: Pick<ProposeModel, "csrf" | "action"> & { readonly author: string },
  sent: Sent,
  errors: Readonly<Record<string, string>>,
): Promise<ProposeModel> {
  const { ctx, tongue } = place;
  const { say } = tongue;
  const field = fieldsOf(sent, errors);
  const open = await openBeside(place, assembly, sent.alternativeTo ?? "");
  const drafts = await listDrafts(ctx.db, assembly.id, form.author);
  const none = ["", say("constitution.none")] as const;
  const more = [
    ...prose.map((name) => field("area", name, say(`propose.${name}`))),
    field("choice", "binds", say("constitution.names.binding"), {
      options: [
        ["", say("propose.as-settled")],
        ["all", say("constitution.binding.all")],
        ["agreed", say("constitution.binding.agreed")],
      ],
    }),
    field("line", "who", say("propose.who")),
    field("date", "by", say("propose.by")),
    field("date", "holdsUntil", say("propose.holdsUntil")),
    field("area", "sources", say("propose.sources"), { hint: say("propose.lines") }),
    field("choice", "how", say("propose.earlier"), {
      options: [none, ["replace", say("propose.replaces")], ["repeal", say("propose.repeals")]],
    }),
    field("number", "decision", say("propose.number")),
    field("choice", "alternativeTo", say("propose.others"), {
      options: [
        none,
        ...open.map(({ id, number, title }) => {
          const decision = say("register.number", { number: tongue.number(number) });
          return [id, say("propose.decision", { decision, title: plain(title) })] as const;
        }),
      ],
    }),
  ];
  return {
    ...{ name: plain(assembly.name), csrf: form.csrf, action: form.action },
    kinds: kindLinks(tongue, assembly, null),
    problems: Object.entries(errors).map(([name, text]) => ({ field: name, text })),
    words: [
      field("line", "title", say("propose.title"), { isRequired: true }),
      field("area", "text", say("propose.text"), { isRequired: true }),
    ],
    more,
    isMore: more.some(({ value, error }) => value !== "" || error !== null),
    templates: Object.keys(sent).length > 0 ? [] : templateLinks(place, assembly),
    mayOpen: assembly.deliberationHours === 0,
    wishesOpen: sent.open === "yes",
    drafts: drafts.map(({ id, title }) => ({
      title: plain(title),
      action: tongue.to(`/assemblies/${assembly.handle}/propose/${id}`),
    })),
  };
}

/** What one may bring an alternative to: what is open, and what was chosen while it was. */
async function openBeside({ ctx }: Place, assembly: Assembly, chosen: string): Promise<Proposal[]> {
  const open = [
    ...(await listProposals(ctx.db, assembly.id, { limit: 100, state: "deliberation" })),
    ...(await listProposals(ctx.db, assembly.id, { limit: 100, state: "voting" })),
  ];
  if (!isId(chosen) || open.some(({ id }) => id === chosen)) return open;
  const closed = await loadProposal(ctx.db, chosen);
  return closed?.assemblyId === assembly.id && isBrought(closed) ? [...open, closed] : open;
}

/** Reads a whole proposal, or a draft of one, from what a form sent. */
export async function readProposal(
  place: Place,
  assembly: Assembly,
  sent: Sent,
): Promise<DraftEdit | Refusal> {
  const changes = await changedBy(place, assembly, sent);
  if (changes === "none") return refuse("no-decision");
  const { title = "", text = "", alternativeTo = "" } = sent;
  if (alternativeTo && !isId(alternativeTo)) return refuse("no-proposal");
  return { title, text, fields: fieldsDraftOf(sent), changes, alternativeTo: alternativeTo || null };
}

/** Which field a refusal belongs to, where its detail names none. */
const fieldOf: Partial<Record<string, string>> = {
  "bad-title": "title",
  "bad-text": "text",
  "no-decision": "decision",
  "no-proposal": "alternativeTo",
};

/** What is said beside which field for a refusal; null where it belongs to none. */
export function errorsOf(tongue: Tongue, refused: Refusal): Record<string, string> | null {
  const field = refused.detail?.field ?? fieldOf[refused.refused];
  return field === undefined ? null : { [field]: tongue.refusal(refused.refused) };
}
