import type { Refusal } from "./domain/refusal.ts";
import type { Heard, Said } from "./domain/words/read.ts";
import type { SplitChange } from "./domain/words/split-change.ts";
import type { Env } from "./env.ts";
import type { InWork } from "./in-work.ts";
import type { Phrases } from "./locales.ts";
import type { Log } from "./log.ts";
import type { Secrets } from "./secrets.ts";
import type { Database } from "./store/database.ts";

/** What each queue's jobs carry: ids only, never keys or texts. */
export type JobPayloads = {
  /** Somebody whose requests wait to be authenticated, in the order they came. */
  "unknown-actor": { actorId: string };
  /** One inbox that is to get one subject. */
  deliver: { deliveryId: string };
  /** A question or note to bring to everybody it is for. */
  announce: { subject: string };
  /** A question whose tally changed. */
  "tally-update": { questionId: string };
  "close-question": { questionId: string };
  /** A proposal that is scheduled to be put to the vote. */
  "open-question": { proposalId: string };
  /** A question that closes in a day: those who have not answered are reminded. */
  "remind-roll": { questionId: string };
  "sign-head": { assemblyId: string };
  /** What somebody said about a head, to be checked: a witness of ours, or a ledger that we witness. */
  "check-witness": { witnessId: string };
  /** Somebody asked that their name and words go; the erasure's id. */
  "erase-person": { erasureId: string };
  /** Throws away what has had its time. */
  sweep: Record<string, never>;
};

/** The name of a queue. */
export type QueueName = keyof JobPayloads;

/** The one way to ask for work: in the transaction that causes it, so that both happen or neither. */
export type Jobs = {
  send<Name extends QueueName>(
    db: Database,
    name: Name,
    data: JobPayloads[Name],
    options?: { startAfter?: Date },
  ): Promise<void>;
};

/** A person or group elsewhere, as far as rules need to know them. */
export type Account = { readonly actorId: string; readonly kind: string; readonly name: string };

/** What crosses the house's rooms, passed explicitly. */
export type Context = {
  readonly env: Env;
  readonly db: Database;
  readonly jobs: Jobs;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly phrases: Phrases;
  readonly inWork: InWork;
  /** This process's own id, as long as it runs. */
  readonly processId: string;
  /** When this process began: whatever the database knew before that may be older than it says. */
  readonly startedAt: Date;
  now(): Date;
  /** A fresh UUIDv7. */
  newId(): string;
  /** A number from 0 to 1, for jitter. */
  random(): number;
  /** Reads words in all languages of `locales/`. */
  readWords(said: Said, bearsBlocks: boolean): Heard;
  /** Takes the words of a block or a concern apart: the reason, and what would lift it. */
  splitChange(text: string): SplitChange;
  /** Finds an account by @name@host or profile address, over the network: never inside a transaction. */
  resolveActor(account: string): Promise<Account | Refusal>;
};
