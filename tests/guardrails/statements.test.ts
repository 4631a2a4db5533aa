import assert from "node:assert/strict";
import { accountOf, COMBINATIONS, nameOf, OWN_BOUNDARY } from "./configs";
import { mistakesIn, rowsOf, STATEMENT_ROWS, statementsIn, wrongAnswer } from "./statement";

const ACCOUNTS = [
  ...COMBINATIONS.map((combination) => ({ combination, account: accountOf(combination, "everything") })),
  ...OWN_BOUNDARY.map((combination) => ({ combination, account: accountOf(combination, "everything") })),
];

/**
 * Each guardrail and each line of a boundary alone, with its rows of `tests/cases/guardrail-statements.json`: what it stops
 * and what it lets through, whoever else would stop it too. The escalation suite says what they do together.
 */
describe("Every guardrail and every line of a boundary, by itself, stops and lets through what its rows say", () => {
  const known = new Set<string>();
  for (const { combination, account } of ACCOUNTS) {
    it(nameOf(combination), async () => {
      for (const held of statementsIn(account)) {
        const rows = rowsOf(held, combination);
        const name = `${held.holder}, ${held.purpose}`;
        assert.ok(rows.length > 0, `${name} has no row`);
        const key = JSON.stringify([held, rows]);
        if (known.has(key)) continue;
        known.add(key);
        assert.equal(await wrongAnswer(rows, held.statement, account), undefined, name);
      }
    });
  }

  it("and is there wherever a row says so", () => {
    for (const { combination, account } of ACCOUNTS) {
      const found = statementsIn(account);
      const holders = new Set(found.map(({ holder }) => holder));
      for (const { of, purpose } of STATEMENT_ROWS) {
        for (const holder of of.filter((each) => holders.has(each))) {
          const wanted = rowsOf({ holder, purpose }, combination).length > 0;
          const there = found.some((each) => each.holder === holder && each.purpose === purpose);
          assert.equal(there, wanted, `${nameOf(combination)}: ${holder}, ${purpose}`);
        }
      }
    }
  });

  it("with calls of both kinds in each row's statement", () => {
    for (const { combination, account } of ACCOUNTS) {
      for (const held of statementsIn(account)) {
        const rows = rowsOf(held, combination);
        assert.ok(
          rows.some(({ denied }) => denied.length > 0),
          held.purpose,
        );
        assert.ok(
          rows.some(({ allowed }) => allowed.length > 0),
          held.purpose,
        );
      }
    }
  });
});

describe("No statement can be weakened, nor a deny widened, without a row that notices", () => {
  const known = new Set<string>();
  for (const { combination, account } of ACCOUNTS) {
    it(nameOf(combination), async () => {
      const missed: string[] = [];
      for (const held of statementsIn(account)) {
        const rows = rowsOf(held, combination);
        const key = JSON.stringify([held, rows]);
        if (known.has(key)) continue;
        known.add(key);
        for (const { what, statement } of mistakesIn(
          held.statement,
          rows.flatMap(({ idle = [] }) => idle),
        )) {
          if ((await wrongAnswer(rows, statement, account)) === undefined)
            missed.push(`${held.holder}, ${held.purpose}: ${what}`);
        }
      }
      assert.deepEqual(missed, []);
    });
  }
});
