import type { Assembly } from "../../store/assemblies.ts";
import { plain } from "../html.ts";
import { type Field, fieldsOf, type Problem, type Sent } from "./fields.ts";
import type { Place } from "./rows.ts";

/** What people often propose: each asks for three things, the third if one likes. */
export const templateNames = ["spend", "repair", "group", "rule", "action", "statement"] as const;
export type TemplateName = (typeof templateNames)[number];

const blanks = ["a", "b", "c"] as const;
const needed = ["a", "b"] as const;

/** A short form for a proposal of one kind. */
export type TemplateModel = {
  readonly name: string;
  readonly heading: string;
  readonly csrf: string;
  readonly action: string;
  readonly problems: readonly Problem[];
  readonly fields: readonly Field[];
  /** The whole form, empty. */
  readonly whole: string;
};

/** A link to a short form. */
export type TemplateLink = { readonly text: string; readonly href: string };

const hrefOf = ({ handle }: Assembly, name?: TemplateName): string =>
  `/assemblies/${handle}/propose${name ? `?template=${name}` : ""}`;

/** Which short form a query asks for; null where it asks for none that there is. */
export const templateIn = ({ template }: Readonly<Record<string, unknown>>): TemplateName | null =>
  templateNames.find((name) => name === template) ?? null;

/** The short forms there are. */
export const templateLinks = ({ tongue }: Place, assembly: Assembly): TemplateLink[] =>
  templateNames.map((name) => ({
    text: tongue.say(`templates.${name}.name`),
    href: tongue.to(hrefOf(assembly, name)),
  }));

/** What is wrong with a short form that was sent, by its fields. */
export const templateErrors = ({ tongue }: Place, sent: Sent): Record<string, string> =>
  Object.fromEntries(
    needed
      .filter((blank) => (sent[blank] ?? "").trim() === "")
      .map((blank) => [blank, tongue.refusal("bad-field")]),
  );

/** Title and text, in the assembly's language, made of what a short form asked for: to be edited before it is sent. */
export function fillTemplate(
  { ctx }: Place,
  { language }: Assembly,
  name: TemplateName,
  sent: Sent,
): { readonly title: string; readonly text: string } {
  const written = (key: string, values = {}): string =>
    ctx.phrases.say(language, `pages.templates.${key}`, values);
  const typed = Object.fromEntries(
    blanks.map((blank) => [blank, (sent[blank] ?? "").replace(/\s+/g, " ").trim()]),
  );
  const lines = blanks
    .filter((blank) => typed[blank])
    .map((blank) => written("line", { what: written(`${name}.${blank}`), says: typed[blank] }));
  return { title: written(`${name}.title`, typed), text: lines.join("\n\n") };
}

/** Puts a short form together. */
export function templateModel(
  { tongue }: Place,
  assembly: Assembly,
  { name, csrf }: { readonly name: TemplateName; readonly csrf: string },
  sent: Sent,
  errors: Readonly<Record<string, string>>,
): TemplateModel {
  const field = fieldsOf(sent, errors);
  return {
    ...{ name: plain(assembly.name), heading: tongue.say(`templates.${name}.name`), csrf },
    action: tongue.to(hrefOf(assembly, name)),
    problems: Object.entries(errors).map(([at, text]) => ({ field: at, text })),
    fields: blanks.map((blank) =>
      field("line", blank, tongue.say(`templates.${name}.${blank}`), {
        isRequired: (needed as readonly string[]).includes(blank),
        ...(blank === "c" ? { hint: tongue.say("templates.if-you-like") } : {}),
      }),
    ),
    whole: tongue.to(hrefOf(assembly)),
  };
}
