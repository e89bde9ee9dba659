import type { Addresses } from "../../domain/addresses.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { plain } from "../html.ts";
import type { Tongue } from "../language.ts";
import type { Head } from "../views.ts";

/** Which link of the masthead is the page itself. */
export type Current = "questions" | "decisions" | "members" | "assemblies" | null;

type Around = Pick<Head, "title" | "description" | "skip" | "path" | "activity" | "isPrivate">;

/** The masthead of pages about the whole server. */
export function serverHead(
  tongue: Tongue,
  addresses: Addresses,
  around: Around,
  isHome: boolean,
  place: string | null = null,
): Head {
  const nav = (["questions", "decisions", "assemblies"] as const).map((name) => ({
    text: tongue.say(`nav.${name}`),
    href: isHome ? `#${name}` : tongue.to(`/#${name}`),
    isCurrent: false,
  }));
  return {
    ...around,
    masthead: {
      name: addresses.host,
      href: tongue.to("/"),
      place,
      placeHref: null,
      nav: isHome && place !== null ? [] : nav,
      navName: tongue.say("nav.server"),
    },
  };
}

/** The masthead of an assembly's pages, and of its proposals. */
export function assemblyHead(
  tongue: Tongue,
  addresses: Addresses,
  assembly: Assembly,
  current: Current,
  around: Around,
): Head {
  const path = `/assemblies/${assembly.handle}`;
  const links = [
    ["questions", `${path}#questions`],
    ["decisions", `${path}/decisions`],
    ["members", `${path}/members`],
  ] as const;
  return {
    ...around,
    masthead: {
      name: plain(assembly.name),
      href: tongue.to(path),
      place: addresses.host,
      placeHref: tongue.to("/"),
      nav: links.map(([name, href]) => ({
        text: tongue.say(`nav.${name}`),
        href: tongue.to(href),
        isCurrent: name === current,
      })),
      navName: tongue.say("nav.assembly"),
    },
  };
}
