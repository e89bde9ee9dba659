/** What an erasure does with a table: by column where the row stays, or with all rows that are the person's. */
export type Erasable = {
  /** Ids of accounts and of what lies below them: a stand-in comes in their place. */
  readonly ids?: readonly string[];
  /** The same, where nothing is left of them. */
  readonly links?: readonly string[];
  /** Text, or JSON, by whomever, in which somebody may be named: the name goes. */
  readonly words?: readonly string[];
  readonly json?: readonly string[];
  /** Columns of which a step of its own takes care (`erase-own.ts`, `erase-evidence.ts`, `erase-traces.ts`). */
  readonly own?: readonly string[];
  /** Nobody is named in these. */
  readonly none?: readonly string[];
};

/**
 * Every column that holds text, JSON or bytes, and what becomes of it when somebody is erased (ADR 15). A test compares
 * it with the database, so that a new column is thought of before it can keep a name.
 */
export const erasable: Readonly<Record<string, Erasable>> = {
  actor_document: { own: ["hash", "body"] },
  actor_key: { none: ["owner", "kind", "public_spki", "private_sealed"] },
  amendment: {
    ids: ["actor_id", "settled_by"],
    links: ["note_id"],
    words: ["reason", "answer"],
    json: ["replacements", "edits"],
    none: ["language", "state"],
  },
  amendment_support: { ids: ["actor_id"] },
  announcement: { own: ["subject", "json"], none: ["verb"] },
  api_token: { own: ["actor_id", "name", "token_hash"] },
  assembly: {
    words: ["name", "summary"],
    json: ["values"],
    none: [
      ...["handle", "rule", "rules", "joining", "proposers", "amend_while_voting", "binding"],
      ...["language", "time_zone", "visibility", "accent"],
    ],
  },
  ballot_event: { own: ["note_id", "activity_id"], none: ["kind", "position", "via", "code"] },
  ban: { own: ["target"], words: ["reason"], none: ["by", "ended_by"] },
  coauthor: { ids: ["actor_id"] },
  constitution: { json: ["settings"] },
  counter: { none: ["name"] },
  delivery: { own: ["subject", "inbox"], none: ["host", "ended"] },
  endorsement: { ids: ["actor_id"] },
  erasure: { own: ["actor_id"] },
  evidence: {
    own: ["method", "target", "headers", "body", "actor_document", "key_id", "salt"],
  },
  flag: { own: ["actor_id", "objects"], words: ["content"] },
  // a thousand accounts of one server and more are nobody in particular
  flood: { none: ["server"] },
  follower: { own: ["actor_id", "activity_id"] },
  heard_from: { none: ["server"] },
  hiding: { ids: ["note_id", "actor_id", "by", "shown_by"], words: ["reason"] },
  host: { none: ["host"] },
  invitation: { ids: ["by", "used_by"], none: ["code_hash"] },
  key_value: { own: ["key", "value"] },
  leave_invitation: { ids: ["by"], words: ["reasons", "answer"], none: ["decisions"] },
  ledger_entry: { none: ["kind", "head", "tail", "hash"] },
  ledger_head: { none: ["root", "note", "tail", "roots"] },
  ledger_tile: { none: ["hashes", "root"] },
  membership: { ids: ["actor_id", "admitted_by"], own: ["language", "salt"], none: ["state"] },
  membership_event: { ids: ["by"], none: ["kind", "detail"] },
  merge_draft: { ids: ["by"], words: ["note"], none: ["chosen"] },
  newcomer: { none: ["server"] },
  note: {
    own: ["to_actor", "html"],
    links: ["in_reply_to"],
    none: ["kind", "says", "asks", "language"],
  },
  objection: {
    ids: ["actor_id", "answered_by"],
    links: ["note_id"],
    words: ["change", "answer"],
    none: ["kind", "state"],
  },
  pending_request: { own: ["actor_id", "origin", "address", "method", "target", "headers", "body"] },
  proposal: {
    ids: ["author"],
    words: ["title", "statement"],
    own: ["act"],
    none: ["state", "kind", "changes_how"],
  },
  public_event: { own: ["subject", "by", "detail", "salt"], none: ["kind"] },
  question: { none: ["rule", "binding", "options", "outcome", "ended", "final_tally"] },
  quote_permit: { own: ["actor_id", "request_id", "quoting"], none: ["quoted"] },
  received_activity: { own: ["actor_id", "activity_id"] },
  refusal_log: { own: ["actor_id", "subject"], none: ["code"] },
  remote_actor: {
    own: ["id", "username", "url", "inbox", "shared_inbox", "followers", "keys", "document_hash"],
    words: ["name"],
    none: ["kind"],
  },
  reply: {
    own: ["note_id", "actor_id"],
    links: ["in_reply_to"],
    words: ["html", "reason", "recorded_reason"],
    none: ["command", "language", "place", "quotes"],
  },
  role_term: { ids: ["actor_id"], none: ["role", "ended"] },
  roll: { ids: ["actor_id"] },
  session: { own: ["token_hash", "actor_id", "user_agent"] },
  setting: { none: ["key", "value"] },
  sign_in: { own: ["actor_id", "token_hash", "browser_hash", "language", "next"] },
  suggestion: { ids: ["actor_id"], links: ["note_id"], none: ["degree"] },
  suggestion_support: { ids: ["actor_id"], none: ["degree"] },
  tombstone: { own: ["note_id", "actor_id"] },
  version: {
    ids: ["author"],
    words: ["title", "text", "reason"],
    json: ["fields"],
    none: ["language", "text_hash"],
  },
  vouch: { ids: ["by"] },
  voter: { own: ["actor_id", "salt"] },
  web_process: {},
  // assemblies witness one another, and no person does
  witness: { none: ["actor_id", "role", "state", "key", "held", "heard", "doubt", "fork"] },
};
