import type { ActDraft } from "../../actions/read-act.ts";
import { kindOf } from "../../domain/act.ts";
import { ruleFor } from "../../domain/constitution.ts";
import { readLocalTime } from "../../domain/local-time.ts";
import { isRefusal, type Refusal } from "../../domain/refusal.ts";
import { sayRule } from "../../sentences.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { type Html, plain } from "../html.ts";
import { makeTongue, type Tongue } from "../language.ts";
import { type Field, fieldsOf, numberOf, type Problem, type Sent } from "./fields.ts";
import { invitedTo, knownFor } from "./known-people.ts";
import type { Place } from "./rows.ts";

/** The kinds of proposals about people, by what they do. */
export const personDeeds = ["admit", "remove", "appoint", "dismiss", "ban", "unban"] as const;
export type PersonDeed = (typeof personDeeds)[number];

/** A kind of proposal that one may choose, as a link. */
export type KindLink = { readonly text: string; readonly href: string; readonly isCurrent: boolean };

/** The form for a proposal about a person: what it asks for, and what has to come before. */
export type ProposePersonModel = {
  readonly name: string;
  readonly csrf: string;
  readonly action: string;
  readonly heading: string;
  readonly kinds: readonly KindLink[];
  /** What it does, and what must have been before. */
  readonly lines: readonly string[];
  /** How it is decided. */
  readonly rule: string;
  /** Who was invited to leave, and whether the date has passed: those alone can be removed. */
  readonly invited: readonly { readonly who: Html; readonly says: Html }[] | null;
  /** Where members are invited to leave. */
  readonly membersHref: string | null;
  readonly problems: readonly Problem[];
  readonly who: Field;
  /** Whom it can be about, as far as is known here. */
  readonly known: readonly { readonly value: string; readonly text: string }[];
  readonly fields: readonly Field[];
};

/** Which kind of proposal a query asks for; null for the general one. */
export const personDeedOf = (query: unknown): PersonDeed | null => {
  const { about } = (query ?? {}) as { about?: unknown };
  return personDeeds.find((deed) => deed === about) ?? null;
};

/** The kinds of proposals as links, the one that is shown marked. */
export function kindLinks(tongue: Tongue, { handle }: Pick<Assembly, "handle">, current: PersonDeed | null) {
  const path = `/assemblies/${handle}/propose`;
  return [
    { text: tongue.say("people.kinds.general"), href: tongue.to(path), isCurrent: current === null },
    ...personDeeds.map((deed) => ({
      text: tongue.say(`people.kinds.${deed}`),
      href: tongue.to(`${path}?about=${deed}`),
      isCurrent: deed === current,
    })),
    {
      text: tongue.say("people.kinds.constitution"),
      href: tongue.to(`/assemblies/${handle}/constitution/propose`),
      isCurrent: false,
    },
  ] satisfies KindLink[];
}

/** Which field of the form a refusal belongs to. */
export const personFieldOf: Partial<Record<Refusal["refused"], string>> = {
  "no-person": "who",
  "not-asking": "who",
  "already-member": "who",
  "leave-not-asked": "who",
  "not-a-facilitator": "who",
  "too-many-terms": "who",
  "no-facilitation": "who",
  "bad-target": "who",
  "already-done": "who",
  "no-ban": "who",
  banned: "who",
  "term-too-long": "days",
  "bad-date": "until",
  "bad-title": "title",
  "bad-text": "text",
};

/** What a form sent, as a proposal's act; the last day of a ban ends with that day, by the assembly's clock. */
export function actDraftOf(deed: PersonDeed, assembly: Assembly, sent: Sent): ActDraft | Refusal {
  const { who = "", days, until = "" } = sent;
  if (deed === "appoint") return { what: deed, who, days: numberOf(days) };
  if (deed === "unban") return { what: deed, target: who };
  if (deed !== "ban") return { what: deed, who };
  if (until === "") return { what: deed, target: who };
  const end = readLocalTime(until, assembly.timeZone, "closes");
  return isRefusal(end) ? end : { what: deed, target: who, until: end.toISOString() };
}

/**
 * Title and text as a form sent them. A ban's title is its reason; other proposals are called by what they do, in the
 * assembly's language. Of a ban nothing more need be said.
 */
export function matterOf({ ctx }: Pick<Place, "ctx">, deed: PersonDeed, assembly: Assembly, sent: Sent) {
  const { who = "", title = "", text = "" } = sent;
  if (deed === "ban") return { title, text: text.trim() === "" ? title : text };
  const tongue = makeTongue(ctx.phrases, assembly.language);
  const called = tongue.say(`people.titles.${deed}`, { who: plain(who.trim()) });
  return { title: [...called].slice(0, 200).join(""), text };
}

/** Puts the form together. */
export async function proposePersonModel(
  place: Place,
  assembly: Assembly,
  deed: PersonDeed,
  form: { readonly csrf: string },
  sent: Sent,
  errors: Readonly<Record<string, string>>,
): Promise<ProposePersonModel> {
  const { ctx, tongue } = place;
  const { say } = tongue;
  const field = fieldsOf(sent, errors);
  const kind = kindOf({ what: deed } as Parameters<typeof kindOf>[0]);
  const isBan = deed === "ban";
  const fields = [
    ...(deed === "appoint"
      ? [
          field("number", "days", say("people.days"), {
            isRequired: true,
            hint: say("people.days-hint", { n: assembly.facilitatorDays }),
          }),
        ]
      : []),
    ...(isBan
      ? [
          field("date", "until", say("people.until"), { hint: say("people.until-hint") }),
          field("line", "title", say("people.ban-reason"), {
            isRequired: true,
            hint: say("people.ban-reason-hint"),
          }),
        ]
      : []),
    field("area", "text", say(isBan ? "people.more" : "people.why"), { isRequired: !isBan }),
  ];
  const onServer = isBan || deed === "unban";
  return {
    ...{ name: plain(assembly.name), csrf: form.csrf },
    action: tongue.to(`/assemblies/${assembly.handle}/propose?about=${deed}`),
    heading: say(`people.kinds.${deed}`),
    kinds: kindLinks(tongue, assembly, deed),
    lines: linesOf(place, assembly, deed),
    rule: sayRule(ctx.phrases, tongue.language, ruleFor(assembly, kind)),
    invited: deed === "remove" ? await invitedTo(place, assembly) : null,
    membersHref: deed === "remove" ? tongue.to(`/assemblies/${assembly.handle}/members`) : null,
    problems: Object.entries(errors).map(([name, text]) => ({ field: name, text })),
    who: field("line", "who", say(onServer ? "people.target" : "people.who"), {
      isRequired: true,
      hint: say(onServer ? "people.target-hint" : "people.who-hint"),
    }),
    known: await knownFor(place, assembly, deed),
    fields,
  };
}

function linesOf({ tongue }: Place, assembly: Assembly, deed: PersonDeed): string[] {
  const { facilitation, facilitatorDays: days, facilitatorTerms: n } = assembly;
  if (deed !== "appoint") return [tongue.say(`people.before.${deed}`)];
  if (!facilitation) return [tongue.say("roles.not-given")];
  return [
    tongue.say("people.before.appoint"),
    tongue.say("roles.term", { days }),
    tongue.say(n > 0 ? "roles.terms" : "roles.terms-any", { n }),
  ];
}
