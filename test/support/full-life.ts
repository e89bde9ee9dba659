import { handlersOf } from "../../src/app.ts";
import type { Account } from "./account.ts";
import { assemblyOf } from "./assembly.ts";
import { runDue } from "./due.ts";
import { type Caller, callerFor } from "./member.ts";
import { signedInAs } from "./sign-in.ts";
import { ballot, town } from "./town.ts";

/** A word that stands in everything that the person of this story says, and nowhere else. */
export const word = "wyrmwood";

/** A name that nobody else has and that is no word. */
export const username = "quillfeather";

const ok = ({ status, body }: { status: number; body: any }): any => {
  if (status > 299) throw new Error(`refused: ${JSON.stringify(body)}`);
  return body;
};

/**
 * A town in which one person does everything that can be done in public, by every door, and others speak of them; in
 * the end they have left. What they do not say with `word` is the text of a proposal, which is the assembly's.
 */
export async function fullLife() {
  const charter = { rule: "consensus", facilitation: true, deliberationHours: 0, votingHours: 24 };
  const place = await town(charter);
  const { story, ann, bea, cem, later, iso } = place;
  const { moot } = story;
  const { ctx } = moot;
  const { settle, decide, join, seat } = assemblyOf(story);
  const who = story.account(username);
  const [annie, zoe, joe] = ["ann", "zoe", "joe"].map((name) => story.account(name)) as [
    Account,
    Account,
    Account,
  ];
  await story.admit(username);
  const me: Caller = await callerFor(moot, who);
  const browser = await signedInAs(moot, who);
  await who.follow(story.assembly);
  await annie.follow(story.assembly);
  const mill = { handle: "mill", name: "Mill", rule: "majority", joining: "open" };
  ok(await moot.api("/assemblies", mill));
  await runDue(moot);

  // a question: by poll, in words, on a page, by program; a block stands in the end
  const first = await story.ask({ closesAt: iso(40) });
  await runDue(moot);
  await who.vote(first.question, "Agree");
  await who.reply(first.question, `abstain ${word}, as I am away`);
  await browser.post(`/proposals/${first.id}/ballot`, { position: "disagree", reason: `No ${word}` });
  const why = `block: ${word} smoke ruins the bread. change: less ${word}`;
  const blocked = await who.reply(first.question, why);
  await who.edit(blocked, `${why}, I mean it`, { inReplyTo: first.question });
  const banana = await who.reply(first.question, `banana ${word}?`);
  await who.reply(first.question, `${word} in private`, { direct: true });
  await annie.reply(first.question, `agree, though @${username} has a point`);
  await story
    .account("bea")
    .reply(first.question, `I asked <a href="${who.id}">@<span>${username}</span></a> and ${who.handle}`);
  // they speak with others, below what they said and what others say, and quote the question
  const here = { assembly: story.assembly };
  const asks = await annie.reply(banana, "What banana?", here);
  await story.account("bea").reply(await who.reply(asks, `A ${word} banana`, here), "That one", here);
  const note = {
    type: "Note",
    id: `${who.id}/quoting`,
    attributedTo: who.id,
    content: `<p>${word}, see</p>`,
  };
  const to = ["https://www.w3.org/ns/activitystreams#Public"];
  await who.send(`${moot.origin}/inbox`, {
    "@context": "https://www.w3.org/ns/activitystreams",
    ...{ type: "QuoteRequest", id: `${who.id}#quote`, actor: who.id, object: first.question },
    instrument: { ...note, to },
  });
  ok(await ballot(cem, first.id, "agree"));
  await zoe.vote(first.question, "Agree");
  await who.mention(story.assembly, `help ${word}`);
  await runDue(moot);

  // proposals, concerns, answers, endorsements
  const text = { title: "Mill on Fridays", text: "From May on, two sacks." };
  const { id: own } = ok(await me("/assemblies/coop/proposals", text));
  ok(await me(`/proposals/${own}/versions`, { text: "From June on.", reason: `${word} came up` }));
  ok(await me("/assemblies/coop/proposals", { title: `Draft ${word}`, text: word, draft: true }));
  const { id: others } = ok(
    await ann("/assemblies/coop/proposals", { title: "Sell the cart", text: "It is old." }),
  );
  ok(await me(`/proposals/${others}/objections`, { reason: `${word} concern`, change: `a ${word} cart` }));
  const { id: raised } = ok(await ann(`/proposals/${own}/objections`, { reason: `Ask ${who.handle} first` }));
  ok(await me(`/objections/${raised}/answer`, { text: `${word} answer` }));
  ok(await me(`/proposals/${others}/endorsements`, {}));

  // amendments: theirs, filed and drafted; others' of what they wrote, one of them rejected; a merging laid out
  const changes = (from: string, come: string, more = {}) => ({
    replacements: [{ old: from, new: come }],
    ...more,
  });
  const theirs = changes("It is old.", `It is ${word}.`, { reason: `${word} reason` });
  ok(await me(`/proposals/${others}/amendments`, theirs));
  ok(await me(`/proposals/${others}/amendments`, { ...theirs, draft: true }));
  const filed = ok(await ann(`/proposals/${own}/amendments`, changes("June", `July, as ${who.handle} said`)));
  const refused = ok(await cem(`/proposals/${own}/amendments`, changes("From", "Not from")));
  ok(await me(`/amendments/${filed.id}/support`, { supports: true }));
  ok(await me(`/amendments/${refused.id}/reject`, { reason: `${word} no` }));
  ok(await me(`/proposals/${own}/merge-draft`, { amendments: [filed.id], reason: `${word} merging` }));

  // suggestions: theirs, in words and by program, and others' that they take up; what would lift a concern
  ok(await me(`/proposals/${others}/suggestions`, { text: `${word} wheels`, degree: "required" }));
  const { id: wish } = ok(
    await ann(`/proposals/${own}/suggestions`, { text: `Wheels, as ${who.handle} said` }),
  );
  ok(await me(`/suggestions/${wish}/support`, { degree: "would-withdraw" }));
  await who.reply(first.question, `suggest: [desired] a ${word} oven`);
  ok(await ann(`/proposals/${own}/objections`, { reason: "Too soon", amendment: filed.id }));

  // people: an invitation, a vouch, an invitation to leave, a task and what is done with it
  ok(await me("/assemblies/coop/invitations", {}));
  await settle("joining", "'vouch'");
  await join(joe);
  ok(await me("/assemblies/coop/vouches", { account: joe.id }));
  ok(
    await me("/assemblies/coop/leave-invitations", {
      account: story.account("bea").id,
      reasons: `${word} reasons`,
    }),
  );
  const asked = { account: who.id, reasons: `${username} left the oven on` };
  const { id: invitation } = ok(await cem("/assemblies/coop/leave-invitations", asked));
  ok(await me("/assemblies/coop/leave-invitations/answer", { id: invitation, text: `${word} was it` }));
  await decide({ what: "appoint", who: who.id, days: 30 });
  const spam = await zoe.reply(first.question, "Buy my bread");
  await runDue(moot);
  ok(await me("/assemblies/coop/hidings", { note: spam, reason: `${word} spam` }));

  // a proposal about them, with their statement, that is decided
  const act = { what: "dismiss", who: who.id };
  const aboutThem = { title: `Thank ${username}`, text: `${username} has done enough.`, act };
  const { id: about } = ok(await ann("/assemblies/coop/proposals", aboutThem));
  ok(await me(`/proposals/${about}/statement`, { text: `${word} statement` }));
  const opened = ok(await ann(`/proposals/${about}/open`, { closesAt: iso(30) }));
  ok(await ballot(me, about, "abstain", { reason: `${word} bias` }));
  for (const voter of [ann, bea, cem]) ok(await ballot(voter, about, "agree"));
  await runDue(moot);

  // another assembly, as somebody from outside
  const milled = ok(await moot.api("/assemblies/mill/members", { account: annie.id }));
  const sails = { title: "New sails", text: "Of linen.", open: true, closesAt: iso(30) };
  const outside = ok(await moot.api("/assemblies/mill/proposals", sails));
  await who.reply(outside.question, `disagree, ${word}`, { direct: true });
  await who.reply(outside.question, `agree, ${word}`, { assembly: `${moot.origin}/assemblies/mill` });

  // the operator's list, reports, and what is undone
  ok(await moot.api("/bans", { target: who.id, reason: `${username} flooded us` }));
  ok(await moot.api("/bans/end", { target: who.id, reason: `Not ${username} after all` }));
  await who.follow(story.assembly);
  const report = { type: "Flag", actor: who.id, object: [spam], content: `${word} report` };
  await who.send(`${moot.origin}/inbox`, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${who.id}#flag`,
    ...report,
  });
  const reported = { type: "Flag", actor: zoe.id, object: [who.id, blocked], content: `See ${who.handle}` };
  await zoe.send(`${moot.origin}/inbox`, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${zoe.id}#flag`,
    ...reported,
  });
  await runDue(moot);
  await later(48);
  ok(await me("/assemblies/coop/leave", {}));
  await runDue(moot);
  const seatId = (await seat(who))?.id as string;
  return {
    ...place,
    ...{
      who,
      me,
      browser,
      first,
      own,
      others,
      about,
      outside,
      opened,
      milled,
      seatId,
      handlers: handlersOf(moot.room),
      ctx,
    },
  };
}
