import type { FastifyInstance } from "fastify";
import { isDatabaseGone } from "./store/database.ts";

/** How long an answer is waited for, in ms, before somebody is told to come again. */
const longestWait = 15_000;

/** Bounds how long the routes that come are waited for; what they do goes on, and is never said to be done. */
export function boundWaiting(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    route.handlerTimeout ??= longestWait;
  });
}

/** Whether an error says to come again shortly: the database is gone, or keeps an answer too long. */
export const isForLater = (error: unknown): boolean =>
  isDatabaseGone(error) || (error as { code?: unknown } | null)?.code === "FST_ERR_HANDLER_TIMEOUT";

/** Remembers the routes that come; answers the methods that a path knows. */
export function rememberMethods(app: FastifyInstance): (path: string) => string[] {
  const known: { methods: string[]; path: RegExp }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    const path = new RegExp(`^${url.replace(/[.]/g, "\\.").replace(/:[a-zA-Z]+|\*/g, "[^/]+")}/?$`);
    known.push({ methods: [method].flat(), path });
  });
  return (path) => [
    ...new Set(known.filter((route) => route.path.test(path)).flatMap((route) => route.methods)),
  ];
}
