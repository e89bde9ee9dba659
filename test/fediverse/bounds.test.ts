import { Create } from "@fedify/vocab";
import { test } from "tap";
import { fetchActor } from "../../src/fediverse/actors.ts";
import { boundHtml, readHtml } from "../../src/fediverse/html.ts";
import { readActivity, readNotes } from "../../src/fediverse/read.ts";
import { begin } from "../support/story.ts";

const context = "https://www.w3.org/ns/activitystreams";
const me = "https://b.example/users/me";
const read = async (object: object, contexts: unknown = context) => {
  const note = { id: `${me}/n/1`, type: "Note", attributedTo: me, ...object };
  const create = { "@context": contexts, id: `${me}/1`, type: "Create", actor: me, object: note };
  const activity = await readActivity(create);
  return activity instanceof Create ? readNotes(activity, me) : [];
};

test("of HTML with more tags than anybody writes the words are kept, and quotes are still not read", async (t) => {
  const quote = "<blockquote>disagree</blockquote>".repeat(2000);
  t.equal(readHtml(boundHtml(`${quote}<p>agree</p>`), []), "agree");
  t.equal(readHtml(boundHtml(`agree, x < y<p>${"<b>".repeat(50)}because</p>`), []), "agree, x < y\nbecause");
  t.equal(boundHtml("<p>a <b>b</b></p>".repeat(100)), "<p>a <b>b</b></p>".repeat(100), "what people write");
});

test("the language a note is in is read, however many translations stand before it", async (t) => {
  const others = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [
      `q${String.fromCharCode(97 + (i % 26))}${String.fromCharCode(97 + Math.floor(i / 26))}`,
      "x",
    ]),
  );
  const [note] = await read({ content: "<p>dafür</p>", contentMap: { ...others, de: "<p>dafür</p>" } });
  t.match(note, { language: "de", text: "dafür" });
  const [declared] = await read({ content: "<p>dafür</p>" }, [context, { "@language": "de" }]);
  t.match(declared, { language: "de", text: "dafür" }, "or declared by the context");
  const [und] = await read({ content: "agree" }, [context, { "@language": "und" }]);
  t.match(und, { language: undefined, text: "agree" });
});

test("an actor is read whatever its own words are and however many, with the keys it names", async (t) => {
  const story = await begin({}, { idle: true });
  const { ctx, room } = story.moot;
  const inline = {
    ...{
      toot: "http://joinmastodon.org/ns#",
      misskey: "https://misskey-hub.net/ns#",
      schema: "http://schema.org#",
    },
    ...{ PropertyValue: "schema:PropertyValue", value: "schema:value", isCat: "misskey:isCat" },
    featured: { "@id": "toot:featured", "@type": "@id" },
    manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
  };
  const terms = Array.from({ length: 1800 }, (_, i) => ({ [`t${i}`]: `http://e.x/${i}` }));
  const ann = story.peer.account("ann", {
    "@context": [context, "https://w3id.org/security/v1", inline, ...terms],
    ...{ isCat: true, featured: "https://e.x/featured", manuallyApprovesFollowers: false },
    ...{ attachment: [{ type: "PropertyValue", name: "a", value: "b" }], nameMap: { en: "Ann" } },
  });
  const before = process.cpuUsage();
  const sought = await fetchActor(ctx, room.loader, ann.id);
  const { user } = process.cpuUsage(before);
  t.match(sought, {
    actor: {
      id: ann.id,
      kind: "Person",
      name: "Ann",
      keys: [{ id: `${ann.id}#main-key`, algorithm: "rsa" }],
    },
  });
  t.match(sought, { actor: { sharedInbox: `${story.peer.origin}/inbox`, followers: `${ann.id}/followers` } });
  t.ok(user < 500_000, `${user / 1000} ms of processor time`);
  t.same(story.moot.logged, []);
  await story.stop();
});
