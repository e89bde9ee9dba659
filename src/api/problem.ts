import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type Refusal, refusals, refuse } from "../domain/refusal.ts";
import { problemOf, problemType } from "../problem.ts";

/** An RFC 9457 problem document, with the refusal's stable code. */
export const problemSchema = z
  .object({
    type: z.string().describe("Where the code is explained."),
    title: z.string().describe("What was refused, as a sentence."),
    status: z.number().int(),
    code: z.string().describe("The stable word for it, such as deliberation-running."),
    detail: z.string().optional().describe("What exactly, where more can be said."),
    receipt: z.string().optional().describe("Of a ballot that was refused and stands in the record as such."),
  })
  .meta({ id: "Problem" });

/** Answers a refusal as a problem document. */
export function sendProblem(
  reply: FastifyReply,
  origin: string,
  refusal: Refusal,
  detail?: string,
  receipt?: string,
) {
  const problem = problemOf(origin, refusal, { detail, receipt });
  return reply
    .code(problem.status)
    .header("content-type", problemType)
    .send(Buffer.from(JSON.stringify(problem)));
}

/** Answers what the router cannot read, before it is known whose it is: broken escapes, names longer than any. */
export function refuseUnreadable(
  { code }: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
) {
  const refusal = refuse(code === "FST_ERR_BAD_URL" ? "bad-request" : "not-found");
  if (request.url.startsWith("/api/")) return sendProblem(reply, origin, refusal);
  const { status, sentence } = refusals[refusal.refused];
  return reply.code(status).type("text/plain; charset=utf-8").send(`${sentence}\n`);
}

/** The answers of a route that may refuse, for its schema. */
export const refused = { "4xx": problemSchema };
