/** The name of the server's own actor; no assembly can have it, for the point. */
export const serverActorName = "folkmoot.server";

/**
 * Every address of this server, built from its origin alone, never from a request (protocol.md, "Addresses").
 * Each object has one path of its own and no fragment, keys excepted.
 */
export function addressesOf(origin: string) {
  const assembly = (handle: string) => `${origin}/assemblies/${handle}`;
  const question = (id: string) => `${origin}/questions/${id}`;
  return {
    origin,
    host: new URL(origin).host,
    home: `${origin}/`,
    serverActor: `${origin}/actor`,
    sharedInbox: `${origin}/inbox`,
    assembly,
    inbox: (handle: string) => `${assembly(handle)}/inbox`,
    outbox: (handle: string) => `${assembly(handle)}/outbox`,
    followers: (handle: string) => `${assembly(handle)}/followers`,
    following: (handle: string) => `${assembly(handle)}/following`,
    featured: (handle: string) => `${assembly(handle)}/featured`,
    members: (handle: string) => `${assembly(handle)}/members`,
    account: (handle: string) => `@${handle}@${new URL(origin).host}`,
    proposal: (id: string) => `${origin}/proposals/${id}`,
    beside: (id: string) => `${origin}/proposals/${id}/beside`,
    amendments: (id: string) => `${origin}/proposals/${id}/amendments`,
    amendment: (id: string, number: number) => `${origin}/proposals/${id}/amendments/${number}`,
    versions: (id: string) => `${origin}/proposals/${id}/versions`,
    diff: (id: string, from: number, to: number) => `${origin}/proposals/${id}/versions/${from}...${to}`,
    question,
    replies: (id: string) => `${question(id)}/replies`,
    thread: (id: string) => `${question(id)}/thread`,
    votes: (id: string) => `${question(id)}/votes`,
    note: (id: string) => `${origin}/notes/${id}`,
    noteReplies: (id: string) => `${origin}/notes/${id}/replies`,
    noteThread: (id: string) => `${origin}/notes/${id}/thread`,
    talk: (id: string) => `${origin}/proposals/${id}/talk`,
    quote: (id: string) => `${origin}/quotes/${id}`,
    activity: (id: string) => `${origin}/activities/${id}`,
    receipt: (handle: string, entry: string) => `${assembly(handle)}/ledger/receipts/${entry}`,
    signIn: (code: string) => `${origin}/sign-in/${code}`,
    icon: `${origin}/assets/icon.png`,
  };
}

export type Addresses = ReturnType<typeof addressesOf>;

/** One of our objects, as its address names it. */
export type Place =
  | { readonly what: "assembly"; readonly handle: string }
  | { readonly what: "question" | "note" | "proposal" | "activity"; readonly id: string };

const paths = /^\/(assemblies|questions|notes|proposals|activities)\/([a-z0-9_-]{1,64})$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const kinds = {
  questions: "question",
  notes: "note",
  proposals: "proposal",
  activities: "activity",
} as const;

/** Whether a text is an id of ours: a UUID in lower case. */
export const isId = (text: string): boolean => uuid.test(text);

/** Whether a text can be the handle of an assembly (protocol.md, "Addresses"). */
export const isHandle = (text: string): boolean => /^[a-z0-9_]{1,30}$/.test(text);

/** Which of our objects an address names; null where it is not ours, has a fragment or a query. */
export function placeOf(origin: string, address: string): Place | null {
  if (!address.startsWith(`${origin}/`)) return null;
  const [, folder, id] = paths.exec(address.slice(origin.length)) ?? [];
  if (!folder || !id) return null;
  if (folder === "assemblies") return isHandle(id) ? { what: "assembly", handle: id } : null;
  return isId(id) ? { what: kinds[folder as keyof typeof kinds], id } : null;
}
