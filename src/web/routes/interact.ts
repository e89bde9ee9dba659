import type { FastifyInstance } from "fastify";
import { placeOf } from "../../domain/addresses.ts";
import { refuse } from "../../domain/refusal.ts";
import { loadNote } from "../../store/notes.ts";
import { loadQuestion } from "../../store/questions.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly, findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { serverHead } from "../models/heads.ts";
import { interactionAddress, readServer } from "../models/interact.ts";
import { sendPage, type Web } from "../views.ts";

/** Remote interaction: a page with a link to the reader's own server; nobody is sent anywhere unasked. */
export function interactRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get("/interact", async (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const text = (name: string): string => (typeof query[name] === "string" ? (query[name] as string) : "");
    const tongue = chooseTongue(ctx.phrases, request);
    const uri = text("uri");
    const what = await nameOf(tongue, uri);
    if (!what) return refusalPage(reply, web, tongue, refuse("not-found"));
    const server = text("server").slice(0, 300);
    const host = readServer(server, ctx.env.allowPrivateAddress);
    const isWrong = server.trim() !== "" && host === null;
    const title = tongue.say(host ? "interact.title-there" : "interact.title", { host: host ?? "" });
    const around = {
      title: isWrong ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("interact.description"),
      skip: tongue.say("skip.page"),
      path: `/interact?uri=${encodeURIComponent(uri)}${server && `&server=${encodeURIComponent(server)}`}`,
    };
    const model = {
      title,
      server,
      uri,
      ...what,
      lang: tongue.to("/").includes("lang=") ? tongue.language : null,
      host,
      href: host && interactionAddress(host, uri),
      error: isWrong ? tongue.say("interact.wrong") : null,
    };
    const head = serverHead(tongue, addresses, around, false);
    return sendPage(reply.code(isWrong ? 422 : 200), web, "interact", tongue, head, model);
  });

  /** What an address of ours names; null where it is not ours, is not there or is not public. */
  async function nameOf(tongue: Tongue, uri: string): Promise<{ what: string; whatHref: string } | null> {
    const place = uri.length <= 500 ? placeOf(addresses.origin, uri) : null;
    if (place?.what === "assembly") {
      const assembly = await findAssembly(ctx.db, place.handle);
      return (
        assembly && { what: plain(assembly.name), whatHref: tongue.to(`/assemblies/${assembly.handle}`) }
      );
    }
    if (!place || place.what === "activity") return null;
    const note = place.what === "note" ? await loadNote(ctx.db, place.id) : null;
    const id =
      place.what === "proposal"
        ? place.id
        : place.what === "question"
          ? (await loadQuestion(ctx.db, place.id))?.proposalId
          : note?.toActor === null && note.proposalId;
    const found = id ? await findProposal(ctx.db, id) : null;
    return (
      found && { what: plain(found.proposal.title), whatHref: tongue.to(`/proposals/${found.proposal.id}`) }
    );
  }
}
