import fc from "fast-check";
import { test } from "tap";
import { type About, evidenceChecker } from "../../src/ledger/evidence.ts";
import type { EvidenceOpening } from "../../src/ledger/openings.ts";
import {
  at,
  type Case,
  captured,
  caseOf,
  hashOf,
  oracle,
  question,
  signedCases,
  written,
} from "../support/evidence.ts";

const cases: Record<string, Case> = {
  ...(await signedCases()),
  "a reply of snac's": captured("reply-public-unescaped", {}),
  "an edit of snac's": captured("reply-edited", {}),
  "a deletion of snac's": captured("reply-deleted", { kind: "withdraw", via: null, position: null }),
};
const check = ({ opening, about, document }: Pick<Case, "opening" | "about"> & { document: Buffer | null }) =>
  evidenceChecker()(opening, about, async (path) =>
    path === `documents/${opening.actorDocument}` ? document : null,
  );
const draft = cases.draft as Case;
const message = cases.message as Case;

test("what the gate takes for signed is good evidence, whoever signed it and how", async (t) => {
  for (const [name, one] of Object.entries(cases)) {
    t.ok(await oracle(one), name);
    t.equal(await check(one), "good", name);
  }
});

/** One byte of a text changed to another. */
const changed = (text: string, place: number, by: number): string => {
  const bytes = Buffer.from(text, "latin1");
  const index = place % bytes.length;
  // another printable character, so that it is still a header
  bytes[index] = 33 + (((bytes[index] as number) - 33 + 1 + (by % 93) + 94) % 94);
  return bytes.toString("latin1");
};
const names = Object.keys(cases);
const covered: Record<string, string[]> = Object.fromEntries(
  Object.entries(cases).map(([name, { opening }]) => {
    const given = opening.headers.map(([header, value]) => [header.toLowerCase(), value] as const);
    const text = given.find(([header]) => /^signature$/.test(header))?.[1] ?? "";
    const input = given.find(([header]) => header === "signature-input")?.[1] ?? text;
    return [
      name,
      given
        .map(([header]) => header)
        .filter((header) => header !== "host" && new RegExp(`[" ]${header}[" ]`).test(input)),
    ];
  }),
);

test("one altered byte in body, target, a covered header, the signature or the document is bad", async (t) => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.constantFrom("body", "target", "header", "signature", "document"),
      fc.nat(100_000),
      fc.nat(92),
      async (name, part, place, by) => {
        const one = cases[name] as Case;
        const { opening, document } = one;
        const alter = (header: string): EvidenceOpening["headers"] =>
          opening.headers.map(([key, value]) => [
            key,
            key.toLowerCase() === header ? changed(value, place, by) : value,
          ]);
        const altered: Case = { ...one };
        if (part === "body") {
          const body = Buffer.from(
            changed(Buffer.from(opening.body, "base64").toString("latin1"), place, by),
            "latin1",
          );
          Object.assign(altered, { opening: { ...opening, body: body.toString("base64") } });
        } else if (part === "target") {
          Object.assign(altered, {
            opening: { ...opening, target: `/${changed(opening.target.slice(1), place, by)}` },
          });
          // what stands behind a mark of a query or fragment is no other path
          fc.pre(new URL(altered.opening.target, one.origin).pathname !== "/inbox");
        } else if (part === "header") {
          const header = covered[name]?.[place % (covered[name]?.length ?? 1)] as string;
          Object.assign(altered, { opening: { ...opening, headers: alter(header) } });
        } else if (part === "signature") {
          const headers = opening.headers.map(([key, value]): [string, string] => {
            if (key.toLowerCase() !== "signature") return [key, value];
            const [, before = "", bytes = "", after = ""] =
              /^(.*(?:signature="|=:))([^":=]+)(.*)$/.exec(value) ?? [];
            const index = place % (bytes.length - 1);
            const other = bytes[index] === "A" ? "B" : "A";
            return [key, `${before}${bytes.slice(0, index)}${other}${bytes.slice(index + 1)}${after}`];
          });
          Object.assign(altered, { opening: { ...opening, headers } });
        } else {
          const bytes = Buffer.from(document);
          bytes[place % bytes.length] = (bytes[place % bytes.length] as number) ^ (1 + by);
          Object.assign(altered, { document: bytes });
        }
        seen++;
        // a byte that means the same to the server too (another case of a digest's name) is not altered
        if (part !== "document") fc.pre(!(await oracle(altered)) || part === "signature");
        return (await check(altered)) === "bad";
      },
    ),
    { numRuns: 600 },
  );
  t.ok(seen > 300);
});

