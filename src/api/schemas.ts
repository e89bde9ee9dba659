import { z } from "zod";
import { joiningWays } from "../domain/assembly.ts";
import { bindingWays, proposalKinds, proposerWays } from "../domain/constitution.ts";
import { fieldsSchema } from "./schemas-deeds.ts";
import { actSchema } from "./schemas-people.ts";

const fraction = z.tuple([z.int().min(0), z.int().min(1).max(1_000_000)]).describe("[n, d] for n/d");

/** The rule object of a question (docs: how a tally becomes an outcome). */
export const ruleSchema = z
  .object({
    quorum: fraction,
    agreement: z.object({ share: fraction, of: z.enum(["decided", "cast", "roll"]), strict: z.boolean() }),
    blocks: z.int().min(0).nullable(),
    standAside: fraction.nullable(),
    least: z.int().min(0).optional(),
  })
  .meta({ id: "Rule" });

/** The rules that have a name. */
export const presetSchema = z.enum([
  "majority",
  "absolute-majority",
  "two-thirds",
  "consensus",
  "near-consensus",
  "consent",
]);

/** An instant: ISO 8601 with Z or an offset. */
export const instantSchema = z.iso.datetime({ offset: true }).describe("ISO 8601, with Z or an offset");

const hours = z.int().min(0).max(8760);

/** What a founder settles. */
export const charterSchema = z
  .object({
    handle: z.string().describe("1 to 30 of a-z, 0-9 and _; part of the address, for ever"),
    name: z.string(),
    summary: z.string().max(2000).optional(),
    values: z.array(z.string().max(500)).max(50).optional().describe("What members affirm, one line each"),
    rule: z.union([presetSchema, ruleSchema]),
    rules: z
      .partialRecord(z.enum(proposalKinds), z.union([presetSchema, ruleSchema]))
      .optional()
      .describe("Rules of their own for kinds of decisions"),
    joining: z.enum(joiningWays).optional(),
    vouches: z.int().min(1).max(50).optional(),
    deliberationHours: hours.optional(),
    votingHours: hours.optional(),
    proposers: z.enum(proposerWays).optional(),
    endorsements: z.int().min(0).max(1000).optional(),
    blockHours: z.int().min(1).max(8760).optional(),
    facilitation: z.boolean().optional(),
    facilitatorDays: z.int().min(1).max(3650).optional(),
    facilitatorTerms: z.int().min(0).max(100).optional(),
    closeWhenAll: z.boolean().optional(),
    amendWhileVoting: z.enum(["never", "once"]).optional(),
    withdrawWhileVoting: z.boolean().optional(),
    amendmentsByVote: z.boolean().optional(),
    binding: z.enum(bindingWays).optional(),
    language: z.string().optional(),
    timeZone: z.string().optional(),
  })
  .meta({ id: "Charter" });

/** An assembly as it is shown. */
export const assemblySchema = z
  .object({
    handle: z.string(),
    id: z.string().describe("The assembly's address: its actor id and its page"),
    url: z.string(),
    account: z.string().describe("@handle@host, to search for in an app"),
    name: z.string(),
    summary: z.string(),
    values: z.array(z.string()),
    rule: ruleSchema,
    joining: z.enum(joiningWays),
    deliberationHours: z.number(),
    votingHours: z.number(),
    language: z.string(),
    timeZone: z.string(),
    members: z.number(),
    followers: z.number(),
    createdAt: z.string(),
  })
  .meta({ id: "Assembly" });

/** A member, or somebody who is invited. */
export const memberSchema = z
  .object({
    member: z.string().describe("The account's actor id"),
    state: z.enum(["member", "invited"]),
    admittedBy: z.string(),
    joinedAt: z.string().nullable(),
  })
  .meta({ id: "Member" });

/** A proposal as it is entered. */
export const proposalDraftSchema = z
  .object({
    title: z.string(),
    text: z.string().describe("Markdown"),
    language: z.string().optional(),
    open: z.boolean().optional().describe("Put it to the vote at once, where there is no deliberation time"),
    draft: z.boolean().optional().describe("Keep it to its author for now"),
    fields: fieldsSchema.optional(),
    settings: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("What it would change of the constitution, by the names of its settings"),
    act: actSchema.optional().describe("What it would do about a person or a server"),
    changes: z
      .object({ number: z.int().min(1), how: z.enum(["repeal", "replace"]) })
      .optional()
      .describe("The earlier decision that it would repeal, or take the place of"),
    alternativeTo: z.string().optional().describe("The id of another proposal for the same problem"),
    closesAt: instantSchema.optional(),
  })
  .meta({ id: "ProposalDraft" });

/** What became of a proposal that was entered or opened. */
export const openedSchema = z
  .object({ id: z.string(), url: z.string(), state: z.string(), question: z.string().nullable() })
  .meta({ id: "Opened" });

/** Counts by position. */
export const tallySchema = z
  .object({
    agree: z.number(),
    abstain: z.number(),
    disagree: z.number(),
    block: z.number(),
    unreasonedBlock: z.number(),
  })
  .meta({ id: "Tally" });

/** A proposal with its question and tallies. */
export const proposalSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    assembly: z.string(),
    number: z.number(),
    title: z.string(),
    text: z.string(),
    language: z.string(),
    author: z.string().nullable().describe("An actor id; null: entered by the operator"),
    state: z.string().describe("deliberation, voting, withdrawn, or after closing the outcome itself"),
    version: z.number(),
    question: z
      .object({
        id: z.string(),
        opensAt: z.string(),
        closesAt: z.string(),
        closedAt: z.string().nullable(),
        rule: ruleSchema,
        roll: z.number(),
      })
      .nullable(),
    tally: tallySchema,
    sympathisers: tallySchema,
    onlyCounted: z
      .array(z.object({ server: z.string(), count: z.number() }))
      .describe(
        "Answers from outside the roll beyond what one server may send in an hour: nothing else is kept",
      ),
    outcome: z.string().nullable(),
    witnessedBy: z.number().describe("How many witnesses have co-signed the ledger with this outcome in it"),
  })
  .meta({ id: "Proposal" });

/** A ballot in force of somebody on the roll. */
export const ballotSchema = z
  .object({
    voter: z.string().nullable(),
    position: z.enum(["agree", "abstain", "disagree", "block"]),
    reason: z.string().nullable().describe("null where the words were not public"),
    at: z.string(),
    via: z.enum(["poll", "words", "web", "api"]),
  })
  .meta({ id: "Ballot" });

/** A page of a list: `next` goes into `after`, and is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

/** How much of a list; more than a thousand is taken for a thousand. */
export const pagingSchema = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(100)
    .transform((n) => Math.min(n, 1000))
    .describe("1 to 1000; larger values are clamped"),
  after: z.string().max(2000).optional().describe("The `next` of the page before"),
});
