import { test } from "tap";
import { readSettingLines } from "../../src/domain/setting-lines.ts";

test("leading lines are settings, each in its form, and an empty line ends them", async (t) => {
  const lines =
    "votingHours: 48\nRULE: consensus\n- values: Bread | Roses\nfacilitation: No\nname: 12\nClose when all: yes";
  t.same(readSettingLines(`${lines}\n\nBecause: we need time.\n\nAnd rest.`), {
    draft: {
      votingHours: 48,
      rule: "consensus",
      values: ["Bread", "Roses"],
      facilitation: false,
      name: "12",
      closeWhenAll: true,
    },
    reasons: "Because: we need time.\n\nAnd rest.",
  });
});

test("a line that names no setting, or one twice, is refused before anything is read past it", async (t) => {
  for (const text of ["", "votingHour: 48", "votingHours: 48\nplease", "rule: consensus\nrule: majority"])
    t.match(readSettingLines(text), { refused: "bad-setting" }, text);
  t.match(
    readSettingLines("rule: consensus\nvoting: 48"),
    { detail: { setting: "voting: 48" } },
    "which one",
  );
});
