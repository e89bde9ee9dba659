import { invitationHelps } from "../../domain/membership.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { plain } from "../html.ts";
import type { SignedIn } from "../session.ts";
import { type Field, fieldsOf, type Sent } from "./fields.ts";
import { type JoinStanding, joinStanding } from "./join-standing.ts";
import type { Place } from "./rows.ts";

/** The code that a link brings, or that was typed, as an address may hold it; null for what can be none. */
export const codeIn = (text: unknown): string | null =>
  typeof text === "string" && /^[\w -]{1,40}$/.test(text) ? text.trim() : null;

/** The page's own path, with the code of an invitation where there is one. */
export const joinPath = (handle: string, code: unknown): string => {
  const known = codeIn(code);
  return `/assemblies/${handle}/join${known ? `?code=${encodeURIComponent(known)}` : ""}`;
};

/** The page on which one joins: what is affirmed, how one joins here, and where one stands. */
export type JoinModel = {
  readonly name: string;
  readonly language: string;
  readonly path: string;
  readonly how: string;
  readonly values: readonly string[];
  readonly version: number;
  readonly constitutionHref: string;
  readonly signIn: string | null;
  readonly standing: JoinStanding | null;
  readonly form: {
    readonly action: string;
    readonly csrf: string;
    readonly code: Field | null;
    readonly isTicked: boolean;
    readonly error: string | null;
  } | null;
};

/** Who looks at the page, with the token of its form. */
type Visit = { readonly me: SignedIn; readonly csrf: string } | null;

/** Puts the page together from what was sent, or what the link brought, and what is wrong with it. */
export async function joinModel(
  place: Place,
  assembly: Assembly,
  visit: Visit,
  sent: Sent,
  errors: Readonly<Record<string, string>>,
): Promise<JoinModel> {
  const { tongue } = place;
  const { handle, joining } = assembly;
  const path = `/assemblies/${handle}`;
  const next = joinPath(handle, sent.code);
  const standing = visit && (await joinStanding(place, assembly, visit.me));
  const name = plain(assembly.name);
  const helps = standing ? standing.codeHelps : invitationHelps({ joining, wasRemoved: false });
  const code = fieldsOf(sent, errors)("line", "code", tongue.say("membership.code"), {
    hint: tongue.say(joining === "vouch" ? "membership.code-vouch" : "membership.code-hint"),
  });
  return {
    ...{ name, language: assembly.language, path },
    how: sayJoining(place, assembly),
    values: assembly.values.map(plain),
    version: assembly.constitution,
    constitutionHref: tongue.to(`${path}/constitution`),
    signIn: visit ? null : tongue.to(`/sign-in?next=${encodeURIComponent(next)}`),
    standing,
    form:
      visit && standing?.mayAgree
        ? {
            ...{ action: tongue.to(`${path}/join`), csrf: visit.csrf, code: helps ? code : null },
            ...{ isTicked: sent.affirm === "yes", error: errors.affirm ?? null },
          }
        : null,
  };
}

/** How one joins an assembly, in a sentence. */
export const sayJoining = ({ tongue }: Place, { joining, name, vouches }: Assembly): string =>
  joining === "open"
    ? tongue.say("membership.how-open")
    : tongue.phrase("membership.how-to-join", { way: joining, assembly: plain(name), vouches });
