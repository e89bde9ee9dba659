import type { Shown } from "../../store/ledger-page.ts";
import { proposalsOf } from "../../store/proposals.ts";
import type { Clock } from "../clock.ts";
import { bdi, type Html, link, plain } from "../html.ts";
import { actorsOf, sayEntry } from "./entry-words.ts";
import type { Place } from "./rows.ts";

/** An entry in words. `isSigned`: a signed head lies over it already. */
export type LedgerRow = {
  readonly seq: number;
  readonly number: string;
  readonly when: Html | null;
  readonly what: Html | string;
  /** The proposal that it is about. */
  readonly about: Html | null;
  readonly isSigned: boolean;
};

type Where = Place & { readonly clock: Clock };

/** Entries as people read them; `size`: how many lie under the newest signed head. */
export async function ledgerRows(where: Where, shown: readonly Shown[], size: number): Promise<LedgerRow[]> {
  const { ctx, tongue, clock } = where;
  const actors = await actorsOf(where, shown);
  const proposals = await proposalsOf(
    ctx.db,
    shown.flatMap(({ proposalId }) => proposalId ?? []),
  );
  return shown.map((one) => {
    const { seq, entry } = one;
    const at = entry ? new Date(entry.at) : null;
    const proposal = one.proposalId === null ? undefined : proposals.get(one.proposalId);
    return {
      seq,
      number: tongue.say("ledger.number", { n: seq }),
      when: at && !Number.isNaN(at.getTime()) ? clock.element(at, clock.recent(at)) : null,
      what: (entry && sayEntry(where, actors, one, entry)) ?? tongue.say("ledger.unknown"),
      about: proposal ? link(tongue.to(`/proposals/${proposal.id}`), bdi(plain(proposal.title))) : null,
      isSigned: seq < size,
    };
  });
}
