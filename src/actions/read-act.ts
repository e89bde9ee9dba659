import type { Act } from "../domain/act.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { loadLeaveInvitations } from "./ask-to-leave.ts";
import { whoIs } from "./who-is.ts";

/**
 * What a proposal about people would do, as somebody wrote it: people as handles or addresses, a ban's target as
 * either or as the name of a server, `until` in ISO 8601, `days` a whole number.
 */
export type ActDraft =
  | { readonly what: "admit" | "dismiss"; readonly who: string }
  | { readonly what: "remove"; readonly who: string }
  | { readonly what: "appoint"; readonly who: string; readonly days: number }
  | { readonly what: "ban"; readonly target: string; readonly until?: string | null | undefined }
  | { readonly what: "unban"; readonly target: string };

/**
 * The act with its people as accounts that are known here; a removal follows the newest invitation to leave. Refuses
 * `no-person` and `leave-not-asked`; whether it can be done is `checkAct`'s to say.
 */
export async function readAct(tx: Database, assembly: Assembly, draft: ActDraft): Promise<Act | Refusal> {
  if (draft.what === "ban" || draft.what === "unban") {
    const target = (await whoIs(tx, assembly, draft.target)) ?? draft.target;
    return draft.what === "ban"
      ? { what: "ban", target, until: draft.until ?? null }
      : { what: "unban", target };
  }
  const who = await whoIs(tx, assembly, draft.who);
  if (who === null) return refuse("no-person");
  if (draft.what !== "remove") return { ...draft, who };
  const [asked] = await loadLeaveInvitations(tx, assembly, who);
  return asked ? { what: "remove", who, invitation: asked.id } : refuse("leave-not-asked");
}
