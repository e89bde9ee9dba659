import type { Federation } from "@fedify/fedify";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { isHandle, placeOf, serverActorName } from "../domain/addresses.ts";
import { refusals } from "../domain/refusal.ts";
import { isDatabaseGone } from "../store/database.ts";
import { limits } from "./gate/json.ts";
import type { Inbound } from "./gate/signature.ts";
import { type Answer, receive } from "./inbox.ts";
import { makeObjects } from "./objects.ts";
import type { Room } from "./room.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** When the head of the request arrived, by the database's clock. */
    receivedAt: Date;
    /** The origin that a request surely came from, for counting. */
    sender: string;
  }
}

const activityTypes = ["application/activity+json", "application/ld+json", "application/json"];
/** Paths that only servers ask for; whatever they accept, they get JSON. */
const machinePath =
  /^\/(\.well-known\/(webfinger|nodeinfo)|nodeinfo\/|activities\/|actor$)|\/(outbox|followers|following|featured|replies|thread|votes)$/;
const fallThrough = new Response(null, { status: 404 });

/** Whether a request wants a document for servers rather than a page; browsers and `*` `/` `*` want pages. */
function wantsActivity(request: FastifyRequest): boolean {
  const best = request.accepts().type(["text/html", ...activityTypes]);
  return typeof best === "string" && best !== "text/html";
}

/** Mounts the fediverse on the web server: what others read by GET, and the inboxes. */
export async function mountFediverse(
  app: FastifyInstance,
  room: Room,
  federation: Federation<Context>,
): Promise<void> {
  const { ctx } = room;
  const objectAt = makeObjects(room);

  app.addHook("onRequest", async (request, reply) => {
    const [path = "/", query = ""] = request.raw.url?.split("?", 2) ?? [];
    const isInbox = /^\/(inbox|assemblies\/[^/]+\/inbox)\/?$/.test(path);
    if (isInbox && request.method !== "POST") return reply.header("allow", "POST").code(405).send();
    if (request.method !== "GET" && request.method !== "HEAD") return;
    // whole addresses are asked of proxies, and NUL of nobody
    if (!path.startsWith("/") || /%00|\0/.test(request.raw.url ?? "")) return reply.code(400).send();
    if (path.startsWith("/assets/") || path.startsWith("/api/")) return;
    const isMachine = machinePath.test(path);
    if (!isMachine && !wantsActivity(request)) return;
    let target = request.raw.url ?? "/";
    if (path === "/.well-known/webfinger") {
      const resource = fingered(ctx.env.origin, query);
      if (typeof resource === "number") return reply.code(resource).send();
      target = `${path}?resource=${encodeURIComponent(resource)}`;
    }
    const served = await objectAt(path, new URLSearchParams(query).get("after"));
    reply.header("vary", "Accept");
    if (served && "seeOther" in served) return reply.redirect(served.seeOther, 303);
    if (served)
      return reply.header("content-type", "application/activity+json").send(Buffer.from(served.json));
    const response = await federation.fetch(toRequest(ctx.env.origin + target, request, isMachine), {
      contextData: ctx,
      onNotFound: () => fallThrough,
      onNotAcceptable: () => fallThrough,
    });
    if (response === fallThrough) return isMachine ? reply.code(404).send() : undefined;
    return send(reply, response);
  });

  await app.register(async (inboxes) => {
    inboxes.removeAllContentTypeParsers();
    const parser = { parseAs: "buffer" as const, bodyLimit: limits.bytes };
    inboxes.addContentTypeParser("*", parser, (_request, body, done) => done(null, body));
    inboxes.setErrorHandler((error: FastifyError, _request, reply) => {
      // never a false 202: what could not be stored is to be sent again
      if (isDatabaseGone(error)) return answer(reply, { status: 503, code: "unavailable", retryAfter: 5 });
      if (error.statusCode === 413) return answer(reply, { status: 413, code: "too-large" });
      if (error.statusCode && error.statusCode < 500)
        return answer(reply, { status: 400, code: "bad-request" });
      ctx.log.error({ err: error }, "fault at an inbox");
      return answer(reply, { status: 500, code: "fault", retryAfter: 60 });
    });
    const limit = makeLimits(inboxes, ctx);
    const handle = async (request: FastifyRequest, reply: FastifyReply) => {
      const result = await inTime(receive(room, inboundOf(request), limit.mayPass(request)));
      const tooMany = result.unproven && !(await limit.mayFail(request));
      return answer(reply, tooMany ? { status: 429, code: "too-many", retryAfter: 1 } : result);
    };
    inboxes.post("/inbox", handle);
    inboxes.post("/assemblies/:handle/inbox", handle);
  });
}

