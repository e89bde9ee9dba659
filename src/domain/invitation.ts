import { createHash } from "node:crypto";

/** Letters and digits that nobody mixes up when they are read aloud or written by hand. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
/** How many letters and digits a code has, and how many of them stand together. */
const [length, group] = [12, 4];

/** How many days an invitation is good. */
export const invitationDays = 30;
/** How many invitations of one member may be open at once. */
export const invitationsAtOnce = 10;

/** Makes a code such as 7KQX-M2PD-RT9H; `pick` draws a whole number from 0 to below what it is given. */
export function makeCode(pick: (below: number) => number): string {
  const letters = Array.from({ length }, () => alphabet[pick(alphabet.length)]).join("");
  return (letters.match(new RegExp(`.{${group}}`, "g")) ?? []).join("-");
}

/** The hash that is kept of a code, however it was typed: small letters and what separates them do not matter. */
export const codeHash = (code: string): string =>
  createHash("sha256").update(code.toUpperCase().replace(/[\s-]/g, "")).digest("hex");
