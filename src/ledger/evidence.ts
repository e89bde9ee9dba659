import { addressesOf } from "../domain/addresses.ts";
import { type ActorKeys, readActorKeys, type Subtle } from "./actor-key.ts";
import type { Numbered } from "./entry.ts";
import { checkSignature, type Verdict } from "./http-signature.ts";
import { fromBase64 } from "./note.ts";
import type { EvidenceOpening } from "./openings.ts";
import { type Act, isAct, readSaid, type Said } from "./said.ts";
import { toHex } from "./tags.ts";

/** What an entry says of the request that it came from. `position`: of a ballot; null where it is none. */
export type About = Act & { readonly receivedAt: string; readonly position: string | null };

/** Checks a published request against its entry; `read`: a file of the ledger by its path, null where there is none. */
export type CheckEvidence = (
  opening: EvidenceOpening,
  about: About,
  read: (path: string) => Promise<Uint8Array | null>,
) => Promise<Verdict>;

type Voted = Extract<Numbered, { voter: string }>;

/** What the entry of a voter says of its request: `actor`, who that is; `assembly`: whose ledger it is, by its id. */
export function aboutOf(entry: Voted, actor: string, assembly: string): About {
  const [via, position = null] = entry.kind === "ballot" ? [entry.via, ...entry.choices] : [null];
  const question = addressesOf(new URL(assembly).origin).question(entry.question);
  return { actor, question, kind: entry.kind, via, receivedAt: entry.receivedAt, position };
}

/**
 * How many documents' keys, and questions' options, are kept in mind, how many are read at once, and how many bytes one
 * can have: no server takes longer ones, which could hold keys without end.
 */
const most = { keys: 1000, questions: 1000, reads: 8, bytes: 1024 * 1024 };

/**
 * Makes what checks published requests (ledger.md, "Evidence"). "good": the document that is named is the one of this
 * hash and of this voter, the key in it signed the request, the body is what was signed, and says what the entry says:
 * this person's vote on this question, received then. "bad": it cannot be so. "unknown": document or key are not to be
 * had, or it was signed in a way that is not known here.
 *
 * Options have names in the assembly's language, which are not in the ledger: of votes by a poll's button it is
 * checked that one name always stands for one position in a question, and no two names for one. What a reply means is
 * not checked, nor that a document is what the voter's server served: who doubts that can ask there.
 */
export function evidenceChecker(subtle: Subtle = crypto.subtle): CheckEvidence {
  const known = new Map<string, Promise<ActorKeys | "bad" | null>>();
  const options = new Map<string, Map<string, string>>();
  const inTurn = turns(most.reads);

  async function keysOf(
    { actorDocument, keyId }: EvidenceOpening,
    actor: string,
    read: Parameters<CheckEvidence>[2],
  ): Promise<ActorKeys | "bad" | null> {
    const document = await inTurn(() => read(`documents/${actorDocument}`));
    if (!document) return null;
    if (document.length > most.bytes) return "bad";
    const hash = toHex(new Uint8Array(await subtle.digest("SHA-256", new Uint8Array(document))));
    if (hash !== actorDocument) return "bad";
    return (await readActorKeys(subtle, document, actor, keyId)) ?? "bad";
  }

  return async (opening, about, read) => {
    const { method, target, headers, receivedAt, keyId } = opening;
    const body = fromBase64(opening.body);
    const said = body && readSaid(body);
    if (!body || !said || !isAct(said, about) || receivedAt !== about.receivedAt) return "bad";
    if (about.via === "poll" && !isOneName(options, said, about)) return "bad";
    const name = `${opening.actorDocument} ${keyId} ${about.actor}`;
    const keys = await keep(known, most.keys, name, () => keysOf(opening, about.actor, read));
    if (keys === null || keys === "bad") return keys ?? "unknown";
    const { origin } = new URL(about.question);
    return checkSignature(subtle, { origin, method, target, headers, body, receivedAt, keyId }, keys);
  };
}

/** Lets so many run at once; others wait for their turn. */
function turns(limit: number): <Value>(run: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= limit) await new Promise<void>((go) => waiting.push(go));
    running++;
    try {
      return await run();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}

/** What is kept under a name, or is made now; the oldest goes where there are too many. */
function keep<Value>(kept: Map<string, Value>, limit: number, name: string, make: () => Value): Value {
  const value = kept.get(name) ?? make();
  if (!kept.has(name) && kept.size >= limit) kept.delete(kept.keys().next().value as string);
  kept.set(name, value);
  return value;
}

/** Whether the options that a vote names stood for its position before, and for no other, in its question. */
function isOneName(
  options: Map<string, Map<string, string>>,
  { notes }: Said,
  { question, position }: About,
): boolean {
  if (position === null) return true;
  const names = keep(options, most.questions, question, () => new Map<string, string>());
  return notes.every(({ option }) => {
    // as the server matches them; what is trimmed never ends in a line break
    const name = (option ?? "").normalize("NFC").trim().toLowerCase();
    const [before, other] = [names.get(name), names.get(`${position}\n`)];
    if ((before ?? position) !== position || (other ?? name) !== name) return false;
    names.set(name, position).set(`${position}\n`, name);
    return true;
  });
}
