// What people have to do, and the points they get for it.

const POINTS_FOR_A_TASK = 10;

export class Tasks {
  constructor(database) {
    this.database = database;
  }

  async add(user, title) {
    await this.database.query("INSERT INTO users (id) VALUES ($1) ON CONFLICT DO NOTHING", [user]);
    const { rows } = await this.database.query(
      `INSERT INTO tasks (user_id, number, title)
       SELECT $1, coalesce(max(number), 0) + 1, $2 FROM tasks WHERE user_id = $1
       RETURNING number`,
      [user, title],
    );
    return rows[0].number;
  }

  async open(user) {
    const { rows } = await this.database.query(
      "SELECT number, title FROM tasks WHERE user_id = $1 AND done_at IS NULL ORDER BY number",
      [user],
    );
    return rows;
  }

  /** The user's points when the task was open; nothing when there is no such open task. One statement: both or neither. */
  async finish(user, number) {
    const { rows } = await this.database.query(
      `WITH finished AS (
         UPDATE tasks SET done_at = now() WHERE user_id = $1 AND number = $2 AND done_at IS NULL RETURNING user_id
       )
       UPDATE users SET points = points + $3 FROM finished WHERE users.id = finished.user_id RETURNING points`,
      [user, number, POINTS_FOR_A_TASK],
    );
    return rows[0]?.points;
  }

  async points(user) {
    const { rows } = await this.database.query("SELECT points FROM users WHERE id = $1", [user]);
    return rows[0]?.points ?? 0;
  }
}
