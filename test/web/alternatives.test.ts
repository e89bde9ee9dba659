import { test } from "tap";
import { beginAhead } from "../support/ahead.ts";
import { formFields } from "../support/form.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const form = "/assemblies/coop/propose";

test("proposals for the same problem stand side by side, with the same rows in each", async (t) => {
  const { story, ann, adopt } = await beginAhead(t);
  const bring = async (fields: Record<string, string>): Promise<string> => {
    const made = await ann.post(form, { text: "As **said**.", ...fields }, { from: form });
    if (made.status !== 303) throw new Error(look(made.text).text);
    return made.headers.get("location")?.split("/").at(-1) ?? "";
  };
  const bake = await bring({ title: "Bake", situation: "No bread.", who: "Ann & Ben", binds: "agreed" });
  const alternativeTo = bake;
  const buy = await bring({ title: "Buy", alternativeTo, necessity: "Hunger.", by: "2027-04-01" });
  const draft = await ann.post(form, { title: "Beg", text: "For it.", alternativeTo, keep: "draft" });
  t.equal(draft.status, 303);
  await bring({ title: "Dogs" });
  await adopt(buy);
  const stranger = openBrowser(story.moot);
  for (const id of [bake, buy])
    t.ok(look((await stranger.get(`/proposals/${id}`)).text).links.includes(`/proposals/${id}/beside`));
  const answer = await stranger.get(`/proposals/${buy}/beside`);
  t.equal(answer.status, 200);
  const seen = look(answer.text);
  t.same(seen.problems, []);
  t.same(
    seen.headings.filter(({ level }) => level === 2).map(({ text }) => text),
    ["Bake", "Buy"],
    "the oldest first; others and drafts are not there",
  );
  const columns = answer.text.split("<article").slice(1);
  const rows = columns.map((column) =>
    look(`<h1></h1><h2></h2><article${column}`)
      .headings.filter(({ level }) => level === 3)
      .map(({ text }) => text),
  );
  t.same(rows[0], [
    ...["How it stands", "The text", "The situation", "Why it is needed"],
    ...["Whom decisions bind", "Who does it", "By when"],
  ]);
  t.same(rows[1], rows[0]);
  const [first = "", second = ""] = columns.map((column) => look(`<article${column}`).text);
  t.match(first, /Deliberation Proposal 1, version 1 Bake How it stands No vote is being held\./);
  t.match(first, /As said \..*The situation No bread\. Why it is needed It says nothing of this\./);
  t.match(first, /Those who agreed Who does it Ann & Ben By when It says nothing of this\./);
  t.match(second, /Adopted Proposal 2, version 1 Buy How it stands .*2 of 2 answered; 2 agree/);
  t.match(second, /The situation It says nothing of this\. Why it is needed Hunger\./);
  t.match(second, /Whom decisions bind As the constitution says.*By when 1 April 2027/);
  const another = seen.links.find((href) => href.startsWith(`${form}?`)) as string;
  t.equal(formFields((await ann.get(another)).text).alternativeTo, buy, "also after it was decided");
});

test("a proposal without another stands by itself, and a draft stands nowhere", async (t) => {
  const { story, ann } = await beginAhead(t);
  const { id } = await story.ask();
  const path = `/proposals/${id}`;
  const alone = look((await ann.get(path)).text).links;
  t.notOk(alone.includes(`${path}/beside`));
  t.ok(alone.includes(`${form}?alternativeTo=${id}`), "another way can be proposed");
  const seen = look((await ann.get(`${path}/beside`)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /One proposal/);
  await ann.post(form, { title: "Later", text: "Some day.", keep: "draft" }, { from: form });
  const draft = /propose\/([0-9a-f-]{36})/.exec((await ann.get(form)).text)?.[1];
  t.equal((await ann.get(`/proposals/${draft}/beside`)).status, 404);
  t.equal((await ann.get("/proposals/x/beside")).status, 404);
});
