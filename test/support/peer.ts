import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { type Signing, signDraft, signMessage } from "./sign.ts";

const publicAddress = "https://www.w3.org/ns/activitystreams#Public";

/** Something that arrived at an inbox of a peer. */
export type Received = {
  readonly inbox: string;
  readonly activity: any;
  readonly headers: IncomingMessage["headers"];
};

/** A small fediverse server of the tests' own: real HTTP, accounts with keys, everything that arrives kept. */
export type Peer = {
  readonly origin: string;
  /** The paths that were asked for by GET, in order. */
  readonly gets: string[];
  readonly received: Received[];
  /** What inboxes answer; 202 until a test says otherwise. */
  answer: number;
  /** Answers these paths instead of what the peer itself would. */
  readonly documents: Map<
    string,
    { status?: number; type?: string; body: string; headers?: Record<string, string> }
  >;
  account(name: string, more?: Record<string, unknown>): Account;
  stop(): Promise<void>;
};

/** How a post is to be sent. */
export type Sending = Partial<Signing> & {
  readonly rfc9421?: boolean;
  /** Changes the headers after signing. */
  readonly tamper?: (headers: Record<string, string>) => void;
};

/** Somebody on a peer, and what an app does for them. */
export type Account = {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly privateKey: KeyObject;
  readonly document: Record<string, unknown>;
  /** Sends any body, signed, and answers the status. */
  send(inbox: string, body: string | object, sending?: Sending): Promise<number>;
  follow(assembly: string): Promise<number>;
  /** A native vote, in Mastodon's shape. */
  vote(question: string, option: string, more?: Sending & { id?: string }): Promise<number>;
  /** A reply in words; answers the id of the note. */
  reply(to: string, text: string, more?: Writing): Promise<string>;
  /** A note that mentions an assembly and answers nothing. */
  mention(assembly: string, text: string, more?: Writing): Promise<string>;
  edit(note: string, text: string, more?: Writing): Promise<number>;
  /** Deletes a note; `place` is anything at the server that is to hear of it. */
  remove(note: string, place: string): Promise<number>;
  /** The notes that were sent to this account alone, oldest first. */
  inbox(): any[];
};

export type Writing = {
  readonly direct?: boolean;
  readonly language?: string;
  readonly assembly?: string;
  readonly id?: string;
  readonly inReplyTo?: string;
};

