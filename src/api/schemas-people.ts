import { z } from "zod";

/** What came of something that was done about members; which of it is there depends on what that was. */
export const doneSchema = z
  .object({
    outcome: z.string().describe("joined, asking, vouched"),
    needs: z.string().describe("What is missing still: vouches, invitation, decision, vote"),
    vouchers: z.number(),
    needed: z.number(),
    id: z.string(),
    code: z.string().describe("Of an invitation; shown once"),
    expiresAt: z.string(),
  })
  .partial()
  .meta({ id: "Done" });

/** A dated invitation to leave. */
export const leaveInvitationSchema = z
  .object({
    id: z.string(),
    member: z.string(),
    by: z.string(),
    reasons: z.string(),
    decisions: z.array(z.string()).describe("Proposals that were adopted and refused, or left undone"),
    at: z.string(),
    answerBy: z.string(),
    answer: z.string().nullable(),
    answeredAt: z.string().nullable(),
  })
  .meta({ id: "LeaveInvitation" });

/** Somebody who holds or held a task. */
export const termSchema = z
  .object({
    member: z.string(),
    role: z.string(),
    from: z.string(),
    until: z.string(),
    endedAt: z.string().nullable(),
    ended: z.string().nullable().describe("resigned, dismissed or left; null: at its time"),
    proposal: z.string(),
    inARow: z.number().describe("The how-manieth term in a row"),
  })
  .meta({ id: "Term" });

/** A ban. */
export const banSchema = z
  .object({
    target: z.string().describe("An actor id, or a host"),
    reason: z.string(),
    by: z.string(),
    proposal: z.string().nullable(),
    at: z.string(),
    until: z.string().nullable(),
    endedAt: z.string().nullable(),
  })
  .meta({ id: "Ban" });

/** What a proposal about people would do once adopted. */
export const actSchema = z
  .discriminatedUnion("what", [
    z.object({ what: z.enum(["admit", "remove", "dismiss"]), who: z.string().max(2000) }),
    z.object({ what: z.literal("appoint"), who: z.string().max(2000), days: z.int().min(1).max(3650) }),
    z.object({ what: z.literal("ban"), target: z.string().max(2000), until: z.string().nullish() }),
    z.object({ what: z.literal("unban"), target: z.string().max(2000) }),
  ])
  .meta({ id: "Act" });
