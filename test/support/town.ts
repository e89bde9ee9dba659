import { runDue } from "./due.ts";
import { type Caller, callerFor } from "./member.ts";
import { begin, plain, type Story } from "./story.ts";

const hour = 3_600_000;

/** An assembly of three whose clock the test turns; `later` lets hours pass and does what falls due. */
export async function town(charter: Record<string, unknown>) {
  let passed = 0;
  const now = () => new Date(Date.now() + passed);
  const story = await begin({ rule: "majority", ...charter }, { now, idle: true });
  const people = await story.admit("ann", "bea", "cem");
  const [ann, bea, cem] = (await Promise.all(people.map((one) => callerFor(story.moot, one)))) as [
    Caller,
    Caller,
    Caller,
  ];
  const later = async (hours: number) => {
    passed += hours * hour;
    await runDue(story.moot);
  };
  await later(0);
  const propose = async (who: Caller, more: Record<string, unknown> = {}) => {
    const draft = { title: "Bake on Sundays", text: "From April.", ...more };
    return who("/assemblies/coop/proposals", draft);
  };
  const iso = (hours: number) => new Date(now().getTime() + hours * hour).toISOString();
  return { story, ann, bea, cem, people, later, propose, iso };
}
/** How many notes somebody alone was sent that match. */
export const toldOf = (story: Story, name: string, pattern: RegExp): number =>
  story
    .account(name)
    .inbox()
    .filter((note) => pattern.test(plain(note.content))).length;
/** Answers by API, as a member's own program does. */
export const ballot = (who: Caller, id: string, position: string, more = {}) =>
  who(`/proposals/${id}/ballots`, { position, ...more });
