import type { Moot } from "./moot.ts";

/** What anybody gets at an address: the path, what was asked for, and the answer. */
export type Seen = { readonly path: string; readonly accept: string; readonly text: string };

const types = ["text/html", "application/activity+json"];
// forms, files beside pages, other languages of the same, and lists that begin elsewhere
const beside =
  /^\/(assets|sign-in|api\/docs|api\/openapi|metrics|healthz|readyz|interact)|[?&](lang|about|next)=/;

/**
 * Walks every public page, ActivityPub object and list of a server, as a stranger who follows every link would, from
 * these paths on. What is asked for in the API's or the ledger's name comes as it is.
 */
export async function crawl(moot: Moot, starts: readonly string[], most = 600): Promise<Seen[]> {
  const seen: Seen[] = [];
  const known = new Set(starts);
  const local = moot.origin.replace("localhost", "127.0.0.1");
  for (const path of known) {
    if (known.size > most) throw new Error(`more than ${most} addresses: ${[...known].slice(-20).join(" ")}`);
    const isFile = /^\/api\/|\/ledger\//.test(path);
    for (const accept of isFile ? ["application/json"] : types) {
      const response = await fetch(local + path, { headers: { accept }, redirect: "manual" });
      const { status, headers } = response;
      const text = await response.text();
      // what is asked for by name is there; what links lead to may be gone
      const isMissing = status === 404 && path.startsWith("/api/");
      if (status >= 500 || isMissing) throw new Error(`${path} was answered ${status}`);
      seen.push({ path, accept, text: `${text}\n${headers.get("location") ?? ""}` });
      if (status !== 200 || isFile) continue;
      const links = [
        ...[...text.matchAll(/ href="(\/[^"#]*)/g)].map(([, link]) => link as string),
        ...text
          .split(`"${moot.origin}`)
          .slice(1)
          .map((rest) => rest.split(/["#]/, 1)[0] as string),
      ];
      for (const link of links.map((one) => one.replaceAll("&amp;", "&")))
        if (link.startsWith("/") && !beside.test(link)) known.add(link);
    }
  }
  return seen;
}

/** The addresses of all lists of the API that are public, of an assembly and of its proposals. */
export const apiLists = (assembly: string, proposals: readonly string[]): string[] => [
  ...[
    "",
    "/members",
    "/log",
    "/roles",
    "/bans",
    "/constitutions",
    "/leave-invitations",
    "/proposals",
    "/witnesses",
  ].map((list) => `/api/v1/assemblies/${assembly}${list}`),
  ...["/api/v1/assemblies", "/api/v1/bans"],
  ...proposals.flatMap((id) =>
    ["", "/roll", "/ballots", "/objections", "/suggestions", "/log", "/endorsements", "/versions"].map(
      (list) => `/api/v1/proposals/${id}${list}`,
    ),
  ),
];

/** The files of an assembly's ledger of fewer than 256 entries. */
export async function ledgerFiles(moot: Moot, assembly: string): Promise<string[]> {
  const base = `/assemblies/${assembly}/ledger`;
  const { text } = await moot.get(`${base}/checkpoint`);
  const size = Number(text.split("\n")[1]);
  const tile = size < 256 ? `000.p/${size}` : "000";
  return [
    ...[`${base}/checkpoint`, `${base}/heads`],
    ...[`${base}/tile/entries/${tile}`, `${base}/tile/0/${tile}`, `${base}/beside/${tile}`],
  ];
}
