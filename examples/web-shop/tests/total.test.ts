import assert from "node:assert/strict";
import { test } from "node:test";

import type { Money } from "../src/cart/money.ts";
import { discountedLines, total } from "../src/cart/total.ts";

const eur = (minor: number): Money => ({ minor, currency: "EUR" });

test("discounted lines add up to the discounted total", () => {
  const lines = [
    { sku: "assam-100", quantity: 1, unitPrice: eur(333) },
    { sku: "sencha-100", quantity: 1, unitPrice: eur(333) },
    { sku: "teapot", quantity: 1, unitPrice: eur(334) },
  ];
  const prices = discountedLines(lines, { percent: 10 }, "EUR");
  assert.deepEqual(total(prices, "EUR"), eur(900));
});

test("an empty cart costs nothing", () => {
  assert.deepEqual(total(discountedLines([], { percent: 10 }, "EUR"), "EUR"), eur(0));
});

test("amounts of different currencies are not added", () => {
  assert.throws(() => total([{ minor: 100, currency: "CHF" }], "EUR"), /cannot add EUR and CHF/);
});
