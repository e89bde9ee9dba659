import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "../../domain/refusal.ts";
import { ledgerName } from "../../ledger/checkpoint.ts";
import { listWitnesses, type Witness } from "../../store/witnesses.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { chooseTongue } from "../language.ts";
import type { Web } from "../views.ts";

type Params = { Params: { handle: string; "*": string } };

/** Anybody's program may read it, on whatever page it runs. */
const open = {
  ...{ "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" },
  "cache-control": "no-cache",
};

/**
 * What an assembly keeps of the ledgers that it witnesses, each by the ledger's name: the newest head that it saw, with
 * its signature under it (`witnessed/…`), and the proof that one was forked (`fork/…`), a file for `folkmoot verify`.
 */
export function witnessFileRoutes(app: FastifyInstance, web: Web): void {
  const { ctx } = web;

  app.get<Params>("/assemblies/:handle/ledger/witnessed/*", (request, reply) =>
    of(request, reply, "text/plain; charset=utf-8", ({ held }) => held),
  );

  app.get<Params>("/assemblies/:handle/ledger/fork/*", (request, reply) =>
    of(request, reply, "application/json; charset=utf-8", ({ fork }) => fork),
  );

  async function of(
    request: FastifyRequest<Params>,
    reply: FastifyReply,
    type: string,
    choose: (witness: Witness) => string | null,
  ): Promise<FastifyReply> {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const name = request.params["*"];
    const found = (await listWitnesses(ctx.db, assembly.id, "by-us")).find(
      ({ actorId }) => ledgerName(actorId) === name,
    );
    const text = found ? choose(found) : null;
    if (text === null) return refusalPage(reply, web, tongue, refuse("not-found"));
    return reply.headers(open).type(type).send(text);
  }
}
