import { standingOf } from "../../actions/standing.ts";
import type { Context } from "../../context.ts";
import { concerns } from "../../domain/act.ts";
import type { Addresses } from "../../domain/addresses.ts";
import { endorsementsNeeded } from "../../domain/constitution.ts";
import { zoneName } from "../../domain/language.ts";
import { type Amendment, listAmendments } from "../../store/amendments.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { notesOfProposal } from "../../store/notes.ts";
import { listObjections, type WordedObjection } from "../../store/objections.ts";
import { loadVersion, type Proposal, type Question, questionOf } from "../../store/questions.ts";
import { type Clock, makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import type { Tongue } from "../language.ts";
import { showMarkdown } from "../markdown.ts";
import { drawQr, type Qr } from "../qr.ts";
import type { Visitor } from "../visitor.ts";
import { type ActWords, actWords, type Statement, statementOf } from "./act.ts";
import { type Acts, actsOf } from "./acts.ts";
import { type AnswerList, type Apart, answerList, answersApart } from "./answers.ts";
import { type Asked, queryOf } from "./asked.ts";
import { type BallotForm, ballotForm } from "./ballot-form.ts";
import { type Beside, besideText } from "./beside.ts";
import { type Board, objectionBoard } from "./board.ts";
import { censusOf } from "./census.ts";
import { type Discussed, discussedOn } from "./discussed.ts";
import { type Facts, questionFacts, talkFacts } from "./facts.ts";
import type { Counted } from "./finding.ts";
import { type HiddenRow, type Hider, hiddenRows, hiderOf } from "./hiding.ts";
import { type History, historyOf } from "./history.ts";
import { type LedgerLine, ledgerLine } from "./ledger-line.ts";
import { type Minority, minorityOf } from "./outcome.ts";
import { type OwnAnswer, ownAnswer } from "./own-answer.ts";
import { type ChangeWay, changeWays, type StandingWords, standingsOf } from "./standing.ts";
import { type SuggestionList, suggestionList } from "./suggestions.ts";
import { type TakePart, takePart } from "./take-part.ts";
import { type LargeTally, largeTally } from "./tally.ts";
import { type TextParts, textParts } from "./text-parts.ts";
import { type TimeLine, timeLine } from "./time-line.ts";

/** A proposal's page: what is being decided, how far it is, when it closes and what one can do. */
export type ProposalModel = Beside &
  Discussed &
  TextParts & {
    readonly state: { readonly word: string; readonly isWaiting: boolean };
    readonly line: string;
    readonly title: string;
    readonly language: string;
    readonly facts: Facts;
    readonly figure: LargeTally | null;
    /** What is said in place of a tally where there is none. */
    readonly lede: string | null;
    readonly asOf: string | null;
    readonly text: Html;
    /** So much is to be read that it is set smaller on paper. */
    readonly isLong: boolean;
    readonly objections: Board | null;
    readonly suggestions: SuggestionList | null;
    readonly answers: AnswerList | null;
    readonly timeline: TimeLine | null;
    readonly apart: Apart | null;
    readonly part: TakePart | null;
    /** The page's own path: its forms are sent to what lies below. */
    readonly path: string;
    /** The token of the forms of somebody signed in; null for anybody else, who sees no forms. */
    readonly csrf: string | null;
    /** Why the form that was just sent was refused, and which it was. */
    readonly refused: { readonly error: string; readonly form: string } | null;
    readonly ballot: BallotForm | null;
    readonly own: OwnAnswer;
    readonly acts: Acts | null;
    /** What it does to people by itself once adopted; null where it does nothing. */
    readonly act: ActWords | null;
    /** What facilitators hide of what was said to it, and where all that is hidden is listed. */
    readonly hidden: readonly HiddenRow[];
    readonly hiddenHref: string;
    readonly minority: Minority | null;
    /** Where the decision stands today; null for what was not adopted. */
    readonly standing: StandingWords | null;
    /** Where those who may propose bring what replaces or repeals a decision in force; none for anybody else. */
    readonly changeWays: readonly ChangeWay[];
    readonly history: History;
    /** Where its question stands in the ledger; null before it is put to the vote. */
    readonly ledger: LedgerLine | null;
    readonly statement: Statement | null;
    /** When it is to be put to the vote, where that was settled beforehand. */
    readonly scheduled: Html | null;
    /** Where to sign in to answer here; null for whoever is. */
    readonly signIn: string | null;
    readonly notice: { readonly qr: Qr; readonly url: string; readonly says: string };
  };

type Where = {
  readonly ctx: Context;
  readonly addresses: Addresses;
  readonly tongue: Tongue;
  readonly clock: Clock;
  readonly path: string;
  readonly visitor: Visitor | null;
  readonly hider: Hider | null;
};

/** Puts together everything that a proposal's page shows. */
export async function proposalModel(
  room: Omit<Where, "clock" | "path" | "hider">,
  assembly: Assembly,
  proposal: Proposal,
  asked: Asked,
): Promise<ProposalModel> {
  const { ctx, addresses, tongue, visitor } = room;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  // back in deliberation or taken back, it is not the question of the past that counts
  const isPast = proposal.state === "deliberation" || proposal.state === "withdrawn";
  const question = isPast ? null : await questionOf(ctx.db, proposal.id);
  const version = await loadVersion(ctx.db, proposal.id, question?.version);
  // of a question that was put, the text may have gone on since
  const newest = question ? (await loadVersion(ctx.db, proposal.id)).version : version.version;
  const path = `/proposals/${proposal.id}`;
  const url = addresses.proposal(proposal.id);
  const own = { author: proposal.author, own: concerns(proposal.act) };
  const who = visitor && (await standingOf(ctx, ctx.db, assembly, visitor.me.actorId, own));
  const where = { ...room, clock, path, hider: hiderOf(visitor, who, path, queryOf(asked)) };
  const objections = await listObjections(ctx.db, proposal.id);
  // only who can name one is shown them
  const known = visitor ? await listAmendments(ctx.db, proposal.id) : [];
  const open = known.filter(({ state }) => state === "open");
  const standing = question && (await standingsOf(where, [{ proposal, question }])).get(tongue.to(path));
  const common = {
    line: tongue.say("proposal.line", { number: proposal.number, version: version.version }),
    title: plain(version.title),
    language: version.language,
    text: showMarkdown(version.text),
    ...(await discussedOn(where, version)),
    ...(await besideText(where, assembly, proposal, version)),
    ...(await textParts(where, proposal, version, who)),
    path,
    objections: await objectionBoard(where, { proposal, question, objections, who, open }),
    suggestions: await suggestionList(where, { proposal, who, newest, page: asked.wishes }),
    minority: question && (await minorityOf(where, question)),
    standing: standing ?? null,
    own: await ownAnswer(where, assembly, question),
    changeWays: standing?.isInForce ? changeWays(where, assembly, proposal, who) : [],
    history: await historyOf(where, proposal.id),
    ledger: question && (await ledgerLine(where, assembly, question)),
    acts: await actsOf(where, assembly, proposal, who, visitor),
    act: await actWords(where, assembly, proposal),
    hidden: await hiddenRows(where, proposal.id, where.hider),
    hiddenHref: tongue.to(`/assemblies/${assembly.handle}/hidden`),
    statement: await statementOf(where, proposal),
    scheduled:
      proposal.opensAt && proposal.state === "deliberation"
        ? tongue.rich("do.scheduled", {
            at: clock.element(proposal.opensAt, clock.fullMoment(proposal.opensAt)),
          })
        : null,
    csrf: visitor?.csrf ?? null,
    refused: visitor?.sent ?? null,
    signIn: visitor ? null : tongue.to(`/sign-in?next=${encodeURIComponent(where.path)}`),
  };
  const vote = question
    ? await voteParts(where, question, { objections, open }, asked)
    : await talkParts(where, assembly, proposal);
  const notice = { qr: drawQr(url), url, says: vote.facts.printed };
  // a block takes a line for its name, and its words
  const blocks = (common.objections?.rows ?? []).map((row) => 150 + (row.said?.html.html.length ?? 0));
  const isLong = blocks.reduce((sum, length) => sum + length, version.text.length) > 700;
  return { ...common, ...vote, notice, isLong };
}

type Parts = Pick<
  ProposalModel,
  "state" | "facts" | "figure" | "lede" | "asOf" | "answers" | "timeline" | "apart" | "part" | "ballot"
>;

/** What is there once a question was put: the tally, the blocks, the answers, the way to answer. */
async function voteParts(
  where: Where,
  question: Question,
  { objections, open }: { objections: readonly WordedObjection[]; open: readonly Amendment[] },
  asked: Asked,
): Promise<Parts> {
  const { ctx, tongue, clock, visitor } = where;
  const { rule, rollSize: roll, outcome, closedAt } = question;
  const [counts, reachedAt] = await censusOf(ctx, question, zoneName(clock.timeZone));
  const tally = question.finalTally ?? counts.members;
  const counted: Counted = { rule, roll, tally, outcome };
  const isOpen = closedAt === null && question.closesAt > clock.now;
  const word = outcome
    ? tongue.phrase(`outcomes.${outcome}`)
    : tongue.say(isOpen ? "state.voting" : "state.counting");
  const address = where.addresses.question(question.id);
  const until = `${clock.moment(question.closesAt)} ${clock.zone(question.closesAt)}`;
  const ballot = isOpen && visitor ? await ballotForm(where, question, objections, open, visitor) : null;
  const mayChange = ballot?.mayChange ?? true;
  return {
    state: { word, isWaiting: false },
    facts: questionFacts(where, question, counted, reachedAt),
    figure: largeTally(tongue, "tally", counted),
    lede: null,
    asOf: closedAt ? null : tongue.say("proposal.as-of", { at: clock.fullMoment(clock.now) }),
    answers: await answerList(where, question, { tally, erased: counts.erased }, asked),
    timeline: timeLine(ctx, tongue, clock, question, counts.slices, reachedAt),
    apart: await answersApart(where, question, counts.sympathisers),
    part: isOpen ? takePart(tongue, { address, rule, until: mayChange ? until : null, talk: null }) : null,
    ballot,
  };
}

/** What is there before there is a question, or where there never was one. */
async function talkParts(where: Where, assembly: Assembly, proposal: Proposal): Promise<Parts> {
  const { ctx, tongue, addresses } = where;
  const isTalk = proposal.state === "deliberation";
  const note = (await notesOfProposal(ctx.db, proposal.id)).find(({ kind }) => kind === "deliberation");
  const facts = talkFacts(where, assembly, proposal);
  const about = {
    ...{ rule: assembly.rule, until: null },
    talk: {
      commands: ctx.phrases.words[tongue.language],
      needsEndorsing: endorsementsNeeded(assembly) > 0,
    },
  };
  return {
    state: { word: facts.items[0]?.big ?? "", isWaiting: true },
    facts,
    figure: null,
    lede: tongue.say(isTalk ? "proposal.talk" : "proposal.no-talk"),
    asOf: null,
    answers: null,
    timeline: null,
    apart: null,
    part: isTalk && note ? takePart(tongue, { ...about, address: addresses.note(note.id) }) : null,
    ballot: null,
  };
}
