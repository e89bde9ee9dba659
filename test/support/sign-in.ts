import { randomBytes } from "node:crypto";
import { hashOf } from "../../src/domain/sign-in.ts";
import { saveSession } from "../../src/store/sessions.ts";
import { cookiesOf } from "../../src/web/cookies.ts";
import type { Account } from "./account.ts";
import type { Moot } from "./moot.ts";
import { until } from "./moot.ts";
import { plain } from "./story.ts";

/** A page as it came. */
export type Answer = { readonly status: number; readonly text: string; readonly headers: Headers };

/** A browser: it keeps cookies, sends forms with their tokens, and follows nothing by itself. */
export type Browser = {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends fields with the token of the form on `from`, or on the last page that had one. */
  post(path: string, fields?: Record<string, string>, more?: Posting): Promise<Answer>;
  /** Asks for a link; answers what the page says to it. */
  ask(account: string, next?: string): Promise<Answer>;
  /** Types a code, as the page after asking has a field for it. */
  type(code: string): Promise<Answer>;
};
export type Posting = {
  readonly from?: string;
  readonly headers?: Record<string, string>;
  /** Sends another token, or none. */
  readonly csrf?: string | null;
};

/** Opens a browser on a server; `agent` is what it says it is. */
export function openBrowser(moot: Moot, agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"): Browser {
  const cookies = new Map<string, string>();
  const { port } = new URL(moot.origin);
  const local = `http://127.0.0.1:${(moot.app.server.address() as { port: number } | null)?.port ?? port}`;
  let token = "";
  const send = async (path: string, init: RequestInit, headers: Record<string, string>): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const own = { accept: "text/html", "accept-language": "en", "user-agent": agent };
    const response = await fetch(local + path, {
      ...init,
      headers: { ...own, ...(cookie ? { cookie } : {}), ...headers },
      redirect: "manual",
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = set.split("; ");
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      if (value === "" || attributes.includes("Max-Age=0")) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? token;
    return { status: response.status, text, headers: response.headers };
  };
  const browser: Browser = {
    cookies,
    get: (path, headers = {}) => send(path, {}, headers),
    post: async (path, fields = {}, { from, headers = {}, csrf } = {}) => {
      if (from) await browser.get(from);
      const sent = csrf === undefined ? token : csrf;
      const body = new URLSearchParams({ ...fields, ...(sent === null ? {} : { _csrf: sent }) });
      const type = { "content-type": "application/x-www-form-urlencoded" };
      return send(path, { method: "POST", body: body.toString() }, { ...type, ...headers });
    },
    ask: (account, next = "") => browser.post("/sign-in", { account, next }, { from: "/sign-in" }),
    type: (code) => browser.post("/sign-in/code", { code }, { from: "/sign-in" }),
  };
  return browser;
}

/** The codes that were sent to somebody, oldest first. */
export const codesOf = (account: Account): string[] =>
  account
    .inbox()
    .flatMap((note) => /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(plain(note.content))?.[0] ?? []);

/** Signs somebody in, the whole way: asks, reads the message at the peer, types the code. `deliver` runs the jobs. */
export async function signInAs(
  moot: Moot,
  account: Account,
  deliver: () => Promise<unknown> = async () => {},
  browser: Browser = openBrowser(moot),
): Promise<Browser> {
  const before = codesOf(account).length;
  const asked = await browser.ask(account.handle);
  if (asked.status !== 303)
    throw new Error(`asking was answered ${asked.status}: ${asked.text.slice(0, 2000)}`);
  await deliver();
  const code = await until(`a code for ${account.name}`, () => codesOf(account)[before] ?? "");
  const signed = await browser.type(code);
  if (signed.status !== 303) throw new Error(`the code was answered ${signed.status}`);
  return browser;
}

/** A browser in which somebody is signed in already: for tests with more people than may ask from one address. */
export async function signedInAs({ ctx, ...moot }: Moot, { id: actorId }: Account): Promise<Browser> {
  const browser = openBrowser({ ctx, ...moot });
  const secret = randomBytes(32).toString("base64url");
  const [createdAt, seenAt] = [ctx.now(), ctx.now()];
  const row = { id: ctx.newId(), tokenHash: hashOf(secret), actorId, createdAt, seenAt };
  await saveSession(ctx.db, { ...row, userAgent: "Firefox" });
  browser.cookies.set(cookiesOf(ctx.env.origin).session, secret);
  // the token of a form that is made for this session
  await browser.get("/me");
  return browser;
}
