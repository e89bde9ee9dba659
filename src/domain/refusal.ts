/** A refusal: a "no" with a code and, where it helps, the particulars that its sentence names. */
export type Refusal = { readonly refused: RefusalCode; readonly detail?: Readonly<Record<string, string>> };

/** What each code means: the HTTP status where it is an answer, and the English sentence. */
type Meaning = { readonly status: number; readonly sentence: string };

/**
 * Every refusal that Folkmoot knows, in one table. The code is part of the API and of stored records;
 * the sentence is for people, and is translated under `refusals.<code>` in `locales/`.
 */
export const refusals = {
  // the ballot (decisions.md, "Ballots")
  "already-voted": { status: 409, sentence: "There is an answer already; a reply in words changes it." },
  late: { status: 409, sentence: "Voting on this question has closed." },
  left: { status: 403, sentence: "Who has left the assembly cannot cast a new ballot." },
  "not-a-person": { status: 403, sentence: "Only accounts of people vote here; this one says it is not." },
  "not-an-option": { status: 422, sentence: "This question has no such option." },
  "not-one-option": { status: 422, sentence: "Two options were named where one is to be chosen." },
  "not-open": { status: 409, sentence: "This question is not open for voting." },
  "no-question": { status: 404, sentence: "There is no such question here." },
  // assemblies and members
  "no-assembly": { status: 404, sentence: "There is no such assembly here." },
  "bad-handle": { status: 422, sentence: "A short name has 1 to 30 small letters, digits or underscores." },
  "handle-taken": { status: 409, sentence: "Another assembly here has this short name." },
  "bad-name": { status: 422, sentence: "A name has 1 to 100 characters." },
  "bad-rule": { status: 422, sentence: "This is not a rule that a question can be decided by." },
  "bad-hours": { status: 422, sentence: "Hours are whole numbers from 0 to 8760." },
  "voting-too-short": { status: 422, sentence: "On a public server voting lasts 24 hours or more." },
  "bad-account": {
    status: 422,
    sentence: "An account is written @name@host, or as the address of its profile.",
  },
  "actor-unreachable": {
    status: 422,
    sentence: "This account could not be reached or did not prove itself.",
  },
  "not-a-member": { status: 403, sentence: "Only members can do this." },
  "by-invitation": { status: 403, sentence: "One joins this assembly by invitation." },
  "no-person": { status: 404, sentence: "There is no such person here, or not in this assembly." },
  "not-the-author": { status: 403, sentence: "Only who wrote it can do this." },
  "not-a-facilitator": { status: 403, sentence: "Only a facilitator can do this." },
  "not-yours": { status: 403, sentence: "Only the person whom it is about can do this." },
  "not-the-operator": { status: 403, sentence: "Only the operator of this server can do this." },
  banned: { status: 403, sentence: "You are banned here. You can still vote where you are on the roll." },
  "not-asking": { status: 409, sentence: "This person does not ask to join, or has joined already." },
  "already-member": { status: 409, sentence: "This person is a member already." },
  "still-a-member": {
    status: 409,
    sentence: "Leave every assembly here first: of a member, names and words stand in public.",
  },
  "already-done": { status: 409, sentence: "This was done already." },
  "not-affirmed": { status: 422, sentence: "Agree to the values, and that votes are public, to go on." },
  "bad-invitation": { status: 404, sentence: "This invitation was used, has ended, or never was." },
  "too-many-invitations": {
    status: 409,
    sentence: "Ten invitations of yours are open. End one, or wait until one is used.",
  },
  "no-facilitation": { status: 403, sentence: "This assembly gives nobody the task of facilitating." },
  "term-too-long": { status: 422, sentence: "The term is longer than the constitution allows." },
  "too-many-terms": {
    status: 409,
    sentence: "This person has held the task as often in a row as is allowed.",
  },
  "leave-not-asked": {
    status: 409,
    sentence: "Before a removal, the person is invited to leave, and the date has passed.",
  },
  "not-heard": {
    status: 409,
    sentence:
      "The person must be heard first: voting opens once there is a statement, or two days have passed.",
  },
  // proposals
  "no-proposal": { status: 404, sentence: "There is no such proposal here." },
  "bad-title": { status: 422, sentence: "A title has 1 to 200 characters, on one line." },
  "bad-text": { status: 422, sentence: "A text has 1 character or more, and at most 100,000 bytes." },
  "bad-language": { status: 422, sentence: "A language is a tag such as en, pt-BR or zh." },
  "bad-time-zone": { status: 422, sentence: "A time zone is a name such as Europe/Lisbon." },
  "closes-too-soon": {
    status: 422,
    sentence: "Voting must last longer: closing comes before the earliest time.",
  },
  "closes-too-late": { status: 422, sentence: "Voting lasts a year at most." },
  "deliberation-running": {
    status: 409,
    sentence: "Deliberation has not lasted long enough for voting to open.",
  },
  "already-open": { status: 409, sentence: "This proposal is being voted on, or was decided." },
  "wrong-state": { status: 409, sentence: "The proposal is not at a stage where this can be done." },
  "needs-endorsements": {
    status: 409,
    sentence: "More members must endorse it before it comes to the vote.",
  },
  "put-again-once": { status: 409, sentence: "A question that too few answered is put again once only." },
  "text-is-frozen": { status: 409, sentence: "The text cannot change while it is voted on." },
  "same-text": { status: 422, sentence: "This is the text as it stands already." },
  "cannot-withdraw": { status: 409, sentence: "While it is voted on, it cannot be withdrawn." },
  "bad-setting": { status: 422, sentence: "This setting cannot have this value." },
  "no-changes": { status: 422, sentence: "Nothing would change by this." },
  "bad-field": { status: 422, sentence: "One of the fields is not filled in as it must be." },
  "bad-reason": { status: 422, sentence: "A reason has 1 to 20,000 characters." },
  "bad-date": { status: 422, sentence: "This is no date that can be meant here." },
  "no-decision": { status: 404, sentence: "There is no such decision in force here." },
  "no-objection": { status: 404, sentence: "There is no such objection here, or it is settled." },
  "too-many-concerns": {
    status: 409,
    sentence: "Five concerns of yours are open here. Lift one, or wait until one is settled.",
  },
  // amendments
  "bad-amendment": {
    status: 422,
    sentence: "An amendment changes 1 to 100 passages, and names for each the words that stand there.",
  },
  "no-passage": { status: 422, sentence: "These words do not stand in the text." },
  "passage-twice": {
    status: 422,
    sentence: "These words stand in the text more than once. Name more of what stands around them.",
  },
  "collides-itself": { status: 422, sentence: "Two of its changes touch the same words." },
  collision: { status: 409, sentence: "Two of these amendments touch the same words: choose one." },
  "no-amendment": { status: 404, sentence: "There is no such amendment here, or it is settled." },
  "too-many-amendments": {
    status: 409,
    sentence: "Twenty amendments of yours, or a thousand of all, wait here. Wait until one is settled.",
  },
  "stale-text": {
    status: 409,
    sentence: "The text has changed where you changed it. Look at the newest version, and try again.",
  },
  // suggestions
  "bad-suggestion": {
    status: 422,
    sentence: "A suggestion has 1 to 5,000 characters, and one of the four degrees.",
  },
  "no-suggestion": { status: 404, sentence: "There is no such suggestion here, or it was taken back." },
  "too-many-suggestions": {
    status: 409,
    sentence: "Twenty suggestions of yours, or a thousand of all, wait here. Wait until one is fulfilled.",
  },
  "no-ban": { status: 404, sentence: "There is no such ban here, or it has ended." },
  "bad-target": { status: 422, sentence: "A ban is of an account, or of a whole server by its name." },
  "no-words": { status: 404, sentence: "There are no such words here." },
  // witnesses
  "bad-witness": {
    status: 422,
    sentence: "A witness is an assembly with a public ledger, on another server.",
  },
  "no-witness": { status: 404, sentence: "There is no such witness or request here." },
  "too-many-witnesses": { status: 409, sentence: "Twenty witnesses are as many as a ledger can have." },
  "ledger-behind-witness": {
    status: 409,
    sentence:
      "A witness holds a head of this ledger that is not in it: nothing is signed here until it is again.",
  },
  "ledger-waits": {
    status: 503,
    sentence:
      "Not all witnesses have said yet since the server started which head they hold: until they have, for a minute at most, nothing is signed here.",
  },
  // signing in
  "not-signed-in": { status: 401, sentence: "Sign in first: this is done in your own name." },
  "sign-in-over": {
    status: 403,
    sentence: "This link or code is wrong, was used before, or is older than ten minutes. Ask for a new one.",
  },
  "sign-in-elsewhere": {
    status: 403,
    sentence:
      "This works only in the browser in which you asked for it. Open the link there, or type the code there.",
  },
  "too-many-links": {
    status: 429,
    sentence:
      "Several messages were asked for in the last ten minutes. Use the newest one, or wait a little.",
  },
  // the ledger
  "not-signed-yet": {
    status: 503,
    sentence: "This is in the record, and will be under a signed head in a few seconds. Look again then.",
  },
  // requests
  "bad-request": { status: 400, sentence: "The request is not of the form that is expected here." },
  "bad-token": { status: 401, sentence: "The token is missing, or is not one of this server's." },
  "bad-code": { status: 403, sentence: "The code is not the one that was printed when the server started." },
  "bad-csrf": { status: 403, sentence: "This form is too old, or came from another page. Load it again." },
  "not-found": { status: 404, sentence: "There is nothing at this address." },
  "not-acceptable": { status: 406, sentence: "Nothing of this kind can be had here." },
  "method-not-allowed": { status: 405, sentence: "This cannot be done at this address." },
  "too-large": { status: 413, sentence: "This is larger than is accepted here." },
  "unsupported-media": { status: 415, sentence: "This kind of content is not accepted here." },
  "too-many": { status: 429, sentence: "Too many requests came at once. Try again shortly." },
  unavailable: { status: 503, sentence: "The database cannot be reached. Try again shortly." },
  fault: { status: 500, sentence: "Something went wrong here. It has been noted." },
} as const satisfies Record<string, Meaning>;

/** The stable word of a refusal. */
export type RefusalCode = keyof typeof refusals;

/** Makes a refusal; `detail` fills the blanks that its translated sentence may have. */
export const refuse = <Code extends RefusalCode>(
  refused: Code,
  detail?: Record<string, string>,
): Refusal & { readonly refused: Code } => (detail ? { refused, detail } : { refused });

/** Tells a refusal from a result. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === "object" && value !== null && "refused" in value && typeof value.refused === "string";
