const publicAddress = "https://www.w3.org/ns/activitystreams#Public";
// a poll of ours has four options: nobody has more to say of one in one activity
const most = { tags: 40, authors: 10, addressees: 200, objects: 4, languages: 20 };

/**
 * Read in place of what the sender declared. The gate has refused contexts that give our words another meaning,
 * and no other word is read; a list of two thousand contexts would cost seconds.
 */
const context = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];

/** What is read of an activity and of the objects in it; the rest means nothing to us and is not expanded. */
const activityKeys = ["id", "type", "actor", "object", "to", "cc", "content"];
const objectKeys = [
  ...["id", "type", "actor", "object", "attributedTo", "inReplyTo", "to", "cc"],
  ...["name", "summary", "content", "contentMap", "tag"],
];
const tagKeys = ["type", "href", "name"];

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

function prunedObject(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.slice(0, most.objects).map((one) => prunedObject(one, depth));
  if (!isObject(value)) return value;
  const object = pick(value, objectKeys);
  if ("tag" in object) object.tag = tags(object.tag);
  if ("to" in object) object.to = addressees(object.to);
  if ("cc" in object) object.cc = addressees(object.cc);
  if (isObject(object.contentMap))
    object.contentMap = Object.fromEntries(Object.entries(object.contentMap).slice(0, most.languages));
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
  return { "@context": context, ...activity };
}
