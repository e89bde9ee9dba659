import type { SignedIn } from "./session.ts";

/** A form that was refused: which one, why, and what was typed. */
export type Sent = {
  readonly form: string;
  readonly error: string;
  readonly fields: Readonly<Record<string, string>>;
};

/** Somebody signed in who looks at a page, with the token of its forms, and what they sent where it was refused. */
export type Visitor = { readonly me: SignedIn; readonly csrf: string; readonly sent: Sent | null };

/** What stands in a field: what was typed where this form was refused, else what is there. */
export const typed = ({ sent }: Visitor, form: string, field: string, otherwise = ""): string =>
  sent?.form === form ? (sent.fields[field] ?? "") : otherwise;
