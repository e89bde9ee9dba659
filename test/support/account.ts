import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { post } from "./post.ts";
import { type Signing, signDraft, signMessage } from "./sign.ts";

const publicAddress = "https://www.w3.org/ns/activitystreams#Public";

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
  follow(assembly: string, sending?: Sending): Promise<number>;
  /** A native vote, in Mastodon's shape. */
  vote(question: string, option: string, more?: Sending & { id?: string }): Promise<number>;
  /** A reply in words; answers the id of the note. */
  reply(to: string, text: string, more?: Writing): Promise<string>;
  /** A note that mentions an assembly and answers nothing. */
  mention(assembly: string, text: string, more?: Writing): Promise<string>;
  edit(note: string, text: string, more?: Writing): Promise<number>;
  /** Deletes a note; `place` is anything at the server that is to hear of it. */
  remove(note: string, place: string, sending?: Sending): Promise<number>;
  /** The notes that were sent to this account alone, oldest first. */
  inbox(): any[];
};

export type Writing = {
  readonly direct?: boolean;
  readonly language?: string;
  /** The assembly that it mentions, and whose server is to get it, where it does not answer something of its own. */
  readonly assembly?: string;
  readonly id?: string;
  readonly inReplyTo?: string;
  /** When it is sent, where the server's clock is the test's. */
  readonly date?: Date;
};

// making RSA keys is slow: the first accounts of a process have their own, later ones share those
const keyPool: ReturnType<typeof generateRsa>[] = [];
let keysGiven = 0;
const generateRsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
function nextKeys() {
  const index = keysGiven++ % 12;
  keyPool[index] ??= generateRsa();
  return keyPool[index] as ReturnType<typeof generateRsa>;
}

/** Makes somebody on the server at `origin`; `received` is where what arrives there is kept. */
export function makeAccount(
  received: readonly { readonly activity: any }[],
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
    const status = await send(
      inboxOf(writing.assembly ?? place),
      create,
      writing.date ? { date: writing.date } : {},
    );
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
    follow: (assembly, sending = {}) =>
      send(
        inboxOf(assembly),
        {
          "@context": context,
          id: `${id}#follows/${++count}`,
          type: "Follow",
          actor: id,
          object: assembly,
        },
        sending,
      ),
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
      return send(inboxOf(writing.assembly ?? place), update, writing.date ? { date: writing.date } : {});
    },
    remove: (note, place, sending) => {
      const object = { id: note, type: "Tombstone" };
      const activity = {
        "@context": context,
        id: `${note}#delete`,
        type: "Delete",
        actor: id,
        to: [publicAddress],
        object,
      };
      return send(inboxOf(place), activity, sending);
    },
    inbox: () =>
      received
        .filter(({ activity }) => activity.type === "Create" && [activity.object?.to].flat().includes(id))
        .map(({ activity }) => activity.object),
  };
}
