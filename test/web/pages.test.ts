import { get } from "node:http";
import { brotliDecompressSync } from "node:zlib";
import { test } from "tap";
import { everything, names } from "./everything.ts";
import { look } from "./look.ts";
import { type Put, type Said, startScene } from "./scene.ts";

test("every page in every state is whole, says nothing undefined, and leads nowhere that is not there", async (t) => {
  const { scene, decided, open, quiet, alone, arabic } = await everything();
  t.teardown(scene.stop);
  const { origin } = scene.moot;
  const seen = new Map<string, ReturnType<typeof look>>();
  const proposals = [open, quiet, alone, arabic, ...Object.values(decided)].map(
    (put) => `/proposals/${put.proposalId}`,
  );
  const waiting = [
    "/",
    "/?lang=ar",
    ...proposals,
    ...proposals.map((path) => `${path}?lang=ar`),
    "/nothing",
    "/@mill",
  ];
  waiting.push(`/interact?uri=${encodeURIComponent(`${origin}/assemblies/mill`)}&server=social.example`);
  waiting.push(`/interact?uri=${encodeURIComponent(`${origin}/assemblies/mill`)}&server=no+server&lang=ar`);
  const fragments: [string, string, string][] = [];
  while (waiting.length > 0) {
    const path = waiting.pop() as string;
    if (seen.has(path)) continue;
    let { status, text, headers } = await scene.page(path);
    for (let hops = 0; status >= 300 && status < 400 && hops < 3; hops++) {
      const next = headers.get("location") as string;
      ({ status, text, headers } = await scene.page(next.replace(origin, "")));
    }
    const expected = path === "/nothing" ? 404 : /server=no[+%]/.test(path) ? 422 : 200;
    if (status !== expected) t.fail(`${path} answers ${status}`);
    if (!headers.get("content-type")?.startsWith("text/html")) continue;
    const page = look(text);
    seen.set(path, page);
    if (page.problems.length > 0) t.fail(`${path}: ${page.problems.join("; ")}`);
    for (const link of page.links) {
      const [target = "", fragment] = link.replace(origin, "").split("#");
      if (/^https?:/.test(target)) continue;
      if (!target.startsWith("/") && target !== "") t.fail(`${path} links to ${link}`);
      const to = target === "" ? path : target;
      if (fragment) fragments.push([path, to, fragment]);
      // every page leads to signing in and back: that it does is looked at once
      const [, lang = ""] = /^\/sign-in\?next=[^&]+(?:&(lang=\w+))?$/.exec(to) ?? [];
      const shown = to.startsWith("/sign-in?next=") ? `/sign-in${lang && `?${lang}`}` : to;
      if (!seen.has(shown)) waiting.push(shown);
    }
    for (const action of page.attributes("form", "action"))
      waiting.push(`${action}?uri=${encodeURIComponent(`${origin}/assemblies/small`)}`);
  }
  for (const [path, to, fragment] of fragments) {
    if (!seen.get(to)?.ids.has(fragment))
      t.fail(`${path} links to #${fragment} of ${to}, which is not there`);
  }
  t.ok(seen.size > 60, `${seen.size} pages were looked at`);
  t.same(scene.moot.logged, []);
});

