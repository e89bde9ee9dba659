import { createFederation, type Federation } from "@fedify/fedify";
import type { Context } from "../context.ts";
import { serverActorName } from "../domain/addresses.ts";
import { countFollowers, listAssemblies, loadAssembly } from "../store/assemblies.ts";
import { openQuestions } from "../store/questions.ts";
import { countDecisions } from "../store/register.ts";
import { bundledContexts } from "./bundled.ts";
import { questionMatter } from "./compose.ts";
import { recentCreates } from "./outbox.ts";
import type { Room } from "./room.ts";
import { writeServer } from "./server-actor.ts";
import { makeStorage } from "./storage.ts";
import { writeAssembly, writeQuestion } from "./write.ts";

const fetchesNothing =
  () =>
  async (url: string): Promise<never> => {
    throw new Error(`not fetched: ${url}`);
  };

/**
 * What others can ask of us, in one table: accounts, their collections, WebFinger and NodeInfo. Fedify has no
 * queue and no inbox listeners here: what comes in goes through the gate and `hear.ts` (docs/adr), what goes out
 * through `deliver.ts`.
 */
export function makeFederation(room: Room): Federation<Context> {
  const { ctx, keysOf } = room;
  const federation = createFederation<Context>({
    kv: makeStorage(ctx),
    origin: ctx.env.origin,
    documentLoaderFactory: fetchesNothing,
    authenticatedDocumentLoaderFactory: fetchesNothing,
    contextLoaderFactory: () => bundledContexts,
  });
  const find = (handle: string) => loadAssembly(ctx.db, handle);

  federation
    .setActorDispatcher("/assemblies/{identifier}", async (_, identifier) => {
      if (identifier === serverActorName) return writeServer(room);
      const assembly = await find(identifier);
      return assembly && writeAssembly(ctx, assembly, await keysOf(assembly.id));
    })
    .setKeyPairsDispatcher(() => [])
    .mapHandle(async (_, name) => {
      const handle = name.toLowerCase();
      return handle === serverActorName || (await find(handle)) ? handle : null;
    })
    .mapActorAlias("/actor", serverActorName);

  federation
    .setFollowersDispatcher("/assemblies/{identifier}/followers", async (_, handle) =>
      (await find(handle)) ? { items: [] } : null,
    )
    .setCounter(async (_, handle) => {
      const assembly = await find(handle);
      return assembly && (await countFollowers(ctx.db, assembly.id)).accounts;
    });
  federation
    .setFollowingDispatcher("/assemblies/{identifier}/following", async (_, handle) =>
      (await find(handle)) ? { items: [] } : null,
    )
    .setCounter(async (_, handle) => ((await find(handle)) ? 0 : null));
  federation
    .setOutboxDispatcher("/assemblies/{identifier}/outbox", async (_, handle) => {
      const assembly = await find(handle);
      return assembly && { items: await recentCreates(room, assembly) };
    })
    .setCounter(async (_, handle) => {
      const assembly = await find(handle);
      return assembly && (await recentCreates(room, assembly)).length;
    });
  federation.setFeaturedDispatcher("/assemblies/{identifier}/featured", async (_, handle) => {
    const assembly = await find(handle);
    if (!assembly) return null;
    const matters = (await openQuestions(ctx.db, assembly.id)).map((question) =>
      questionMatter(room, question),
    );
    return { items: (await Promise.all(matters)).map((matter) => writeQuestion(ctx, matter)) };
  });
  federation.setInboxListeners("/assemblies/{identifier}/inbox", "/inbox");

  federation.setNodeInfoDispatcher("/nodeinfo/2.1", async () => {
    const assemblies = await listAssemblies(ctx.db);
    return {
      software: { name: "folkmoot", version: "0.1.0" },
      protocols: ["activitypub"],
      usage: {
        users: { total: assemblies.length },
        localPosts: await countDecisions(ctx.db),
        localComments: 0,
      },
      openRegistrations: false,
    };
  });
  return federation;
}
