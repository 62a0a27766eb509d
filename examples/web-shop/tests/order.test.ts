import assert from "node:assert/strict";
import { test } from "node:test";

import { placeOrder } from "../src/checkout/order.ts";
import type { Order } from "../src/checkout/order.ts";

test("an order is stored with the prices that the customer saw", async () => {
  const stored: Order[] = [];
  const store = { insert: async (order: Order) => void stored.push(order) };
  const lines = [{ sku: "assam-100", quantity: 2, unitPrice: { minor: 490, currency: "EUR" } as const }];
  const order = await placeOrder(store, "o-1", lines, { percent: 0 }, "EUR");
  assert.deepEqual(order.total, { minor: 980, currency: "EUR" });
  assert.deepEqual(stored, [order]);
});
