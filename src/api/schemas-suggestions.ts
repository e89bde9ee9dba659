import { z } from "zod";
import { degrees } from "../domain/suggestion.ts";

/** How much somebody wants what a suggestion speaks of. */
export const degreeSchema = z
  .enum(degrees)
  .describe("would-withdraw: it would make them withdraw their support")
  .meta({ id: "Degree" });

/** A suggestion as somebody makes it. */
export const suggestingSchema = z
  .object({
    text: z.string().max(20_000).describe("The wish, in prose"),
    degree: degreeSchema.optional().describe("desired, where none is named"),
    language: z.string().optional(),
  })
  .meta({ id: "Suggesting" });

/** What somebody does with another's suggestion. */
export const supportingSchema = z
  .object({
    supports: z.boolean().optional().describe("false ends it"),
    degree: degreeSchema.nullish().describe("A degree of their own; else they support it as it is"),
  })
  .nullish();

/** What the author of a suggestion says of the newest version. */
export const fulfillingSchema = z
  .object({ fulfilled: z.boolean().optional().describe("false: it does not, or not any more") })
  .nullish();

/** A suggestion. */
export const suggestionSchema = z
  .object({
    id: z.string(),
    number: z.number(),
    url: z.string(),
    by: z.string(),
    text: z.string().nullable().describe("null where it was taken out or hidden"),
    language: z.string().nullable(),
    degree: degreeSchema,
    state: z.enum(["open", "fulfilled", "withdrawn"]),
    version: z.number().describe("The version that it was written on"),
    fulfilled: z.boolean().describe("Its author says so, of judgedVersion"),
    judgedVersion: z.number().nullable(),
    supporters: z
      .array(z.object({ member: z.string(), degree: degreeSchema.nullable() }))
      .describe("Members who took it up besides its author, on its side"),
    against: z
      .array(z.object({ member: z.string(), degree: degreeSchema.nullable() }))
      .describe("Members who said the opposite"),
    sympathisers: z.number().describe("How many who are no members took it up, either way"),
    at: z.string(),
  })
  .meta({ id: "Suggestion" });
