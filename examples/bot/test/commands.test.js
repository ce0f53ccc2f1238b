import { answer, COMMANDS } from "../src/commands.js";

/** Tasks as the database keeps them, for one user. */
class Memory {
  tasks = [];
  total = 0;
  async add(_, title) {
    return this.tasks.push({ title, done: false });
  }
  async open() {
    return this.tasks.flatMap(({ title, done }, at) => (done ? [] : [{ number: at + 1, title }]));
  }
  async finish(_, number) {
    const task = this.tasks[number - 1];
    if (!task || task.done) return undefined;
    task.done = true;
    this.total += 10;
    return this.total;
  }
  async points() {
    return this.total;
  }
}

const typed = (commandName, value) => ({
  commandName,
  user: { id: "1" },
  options: { getString: () => value, getInteger: () => value },
});

test("a task is added, listed, and finished once, for points", async () => {
  const store = new Memory();
  expect(await answer(typed("tasks"), store)).toBe("Nothing to do.");
  expect(await answer(typed("add", "Water the plants"), store)).toBe("Task 1: Water the plants");
  expect(await answer(typed("tasks"), store)).toBe("1. Water the plants");
  expect(await answer(typed("done", 1), store)).toBe("Done. You have 10 points.");
  expect(await answer(typed("done", 1), store)).toBe("You have no open task 1.");
  expect(await answer(typed("points"), store)).toBe("You have 10 points.");
});

test("every registered command has an answer", async () => {
  for (const { name } of COMMANDS) {
    await expect(answer(typed(name, 1), new Memory())).resolves.toEqual(expect.any(String));
  }
  await expect(answer(typed("dance"), new Memory())).rejects.toThrow("dance");
});
