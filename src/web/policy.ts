/** What pages may load and do: files and forms of this server, and nothing else; no script at all. */
export const policy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  fontSrc: ["'self'"],
  imgSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/** The options of a route whose page checks something in the reader's browser: scripts of this server, in files. */
export const withScripts = {
  helmet: {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...policy, scriptSrc: ["'self'"], workerSrc: ["'self'"], connectSrc: ["'self'"] },
    },
  },
};
