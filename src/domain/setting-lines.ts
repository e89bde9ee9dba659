import { constitutionDefaults, type Setting, settingNames } from "./constitution.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** Settings as they were written, not yet checked, and the words that follow them. */
export type SettingLines = { readonly draft: object; readonly reasons: string };

const names = new Map(settingNames.map((name) => [name.toLowerCase(), name]));
const signs = new Map<string, boolean>([
  ["yes", true],
  ["true", true],
  ["no", false],
  ["false", false],
]);

/** A value in the form that its setting has: a number, a yes or no, lines between bars, or the words themselves. */
function readValue(name: Setting, written: string): unknown {
  const usual: unknown = (constitutionDefaults as Partial<Record<Setting, unknown>>)[name];
  if (Array.isArray(usual)) return written.split("|").map((line) => line.trim());
  if (typeof usual === "number") return /^\d{1,9}$/.test(written) ? Number(written) : written;
  if (typeof usual === "boolean") return signs.get(written.toLowerCase()) ?? written;
  return written;
}

/**
 * Reads the lines that begin a proposal to change the constitution: "votingHours: 48", "rule: consensus",
 * "values: one | another", "close when all: no"; a setting's name may be written as words. An empty line ends them;
 * what follows gives the reasons. Refuses `bad-setting`, with the line, where one before that names no setting, or
 * one for the second time.
 */
export function readSettingLines(text: string): SettingLines | Refusal {
  const [head = "", ...reasons] = text.trim().split(/\n[^\S\n]*\n/);
  const draft = new Map<Setting, unknown>();
  for (const line of head.split("\n")) {
    const [, word = "", value = ""] = /^\s*(?:[-•*–]\s*)?([a-z][a-z -]*?)\s*[:：](.*)$/iu.exec(line) ?? [];
    const name = names.get(word.toLowerCase().replaceAll(/[ -]/g, ""));
    if (!name || draft.has(name)) return refuse("bad-setting", { setting: line.trim().slice(0, 100) });
    draft.set(name, readValue(name, value.trim()));
  }
  return { draft: Object.fromEntries(draft), reasons: reasons.join("\n\n").trim() };
}
