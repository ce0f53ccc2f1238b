// Products and orders, as the database keeps them.

import type { PrismaClient } from "@prisma/client";

export interface Product {
  id: number;
  name: string;
  cents: number;
  stock: number;
  picture: string | null;
}

export interface Line {
  productId: number;
  quantity: number;
}

export interface Placed {
  id: number;
  lines: { name: string; quantity: number; cents: number }[];
}

/** What the API needs of the database: tests bring their own. */
export interface Store {
  products(): Promise<Product[]>;
  /** The order; nothing when a product is unknown or there is too little of it. */
  place(email: string, lines: Line[]): Promise<Placed | undefined>;
  /** Whether there is such a product. */
  setPicture(productId: number, picture: string): Promise<boolean>;
  /** What was sold in the last so many hours. */
  sold(hours: number): Promise<{ orders: number; cents: number }>;
}

class TooLittle extends Error {}

export class PrismaStore implements Store {
  readonly #database: PrismaClient;

  constructor(database: PrismaClient) {
    this.#database = database;
  }

  products(): Promise<Product[]> {
    return this.#database.product.findMany({ orderBy: { name: "asc" } });
  }

  async place(email: string, lines: Line[]): Promise<Placed | undefined> {
    // Everybody takes products in the same order, so that two orders cannot wait for one another.
    const sorted = lines.toSorted((one, other) => one.productId - other.productId);
    try {
      return await this.#database.$transaction(async (transaction) => {
        const order = await transaction.order.create({ data: { email } });
        const placed: Placed = { id: order.id, lines: [] };
        for (const { productId, quantity } of sorted) {
          const taken = await transaction.product.updateManyAndReturn({
            where: { id: productId, stock: { gte: quantity } },
            data: { stock: { decrement: quantity } },
          });
          const product = taken[0];
          if (!product) throw new TooLittle();
          const { name, cents } = product;
          await transaction.orderLine.create({ data: { orderId: order.id, productId, quantity, cents } });
          placed.lines.push({ name, quantity, cents });
        }
        return placed;
      });
    } catch (error) {
      if (error instanceof TooLittle) return undefined;
      throw error;
    }
  }

  async setPicture(productId: number, picture: string): Promise<boolean> {
    const { count } = await this.#database.product.updateMany({ where: { id: productId }, data: { picture } });
    return count > 0;
  }

  async sold(hours: number): Promise<{ orders: number; cents: number }> {
    const since = new Date(Date.now() - hours * 3_600_000);
    const orders = await this.#database.order.findMany({
      where: { createdAt: { gte: since } },
      select: { lines: { select: { quantity: true, cents: true } } },
    });
    const cents = orders.flatMap(({ lines }) => lines).reduce((sum, line) => sum + line.quantity * line.cents, 0);
    return { orders: orders.length, cents };
  }
}
