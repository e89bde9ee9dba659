import type { FieldsDraft } from "../../domain/fields.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { findDecision, listProposalsBy } from "../../store/proposals.ts";
import { listProposals } from "../../store/questions.ts";
import { plain } from "../html.ts";
import { type Field, fieldsOf, linesOf, numberOf, type Problem, type Sent } from "./fields.ts";
import { type KindLink, kindLinks } from "./propose-person.ts";
import type { Place } from "./rows.ts";

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
  const open = [
    ...(await listProposals(ctx.db, assembly.id, { limit: 100, state: "deliberation" })),
    ...(await listProposals(ctx.db, assembly.id, { limit: 100, state: "voting" })),
  ];
  const mine = await listProposalsBy(ctx.db, assembly.id, form.author);
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
    mayOpen: assembly.deliberationHours === 0,
    wishesOpen: sent.open === "yes",
    drafts: mine
      .filter(({ state }) => state === "draft")
      .map(({ id, title }) => ({
        title: plain(title),
        action: tongue.to(`/assemblies/${assembly.handle}/propose/${id}`),
      })),
  };
}
