// Replaces what identifies people in a copy of the production data, before that copy becomes staging data.
//
//   mongosh "$DATABASE_URI" scripts/anonymise.js
//
// It runs only on a database whose name says that it is a copy: `auto-author-scratch`, `staging_auto-author`.
//
// The same value gets the same alias in every document, so that documents which belong together still do.
// Aliases are keyed hashes: without the key nobody can find a person by hashing a list of known addresses.
// ANONYMISE_KEY makes the aliases the same in every run; without it a key is drawn for this run and forgotten.

const { createHmac, randomBytes } = require("node:crypto");

const COPY = /(^|[-_])(scratch|staging)([-_]|$)/;
const BATCH = 1000;

const key = process.env.ANONYMISE_KEY || randomBytes(32);

const hash = (value) => createHmac("sha256", key).update(String(value)).digest("hex").slice(0, 16);

const email = {
  made: /^[0-9a-f]{16}@anonymous\.invalid$/,
  make: (value) => `${hash(value.toLowerCase())}@anonymous.invalid`,
};
const person = { made: /^Person [0-9a-f]{16}$/, make: (value) => `Person ${hash(value)}` };
const account = { made: /^anonymous_[0-9a-f]{16}$/, make: (value) => `anonymous_${hash(value)}` };
const emptied = { made: /^$/, make: () => "" };

const PERSONAL = {
  users: { email, name: person, clerk_id: account, avatar_url: emptied },
  books: { author: person, author_email: email, owner_id: account },
};

// A value that is an alias already stays, so that a run which was interrupted can be repeated.
function aliases(document, fields) {
  const changed = {};
  for (const [field, alias] of Object.entries(fields)) {
    const value = document[field];
    if (value === undefined || value === null || alias.made.test(value)) continue;
    changed[field] = alias.make(String(value));
  }
  return changed;
}

function anonymise(database, name, fields) {
  const collection = database.getCollection(name);
  const projection = Object.fromEntries(Object.keys(fields).map((field) => [field, 1]));
  const documents = collection.find({}, projection);
  let writes = [];
  let count = 0;
  const flush = () => {
    if (writes.length > 0) collection.bulkWrite(writes, { ordered: false });
    count += writes.length;
    writes = [];
  };
  while (documents.hasNext()) {
    const document = documents.next();
    const changed = aliases(document, fields);
    if (Object.keys(changed).length === 0) continue;
    writes.push({ updateOne: { filter: { _id: document._id }, update: { $set: changed } } });
    if (writes.length === BATCH) flush();
  }
  flush();
  print(`${name}: ${count} documents anonymised`);
}

if (!COPY.test(db.getName())) {
  print(`refused: the name of database "${db.getName()}" holds neither "scratch" nor "staging"`);
  quit(1);
}
for (const [name, fields] of Object.entries(PERSONAL)) {
  anonymise(db, name, fields);
}
