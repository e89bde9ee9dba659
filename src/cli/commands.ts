import { readFileSync } from "node:fs";
import type { ParseArgsConfig } from "node:util";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import type { Page, Remote, Said } from "./remote.ts";
import { verifyCommand } from "./verify.ts";

/** What was typed behind a command. */
export type Call = {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
};

/**
 * One command: its words, what it takes, what it may be told, and what it does. `shown` is for people, a line each, with
 * whatever is odd in it (`terminal.ts` sees to that); `failed`: it ends with 1.
 */
export type Command = {
  readonly name: string;
  readonly about: string;
  readonly takes: readonly string[];
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** A line each for the options. */
  readonly help: readonly string[];
  run(remote: Remote, call: Call): Promise<{ shown: readonly string[]; raw: unknown; failed?: boolean }>;
};

const text = { type: "string" } as const;
const whole = (value: unknown, name: string): number | undefined => {
  if (value === undefined) return undefined;
  if (!/^\d{1,5}$/.test(String(value))) throw new Error(`--${name} takes a whole number of hours.`);
  return Number(value);
};
const file = (name: string): string => {
  try {
    return readFileSync(name === "-" ? 0 : name, "utf8");
  } catch {
    throw new Error(`The file ${name} cannot be read.`);
  }
};
const closing = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  const at = new Date(String(value));
  if (Number.isNaN(at.getTime())) throw new Error("--closes takes a time such as 2027-03-22T18:00+01:00.");
  return at.toISOString();
};