test("a proposal's page says what is decided, how far it is, when it closes and what one can do", async (t) => {
  const { scene, open, decided, quiet, alone } = await everything();
  t.teardown(scene.stop);
  const see = async (put: Put, query = "") =>
    look((await scene.page(`/proposals/${put.proposalId}${query}`)).text);
  const { text } = await see(open);
  t.match(text, /Closes in 3 days Sunday 22 March, 18:00 CET/);
  t.match(text, /26 of 40 have answered; 22 agree. One block stops this until it is answered./);
  t.match(text, /One block has no public reason yet; until it has, it counts as disagree./);
  t.match(text, /20 of 40 must answer. Reached on 18 March./);
  t.match(text, /If it closed now Blocked , and back to deliberation./);
  t.match(text, /2 people elsewhere answered too: 1 agrees and 1 blocks./);
  t.notMatch(text, /A stranger|far\.example/, "who is not on the roll is not named, nor are their words");
  t.match(text, new RegExp(`${scene.moot.origin}/questions/${open.questionId}`));
  t.match((await see(open, "?position=abstain")).text, /Ik had liever eerst de ramen gedaan. In Dutch/);
  t.notMatch((await see(open, "?position=abstain")).text, /Agree Member 1 /);
  t.match((await see(open, "?page=2")).text, /Page 2 of 2/);
  t.match((await see(open, "?page=999&position=nonsense")).text, /26 answers/);
  const cases: [string, RegExp][] = [
    ["adopted", /Outcome Adopted .* 21 of 40 answered; 21 agreed. Enough agreed./],
    ["rejected", /Of the 21 who took a side, 21 had to agree./],
    ["blocked", /A block stood, so it goes back to deliberation./],
    ["unreasoned", /One block had no public reason, so it counted as disagree./],
    ["unsettled", /Too many stood aside, so it goes back to deliberation./],
    ["inquorate", /One of 40 answered; 1 agreed. 20 had to answer./],
    ["unanswered", /Nobody of 40 answered. 20 had to answer./],
  ];
  for (const [title, expected] of cases) {
    const page = await see(decided[title] as Put);
    t.match(page.text, expected, title);
    t.notOk(page.ids.has("take-part"), "there is nothing left to answer");
  }
  t.match((await see(alone)).text, /Nobody is on the roll, so nothing can be decided./);
  const talk = await see(quiet);
  t.match(talk.text, /This is being talked about. Nothing is voted on yet/);
  t.match(talk.text, /Paste this address into the search of your own app, then reply. http:\S+\/notes\//);
});

test("words that were changed or taken out after closing stand beside those on record", async (t) => {
  const { scene, decided } = await everything();
  t.teardown(scene.stop);
  const { proposalId } = decided.adopted as Put;
  const change = (index: number, set: string) =>
    scene.moot.ctx.db.execute(
      `update reply set ${set}, updated_at = '2026-03-14T00:00:00Z' where recorded_reason = 'Because ${index}.' and proposal_id = '${proposalId}'`,
    );
  await change(1, "reason = 'Quite otherwise.'");
  await change(2, "reason = ''");
  await change(3, "deleted_at = '2026-03-14T00:00:00Z', html = null");
  const { text } = look((await scene.page(`/proposals/${proposalId}`)).text);
  t.match(
    text,
    /Because 1\. Changed after voting closed; the words above stand on record. They now say: Quite otherwise\./,
  );
  t.match(text, /Because 2\. Taken out by their author after voting closed/);
  t.notMatch(text, /Because 3\./);
  t.match(
    look((await scene.page(`/proposals/${proposalId}?page=2`)).text).text,
    /The words were deleted by who wrote them\./,
  );
});

test("a page speaks the language that was asked for, then the browser's, then the assembly's", async (t) => {
  const { scene, arabic, open } = await everything();
  t.teardown(scene.stop);
  const path = `/proposals/${arabic.proposalId}`;
  const see = async (query = "", language?: string) =>
    look((await scene.page(path + query, language ? { "accept-language": language } : {})).text);
  t.match(await see(), { language: "ar", dir: "rtl" }, "the assembly's own");
  t.match(await see("", "en-GB,en;q=0.9"), { language: "en", dir: "ltr" });
  t.match(await see("", "eo,ar;q=0.5"), { language: "ar" }, "the first that there is");
  t.match(await see("?lang=en", "ar"), { language: "en" });
  t.match(await see("?lang=xx", "en"), { language: "en" });
  const page = look((await scene.page(`/proposals/${open.proposalId}?lang=ar`)).text);
  t.match(page.text, /أجاب ٢٦ من أصل ٤٠، ووافق ٢٢\./, "numbers are written in Arabic digits");
  t.ok(
    page.links.filter((link) => link.startsWith("/")).every((link) => /lang=|\.json/.test(link)),
    "the choice stays",
  );
  const { headers } = await scene.page(path);
  t.match(headers.get("vary"), /Accept, Accept-Language/);
  t.equal(headers.get("content-language"), "ar");
});

test("the addresses of questions, notes and accounts lead to the page of what they are about", async (t) => {
  const { scene, open, quiet } = await everything();
  t.teardown(scene.stop);
  const { origin } = scene.moot;
  const leads = async (path: string) => {
    const { status, headers } = await scene.page(path);
    return [status, headers.get("location")];
  };
  t.same(await leads(`/questions/${open.questionId}`), [303, `/proposals/${open.proposalId}`]);
  t.same(await leads("/@mill"), [302, "/assemblies/mill"]);
  t.same((await leads("/@nobody"))[0], 404);
  const page = look((await scene.page(`/proposals/${quiet.proposalId}`)).text).text;
  const note = /\/notes\/\S+/.exec(page)?.[0] as string;
  t.same(await leads(note), [303, `/proposals/${quiet.proposalId}`]);
  const [secret] =
    ((await scene.moot.ctx.db.execute("select id from note where to_actor is not null limit 1")) as any)
      .rows ?? [];
  if (secret)
    t.same((await leads(`/notes/${secret.id}`))[0], 404, "what was said to one person is nobody else's");
  const alternate = (text: string) =>
    /<link rel="alternate" type="application\/activity\+json" href="([^"]+)"/.exec(text)?.[1];
  t.equal(alternate((await scene.page("/assemblies/mill")).text), `${origin}/assemblies/mill`);
  const asActivity = await scene.moot.get("/assemblies/mill", "application/activity+json");
  t.equal(asActivity.json?.type, "Group", "the same address is an actor to servers");
});

test("a page for ten thousand members stays short, and the first one is light", async (t) => {
  const scene = await startScene("2026-03-17T08:00:00Z");
  t.teardown(scene.stop);
  const union = await scene.found({ handle: "union", name: "Union", rule: "two-thirds" });
  const people = await scene.admit(union, names(10_000));
  const put = await scene.put(union, { title: "Withhold the charge", closesAt: "2026-03-25T21:00:00Z" });
  const position = (index: number) =>
    (index < 7000 ? "agree" : index < 8000 ? "abstain" : "disagree") as Said["position"];
  await scene.answer(
    put,
    people.map((who, index) => ({
      who,
      position: position(index),
      ...(index % 9 === 0 ? { reason: `No. ${index}` } : {}),
    })),
  );
  const { text } = await scene.page(`/proposals/${put.proposalId}`);
  const page = look(text);
  t.same(page.problems, []);
  t.match(page.text, /10,000 of 10,000 have answered; 7,000 agree/);
  // how long it takes is measured by the benchmark; here, that it does not grow with who answers
  t.ok(text.length < 60_000, `it has ${text.length} characters`);
  let bytes = 0;
  for (const path of [
    "/",
    page.attributes("link", "href").find((href) => href.includes("style.css")) as string,
  ]) {
    const body = await bytesOf(`http://127.0.0.1:${scene.port}${path}`);
    t.ok(brotliDecompressSync(body).length > body.length, "it is compressed");
    bytes += body.length;
  }
  t.ok(bytes < 60 * 1024, `the first page and its style are ${bytes} bytes`);
});

/** What goes over the wire to a browser that takes brotli. */
const bytesOf = (url: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { accept: "text/html", "accept-encoding": "br, gzip" } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => resolve(Buffer.concat(chunks)));
    }).on("error", reject);
  });
