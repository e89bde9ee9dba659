import type { Context } from "../../context.ts";
import { quorumOf } from "../../domain/rule.ts";
import { type Census, quorumReachedAt, takeCensus } from "../../store/census.ts";
import type { Question } from "../../store/questions.ts";
import { keep } from "../kept.ts";
import { sliceOf } from "../time-line.ts";

const censuses = keep<readonly [Census, Date | null]>(200);

/** What the ballots come to, and when there were enough; counted once for each revision of their question. */
export function censusOf({ db, env }: Context, question: Question, zone: string) {
  const { id, revision, rule, rollSize, opensAt, closesAt } = question;
  const slice = sliceOf(opensAt, closesAt);
  const quorum = rule.quorum[0] > 0 ? quorumOf(rule, rollSize) : null;
  return censuses(`${env.origin} ${id} ${revision} ${zone}`, () =>
    Promise.all([takeCensus(db, id, slice, zone), quorum === null ? null : quorumReachedAt(db, id, quorum)]),
  );
}
