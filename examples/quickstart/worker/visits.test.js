// Counting without a queue and a database: two lists and a table in memory, with the commands that the worker uses.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BEING_COUNTED, VISITS, Visits } from "./visits.js";

function memory(codes) {
  const lists = { [VISITS]: [...codes], [BEING_COUNTED]: [] };
  const move = (from, to, toEnd) => {
    const code = lists[from].pop() ?? null;
    if (code !== null) toEnd === "LEFT" ? lists[to].unshift(code) : lists[to].push(code);
    return code;
  };
  return {
    lists,
    lmove: async (from, to, _, toEnd) => move(from, to, toEnd),
    blmove: async (from, to, _, toEnd) => move(from, to, toEnd),
    lrem: async (list, _, code) => lists[list].splice(lists[list].indexOf(code), 1),
  };
}

test("visits are counted in the order they came", async () => {
  const counted = [];
  const queue = memory(["b", "a"]);
  const visits = new Visits({ query: async (_, [code]) => counted.push(code) }, queue);
  assert.equal(await visits.countOne(1), 1);
  assert.equal(await visits.countOne(1), 1);
  assert.equal(await visits.countOne(1), 0);
  assert.deepEqual(counted, ["a", "b"]);
  assert.deepEqual(queue.lists, { [VISITS]: [], [BEING_COUNTED]: [] });
});

test("a visit that the database did not take is counted by the next worker", async () => {
  const queue = memory(["a"]);
  const away = { query: async () => Promise.reject(new Error("away")) };
  await assert.rejects(new Visits(away, queue).countOne(1), /away/);
  assert.deepEqual(queue.lists, { [VISITS]: [], [BEING_COUNTED]: ["a"] });

  const counted = [];
  const next = new Visits({ query: async (_, [code]) => counted.push(code) }, queue);
  assert.equal(await next.recover(), 1);
  assert.equal(await next.countOne(1), 1);
  assert.deepEqual(counted, ["a"]);
});
