// The commands that people type, and what each of them answers. Knows tasks, and of Discord no more than an interaction.

import { SlashCommandBuilder } from "discord.js";

const LONGEST_TITLE = 200;

const add = new SlashCommandBuilder()
  .setName("add")
  .setDescription("Adds a task")
  .addStringOption((option) =>
    option
      .setName("title")
      .setDescription("What is to be done")
      .setMaxLength(LONGEST_TITLE)
      .setRequired(true),
  );
const done = new SlashCommandBuilder()
  .setName("done")
  .setDescription("Finishes a task, for points")
  .addIntegerOption((option) =>
    option.setName("number").setDescription("Which one").setMinValue(1).setRequired(true),
  );
const tasks = new SlashCommandBuilder().setName("tasks").setDescription("Lists your open tasks");
const points = new SlashCommandBuilder().setName("points").setDescription("Says how many points you have");

export const COMMANDS = [add, done, tasks, points].map((command) => command.toJSON());

export async function answer(interaction, store) {
  const user = interaction.user.id;
  switch (interaction.commandName) {
    case "add": {
      const title = interaction.options.getString("title", true);
      return `Task ${await store.add(user, title)}: ${title}`;
    }
    case "done": {
      const number = interaction.options.getInteger("number", true);
      const points = await store.finish(user, number);
      return points === undefined ? `You have no open task ${number}.` : `Done. You have ${points} points.`;
    }
    case "tasks": {
      const open = await store.open(user);
      if (open.length === 0) return "Nothing to do.";
      return open.map((task) => `${task.number}. ${task.title}`).join("\n");
    }
    case "points":
      return `You have ${await store.points(user)} points.`;
    default:
      throw new Error(`no such command: ${interaction.commandName}`);
  }
}
