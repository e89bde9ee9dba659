const publicAddress = "https://www.w3.org/ns/activitystreams#Public";
// a poll of ours has four options: nobody has more to say of one in one activity
const most = { tags: 40, authors: 10, addressees: 200, objects: 4, languages: 20, keys: 20, urls: 10 };

/**
 * Read in place of what the sender declared. The gate has refused contexts that give our words another meaning,
 * and no other word is read; a list of two thousand contexts would cost seconds.
 */
const contexts = {
  activity: ["https://www.w3.org/ns/activitystreams"],
  actor: [
    "https://www.w3.org/ns/activitystreams",
    "https://w3id.org/security/v1",
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
  ],
};

/** What is read of an activity and of the objects in it; the rest means nothing to us and is not expanded. */
const activityKeys = ["id", "type", "actor", "object", "to", "cc", "content"];
const objectKeys = [
  ...["id", "type", "actor", "object", "attributedTo", "inReplyTo", "to", "cc"],
  ...["name", "summary", "content", "contentMap", "tag"],
];
const tagKeys = ["type", "href", "name"];
/** What is read of an actor's document, and of a key. */
const actorKeys = [
  ...["id", "type", "preferredUsername", "name", "nameMap", "url", "inbox", "endpoints", "followers"],
  ...["publicKey", "assertionMethod"],
];
const keyKeys = ["id", "type", "owner", "publicKeyPem", "controller", "publicKeyMultibase"];

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const pick = (source: Json, keys: readonly string[]): Json =>
  Object.fromEntries(keys.filter((key) => Object.hasOwn(source, key)).map((key) => [key, source[key]]));

/** An address list with Public in its one proper spelling; servers use three. */
const addressees = (value: unknown): unknown =>
  [value]
    .flat()
    .slice(0, most.addressees)
    .map((address) => (address === "Public" || address === "as:Public" ? publicAddress : address));

const tags = (value: unknown): unknown =>
  [value]
    .flat()
    .filter((tag) => isObject(tag) && tag.type === "Mention")
    .slice(0, most.tags)
    .map((tag) => pick(tag as Json, tagKeys));

/** A text's first few languages, before them the one that it is in where none is said. */
function languages(map: unknown, text: unknown): unknown {
  if (!isObject(map)) return undefined;
  const all = Object.entries(map);
  const own = all.filter(([, translated]) => translated === text).slice(0, 1);
  return Object.fromEntries([...own, ...all.slice(0, most.languages)]);
}

/** The language that a context declares for all words: the one thing that is read of it. */
function declared(context: unknown): Json[] {
  const isTag = (one: unknown): boolean => typeof one === "string" && /^[a-z]{2,3}(-[a-z]{2,4})?$/i.test(one);
  const parts = [context].flat().filter((part) => isObject(part) && isTag(part["@language"]));
  return parts.slice(-1).map((part) => pick(part as Json, ["@language"]));
}

function prunedObject(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) {
    // only votes come several in one activity
    const several = value.length > 1 ? value.filter((one) => isObject(one) && "name" in one) : value;
    return several.slice(0, most.objects).map((one) => prunedObject(one, depth));
  }
  if (!isObject(value)) return value;
  const object = pick(value, objectKeys);
  if ("tag" in object) object.tag = tags(object.tag);
  if ("to" in object) object.to = addressees(object.to);
  if ("cc" in object) object.cc = addressees(object.cc);
  if ("contentMap" in object) object.contentMap = languages(object.contentMap, object.content);
  // an answer to several things at once answers none of them
  if (Array.isArray(object.inReplyTo)) object.inReplyTo = "urn:folkmoot:several";
  // an Undo's object is an activity with an actor and an object of its own; nothing lies deeper
  if ("object" in object)
    object.object = depth > 0 ? prunedObject(object.object, depth - 1) : idOf(object.object);
  if ("actor" in object) object.actor = idOf(object.actor);
  if ("attributedTo" in object)
    object.attributedTo = [object.attributedTo].flat().slice(0, most.authors).map(idOf);
  return object;
}

const idOf = (value: unknown): unknown => (isObject(value) ? value.id : value);

/**
 * An activity with only what is read of it: words, addresses, ids. What a server may put in besides (times a
 * parser chokes on, ten thousand hashtags, whole copies of actors) costs nothing and breaks nothing.
 */
export function prune(document: Json): Json {
  const activity = pick(document, activityKeys);
  if ("to" in activity) activity.to = addressees(activity.to);
  if ("cc" in activity) activity.cc = addressees(activity.cc);
  activity.object = prunedObject(activity.object, 1);
  return { "@context": [...contexts.activity, ...declared(document["@context"])], ...activity };
}

const keys = (value: unknown): unknown =>
  [value]
    .flat()
    .slice(0, most.keys)
    .map((key) => (isObject(key) ? pick(key, keyKeys) : key));

/** The document of an actor or of a key, with only what is read of it. */
export function pruneActor(document: Json): Json {
  const actor = pick(document, [...new Set([...actorKeys, ...keyKeys])]);
  if ("publicKey" in actor) actor.publicKey = keys(actor.publicKey);
  if ("assertionMethod" in actor) actor.assertionMethod = keys(actor.assertionMethod);
  if (isObject(actor.endpoints)) actor.endpoints = pick(actor.endpoints, ["sharedInbox"]);
  if ("nameMap" in actor) actor.nameMap = languages(actor.nameMap, actor.name);
  if (Array.isArray(actor.url)) actor.url = actor.url.slice(0, most.urls);
  return { "@context": [...contexts.actor, ...declared(document["@context"])], ...actor };
}
