// Something to buy on a developer's machine. Run twice it changes nothing.

import { log } from "@shop/jobs";
import { openDatabase } from "./connections.ts";
import { readSettings } from "./settings.ts";

const database = openDatabase(readSettings(process.env));
try {
  const { count } = await database.product.createMany({
    data: [
      { id: 1001, name: "Chair", cents: 8900, stock: 12 },
      { id: 1002, name: "Table", cents: 24900, stock: 3 },
    ],
    skipDuplicates: true,
  });
  log("info", "seeded", { products: count });
} finally {
  await database.$disconnect();
}
