import { addressesOf } from "../domain/addresses.ts";
import { readReason } from "../domain/leaving.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Heard } from "../domain/words/read.ts";
import { loadActor, type RemoteActor } from "../store/actors.ts";
import type { Database } from "../store/database.ts";
import { listObjections, openObjectionOf } from "../store/objections.ts";
import { loadVersion } from "../store/questions.ts";
import { answer, answerRefusal, type Hearing } from "./answer-words.ts";
import { raiseConcern } from "./raise-concern.ts";
import { orRollBack } from "./roll-back.ts";
import { answerObjection, liftObjection } from "./settle-objection.ts";
import { reasonIn } from "./words.ts";

/** The commands about the objection board. */
export type ObjectionWord = Extract<Heard, { command: "concern" | "answer" | "lift" }>;

/** Does what a command about the objections to a proposal says, and answers it. */
export async function hearObjectionWord(
  hearing: Hearing,
  proposalId: string,
  heard: ObjectionWord,
): Promise<void> {
  const { tx, written } = hearing;
  if (heard.command === "lift") {
    const own = await openObjectionOf(tx, { proposalId, actorId: written.actorId });
    if (!own) return answerRefusal(hearing, refuse("no-objection"), { proposalId });
    return hearLift(hearing, own.id, proposalId);
  }
  // the board is for everybody to read: what came to us alone is not put there
  if (!written.isPublic) return answer(hearing, "in-public", {}, { proposalId });
  return heard.command === "concern"
    ? hearConcern(hearing, proposalId, heard)
    : hearAnswer(hearing, proposalId, heard);
}

/** Whoever raised an objection says that it is lifted. */
export async function hearLift(hearing: Hearing, objectionId: string, proposalId: string): Promise<void> {
  const { ctx, tx, written } = hearing;
  const { actorId, receivedAt, activityId, evidence } = written;
  const act = { objectionId, actorId, receivedAt, activityId, evidence };
  const lifted = await orRollBack({ db: tx }, (inner) => liftObjection(ctx, inner, act));
  if (isRefusal(lifted)) return answerRefusal(hearing, lifted, { proposalId });
  const { kind, questionId } = lifted;
  const { title } = await loadVersion(tx, proposalId);
  await answer(hearing, "lifted", { title, kind }, { proposalId, questionId });
}

async function hearConcern(
  hearing: Hearing,
  proposalId: string,
  heard: Extract<Heard, { command: "concern" }>,
): Promise<void> {
  const { ctx, tx, written } = hearing;
  const { reason, change, amendment } = reasonIn(ctx, heard);
  const { actorId, noteId } = written;
  const raised = await orRollBack<string>({ db: tx }, async (inner) => {
    const said = readReason(reason ?? "");
    return isRefusal(said)
      ? said
      : raiseConcern(ctx, inner, { proposalId, actorId, noteId, change, amendment });
  });
  if (isRefusal(raised)) return answerRefusal(hearing, raised, { proposalId });
  const { title } = await loadVersion(tx, proposalId);
  const url = addressesOf(ctx.env.origin).proposal(proposalId);
  await answer(hearing, "concern-raised", { title, url }, { proposalId });
}

async function hearAnswer(
  hearing: Hearing,
  proposalId: string,
  { whom, text }: Extract<Heard, { command: "answer" }>,
): Promise<void> {
  const { ctx, tx, written } = hearing;
  const found = await objectionsOf(tx, proposalId, whom);
  if (isRefusal(found)) return answerRefusal(hearing, found, { proposalId });
  const name = [...new Set(found.map((one) => `@${one.username}`))].join(", ");
  const [first, ...others] = found;
  if (!first || others.length > 0) return answer(hearing, "answer-whom", { name }, { proposalId });
  const { objectionId } = first;
  const act = { objectionId, actorId: written.actorId, text };
  const answered = await orRollBack({ db: tx }, (inner) => answerObjection(ctx, inner, act));
  if (isRefusal(answered)) return answerRefusal(hearing, answered, { proposalId });
  await answer(hearing, "answer-given", { name }, { proposalId });
}

type Candidate = { readonly objectionId: string; readonly actorId: string; readonly username: string };

/** The open objections that an answer may be meant for: the newest of who is named, or all. Refuses `no-objection`. */
async function objectionsOf(
  tx: Database,
  proposalId: string,
  whom: string,
): Promise<readonly Candidate[] | Refusal> {
  const named: Candidate[] = [];
  for (const { id: objectionId, actorId, state } of await listObjections(tx, proposalId)) {
    if (state !== "raised" && state !== "answered") continue;
    const actor = await loadActor(tx, actorId);
    if (actor && isNamed(actor, whom)) named.push({ objectionId, actorId, username: actor.username });
  }
  if (named.length === 0) return refuse("no-objection");
  return whom === "" ? named : [...new Map(named.map((one) => [one.actorId, one])).values()];
}

/** Whether a handle names somebody; apps often show it without its host. No handle: anybody. */
function isNamed({ id, username }: RemoteActor, whom: string): boolean {
  const [name = "", host] = whom.toLowerCase().replace(/^@/, "").split("@");
  if (name === "") return true;
  return name === username.toLowerCase() && (host === undefined || host === new URL(id).host);
}