/** How long a sender waits for the database at most, in ms, before they are told to come again. */
const longestWait = 10_000;

/**
 * An answer, or 503 where a database that does not even fail keeps it too long. What is committed after all is
 * known when it is sent again, and counts once.
 */
function inTime(work: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Answer>((resolve) => {
    timer = setTimeout(resolve, longestWait, { status: 503, code: "unavailable", retryAfter: 5 });
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

function answer(reply: FastifyReply, { status, code, retryAfter }: Answer) {
  if (retryAfter) reply.header("retry-after", String(retryAfter));
  reply.code(status);
  return code ? reply.type("text/plain; charset=utf-8").send(refusals[code].sentence) : reply.send();
}

/** The request as it came off the wire, byte for byte, with the instant at which its head arrived. */
function inboundOf(request: FastifyRequest): Inbound {
  const headers: [string, string][] = [];
  for (let i = 0; i < request.raw.rawHeaders.length; i += 2) {
    headers.push([request.raw.rawHeaders[i] as string, request.raw.rawHeaders[i + 1] as string]);
  }
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const target = request.raw.url ?? "/";
  return { method: "POST", target, headers, body, receivedAt: request.receivedAt, address: request.ip };
}

/** Rates (protocol.md, "Settings"): 50 a second from one verified origin, 5 failed signatures from one address. */
function makeLimits(app: FastifyInstance, ctx: Context) {
  const timeWindow = 1000;
  const bySender = app.createRateLimit({
    max: 50,
    timeWindow,
    keyGenerator: (request) => `origin ${request.sender}`,
  });
  const byAddress = app.createRateLimit({
    max: 5,
    timeWindow,
    keyGenerator: (request) => `failed ${request.ip}`,
  });
  const within = async (limit: typeof bySender, request: FastifyRequest): Promise<boolean> => {
    if (!ctx.env.rateLimit) return true;
    const result = await limit(request);
    return result.isAllowed || !result.isExceeded;
  };
  return {
    mayPass: (request: FastifyRequest) => (origin: string) => {
      request.sender = origin;
      return within(bySender, request);
    },
    mayFail: (request: FastifyRequest) => within(byAddress, request),
  };
}

/**
 * What WebFinger is asked for: one account of this host, or an address of ours; either way the account's one name
 * is answered, in small letters. A number is the status that refuses the question.
 */
function fingered(origin: string, query: string): string | number {
  const resources = new URLSearchParams(query).getAll("resource");
  const [resource = ""] = resources;
  if (resources.length !== 1 || resource === "" || resource.length > 2000) return 400;
  const { host } = new URL(origin);
  const account = /^acct:(.*)$/i.exec(resource)?.[1];
  if (account === undefined) {
    const place = placeOf(origin, resource);
    if (place?.what === "assembly") return `acct:${place.handle}@${host}`;
    return resource === `${origin}/actor` ? `acct:${serverActorName}@${host}` : 404;
  }
  const at = account.lastIndexOf("@");
  if (at <= 0) return 400;
  const name = account.slice(0, at).toLowerCase().replace(/^@/, "");
  const isHere = account.slice(at + 1).toLowerCase() === host;
  return isHere && (isHandle(name) || name === serverActorName) ? `acct:${name}@${host}` : 404;
}

function toRequest(url: string, request: FastifyRequest, isMachine: boolean): Request {
  const accept = isMachine ? "application/activity+json, */*;q=0.1" : (request.headers.accept ?? "*/*");
  const headers = new Headers({ accept, host: new URL(url).host });
  return new Request(url, { method: request.method, headers });
}

async function send(reply: FastifyReply, response: Response) {
  reply.code(response.status);
  response.headers.forEach((value, key) => {
    if (key !== "vary") reply.header(key, value);
  });
  let text = await response.text();
  // an empty list is a list too; some servers stumble over its absence
  if (text.includes('"OrderedCollection"') && !/"(orderedItems|first)"/.test(text)) {
    text = JSON.stringify({ ...JSON.parse(text), orderedItems: [] });
  }
  return reply.send(text);
}
