import { z } from "zod";
import { amendmentStates } from "../domain/amendment.ts";

/** What stands beside a text; each of it if its author likes. */
export const fieldsSchema = z
  .object({
    situation: z.string(),
    necessity: z.string(),
    practicality: z.string(),
    binds: z.enum(["all", "agreed"]).describe("Whom it binds; else as the constitution says"),
    who: z.string().describe("Who will do it"),
    by: z.string().describe("By when: YYYY-MM-DD"),
    holdsUntil: z.string().describe("Until when it holds: YYYY-MM-DD"),
    sources: z.array(z.string()),
  })
  .partial()
  .meta({ id: "Fields" });

/** Another text; what is left out stays as it is. */
export const revisionSchema = z
  .object({
    title: z.string(),
    text: z.string().describe("Markdown"),
    fields: fieldsSchema,
    reason: z.string().max(2000).describe("Why, for the record"),
    language: z.string(),
  })
  .partial()
  .meta({ id: "Revision" });

/** Where a proposal is after a step. */
export const movedSchema = z
  .object({ id: z.string(), url: z.string(), state: z.string() })
  .meta({ id: "Moved" });

/** What came of a changed text. */
export const revisedSchema = movedSchema
  .extend({
    version: z.number(),
    question: z.string().nullable().describe("The new question, if one was replaced"),
  })
  .meta({ id: "Revised" });

/** How many endorse a proposal, its author aside. */
export const endorsedSchema = z.object({ have: z.number(), needed: z.number() }).meta({ id: "Endorsed" });

/** An amendment of the same proposal, by its number or its id. */
const namingSchema = z.union([z.number().int().positive(), z.string().max(100)]).nullish();

/** An answer to a question. */
export const answerSchema = z
  .object({
    position: z.enum(["agree", "abstain", "disagree", "block"]),
    reason: z.string().max(20_000).optional(),
    change: z.string().max(20_000).optional().describe("What would lift a block"),
    amendment: namingSchema.describe("The open amendment that would lift a block"),
    language: z.string().optional(),
  })
  .meta({ id: "Answer" });

/** What came of an answer. */
export const answeredSchema = z
  .object({
    position: z.string(),
    counts: z
      .enum(["member", "sympathiser", "server"])
      .describe("On the roll, or apart from it; server: only counted, as too many come from there"),
    before: z.string().nullable().describe("What it replaced"),
    receipt: z
      .string()
      .describe("The page of its receipt; `GET /assemblies/{handle}/receipts/{id}` has it as JSON"),
  })
  .meta({ id: "Answered" });

/** A concern as it is raised. */
export const concernSchema = z
  .object({
    reason: z.string(),
    change: z.string().max(20_000).optional().describe("What would lift it"),
    amendment: namingSchema.describe("The open amendment that would lift it"),
    language: z.string().optional(),
  })
  .meta({ id: "Concern" });

/** What stands on the objection board. */
export const objectionSchema = z
  .object({
    id: z.string(),
    kind: z.enum(["concern", "block"]),
    by: z.string(),
    version: z.number(),
    reason: z.string().nullable().describe("null where it was not public, or was taken out"),
    change: z.string().nullable(),
    amendment: z
      .object({
        number: z.number(),
        url: z.string(),
        state: z.enum(amendmentStates),
        version: z.number().nullable().describe("The version that it went into, or that overtook it"),
      })
      .nullable()
      .describe("The amendment that would lift it; once it is merged, its author is asked whether it does"),
    state: z.enum(["raised", "answered", "lifted", "stands"]),
    raisedAt: z.string(),
    answer: z.string().nullable(),
    answeredBy: z.string().nullable(),
    askedUntil: z.string().nullable(),
  })
  .meta({ id: "Objection" });

/** Something in a public log. */
export const eventSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    by: z.string().describe("An actor id, operator, or assembly: its rules or its clock"),
    at: z.string(),
    proposal: z.string().nullable(),
    subject: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
  })
  .meta({ id: "Event" });
