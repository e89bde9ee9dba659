import { createServer, type IncomingMessage, type Server } from "node:http";
import { type Account, makeAccount } from "./account.ts";

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
    {
      status?: number;
      type?: string;
      body: string | Uint8Array;
      headers?: Record<string, string>;
      /** It answers only then. */
      after?: Promise<unknown>;
    }
  >;
  account(name: string, more?: Record<string, unknown>): Account;
  stop(): Promise<void>;
};

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
      void Promise.resolve(instead.after).then(() => {
        outgoing.writeHead(instead.status ?? 200, {
          "content-type": instead.type ?? "application/activity+json",
          ...instead.headers,
        });
        outgoing.end(instead.body);
      });
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
      const made = makeAccount(peer.received, origin, name, more);
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