test("whatever is altered in the headers, ours and Fedify's verdict agree", async (t) => {
  const verdicts = { good: 0, bad: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.nat(100),
      fc.nat(10_000),
      fc.nat(92),
      async (name, which, place, by) => {
        const one = cases[name] as Case;
        const index = which % one.opening.headers.length;
        const headers = one.opening.headers.map(([key, value], n): [string, string] => [
          key,
          n === index ? changed(value, place, by) : value,
        ]);
        const altered = { ...one, opening: { ...one.opening, headers } };
        const [mine, theirs] = [await check(altered), await oracle(altered)];
        verdicts[mine]++;
        // never bad what the server took; never good what it would not have taken
        return theirs ? mine !== "bad" : mine !== "good";
      },
    ),
    { numRuns: 600 },
  );
  t.ok(verdicts.good > 10 && verdicts.bad > 100, JSON.stringify(verdicts));
});

const about = (change: Partial<About>, one = draft): Case => ({ ...one, about: { ...one.about, ...change } });
const opened = (change: Partial<EvidenceOpening>, one = draft): Case => ({
  ...one,
  opening: { ...one.opening, ...change },
});
const hourOff = (minutes: number) => new Date(at.getTime() + minutes * 60_000).toISOString();
const withDocument = (change: object, one = draft): Case => {
  const document = Buffer.from(JSON.stringify({ ...written, ...change }));
  return { ...opened({ actorDocument: hashOf(document) }, one), document };
};

test("a request that is not about its entry is bad", async (t) => {
  const bad: Record<string, Case> = {
    "of another voter": about({ actor: `${draft.about.actor}2` }),
    "on another question": about({ question: `${question.slice(0, -1)}2` }),
    "in another server's name": { ...about({ question: question.replace("moot.", "other.") }) },
    "received at another time than the entry says": about({ receivedAt: hourOff(1) }),
    "in words, where the entry says a poll": about({ via: "poll" }, cases["a reply of snac's"]),
    "by poll, where the entry says words": about({ via: "words" }),
    "a vote, where the entry says a withdrawal": about({ kind: "withdraw", via: null }),
    "sent again more than an hour after it was signed": about(
      { receivedAt: hourOff(61) },
      opened({ receivedAt: hourOff(61) }),
    ),
    "naming another key than the one that is said": opened({ keyId: `${draft.about.actor}#other` }),
    "with the document of somebody else": withDocument({ id: `${draft.about.actor}2` }),
    "with a document longer than any server takes": withDocument({ summary: "x".repeat(1024 * 1024) }),
    "by another method": opened({ method: "PUT" }),
    unsigned: opened({ headers: draft.opening.headers.filter(([name]) => name !== "signature") }),
  };
  for (const [what, one] of Object.entries(bad)) t.equal(await check(one), "bad", what);
  t.equal(await check(withDocument({}, draft)), "good", "and the same with nothing changed is good");
});

test("what cannot be told is unknown, and not bad", async (t) => {
  const { assertionMethod } = written;
  const unknown: Record<string, Parameters<typeof check>[0]> = {
    "without the document": { ...draft, document: null },
    "with a key that is only named": withDocument({ publicKey: draft.opening.keyId }),
    "with no key": withDocument({ publicKey: [], assertionMethod: [] }),
    "with a key of another kind": withDocument({
      publicKey: { id: draft.opening.keyId, owner: draft.about.actor, publicKeyPem: "none that we know" },
    }),
    "with somebody else's key": withDocument({
      publicKey: { ...written.publicKey, owner: "https://example.org/x" },
    }),
    "with a draft signature of a key that such are not made with": withDocument({
      publicKey: { ...assertionMethod[0], id: draft.opening.keyId, owner: draft.about.actor },
    }),
    "with a component that we do not know": {
      ...message,
      opening: {
        ...message.opening,
        headers: message.opening.headers.map(([name, value]) => [name, value.replace(/"\)/, '" "@status")')]),
      },
    },
    "with an algorithm that we do not know": {
      ...message,
      opening: {
        ...message.opening,
        headers: message.opening.headers.map(([name, value]) => [
          name,
          value.replace("rsa-v1_5-sha256", "rsa-9"),
        ]),
      },
    },
  };
  for (const [what, one] of Object.entries(unknown)) t.equal(await check(one), "unknown", what);
});

test("in one question one name of an option is one position, and no other name is", async (t) => {
  const other = caseOf(draft.opening.headers);
  const read = async () => draft.document;
  const checker = evidenceChecker();
  t.equal(await checker(draft.opening, draft.about, read), "good");
  t.equal(await checker(other.opening, draft.about, read), "good");
  t.equal(await checker(other.opening, { ...draft.about, position: "disagree" }, read), "bad");
  const disagree = Buffer.from(draft.opening.body, "base64").toString().replace("Agree", "Disagree");
  const body = Buffer.from(disagree).toString("base64");
  t.equal(await checker({ ...draft.opening, body }, draft.about, read), "bad");
});
