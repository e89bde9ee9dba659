import type { Context } from "../../context.ts";
import { admitBallot, type Position, positionsOf } from "../../domain/ballot.ts";
import { isUnsettled } from "../../domain/objection.ts";
import { isRefusal } from "../../domain/refusal.ts";
import type { Amendment } from "../../store/amendments.ts";
import { loadVoter } from "../../store/ballots.ts";
import type { WordedObjection } from "../../store/objections.ts";
import type { Question } from "../../store/questions.ts";
import { loadReply } from "../../store/replies.ts";
import type { Tongue } from "../language.ts";
import { typed, type Visitor } from "../visitor.ts";
import { mannerOf, positionMark } from "./finding.ts";
import { type AmendmentChoice, amendmentChoices } from "./lifting.ts";

/** The form by which somebody signed in answers; without choices where they cannot, and `notes` says why. */
export type BallotForm = {
  readonly answered: string | null;
  /** That their block still lacks its reason. */
  readonly missing: string | null;
  readonly notes: readonly string[];
  readonly choices: readonly {
    readonly position: Position;
    readonly mark: (typeof positionMark)[Position];
    readonly word: string;
    readonly does: string;
    readonly isChosen: boolean;
  }[];
  readonly reason: string;
  /** What would lift a block; null under rules that bear none. */
  readonly change: string | null;
  /** The open amendments, one of which may be what would lift it. */
  readonly amendments: readonly AmendmentChoice[];
  readonly button: string;
  /** Whether what they answer can be changed until the close: off the roll one answers once. */
  readonly mayChange: boolean;
};

/** How somebody signed in stands to an open question, and what they may answer: by the one rule for ballots. */
export async function ballotForm(
  { ctx, tongue }: { readonly ctx: Context; readonly tongue: Tongue },
  question: Question,
  objections: readonly WordedObjection[],
  open: readonly Amendment[],
  visitor: Visitor,
): Promise<BallotForm> {
  const { me } = visitor;
  const { rule, opensAt, closesAt, closedAt } = question;
  const voter = await loadVoter(ctx.db, question.id, me.actorId);
  const { standing } = voter;
  const admitted = admitBallot({
    question: { opensAt, closesAt, closed: closedAt !== null },
    voter: {
      kind: me.kind,
      onRoll: voter.membershipId !== null,
      left: voter.left,
      hasBallot: standing !== null,
      everVoted: voter.everVoted,
    },
    via: "web",
    receivedAt: ctx.now(),
  });
  const manner = mannerOf(rule);
  const bearsBlocks = rule.blocks === null ? "no" : "yes";
  const word = (position: Position): string => tongue.phrase(`positions.${manner}.${position}`);
  const apart = voter.membershipId ? [] : [tongue.say("do.apart")];
  const note = standing?.noteId ? await loadReply(ctx.db, standing.noteId, me.actorId) : null;
  const block = objections.find(
    (one) =>
      one.questionId === question.id &&
      one.actorId === me.actorId &&
      one.kind === "block" &&
      isUnsettled(one),
  );
  const chosen = typed(visitor, "ballot", "position", standing?.position ?? "");
  const isRefused = isRefusal(admitted);
  const isSaid = isRefused && (!standing || admitted.refused === "left");
  return {
    answered: standing && tongue.say("do.answered", { position: word(standing.position) }),
    missing:
      standing?.position === "block" && !standing.reasoned && rule.blocks !== null
        ? tongue.say("answers.no-reason", { closed: "no" })
        : null,
    notes: isSaid ? [...apart, tongue.refusal(admitted.refused)] : apart,
    choices: isRefused
      ? []
      : positionsOf(rule).map((position) => ({
          ...{ position, mark: positionMark[position], word: word(position) },
          does: tongue.say(`type.does.${position}`, { bearsBlocks }),
          isChosen: position === chosen,
        })),
    reason: typed(visitor, "ballot", "reason", note?.isPublic && !note.deletedAt ? (note.reason ?? "") : ""),
    change: rule.blocks === null ? null : typed(visitor, "ballot", "change", block?.change ?? ""),
    amendments:
      rule.blocks === null
        ? []
        : amendmentChoices(
            tongue,
            open,
            typed(visitor, "ballot", "amendment", String(block?.amendment?.number ?? "")),
          ),
    mayChange: !isRefused && admitted.counts === "member",
    button: tongue.say(standing ? "do.change" : "do.send"),
  };
}
