import { loadActors } from "../../store/actors.ts";
import type { Proposal, Version } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import { type Html, safe } from "../html.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import type { Place } from "./rows.ts";

/** Who wrote a proposal, and when the version that is shown was made. */
export async function sayBy(
  { ctx, tongue, clock }: Place & { readonly clock: Clock },
  proposal: Pick<Proposal, "author">,
  version: Pick<Version, "createdAt">,
): Promise<Html> {
  const at = clock.element(version.createdAt, clock.date(version.createdAt));
  if (proposal.author === null) return tongue.rich("proposal.by-operator", { at });
  const actors = await loadActors(ctx.db, [proposal.author]);
  const person = personOf(tongue, proposal.author, actors);
  return tongue.rich("proposal.by", {
    who: safe(`${nameOf(person).html} ${handleOf(person).html}`.trim()),
    at,
  });
}
