import type { FastifyRequest } from "fastify";
import { loadActor } from "./store/actors.ts";
import type { Database } from "./store/database.ts";

/** The authenticated request that an act came with (ledger.md, "Evidence"). */
export type Evidence = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Of a signed request byte for byte; of a form, its fields. */
  readonly body: Buffer;
  readonly receivedAt: Date;
  /** SHA-256 of the document of the actor whose act it is. */
  readonly actorDocument: string;
  /** The key that signed it; `session:<id>` or `token:<id>` where no key did. */
  readonly keyId: string;
};

/** The headers that are kept of a form or an API call: none that carries a secret. */
const kept = ["host", "origin", "content-type", "sec-fetch-site"] as const;

/** The evidence of an act that came as a form, in a session: its fields as they were sent, the form's own token aside. */
export function formEvidence(
  db: Database,
  request: FastifyRequest,
  { actorId, sessionId }: { readonly actorId: string; readonly sessionId: string },
): Promise<Evidence> {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries((request.body ?? {}) as Record<string, unknown>)) {
    if (name !== "_csrf") for (const one of [value].flat()) fields.append(name, String(one));
  }
  return evidenceOf(db, request, actorId, `session:${sessionId}`, fields.toString());
}

/** The evidence of an act that came by the API, with a personal token: its JSON as it was sent. */
export function apiEvidence(
  db: Database,
  request: FastifyRequest,
  { actorId, tokenId }: { readonly actorId: string; readonly tokenId: string },
): Promise<Evidence> {
  return evidenceOf(db, request, actorId, `token:${tokenId}`, sentJson.get(request) ?? "");
}

const sentJson = new WeakMap<FastifyRequest, string>();

/** Keeps the text of a JSON body as it was sent, for as long as its request. */
export const keepJson = (request: FastifyRequest, body: string): void => void sentJson.set(request, body);

async function evidenceOf(
  db: Database,
  request: FastifyRequest,
  actorId: string,
  keyId: string,
  body: string,
): Promise<Evidence> {
  const actor = await loadActor(db, actorId);
  if (!actor) throw new Error(`no account is stored of ${actorId}`);
  const headers = kept.flatMap((name): [string, string][] => {
    const value = request.headers[name];
    return typeof value === "string" ? [[name, value]] : [];
  });
  return {
    method: request.method,
    target: request.url,
    headers,
    body: Buffer.from(body),
    receivedAt: request.receivedAt,
    actorDocument: actor.documentHash,
    keyId,
  };
}
