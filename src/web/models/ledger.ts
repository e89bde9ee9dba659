import { signHead } from "../../actions/sign-head.ts";
import { watchOf } from "../../actions/watch-ledger.ts";
import { toHex } from "../../ledger/tags.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { countErased, listEntries } from "../../store/ledger-page.ts";
import type { Head } from "../../store/ledger-tree.ts";
import type { Proposal } from "../../store/questions.ts";
import { listWitnesses } from "../../store/witnesses.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import { type CheckWords, checkWords } from "./ledger-check.ts";
import { type LedgerRow, ledgerRows } from "./ledger-rows.ts";
import type { Place } from "./rows.ts";
import { type Problem, problemOf } from "./witnesses.ts";

/** A ledger's page: whose it is, its newest signed head, how to check it, and its entries in words. */
export type LedgerModel = {
  readonly name: string;
  /** The path of the assembly's page. */
  readonly assemblyPath: string;
  /** The assembly's address: what whoever checks it names. */
  readonly address: string;
  readonly facts: {
    readonly summary: string;
    readonly entries: number;
    readonly root: string;
    readonly signed: Html;
  };
  /** How many have co-signed a head of it and watch on. */
  readonly witnessed: number;
  /** Why nothing is signed, and what that comes from; null: all is well. */
  readonly problem: Problem | null;
  /** That it is signed though a witness has not said what it holds; null: all have. */
  readonly unheard: string | null;
  /** How many entries open no more since people were taken out, and what that leaves to check; null: it is none. */
  readonly erased: string | null;
  readonly check: CheckWords;
  readonly question: { readonly title: string; readonly href: string; readonly all: string } | null;
  readonly rows: readonly LedgerRow[];
  readonly first: string | null;
  readonly next: string | null;
};

/** What of a ledger is wanted: the entries below a number, or of one question. */
export type Wanted = {
  readonly before: number | null;
  readonly question: { id: string; of: Proposal } | null;
};

const perPage = 50;

/** A root or another hash in groups that eyes can compare. */
export const inGroups = (hash: Uint8Array): string => (toHex(hash).match(/.{8}/g) ?? []).join(" ");

/** Puts together a page of a ledger. A head is signed where none is newer than a few seconds. */
export async function ledgerModel(
  place: Place,
  assembly: Assembly,
  { before, question }: Wanted,
): Promise<LedgerModel> {
  const { ctx, tongue, addresses } = place;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const head = await signHead(ctx, assembly);
  const wanted = { before, question: question?.id ?? null };
  const found = await listEntries(ctx.db, assembly.id, wanted, perPage + 1);
  const shown = found.slice(0, perPage);
  const assemblyPath = `/assemblies/${assembly.handle}`;
  const path = `${assemblyPath}/ledger`;
  const last = shown.at(-1);
  const only = question ? `question=${question.id}` : "";
  const query = (...parts: string[]): string => {
    const filled = parts.filter(Boolean).join("&");
    return tongue.to(filled ? `${path}?${filled}` : path);
  };
  return {
    name: plain(assembly.name),
    assemblyPath,
    address: addresses.assembly(assembly.handle),
    facts: factsOf(place, head, clock),
    ...(await besideOf(place, assembly)),
    check: await checkWords(place, assembly, path),
    question: question && {
      title: plain(question.of.title),
      href: tongue.to(`/proposals/${question.of.id}`),
      all: tongue.to(path),
    },
    rows: await ledgerRows({ ...place, clock }, shown, head.size),
    first: before === null ? null : query(only),
    next: found.length > perPage && last ? query(only, `before=${last.seq}`) : null,
  };
}

function factsOf({ tongue }: Place, head: Head, clock: ReturnType<typeof makeClock>): LedgerModel["facts"] {
  const { size: entries, root, signedAt } = head;
  return {
    summary: tongue.say("ledger.facts", { n: entries, at: clock.recent(signedAt) }),
    ...{ entries, root: inGroups(root) },
    signed: clock.element(signedAt, `${clock.moment(signedAt)} ${clock.zone(signedAt)}`),
  };
}

/** What is to be said of a ledger beside its head: who watches it, whether it is signed, what was taken out. */
async function besideOf({ ctx, tongue }: Place, { id }: Assembly) {
  const witnesses = await listWitnesses(ctx.db, id, "for-us");
  const watching = witnesses.filter(({ state, size }) => state === "accepted" && size > 0);
  const watch = watchOf(ctx, witnesses);
  const openings = await countErased(ctx.db, id);
  return {
    witnessed: watching.length,
    problem: problemOf(tongue, watch),
    unheard: watch === "unheard" ? tongue.say("witnesses.unheard") : null,
    erased: openings > 0 ? tongue.say("ledger.erased", { n: openings }) : null,
  };
}
