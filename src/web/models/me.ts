import type { Context } from "../../context.ts";
import { browserOf, sessionLasts } from "../../domain/sign-in.ts";
import { membershipsOf, unansweredBy } from "../../store/mine.ts";
import { listSessions, listTokens } from "../../store/sessions.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import type { Tongue } from "../language.ts";
import type { SignedIn } from "../session.ts";
import { type NeedRow, needRows } from "./needs.ts";
import { type OwnRow, ownRows } from "./own-answer.ts";
import { type OpenRow, openRows, type Place } from "./rows.ts";

/** A browser in which somebody is signed in. */
export type SessionRow = {
  readonly id: string;
  readonly browser: string;
  readonly isThis: boolean;
  readonly began: Html;
  readonly seen: Html;
};

/** A personal token, by the name its maker gave it. */
export type TokenRow = {
  readonly id: string;
  readonly name: string;
  readonly made: Html;
  readonly used: Html | null;
};

/** An assembly that somebody belongs to. */
export type MineRow = {
  readonly name: string;
  readonly language: string;
  readonly href: string;
  readonly state: string | null;
  /** Where one's own membership stands and where one leaves, or sees what one still waits for. */
  readonly ways: readonly { readonly href: string; readonly text: string }[];
};

/** One's own page: what needs me, where I am a member, my browsers, my tokens. */
export type MeModel = {
  readonly name: string;
  readonly handle: string;
  readonly csrf: string;
  readonly needs: readonly OpenRow[];
  /** What waits for me besides questions. */
  readonly others: readonly NeedRow[];
  readonly assemblies: readonly MineRow[];
  readonly receipts: readonly OwnRow[];
  readonly sessions: readonly SessionRow[];
  readonly tokens: readonly TokenRow[];
  /** A token made just now; it is shown this once. */
  readonly fresh: string | null;
  readonly tokenName: string;
  readonly tokenError: string | null;
};

/** What was just done on the page: a token made, or refused with what was typed. */
export type MeSent = Partial<Pick<MeModel, "fresh" | "tokenName" | "tokenError">>;

/** Puts one's own page together. */
export async function meModel(place: Place, me: SignedIn, csrf: string, sent: MeSent): Promise<MeModel> {
  const { ctx, tongue } = place;
  return {
    name: me.name,
    handle: me.handle,
    csrf,
    needs: await openRows(place, await unansweredBy(ctx.db, me.actorId, ctx.now(), 100), true),
    others: await needRows(place, { me, csrf, sent: null }),
    assemblies: await mineRows(place, me.actorId),
    receipts: await ownRows(place, me.actorId),
    sessions: await sessionRows(ctx, tongue, me),
    tokens: await tokenRows(ctx, tongue, me.actorId),
    fresh: null,
    tokenName: "",
    tokenError: null,
    ...sent,
  };
}

/** The assemblies somebody is a member of, invited to or asks to join. */
export async function mineRows({ ctx, tongue }: Place, actorId: string): Promise<MineRow[]> {
  return (await membershipsOf(ctx.db, actorId)).map(({ membershipId, assembly, state }) => {
    const path = `/assemblies/${assembly.handle}`;
    const way = (to: string, name: "own" | "leave" | "asked") => ({
      href: tongue.to(path + to),
      text: tongue.say(`membership.ways.${name}`),
    });
    return {
      name: plain(assembly.name),
      language: assembly.language,
      href: tongue.to(path),
      state: state === "member" ? null : tongue.say(state === "invited" ? "me.invited" : "me.asking"),
      ways:
        state === "member"
          ? [way(`/members/${membershipId}`, "own"), way("/leave", "leave")]
          : [way("/join", "asked")],
    };
  });
}

/** The browsers in which somebody is signed in. */
export async function sessionRows(ctx: Context, tongue: Tongue, me: SignedIn): Promise<SessionRow[]> {
  const now = ctx.now();
  const clock = makeClock(tongue, "UTC", now);
  const rows = await listSessions(ctx.db, me.actorId, new Date(now.getTime() - sessionLasts));
  return rows.map((row) => ({
    id: row.id,
    browser: sayBrowser(tongue, row.userAgent),
    isThis: row.id === me.sessionId,
    began: clock.element(row.createdAt, clock.date(row.createdAt)),
    seen: clock.element(row.seenAt, clock.recent(row.seenAt)),
  }));
}

/** A browser in plain words. */
export function sayBrowser(tongue: Tongue, agent: string): string {
  const { browser, system } = browserOf(agent);
  if (browser && system) return tongue.say("me.browser-on", { browser, system });
  return browser ?? (system ? tongue.say("me.system", { system }) : tongue.say("me.browser-unknown"));
}

/** The personal tokens of somebody that hold. */
export async function tokenRows(ctx: Context, tongue: Tongue, actorId: string): Promise<TokenRow[]> {
  const clock = makeClock(tongue, "UTC", ctx.now());
  return (await listTokens(ctx.db, actorId)).map((row) => ({
    id: row.id,
    name: plain(row.name),
    made: clock.element(row.createdAt, clock.date(row.createdAt)),
    used: row.usedAt && clock.element(row.usedAt, clock.recent(row.usedAt)),
  }));
}
