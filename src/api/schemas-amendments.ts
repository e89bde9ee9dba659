import { z } from "zod";
import { amendmentStates } from "../domain/amendment.ts";
import { fieldsSchema } from "./schemas-deeds.ts";

/** Words of a text, and those that are to stand in their place. */
export const replacementSchema = z
  .object({
    old: z.string().max(100_000).describe("Words as they stand in the text, once"),
    new: z.string().max(100_000).describe("What is to stand there; nothing takes them out"),
  })
  .meta({ id: "Replacement" });

/** An amendment as somebody files it: passages that are named, or the whole text as it shall be. */
export const amendingSchema = z
  .object({
    replacements: z.array(replacementSchema).max(100).optional(),
    text: z.string().max(100_000).optional().describe("Instead of replacements: the whole text, changed"),
    version: z.number().int().positive().optional().describe("The version that it is about; else the newest"),
    reason: z.string().max(2000).optional(),
    language: z.string().optional(),
    draft: z.boolean().optional().describe("Keep it to its author for now"),
  })
  .meta({ id: "Amending" });

/** What came of an amendment that was filed. */
export const filedSchema = z
  .object({ id: z.string(), number: z.number(), version: z.number(), url: z.string(), state: z.string() })
  .meta({ id: "Filed" });

/** An amendment. */
export const amendmentSchema = z
  .object({
    id: z.string(),
    number: z.number(),
    url: z.string(),
    by: z.string(),
    state: z.enum(amendmentStates),
    version: z.number().describe("The version that it was filed on"),
    replacements: z.array(replacementSchema),
    reason: z.string().nullable(),
    supporters: z.array(z.string()),
    collidesWith: z.array(z.number()).describe("The numbers of open ones that touch the same words"),
    answer: z.string().nullable().describe("Why it was rejected"),
    settledBy: z.string().nullable(),
    settledAt: z.string().nullable(),
    settledVersion: z.number().nullable().describe("The version that it went into, or that overtook it"),
    promoted: z.string().nullable().describe("The proposal that it was made"),
    at: z.string(),
  })
  .meta({ id: "Amendment" });

/** Amendments that are to go into a text together. */
export const mergingSchema = z
  .object({
    amendments: z.array(z.string()).max(1000).describe("Their ids, in any order"),
    reason: z.string().max(2000).optional().describe("What is to be said of it, for the record"),
  })
  .meta({ id: "Merging" });

/** The merging that is laid out for everybody to see. */
export const layoutSchema = z
  .object({
    amendments: z.array(z.string()),
    note: z.string().nullable(),
    by: z.string(),
    at: z.string(),
    text: z.string().nullable().describe("The text as it would be; null where it collides by now"),
  })
  .nullable()
  .meta({ id: "Layout" });

/** A version of a text, with whose ballots and concerns belong to it. */
export const versionSchema = z
  .object({
    version: z.number(),
    title: z.string(),
    text: z.string(),
    textHash: z.string(),
    language: z.string(),
    fields: fieldsSchema,
    author: z.string().nullable(),
    createdAt: z.string(),
    reason: z.string().nullable(),
    questions: z.array(z.string()).describe("The questions that put it to the vote"),
    amendments: z.array(z.number()).describe("The numbers of the amendments that went into it"),
    ballots: z.number().describe("How many ballots stand on it"),
    concerns: z.number().describe("How many concerns and blocks were raised on it"),
  })
  .meta({ id: "Version" });

/** What differs between two versions. */
export const diffSchema = z
  .object({
    from: z.number(),
    to: z.number(),
    title: z.array(z.object({ is: z.enum(["same", "gone", "new"]), text: z.string() })),
    pieces: z
      .array(z.object({ is: z.enum(["same", "gone", "new"]), text: z.string() }))
      .describe("same and gone make the one text, same and new the other"),
  })
  .meta({ id: "Diff" });
