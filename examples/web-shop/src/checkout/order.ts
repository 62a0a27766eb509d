import { discountedLines, total } from "../cart/total.ts";
import type { Discount, Line } from "../cart/total.ts";
import type { Currency, Money } from "../cart/money.ts";

export type Order = {
  readonly id: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly price: Money }[];
  readonly total: Money;
};

export type OrderStore = { insert(order: Order): Promise<void> };

/** Place an order. The id comes from the client, so that a repeated request does not order twice. */
export async function placeOrder(
  store: OrderStore,
  id: string,
  lines: readonly Line[],
  discount: Discount,
  currency: Currency,
): Promise<Order> {
  if (lines.length === 0) {
    throw new Error(`order ${id}: the cart is empty`);
  }
  const prices = discountedLines(lines, discount, currency);
  const order: Order = {
    id,
    lines: lines.map((line, i) => ({ sku: line.sku, quantity: line.quantity, price: prices[i] })),
    total: total(prices, currency),
  };
  await store.insert(order);
  return order;
}
