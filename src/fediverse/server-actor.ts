import { Application, Endpoints, Image } from "@fedify/vocab";
import { addressesOf, serverActorName } from "../domain/addresses.ts";
import type { Room } from "./room.ts";
import { ours } from "./vocab.ts";
import { publicKeysOf } from "./write.ts";

/** The server's own actor: it signs every fetch, and can be read unsigned (interop.md §4). */
export async function writeServer({ ctx, keysOf }: Room): Promise<Application> {
  const addresses = addressesOf(ctx.env.origin);
  const url = (text: string) => new URL(text);
  const own = publicKeysOf(addresses.serverActor, await keysOf("server"));
  return new (ours(Application))({
    id: url(addresses.serverActor),
    preferredUsername: serverActorName,
    name: `Folkmoot on ${addresses.host}`,
    url: url(addresses.home),
    inbox: url(addresses.sharedInbox),
    outbox: url(`${addresses.serverActor}/outbox`),
    endpoints: new Endpoints({ sharedInbox: url(addresses.sharedInbox) }),
    icon: new Image({ url: url(addresses.icon), mediaType: "image/png" }),
    manuallyApprovesFollowers: true,
    publicKey: own.rsa,
    assertionMethod: own.ed25519,
  });
}
