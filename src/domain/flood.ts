/**
 * How many people of one server may come new to an assembly's questions within an hour, without a seat on the roll:
 * to be heard as sympathisers, or to be refused (ledger.md, "No flooding"). Whoever made up their accounts could
 * make a million; further ones are only counted.
 */
export const newcomersAnHour = 1000;

/**
 * How much of what people say about an assembly's proposals is kept within an hour: of one person, and of all people of
 * one server who are no members. Whatever is over is answered like the rest, and not kept.
 */
export const contributionsAnHour = { ofPerson: 60, ofServer: 1000 };

/**
 * How many amendments to one proposal somebody may begin within an hour, and how often make a suggestion to it or judge
 * one: what is taken back at once makes room for the next, and every one is in the record for ever.
 */
export const wishesAnHour = 60;

/** Somebody who votes, as the limit sees them. */
export type Comer = {
  readonly onRoll: boolean;
  /** Something of theirs on this question is on record. */
  readonly isKnown: boolean;
};

/** Whether somebody is a newcomer, and takes up room: never who is on the roll, and nobody a second time. */
export const isNewcomer = ({ onRoll, isKnown }: Comer): boolean => !onRoll && !isKnown;

/** The server that somebody's account is on, as it is shown. */
export const serverOf = (actorId: string): string => new URL(actorId).host;

/** The hour, by the clock, in which newcomers are counted together. */
export const hourOf = (now: Date): Date => new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