/** Sends a raw POST to loopback, headers as given; answers the status. */
export function post(url: string, body: string | Buffer, headers: Record<string, string>): Promise<number> {
  const { hostname, port, pathname, search } = new URL(url);
  const at = { host: hostname === "localhost" ? "127.0.0.1" : hostname, port, path: pathname + search };
  return new Promise((resolve, reject) => {
    const asked = request(
      { ...at, method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Starts a peer on a free port of loopback. */
export async function startPeer(): Promise<Peer> {
  const accounts = new Map<string, Account>();
  const peer: Omit<Peer, "origin" | "account" | "stop"> = {
    gets: [],
    received: [],
    answer: 202,
    documents: new Map(),
  };
  const server: Server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? "/").split("?")[0] as string;
    if (incoming.method === "POST") {
      let body = "";
      incoming.on("data", (chunk) => {
        body += chunk;
      });
      incoming.on("end", () => {
        if (peer.answer < 300)
          peer.received.push({ inbox: path, activity: JSON.parse(body), headers: incoming.headers });
        outgoing.writeHead(peer.answer).end();
      });
      return;
    }
    peer.gets.push(incoming.url ?? "/");
    const instead = peer.documents.get(path);
    const account = accounts.get(path);
    if (instead) {
      outgoing.writeHead(instead.status ?? 200, {
        "content-type": instead.type ?? "application/activity+json",
        ...instead.headers,
      });
      outgoing.end(instead.body);
    } else if (account) {
      outgoing
        .writeHead(200, { "content-type": "application/activity+json" })
        .end(JSON.stringify(account.document));
    } else if (path === "/.well-known/webfinger") {
      const name = /acct(?::|%3A)([^@%]+)/i.exec(incoming.url ?? "")?.[1] ?? "";
      const links = [{ rel: "self", type: "application/activity+json", href: `${origin}/users/${name}` }];
      outgoing.writeHead(200, { "content-type": "application/jrd+json" });
      outgoing.end(JSON.stringify({ subject: `acct:${name}@${new URL(origin).host}`, links }));
    } else outgoing.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return Object.assign(peer, {
    origin,
    account: (name: string, more: Record<string, unknown> = {}) => {
      const made = makeAccount(peer, origin, name, more);
      accounts.set(`/users/${name}`, made);
      return made;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

// making RSA keys is slow: the first accounts of a process have their own, later ones share those
const keyPool: ReturnType<typeof generateRsa>[] = [];
let keysGiven = 0;
const generateRsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
function nextKeys() {
  const index = keysGiven++ % 12;
  keyPool[index] ??= generateRsa();
  return keyPool[index] as ReturnType<typeof generateRsa>;
}

function makeAccount(
  peer: { received: Received[] },
  origin: string,
  name: string,
  more: Record<string, unknown>,
): Account {
  const keys = nextKeys();
  const id = `${origin}/users/${name}`;
  const document = {
    "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
    id,
    type: "Person",
    preferredUsername: name,
    name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    followers: `${id}/followers`,
    endpoints: { sharedInbox: `${origin}/inbox` },
    publicKey: {
      id: `${id}#main-key`,
      owner: id,
      publicKeyPem: keys.publicKey.export({ type: "spki", format: "pem" }),
    },
    ...more,
  };
  let count = 0;
  const context = "https://www.w3.org/ns/activitystreams";
  const inboxOf = (address: string): string => `${new URL(address).origin}/inbox`;
  const send: Account["send"] = (inbox, body, sending = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const { rfc9421, tamper, ...signing } = sending;
    const how = { keyId: `${id}#main-key`, privateKey: keys.privateKey, ...signing };
    const headers = rfc9421 ? signMessage(inbox, text, how) : signDraft(inbox, text, how);
    tamper?.(headers);
    return post(inbox, text, headers);
  };
  const noteOf = (
    text: string,
    { direct, language, assembly, id: noteId, inReplyTo }: Writing,
    place: string,
  ) => {
    const to = assembly ?? `${new URL(place).origin}/assemblies/coop`;
    return {
      id: noteId ?? `${id}/statuses/${++count}`,
      type: "Note",
      attributedTo: id,
      ...(inReplyTo ? { inReplyTo } : {}),
      content: `<p><span class="h-card"><a href="${to}" class="u-url mention">@<span>coop</span></a></span> ${text}</p>`,
      ...(language ? { contentMap: { [language]: `<p>${text}</p>` } } : {}),
      to: direct ? [to] : [publicAddress],
      cc: direct ? [] : [`${id}/followers`, to],
      tag: [{ type: "Mention", href: to, name: "@coop" }],
    };
  };
  const say = async (place: string, text: string, writing: Writing): Promise<string> => {
    const object = noteOf(text, writing, place);
    const { to, cc } = object;
    const create = {
      "@context": context,
      id: `${object.id}/activity`,
      type: "Create",
      actor: id,
      to,
      cc,
      object,
    };
    const status = await send(inboxOf(place), create);
    if (status !== 202) throw new Error(`the reply was answered ${status}`);
    return object.id;
  };
  return {
    id,
    name,
    handle: `@${name}@${new URL(origin).host}`,
    privateKey: keys.privateKey,
    document,
    send,
    follow: (assembly) =>
      send(inboxOf(assembly), {
        "@context": context,
        id: `${id}#follows/${++count}`,
        type: "Follow",
        actor: id,
        object: assembly,
      }),
    vote: (question, option, { id: voteId = `${id}#votes/${++count}`, ...sending } = {}) =>
      send(
        inboxOf(question),
        {
          "@context": context,
          id: `${voteId}/activity`,
          type: "Create",
          actor: id,
          to: `${new URL(question).origin}/assemblies/coop`,
          object: {
            id: voteId,
            type: "Note",
            name: option,
            attributedTo: id,
            inReplyTo: question,
            to: `${new URL(question).origin}/assemblies/coop`,
          },
        },
        sending,
      ),
    reply: (to, text, writing = {}) => say(to, text, { ...writing, inReplyTo: to }),
    mention: (assembly, text, writing = {}) => say(assembly, text, { ...writing, assembly }),
    edit: (note, text, writing = {}) => {
      const place = writing.inReplyTo ?? note;
      const object = { ...noteOf(text, { ...writing, id: note }, place), updated: new Date().toISOString() };
      const update = {
        "@context": context,
        id: `${note}#updates/${++count}`,
        type: "Update",
        actor: id,
        to: object.to,
        cc: object.cc,
        object,
      };
      return send(inboxOf(place), update);
    },
    remove: (note, place) => {
      const object = { id: note, type: "Tombstone" };
      const activity = {
        "@context": context,
        id: `${note}#delete`,
        type: "Delete",
        actor: id,
        to: [publicAddress],
        object,
      };
      return send(inboxOf(place), activity);
    },
    inbox: () =>
      peer.received
        .filter(({ activity }) => activity.type === "Create" && [activity.object?.to].flat().includes(id))
        .map(({ activity }) => activity.object),
  };
}
