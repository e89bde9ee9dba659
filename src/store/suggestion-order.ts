import { harmonicOrder, isBehind } from "../domain/suggestion.ts";
import type { Support, WordedSuggestion } from "./suggestions.ts";

/** A suggestion with the members who are on its side and on the other one, and how many others took it up. */
export type Weighed = {
  readonly suggestion: WordedSuggestion;
  readonly behind: readonly Support[];
  readonly against: readonly Support[];
  readonly sympathisers: number;
};

/**
 * Suggestions in the order in which they are read: those that wait first, then what is fulfilled, both so that large
 * minorities of members are heard (`harmonicOrder`). Who is no member is counted, and weighs nothing.
 */
export function weighed(
  suggestions: readonly WordedSuggestion[],
  supports: ReadonlyMap<string, readonly Support[]>,
): Weighed[] {
  const all = suggestions.map((suggestion): Weighed => {
    const theirs = supports.get(suggestion.id) ?? [];
    const members = theirs.filter(({ isMember }) => isMember);
    const isOn = ({ degree }: Support): boolean => isBehind(suggestion.degree, degree);
    return {
      ...{ suggestion, behind: members.filter(isOn), against: members.filter((one) => !isOn(one)) },
      sympathisers: theirs.length - members.length,
    };
  });
  const sorted = (some: readonly Weighed[]): Weighed[] => {
    const byId = new Map(some.map((one) => [one.suggestion.id, one]));
    const supported = some.map(({ suggestion: { id, actorId, isMembers }, behind }) => ({
      id,
      supporters: [...(isMembers ? [actorId] : []), ...behind.map((one) => one.actorId)],
    }));
    return harmonicOrder(supported).flatMap((id) => byId.get(id) ?? []);
  };
  return [
    ...sorted(all.filter(({ suggestion }) => !suggestion.isFulfilled)),
    ...sorted(all.filter(({ suggestion }) => suggestion.isFulfilled)),
  ];
}
