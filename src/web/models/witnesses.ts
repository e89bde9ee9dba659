import { forkAddress } from "../../actions/found-fork.ts";
import { watchOf } from "../../actions/watch-ledger.ts";
import { mayDo, type Standing } from "../../domain/powers.ts";
import { loadActors } from "../../store/actors.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { listWitnesses, type Witness } from "../../store/witnesses.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import { typed, type Visitor } from "../visitor.ts";
import type { Place } from "./rows.ts";

/** An assembly elsewhere that witnesses, or whose ledger is witnessed: how it stands, and what can be done about it. */
export type WitnessRow = {
  readonly id: string;
  readonly name: Html;
  readonly handle: Html;
  readonly state: string;
  readonly isWaiting: boolean;
  readonly when: Html;
  /** Up to which entry it was co-signed; null before the first time. */
  readonly says: string | null;
  /** That it holds what this ledger lacks; null: it does not. */
  readonly behind: string | null;
  /** That it has not said since the start which head it holds; null: it has, or is still waited for. */
  readonly unheard: string | null;
  /** That it signed a head which is not shown to fit the one that is held; null: none. */
  readonly doubt: string | null;
  /** Where the proof is that its ledger was forked. */
  readonly forkHref: string | null;
  /** What the visitor may do: the steps, each with the words on its button. */
  readonly steps: readonly { readonly step: string; readonly says: string }[];
};

/** Who witnesses an assembly's ledger, whose it witnesses, and the forms of who has that task. */
export type WitnessesModel = {
  readonly name: string;
  readonly path: string;
  /** The page of the ledger that is witnessed. */
  readonly ledgerHref: string;
  /** Why nothing is signed, and what that comes from; null: all is well. */
  readonly problem: Problem | null;
  readonly witnesses: readonly WitnessRow[];
  readonly witnessed: readonly WitnessRow[];
  /** The forms' token; null for who may not do anything here. */
  readonly csrf: string | null;
  readonly ask: { readonly value: string; readonly error: string | null };
  /** What was refused of a step. */
  readonly error: string | null;
  readonly signIn: string | null;
};

/** Puts the page together. `who` null: nobody is signed in. */
export async function witnessesModel(
  place: Place,
  assembly: Assembly,
  visitor: Visitor | null,
  who: Standing | null,
): Promise<WitnessesModel> {
  const { ctx, tongue } = place;
  const [ours, theirs] = await Promise.all(
    (["for-us", "by-us"] as const).map((role) => listWitnesses(ctx.db, assembly.id, role)),
  );
  const all = [...(ours ?? []), ...(theirs ?? [])];
  const actors = await loadActors(
    ctx.db,
    all.map(({ actorId }) => actorId),
  );
  const may = visitor !== null && who !== null && mayDo("witness", who) === null;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const address = place.addresses.assembly(assembly.handle);
  const rowOf = (witness: Witness): WitnessRow => {
    const { id, actorId, state, role, size, changedAt } = witness;
    const person = personOf(tongue, actorId, actors);
    return {
      ...{ id, name: nameOf(person), handle: handleOf(person), isWaiting: state !== "accepted" },
      state: tongue.say("witnesses.state", { state }),
      when: clock.element(changedAt, clock.fullDate(changedAt)),
      says: size > 0 ? tongue.say(`witnesses.signed.${role}`, { size }) : null,
      behind: witness.behindSince ? tongue.say("witnesses.behind") : null,
      unheard: watchOf(ctx, [witness]) === "unheard" ? tongue.say("witnesses.unheard") : null,
      doubt:
        witness.doubtSince && witness.fork === null
          ? tongue.say("witnesses.doubt", { at: clock.recent(witness.doubtSince) })
          : null,
      forkHref: witness.fork === null ? null : forkAddress(address, actorId),
      steps: may ? stepsOf(witness).map((step) => ({ step, says: tongue.say(`witnesses.do.${step}`) })) : [],
    };
  };
  const path = `/assemblies/${assembly.handle}/witnesses`;
  const sent = visitor?.sent ?? null;
  return {
    ...{ name: plain(assembly.name), path },
    ledgerHref: tongue.to(`/assemblies/${assembly.handle}/ledger`),
    problem: problemOf(tongue, watchOf(ctx, ours ?? [])),
    witnesses: (ours ?? []).map(rowOf),
    witnessed: (theirs ?? []).map(rowOf),
    csrf: may ? visitor.csrf : null,
    ask: {
      value: visitor ? typed(visitor, "ask", "account") : "",
      error: sent?.form === "ask" ? sent.error : null,
    },
    error: sent?.form === "step" ? sent.error : null,
    signIn: visitor ? null : tongue.to(`/sign-in?next=${encodeURIComponent(path)}`),
  };
}

/** Why a ledger is not signed now, and how that comes about; null: it is. */
export type Problem = { readonly text: string; readonly how: string };

/** Says why a ledger is not signed, by how it stands with its witnesses. */
export function problemOf(tongue: Place["tongue"], watch: ReturnType<typeof watchOf>): Problem | null {
  if (watch === "behind")
    return { text: tongue.refusal("ledger-behind-witness"), how: tongue.say("witnesses.unsigned-how") };
  if (watch === "waits")
    return { text: tongue.refusal("ledger-waits"), how: tongue.say("witnesses.waits-how") };
  return null;
}

/** What can be done next, whoever may do it. */
function stepsOf({ role, state, behindSince }: Witness): readonly ("accept" | "decline" | "end")[] {
  if (behindSince) return [];
  if (role === "by-us" && state === "asked") return ["accept", "decline"];
  return state === "accepted" || (role === "for-us" && state === "asked") ? ["end"] : [];
}
