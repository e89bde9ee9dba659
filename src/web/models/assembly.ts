import { standingOf } from "../../actions/standing.ts";
import { mayDo, proposingDeed, stranger } from "../../domain/powers.ts";
import { sayRule } from "../../sentences.ts";
import { saySpan } from "../../setting-words.ts";
import { type Assembly, countFollowers, countMembers } from "../../store/assemblies.ts";
import { countOpen, listDeliberating, listOpen } from "../../store/board.ts";
import { countDecisions, listDecisions } from "../../store/register.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import { showMarkdown } from "../markdown.ts";
import { drawQr, type Qr } from "../qr.ts";
import type { SignedIn } from "../session.ts";
import {
  type DecisionRow,
  decisionRows,
  type OpenRow,
  openRows,
  type Place,
  type TalkRow,
  talkRows,
} from "./rows.ts";
import { membershipWords } from "./take-part.ts";

/** An assembly's page: who they are, how they decide, what is open, how to join, what was decided. */
export type AssemblyModel = {
  readonly name: string;
  readonly language: string;
  readonly summary: Html | null;
  readonly account: string;
  /** What the account is named by when it is opened on a reader's own server. */
  readonly address: string;
  readonly lang: string | null;
  readonly rule: string;
  readonly hours: string;
  readonly joining: Assembly["joining"];
  readonly words: { readonly join: string; readonly leave: string };
  readonly values: readonly string[];
  readonly facts: {
    readonly summary: string;
    readonly members: number;
    readonly followers: string;
    readonly decisions: string;
    readonly founded: Html;
  };
  /** How whoever looks stands to it; nobody signed in is nobody in particular. */
  readonly reader: { readonly isMember: boolean; readonly mayPropose: boolean };
  readonly membersHref: string;
  readonly decisionsHref: string;
  readonly path: string;
  readonly constitution: number;
  readonly open: readonly OpenRow[];
  readonly openCount: number;
  readonly talk: readonly TalkRow[];
  readonly decisions: readonly DecisionRow[];
  readonly decisionCount: number;
  readonly notice: { readonly qr: Qr; readonly url: string };
};

/** Puts together what an assembly's page shows; `me` is who looks, null where nobody is signed in. */
export async function assemblyModel(
  place: Place,
  assembly: Assembly,
  me: SignedIn | null,
): Promise<AssemblyModel> {
  const { ctx, addresses, tongue } = place;
  const { id, handle } = assembly;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const members = (await countMembers(ctx.db, [id])).get(id) ?? 0;
  const { accounts, servers } = await countFollowers(ctx.db, id);
  const openCount = await countOpen(ctx.db, id);
  const decisionCount = await countDecisions(ctx.db, id);
  const who = me ? await standingOf(ctx, ctx.db, assembly, me.actorId) : stranger;
  const url = addresses.assembly(handle);
  const founded = clock.fullDate(assembly.createdAt);
  return {
    name: plain(assembly.name),
    language: assembly.language,
    summary: assembly.summary ? showMarkdown(assembly.summary, 2) : null,
    account: addresses.account(handle),
    address: url,
    lang: tongue.to("/").includes("lang=") ? tongue.language : null,
    rule: sayRule(ctx.phrases, tongue.language, assembly.rule),
    hours: sayHours(place, assembly),
    joining: assembly.joining,
    words: membershipWords(tongue),
    values: assembly.values.map(plain),
    facts: {
      summary: tongue.say("assembly.facts", { members, open: openCount, decisions: decisionCount }),
      members,
      followers: tongue.say("assembly.followers", { accounts, servers }),
      decisions: tongue.say("assembly.decisions", { n: decisionCount }),
      founded: clock.element(assembly.createdAt, founded),
    },
    reader: {
      isMember: who.isMember,
      mayPropose: me !== null && mayDo(proposingDeed(assembly), who) === null,
    },
    membersHref: tongue.to(`/assemblies/${handle}/members`),
    decisionsHref: tongue.to(`/assemblies/${handle}/decisions`),
    path: `/assemblies/${handle}`,
    constitution: assembly.constitution,
    open: await openRows(place, await listOpen(ctx.db, id, 50), false),
    openCount,
    talk: await talkRows(place, await listDeliberating(ctx.db, id, 50), false),
    decisions: decisionRows(place, await listDecisions(ctx.db, id, 6), new Map([[id, assembly]]), false),
    decisionCount,
    notice: { qr: drawQr(url), url },
  };
}

/** How long is talked and voted at the least, where the assembly has settled that. */
function sayHours({ tongue }: Place, { deliberationHours, votingHours }: Assembly): string {
  const hours = (n: number): string => saySpan(tongue.language, n);
  const parts = [
    deliberationHours > 0 ? tongue.say("assembly.talk-hours", { time: hours(deliberationHours) }) : "",
    votingHours > 0 ? tongue.say("assembly.vote-hours", { time: hours(votingHours) }) : "",
  ];
  return tongue.run(parts);
}
