import { isHandle } from "./addresses.ts";
import {
  type Constitution,
  constitutionDefaults,
  publicVotingHours,
  readSettings,
  type Setting,
} from "./constitution.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";

/** How people come to be members: by agreeing, by members who vouch, by invitation, by a decision. */
export const joiningWays = ["open", "vouch", "invite", "vote"] as const;
export type Joining = (typeof joiningWays)[number];

/** What a founder settles; it holds until the assembly first decides otherwise. */
export type Charter = Constitution & { readonly handle: string };

/** A charter as it comes in, from a form, a script or a request. */
export type CharterDraft = { handle: string; name: string; rule: unknown; rules?: unknown } & {
  readonly [Name in Exclude<Setting, "name" | "rule" | "rules">]?: Constitution[Name] | undefined;
};

/**
 * Reads a founder's draft. On a public server voting lasts 24 hours or more (decisions.md, "Life of a
 * proposal"); on a loopback one, where people try things out, the default is 0.
 */
export function readCharter(draft: CharterDraft, publicServer: boolean): Charter | Refusal {
  const { handle, ...wished } = draft;
  if (!isHandle(handle)) return refuse("bad-handle");
  const given = Object.fromEntries(Object.entries(wished).filter(([, value]) => value !== undefined));
  const votingHours = publicServer ? publicVotingHours : constitutionDefaults.votingHours;
  const settings = readSettings({ ...constitutionDefaults, votingHours, ...given }, publicServer);
  if (isRefusal(settings)) return settings;
  return { handle, ...(settings as Constitution) };
}
