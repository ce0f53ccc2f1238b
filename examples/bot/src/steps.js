// Which migrations to take, and in which direction, to come from what is applied to what is wanted.

const UP = ".up.sql";

export function steps(files, applied, to) {
  const known = files.filter((file) => file.endsWith(UP)).map((file) => file.slice(0, -UP.length));
  known.sort();
  const wanted = to === undefined ? known.length : to === "nothing" ? 0 : known.indexOf(to) + 1;
  if (to !== undefined && to !== "nothing" && wanted === 0) throw new Error(`there is no migration ${to}`);
  const stranger = applied.find((name) => !known.includes(name));
  if (stranger) throw new Error(`the database has ${stranger}, which this release does not know`);
  const down = known.slice(wanted).filter((name) => applied.includes(name));
  const up = known.slice(0, wanted).filter((name) => !applied.includes(name));
  return [
    ...down.reverse().map((name) => ({ name, direction: "down" })),
    ...up.map((name) => ({ name, direction: "up" })),
  ];
}
