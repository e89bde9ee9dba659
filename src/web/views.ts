import { fileURLToPath } from "node:url";
import view from "@fastify/view";
import { Eta } from "eta";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Context } from "../context.ts";
import type { Addresses } from "../domain/addresses.ts";
import { escapeHtml } from "../domain/markup.ts";
import { directionOf } from "../locales.ts";
import type { Assets } from "./assets.ts";
import { bdi, type Html, isHtml, link, safe } from "./html.ts";
import { makeTongue, pageLanguages, type Tongue } from "./language.ts";
import type { Pages } from "./pages.ts";
import type { SignedIn } from "./session.ts";

/** What every page's route needs. */
export type Web = {
  readonly ctx: Context;
  readonly addresses: Addresses;
  readonly assets: Assets;
  /** The OpenAPI document of the JSON API. */
  readonly openApi: () => Promise<unknown>;
};

/** A link of the masthead. */
export type NavLink = { readonly text: string; readonly href: string; readonly isCurrent: boolean };

/** What stands around a page: its title, the masthead, and what else it can be had as. */
export type Head = {
  readonly title: string;
  readonly description: string;
  /** The words of the link that skips the masthead. */
  readonly skip: string;
  /** The page's own path with its query, the language aside. */
  readonly path: string;
  /** The same as ActivityPub, where there is such a thing. */
  readonly activity?: string;
  readonly masthead: {
    readonly name: string;
    readonly href: string;
    /** Where the named one is: the server, or what kind of page this is. */
    readonly place: string | null;
    readonly placeHref: string | null;
    readonly nav: readonly NavLink[];
    readonly navName: string;
  };
  /** Not to be kept by anybody between: pages with a form's token, or made for one person. */
  readonly isPrivate?: boolean;
};

const folder = fileURLToPath(new URL("../../views/", import.meta.url));

/**
 * Registers the templates. Whatever a template prints is escaped, except what was made as HTML; a value that is
 * missing is a fault here, as against "undefined" on a page, and nothing at all on a server that people use.
 */
export async function mountViews(app: FastifyInstance, ctx: Context): Promise<void> {
  const print = (value: unknown): string => {
    if (isHtml(value)) return value.html;
    if (typeof value === "string") return escapeHtml(value);
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
    if (ctx.env.isPublic) return "";
    throw new Error(`a template prints ${String(value)}`);
  };
  const eta = new Eta({ escapeFunction: print as never, autoEscape: true });
  await app.register(view, {
    engine: { eta },
    root: folder,
    viewExt: "eta",
    production: true,
  });
}

/** Sends a page: its model in its template, in the layout that all pages share. */
export function sendPage<Name extends keyof Pages>(
  reply: FastifyReply,
  { ctx, assets, addresses }: Pick<Web, "ctx" | "assets" | "addresses">,
  name: Name,
  tongue: Tongue,
  head: Head,
  model: Pages[Name],
): FastifyReply {
  const languages = pageLanguages(ctx.phrases)
    .filter((tag) => tag !== tongue.language)
    .map((tag) => ({
      tag,
      name: ctx.phrases.nameOf(tag),
      dir: makeTongue(ctx.phrases, tag).dir,
      href: `${head.path}${head.path.includes("?") ? "&" : "?"}lang=${tag}`,
    }));
  const me = reply.request.signedIn ?? null;
  reply.header("vary", "Accept, Accept-Language, Cookie");
  reply.header("cache-control", head.isPrivate || me ? "no-store" : "no-cache");
  reply.header("content-language", tongue.language);
  reply.type("text/html; charset=utf-8");
  const common = { t: tongue, say: tongue.say, rich: tongue.rich, to: tongue.to, head, languages };
  const helpers = {
    anchor: link,
    isolated: (text: string) => bdi(text),
    spoken: spokenOn(tongue),
    kbd: (text: string) => wrap("kbd", text),
    big: (n: number) => wrap('span class="big"', tongue.number(n)),
    /** Addresses are read from left to right, whatever is around them. */
    ltr: (text: string) => wrap('bdi dir="ltr"', text),
  };
  const site = { host: addresses.host, origin: addresses.origin, home: tongue.to("/") };
  const door = doorOf(tongue, head, me);
  return reply.view(name, { ...common, ...helpers, ...model, site, door, assets }) as unknown as FastifyReply;
}

/** The link to one's own page, or to signing in and back to where one is. */
function doorOf(tongue: Tongue, { path }: Head, me: SignedIn | null): NavLink {
  if (me) return { text: me.name, href: tongue.to("/me"), isCurrent: path === "/me" };
  const isCurrent = path.startsWith("/sign-in");
  const next = isCurrent || path === "/" || path === "/me" ? "" : `?next=${encodeURIComponent(path)}`;
  return { text: tongue.say("sign-in.door"), href: tongue.to(`/sign-in${next}`), isCurrent };
}

const wrap = (tag: string, text: string): Html =>
  safe(`<${tag}>${escapeHtml(text)}</${tag.split(" ", 1)[0]}>`);

/** The attributes of words in a language that may not be the page's; of one that is not known, its direction. */
const spokenOn =
  (tongue: Tongue) =>
  (language: string | null): Html => {
    if (language === null) return safe(' dir="auto"');
    if (language === tongue.language) return safe("");
    return safe(` lang="${escapeHtml(language)}" dir="${directionOf(language)}"`);
  };
