const context = "https://www.w3.org/ns/activitystreams";

/** A vote for "Agree" as each software sends it (interop.md §2): of an actor, on a question, to its assembly. */
export const shapes: Record<string, (actor: string, question: string, to: string) => object> = {
  mastodon: (a, q, to) => ({
    ...{ "@context": context, id: `${a}#votes/12/activity`, type: "Create", actor: a, to },
    object: {
      id: `${a}#votes/12`,
      type: "Note",
      name: "Agree",
      attributedTo: a,
      inReplyTo: q,
      to,
    },
  }),
  misskey: (a, q, to) => ({
    ...{
      "@context": [context, "https://w3id.org/security/v1"],
      id: `${a}#votes/9y/activity`,
      actor: a,
      type: "Create",
    },
    to: [to],
    published: "2026-01-01T00:00:00Z",
    object: {
      id: `${a}#votes/9y`,
      type: "Note",
      attributedTo: a,
      to: [to],
      inReplyTo: q,
      name: "Agree",
    },
  }),
  gotosocial: (a, q, to) => ({
    ...{
      "@context": context,
      id: `${a}/activity#vote0/${q}`,
      actor: a,
      type: "Create",
      published: "2026-01-01T00:00:00Z",
    },
    to,
    object: [
      {
        id: `${a}#01HEN2/votes/1`,
        type: "Note",
        attributedTo: a,
        inReplyTo: q,
        name: "Agree",
        to,
      },
    ],
  }),
  akkoma: (a, q, to) => ({
    "@context": [context, "https://ak.example/schemas/litepub-0.1.jsonld", { "@language": "und" }],
    ...{
      id: `${a}/activities/1`,
      type: "Create",
      actor: a,
      to: [],
      cc: [to],
      context: `${q}/thread`,
    },
    object: {
      ...{
        id: `${a}/objects/1`,
        type: "Note",
        actor: a,
        attributedTo: a,
        to: [],
        cc: [to],
        name: "Agree",
      },
      ...{
        inReplyTo: q,
        context: `${q}/thread`,
        conversation: `${q}/thread`,
        tag: [],
        attachment: [],
        replies: {},
      },
    },
  }),
  snac: (a, q, to) => ({
    ...{ "@context": context, type: "Create", id: `${a}/p/1/Create`, actor: a, attributedTo: a, cc: [] },
    to: [to, to],
    object: {
      ...{
        "@context": context,
        type: "Note",
        id: `${a}/p/1`,
        attributedTo: a,
        summary: "",
        content: "<br>",
        name: "Agree",
      },
      ...{
        inReplyTo: q,
        context: `${q}/thread`,
        url: `${a}/p/1`,
        to: [to, to],
        cc: [],
      },
      ...{ tag: [{ type: "Mention", href: to, name: "@coop" }], sourceContent: "" },
    },
  }),
  takahe: (a, q, to) => ({
    ...{ "@context": context, type: "Create", id: `${a}#votes/7`, actor: a, to, cc: [] },
    object: {
      type: "Note",
      id: `${a}#votes/7`,
      to,
      name: "Agree",
      inReplyTo: q,
      attributedTo: a,
    },
  }),
  hollo: (a, q, to) => ({
    ...{
      "@context": context,
      type: "Create",
      id: `${a}#votes/POLL/0/activity`,
      actor: a,
      to,
    },
    object: {
      type: "Note",
      id: `${a}#votes/POLL/0`,
      name: "Agree",
      attributedTo: a,
      inReplyTo: q,
      to,
    },
  }),
};
