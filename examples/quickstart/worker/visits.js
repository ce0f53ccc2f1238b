// Counts visits. A visit stays in a second list until the database has it, so that a worker that stops half way loses
// none: the next one takes it up again. It may then be counted twice, but never not at all.

export const VISITS = "visits";
export const BEING_COUNTED = "visits:being-counted";

export class Visits {
  constructor(database, queue) {
    this.database = database;
    this.queue = queue;
  }

  /** What a worker before this one left behind is put back into the queue. Right for one worker; not for two. */
  async recover() {
    let recovered = 0;
    while (await this.queue.lmove(BEING_COUNTED, VISITS, "RIGHT", "RIGHT")) recovered += 1;
    return recovered;
  }

  /** Waits so many seconds for a visit and counts it: how many, none or one. */
  async countOne(seconds) {
    const code = await this.queue.blmove(VISITS, BEING_COUNTED, "RIGHT", "LEFT", seconds);
    if (code === null) return 0;
    await this.database.query("UPDATE links SET visits = visits + 1 WHERE code = $1", [code]);
    await this.queue.lrem(BEING_COUNTED, 1, code);
    return 1;
  }
}
