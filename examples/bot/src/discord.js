// The connection to Discord: registers the commands, answers them, and counts how often Discord made the bot wait.

import { setTimeout as sleep } from "node:timers/promises";
import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  MessageFlags,
  RESTEvents,
} from "discord.js";
import { answer, COMMANDS } from "./commands.js";
import { log } from "./log.js";

const RETRY_MS = 10_000;

export class Discord {
  #client = new Client({ intents: [GatewayIntentBits.Guilds] });
  #stopped = new AbortController();
  rateLimited = 0;

  constructor(guild, tasks) {
    this.#client.rest.on(RESTEvents.RateLimited, (limit) => {
      this.rateLimited += 1;
      const { global, method, route, limit: allowed, timeToReset } = limit;
      log("warning", "rate limited by Discord", { global, method, route, allowed, timeToReset });
    });
    this.#client.on(Events.Error, (error) => log("error", "Discord", { error: error.message }));
    this.#client.once(Events.ClientReady, async (client) => {
      log("info", "connected to Discord", { user: client.user.tag });
      await attempt("registering the commands", () => client.application.commands.set(COMMANDS, guild));
    });
    this.#client.on(Events.InteractionCreate, (interaction) => {
      if (interaction.isChatInputCommand()) return attempt("a command", () => reply(interaction, tasks));
    });
  }

  /** Tries until it is connected: the health check says meanwhile that it is not. A token that is refused ends the bot. */
  async connect(token) {
    while (!this.#stopped.signal.aborted) {
      try {
        return await this.#client.login(token);
      } catch (error) {
        if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) throw error;
        log("error", "Discord cannot be reached", { error: error.message, again_in_ms: RETRY_MS });
        await sleep(RETRY_MS, undefined, { signal: this.#stopped.signal }).catch(() => {});
      }
    }
  }

  async check() {
    if (!this.#client.isReady()) throw new Error("not connected");
  }

  async close() {
    this.#stopped.abort();
    await this.#client.destroy();
  }
}

async function reply(interaction, tasks) {
  // Discord waits three seconds for a first answer and fifteen minutes for what follows it.
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  try {
    await interaction.editReply({
      content: await answer(interaction, tasks),
      allowedMentions: { parse: [] },
    });
  } catch (error) {
    await interaction.editReply("That did not work. Please try again later.");
    throw error;
  }
}

async function attempt(what, action) {
  try {
    await action();
  } catch (error) {
    log("error", `${what} failed`, { error: error.message });
  }
}