/** Every command there is. */
export const commands: readonly Command[] = [
  verifyCommand,
  exportCommand,
  importCommand,
  {
    name: "assembly found",
    about: "Found an assembly",
    takes: ["handle"],
    options: {
      ...{ name: text, summary: text, rule: text, joining: text, language: text, "time-zone": text },
      ...{ value: { type: "string", multiple: true }, "voting-hours": text, "deliberation-hours": text },
    },
    help: [
      "--name NAME                 what people call it (needed)",
      "--rule RULE                 majority, absolute-majority, two-thirds, consensus, near-consensus, consent;",
      "                            or a rule object as JSON (default consensus)",
      "--joining WAY               open, vouch, invite, vote (default open)",
      "--value VALUE               a value that members affirm; may be given again",
      "--summary TEXT  --language TAG  --time-zone NAME  --voting-hours N  --deliberation-hours N",
    ],
    run: async (remote, { values, positionals }) => {
      if (!values.name) throw new Error("An assembly needs a --name.");
      const rule = String(values.rule ?? "consensus");
      const raw = await remote("/assemblies", {
        handle: positionals[0],
        name: values.name,
        summary: values.summary,
        values: values.value,
        rule: rule.startsWith("{") ? JSON.parse(rule) : rule,
        joining: values.joining ?? "open",
        language: values.language,
        timeZone: values["time-zone"],
        votingHours: whole(values["voting-hours"], "voting-hours"),
        deliberationHours: whole(values["deliberation-hours"], "deliberation-hours"),
      });
      return { raw, shown: [`${raw.name} is founded. People find it as ${raw.account}, and on ${raw.url}`] };
    },
  },
  {
    name: "assembly list",
    about: "List the assemblies of the server",
    takes: [],
    options: {},
    help: [],
    run: async (remote) => {
      const raw = await remote<Page<Said & { members: number }>>("/assemblies");
      const lines = raw.items.map((one) => `${one.account}  ${one.name}  ${one.members} members`);
      const none = "There is no assembly yet. Found one: folkmoot assembly found";
      return { raw: raw.items, shown: lines.length > 0 ? lines : [none] };
    },
  },
  {
    name: "member admit",
    about: "Admit an account to an assembly",
    takes: ["handle", "@account@host"],
    options: {},
    help: [
      "Makes a member until the first question opens, or while joining is open; an invitation otherwise.",
    ],
    run: async (remote, { positionals: [handle, account] }) => {
      const raw = await remote(`/assemblies/${handle}/members`, { account });
      return {
        raw,
        shown: [`${raw.member} is ${raw.state === "member" ? "a member" : "invited"}.`],
      };
    },
  },
  {
    name: "member list",
    about: "List the members of an assembly",
    takes: ["handle"],
    options: {},
    help: [],
    run: async (remote, { positionals: [handle] }) => {
      const items: Said[] = [];
      let next: string | null = "";
      while (next !== null) {
        const page: Page = await remote(
          `/assemblies/${handle}/members?limit=1000${next && `&after=${next}`}`,
        );
        items.push(...page.items);
        next = page.next;
      }
      const names = items.map((one) => String(one.member));
      return { raw: items, shown: names.length > 0 ? names : ["It has no members yet."] };
    },
  },
  {
    name: "proposal open",
    about: "Enter a proposal and put it to the vote",
    takes: ["handle", "title"],
    options: { text, file: text, closes: text, language: text, deliberate: { type: "boolean" } },
    help: [
      "--text TEXT | --file FILE   its text, in Markdown; - reads standard input (one of them is needed)",
      "--closes TIME               when voting closes (default: in 72 hours)",
      "--deliberate                only enter it: it is talked about before it is put to the vote",
      "--language TAG",
    ],
    run: async (remote, { values, positionals: [handle, title] }) => {
      const body = values.file ? file(String(values.file)) : values.text;
      if (!body) throw new Error("A proposal needs its --text, or a --file with it.");
      const open = !values.deliberate;
      const draft = { title, text: body, open, closesAt: closing(values.closes), language: values.language };
      const raw = await remote(`/assemblies/${handle}/proposals`, draft);
      return { raw, shown: [`${open ? "Open for votes" : "Being deliberated"}: ${raw.url}`] };
    },
  },
  {
    name: "proposal vote",
    about: "Put a deliberated proposal to the vote",
    takes: ["id"],
    options: { closes: text },
    help: ["--closes TIME               when voting closes (default: in 72 hours)"],
    run: async (remote, { values, positionals: [id] }) => {
      const raw = await remote(`/proposals/${id}/open`, { closesAt: closing(values.closes) });
      return { raw, shown: [`Open for votes: ${raw.url}`] };
    },
  },
  {
    name: "proposal show",
    about: "Show how a proposal stands",
    takes: ["id"],
    options: {},
    help: [],
    run: async (remote, { positionals: [id] }) => {
      type Shown = { tally: Record<string, number>; question: { roll: number } | null } & Record<
        string,
        string
      >;
      const raw = await remote<Shown>(`/proposals/${id}`);
      const { agree, abstain, disagree, block = 0, unreasonedBlock = 0 } = raw.tally;
      const roll = raw.question ? ` of a roll of ${raw.question.roll}` : "";
      const counts = `${agree} agree, ${abstain} abstain, ${disagree} disagree, ${block + unreasonedBlock} block${roll}`;
      return { raw, shown: [`${raw.title}`, `${raw.outcome ?? raw.state}: ${counts}`, `${raw.url}`] };
    },
  },
];

/** The help, a line each: of one command, or of all. */
export function usage(command?: Command): string[] {
  const common = [
    "--server URL                another server than ORIGIN",
    "--json                      print what the API answered",
  ];
  if (command) {
    const head = `folkmoot ${command.name} ${command.takes.map((name) => `<${name}>`).join(" ")}`;
    return [
      `${command.about}:`,
      `  ${head.trim()}`,
      "",
      ...[...command.help, ...common].map((line) => `  ${line}`),
    ];
  }
  const lines = commands.map(
    (one) =>
      `  folkmoot ${`${one.name} ${one.takes.map((name) => `<${name}>`).join(" ")}`.padEnd(42)} ${one.about}`,
  );
  return [
    "Commands; all but verify, export and import are carried out by a running server as its operator:",
    ...lines,
    "",
    "  folkmoot <command> --help says more.",
  ];
}
