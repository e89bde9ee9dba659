import { test } from "tap";
import { templateNames } from "../../src/web/models/templates.ts";
import { beginAhead } from "../support/ahead.ts";
import { formFields } from "../support/form.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const form = "/assemblies/coop/propose";

test("every short form asks for three things, and makes title and text of them, to be changed before they are sent", async (t) => {
  const { story, ann } = await beginAhead(t);
  const whole = look((await ann.get(form)).text);
  t.same(whole.problems, []);
  for (const name of templateNames) {
    const path = `${form}?template=${name}`;
    t.ok(whole.links.includes(path), name);
    const page = await ann.get(path);
    const seen = look(page.text);
    t.same(seen.problems, [], name);
    t.same(Object.keys(formFields(page.text)), ["a", "b", "c"], name);
    t.ok(seen.links.includes(form), "the whole form is a step away");
    const filled = await ann.post(path, { a: `One <b> of ${name}`, b: "two,\n the\tsecond", c: "three" });
    t.equal(filled.status, 200, name);
    t.same(look(filled.text).problems, [], name);
    const { title, text } = formFields(filled.text) as any;
    t.match(title, `One <b> of ${name}`);
    t.match(text, /^\*\*.+:\*\* One <b> of \w+\n\n\*\*.+:\*\* two, the second\n\n\*\*.+:\*\* three$/);
  }
  t.equal(await story.count("proposal"), 0, "nothing is stored by it");
  const filled = formFields(
    (await ann.post(`${form}?template=spend`, { a: "a pump", b: "300 €", c: "" })).text,
  );
  t.match(filled, { title: "300 € for a pump", text: "**What for:** a pump\n\n**How much:** 300 €" });
  const made = await ann.post(form, { ...filled, text: `${filled.text}\n\nBy Friday.` });
  t.equal(made.status, 303);
  const seen = look((await ann.get(made.headers.get("location") as string)).text);
  t.match(seen.text, /300 € for a pump.*What for: a pump How much: 300 € By Friday\./);
});

test("a short form that is not filled in says so beside the field, and keeps the rest", async (t) => {
  const { ann } = await beginAhead(t);
  await ann.get(`${form}?template=rule`);
  const wrong = await ann.post(`${form}?template=rule`, { a: " ", b: "Sleep.", c: "" });
  t.equal(wrong.status, 422);
  const seen = look(wrong.text);
  t.same(seen.problems, []);
  t.ok(seen.links.includes("#a") && seen.ids.has("a-error"));
  t.notOk(seen.ids.has("b-error") || seen.ids.has("c-error"));
  t.match(formFields(wrong.text), { b: "Sleep." });
});

test("a short form speaks the reader's language, and writes in the assembly's", async (t) => {
  const { ann } = await beginAhead(t, { language: "de" });
  const page = await ann.get(`${form}?template=spend&lang=es`);
  t.equal(look(page.text).language, "es");
  const action = look(page.text).attributes("form", "action")[0] as string;
  t.match(action, /template=spend.*lang=es/);
  const filled = await ann.post(action, { a: "pan", b: "3", c: "" });
  t.equal(look(filled.text).language, "es");
  const { phrases } = (await beginAhead(t)).story.moot.ctx;
  const say = (key: string, values = {}) => phrases.say("de", `pages.templates.${key}`, values);
  t.equal(
    formFields(filled.text).text,
    `${say("line", { what: say("spend.a"), says: "pan" })}\n\n${say("line", { what: say("spend.b"), says: "3" })}`,
  );
});

test("a short form there is not is the whole form, and nobody else's is shown", async (t) => {
  const { story, ann, signIn } = await beginAhead(t);
  t.match(formFields((await ann.get(`${form}?template=nonsense`)).text), { title: "", text: "" });
  t.equal((await openBrowser(story.moot).get(`${form}?template=spend`)).status, 303);
  const cleo = await signIn("cleo");
  t.equal((await cleo.get(`${form}?template=spend`)).status, 403);
  t.equal((await cleo.post(`${form}?template=spend`, { a: "All", b: "Mine" }, { from: "/me" })).status, 403);
});
