/** The form in which somebody types their account. */
export type SignInModel = {
  readonly csrf: string;
  readonly account: string;
  /** Where to go afterwards; empty: to one's own page. */
  readonly next: string;
  readonly error: string | null;
};

/** After the message was sent: where it went, and a field for the code in it. */
export type SignInSentModel = {
  readonly csrf: string;
  /** The account it went to, as @user@host. */
  readonly handle: string;
  readonly error: string | null;
};

/** Where the link in the message leads: a button, or, in another browser, what to do. */
export type SignInLinkModel = {
  readonly csrf: string;
  readonly code: string;
  readonly grouped: string;
  readonly isHere: boolean;
};
