import { steps } from "../src/steps.js";

const FILES = ["0002_b.up.sql", "0001_a.up.sql", "0001_a.down.sql", "0002_b.down.sql", "README.md"];
const taken = (...arguments_) =>
  steps(FILES, ...arguments_).map(({ name, direction }) => `${name} ${direction}`);

test("up to the newest, in order, and only what is missing", () => {
  expect(taken([])).toEqual(["0001_a up", "0002_b up"]);
  expect(taken(["0001_a"])).toEqual(["0002_b up"]);
  expect(taken(["0001_a", "0002_b"])).toEqual([]);
});

test("back, newest first", () => {
  expect(taken(["0001_a", "0002_b"], "0001_a")).toEqual(["0002_b down"]);
  expect(taken(["0001_a", "0002_b"], "nothing")).toEqual(["0002_b down", "0001_a down"]);
});

test("neither to nor from what it does not know", () => {
  expect(() => taken([], "0003_c")).toThrow("no migration 0003_c");
  expect(() => taken(["0003_c"])).toThrow("0003_c");
});
