import { test } from "tap";
import { killedTown } from "../support/killed-town.ts";
import { membersOf, recordOf, step, toldOnce } from "../support/under-fire.ts";

test("killed in the middle of joining by any door, of leaving or of being admitted, somebody is in once or not at all", async (t) => {
  const doors = [
    { handle: "open", joining: "open" },
    { handle: "vouch", joining: "vouch", vouches: 1 },
    { handle: "invite", joining: "invite" },
  ];
  const town = await killedTown(doors, ["ann", "bea"], ["zoe", "yan"]);
  const isIn =
    (handle: string, name = "zoe") =>
    async () =>
      (await membersOf(town, handle)).includes(name);
  const zoe = town.account("zoe").id;
  const affirm = { affirm: true };
  await step(t, town, ["zoe", "/assemblies/open/join", affirm], isIn("open"));
  await step(
    t,
    town,
    ["operator", "/assemblies/open/members", { account: town.account("yan").id }],
    isIn("open", "yan"),
  );

  // who asked is listed nowhere; that it is done shows in what asking again answers, which does nothing more
  const asks = async () =>
    (await town.call("zoe", "/assemblies/vouch/join", affirm)).body.outcome === "asking";
  await step(t, town, ["zoe", "/assemblies/vouch/join", affirm], asks);
  await step(t, town, ["ann", "/assemblies/vouch/vouches", { account: zoe }], isIn("vouch"));

  const made = await town.killedAt("ann", "/assemblies/invite/invitations", {});
  const { code } = made?.body.code
    ? made.body
    : (await town.call("ann", "/assemblies/invite/invitations", {})).body;
  await step(t, town, ["zoe", "/assemblies/invite/join", { ...affirm, code }], isIn("invite"));
  const again = await town.call("yan", "/assemblies/invite/join", { ...affirm, code });
  t.match(again.body, { code: "bad-invitation" }, "the invitation is used up");

  const isOut = async () => !(await isIn("open")());
  await step(t, town, ["zoe", "/assemblies/open/leave", {}], isOut);
  for (const handle of ["open", "vouch", "invite"])
    await toldOnce(t, town, "zoe", new RegExp(`Welcome to ${handle}`));
  const { code: exit, last } = await town.stop(recordOf);
  t.equal(exit, 0);
  t.match(last?.seats, {
    "open zoe": "left joined left",
    "open yan": "member joined",
    "vouch zoe": "member asked vouched joined",
    "invite zoe": "member vouched joined",
  });
  t.equal(last?.counts?.vouches, 0, "vouches are used up");
});
