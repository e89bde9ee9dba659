import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import type { Position } from "../domain/ballot.ts";
import { paragraphs } from "../domain/markup.ts";
import type { Tally } from "../domain/rule.ts";
import { sayRule } from "../sentences.ts";
import { loadActors } from "../store/actors.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { type ListedBallot, listBallots, type Tallies } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { saveNote } from "../store/notes.ts";
import { loadProposal, type Question } from "../store/questions.ts";

const mostNames = 40;
const longestWords = 500;

/**
 * Publishes the outcome (decisions.md): numbers, rule and quorum, whom it binds, who agreed, stood aside, disagreed
 * and blocked by name, with the words of those who stood aside or blocked; people outside the roll as a number. What
 * is too long for a note is on the page that it links.
 */
export async function publishOutcome(
  ctx: Context,
  tx: Database,
  question: Question,
  counts: Tallies,
): Promise<void> {
  const assembly = await loadAssemblyById(tx, question.assemblyId);
  const { language } = assembly;
  const addresses = addressesOf(ctx.env.origin);
  const id = ctx.newId();
  await saveNote(tx, {
    ...{ id, assemblyId: assembly.id, kind: "outcome", proposalId: question.proposalId, says: "outcome" },
    ...{ questionId: question.id, inReplyTo: addresses.question(question.id), language },
    html: await writeOutcome(ctx, tx, question, counts, language),
    publishedAt: ctx.now(),
  });
  await ctx.jobs.send(tx, "announce", { subject: `note:${id}` });
}

/** The statement of an outcome as HTML, in a language: also anew, where a name is to be in it no more. */
export async function writeOutcome(
  ctx: Context,
  tx: Database,
  question: Question,
  counts: Tallies,
  language: string,
): Promise<string> {
  const proposal = await loadProposal(tx, question.proposalId);
  const addresses = addressesOf(ctx.env.origin);
  const say = (key: string, values = {}): string => ctx.phrases.say(language, `replies.${key}`, values);
  const tally = question.finalTally as Tally;
  const blocks = tally.block + tally.unreasonedBlock;
  const head = say("outcome", {
    ...{ title: proposal?.title ?? "", outcome: question.outcome ?? "", ...tally, block: blocks },
    ...{ roll: question.rollSize, cast: tally.agree + tally.abstain + tally.disagree + blocks },
    bearsBlocks: question.rule.blocks === null ? "no" : "yes",
    url: addresses.proposal(question.proposalId),
  });
  const outside = Object.values(counts.sympathisers).reduce((sum, n) => sum + n, 0);
  const parts = [
    head,
    say("outcome-rule", { rule: sayRule(ctx.phrases, language, question.rule) }),
    question.outcome === "adopted" ? say("outcome-binds", { binds: question.binding }) : "",
    ...(await sayWho(ctx, tx, language, question)),
    outside > 0 ? say("outcome-outside", { n: outside }) : "",
  ];
  return paragraphs(parts.filter(Boolean).join("\n\n"), addresses.origin);
}

const positions = ["agree", "abstain", "disagree", "block"] as const;

/** Whether the words of those who took a position stand in the statement: those of a minority. */
const hasWords = (position: Position): boolean => position === "abstain" || position === "block";

/** A paragraph for each position that somebody took: the names, and the words of a minority. */
async function sayWho(ctx: Context, tx: Database, language: string, question: Question): Promise<string[]> {
  const manner = question.rule.blocks === null ? "plain" : "consensus";
  const { unreasonedBlock, ...counts } = question.finalTally as Tally;
  const tally: Readonly<Record<Position, number>> = { ...counts, block: counts.block + unreasonedBlock };
  // named are the first who took each position; how many did is the tally's to say
  const listed: ListedBallot[] = [];
  for (const position of positions)
    listed.push(
      ...(await listBallots(tx, question.id, { position, limit: hasWords(position) ? 1000 : mostNames })),
    );
  const actors = await loadActors(
    tx,
    listed.flatMap(({ voter }) => (voter ? [voter] : [])),
  );
  const nameOf = (voter: string | null): string => {
    const actor = voter ? actors.get(voter) : undefined;
    if (actor) return `@${actor.username}@${new URL(actor.id).host}`;
    return voter === null ? ctx.phrases.say(language, "pages.people.gone") : "–";
  };
  const paragraph = (position: Position): string => {
    const those = listed.filter((ballot) => ballot.position === position);
    if (tally[position] === 0) return "";
    const names = those.slice(0, mostNames).map(({ voter }) => nameOf(voter));
    const lists = new Intl.ListFormat(language, { type: "unit", style: "short" });
    const line = ctx.phrases.say(language, "replies.outcome-who", {
      ...{ position: ctx.phrases.say(language, `positions.${manner}.${position}`) },
      ...{ names: lists.format(names), more: tally[position] - names.length },
    });
    if (!hasWords(position)) return line;
    const words = those.flatMap(({ voter, reason }) =>
      reason ? [`– ${nameOf(voter)}: ${cut(reason.replace(/\s+/g, " "))}`] : [],
    );
    return [line, ...words.slice(0, 10)].join("\n");
  };
  return positions.map(paragraph);
}

const cut = (text: string): string =>
  text.length > longestWords ? `${text.slice(0, longestWords).replace(/\s\S*$/, "")} …` : text;
