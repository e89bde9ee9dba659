import { createHash } from "node:crypto";
import { mayDo, type Standing } from "../../domain/powers.ts";
import { loadActors, type RemoteActor } from "../../store/actors.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { type HidingAbout, hiddenAbout, listHidings } from "../../store/hidings.ts";
import { proposalsOf } from "../../store/proposals.ts";
import { type Clock, makeClock } from "../clock.ts";
import { bdi, type Html, plain } from "../html.ts";
import { handleOf, nameOf, type Person, personOf } from "../people.ts";
import { typed, type Visitor } from "../visitor.ts";
import type { Place } from "./rows.ts";

/** Where on a proposal's page words stand: as answers, objections, suggestions, in the talk, or hidden. */
export type WordsAt = "answers" | "board" | "suggestions" | "talk" | "hidden";

/** The form by which a facilitator hides a note, or shows it again: where it goes, and what was typed. */
export type HideForm = {
  readonly id: string;
  readonly action: string;
  readonly csrf: string;
  readonly noteId: string;
  readonly author: string;
  readonly at: WordsAt;
  readonly label: Html;
  readonly reason: string;
  readonly error: string | null;
};

/** A facilitator who looks at a proposal's page; `query` is which part of it is shown. */
export type Hider = { readonly visitor: Visitor; readonly path: string; readonly query: string };

/** Words that are hidden: whose, by whom, when and why. */
export type HiddenRow = {
  readonly id: string;
  readonly name: Html;
  readonly handle: Html;
  readonly hidden: Html;
  readonly reason: Html;
  readonly show: HideForm | null;
};

/** An assembly's log of hidden words. */
export type HiddenModel = {
  readonly name: string;
  readonly rows: readonly {
    readonly name: Html;
    readonly handle: Html;
    readonly when: Html;
    readonly hidden: Html;
    readonly reason: Html;
    readonly shown: Html | null;
    readonly proposal: { readonly title: string; readonly href: string } | null;
  }[];
  readonly newer: string | null;
  readonly older: string | null;
  readonly rolesHref: string;
};

const perPage = 50;

/** The name of a note's form, as its id on the page: the same for the same note, wherever the page is opened. */
export const hideFormId = (at: string, noteId: string, author: string): string =>
  `hide-${at}-${createHash("sha256").update(`${noteId}\n${author}`).digest("hex").slice(0, 16)}`;

/** Somebody who may hide words here; null for anybody else. */
export const hiderOf = (
  visitor: Visitor | null,
  who: Standing | null,
  path: string,
  query: string,
): Hider | null => (visitor && who && mayDo("hide", who) === null ? { visitor, path, query } : null);

/** The form for one note; null for whoever may not hide it, and where there is no note. */
export function hideForm(
  { tongue }: Pick<Place, "tongue">,
  hider: Hider | null | undefined,
  note: { readonly noteId: string | null; readonly author: string | null; readonly at: WordsAt },
  person: Person,
): HideForm | null {
  const { noteId, author, at } = note;
  if (!hider || noteId === null || author === null) return null;
  const { visitor, path, query } = hider;
  const id = hideFormId(at, noteId, author);
  const deed = at === "hidden" ? "show" : "hide";
  return {
    ...{ id, csrf: visitor.csrf, noteId, author, at },
    action: tongue.to(`${path}/${deed}${query}`),
    label: tongue.rich(`hiding.${deed}`, { who: bdi(person.name) }),
    reason: typed(visitor, id, "reason"),
    error: visitor.sent?.form === id ? visitor.sent.error : null,
  };
}

/** What is hidden of what was said about a proposal, with the forms that show it again; empty where nothing is. */
export async function hiddenRows(
  { ctx, tongue, clock }: Place & { readonly clock: Clock },
  proposalId: string,
  hider: Hider | null,
): Promise<HiddenRow[]> {
  const all = await hiddenAbout(ctx.db, proposalId);
  const actors = await peopleOf({ ctx }, all);
  const sent = hider?.visitor.sent?.form;
  return all.map((hiding) => {
    const author = personOf(tongue, hiding.actorId, actors);
    // where somebody else hid them meanwhile, what is said of it leads here
    const was = (["answers", "board", "suggestions", "talk"] as const)
      .map((at) => hideFormId(at, hiding.noteId, hiding.actorId))
      .find((id) => id === sent);
    const note = { noteId: hiding.noteId, author: hiding.actorId, at: "hidden" as const };
    return {
      id: was ?? `hidden-${hiding.id}`,
      name: nameOf(author),
      handle: handleOf(author),
      hidden: tongue.rich("hiding.hidden", {
        who: nameOf(personOf(tongue, hiding.by, actors)),
        at: clock.element(hiding.at, clock.recent(hiding.at)),
      }),
      reason: bdi(hiding.reason),
      show: hideForm({ tongue }, hider, note, author),
    };
  });
}

const peopleOf = (
  { ctx }: Pick<Place, "ctx">,
  all: readonly HidingAbout[],
): Promise<Map<string, RemoteActor>> =>
  loadActors(
    ctx.db,
    all.flatMap(({ actorId, by, shownBy }) => [actorId, by, ...(shownBy ? [shownBy] : [])]),
  );

/** A page of everything that facilitators hid in an assembly, whether it is shown again or not. */
export async function hiddenModel(place: Place, assembly: Assembly, page: number): Promise<HiddenModel> {
  const { ctx, tongue } = place;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const found = await listHidings(ctx.db, assembly.id, perPage + 1, (page - 1) * perPage);
  const all = found.slice(0, perPage);
  const actors = await peopleOf(place, all);
  const proposals = await proposalsOf(
    ctx.db,
    all.flatMap(({ proposalId }) => proposalId ?? []),
  );
  const path = `/assemblies/${assembly.handle}/hidden`;
  const hrefOf = (number: number) => tongue.to(`${path}${number > 1 ? `?page=${number}` : ""}`);
  const at = (when: Date): Html => clock.element(when, clock.fullDate(when));
  return {
    name: plain(assembly.name),
    rows: all.map((hiding) => {
      const author = personOf(tongue, hiding.actorId, actors);
      const proposal = hiding.proposalId ? proposals.get(hiding.proposalId) : undefined;
      const by = (id: string | null) => nameOf(personOf(tongue, id, actors));
      return {
        name: nameOf(author),
        handle: handleOf(author),
        when: at(hiding.at),
        hidden: tongue.rich("hiding.by", { who: by(hiding.by) }),
        reason: bdi(hiding.reason),
        shown: hiding.shownAt
          ? tongue.rich("hiding.shown", { who: by(hiding.shownBy), at: at(hiding.shownAt) })
          : null,
        proposal: proposal
          ? { title: plain(proposal.title), href: tongue.to(`/proposals/${proposal.id}`) }
          : null,
      };
    }),
    newer: page > 1 ? hrefOf(page - 1) : null,
    older: found.length > perPage ? hrefOf(page + 1) : null,
    rolesHref: tongue.to(`/assemblies/${assembly.handle}/roles`),
  };
}
