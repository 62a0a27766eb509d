import { add, split } from "./money.ts";
import type { Currency, Money } from "./money.ts";

export type Line = { readonly sku: string; readonly quantity: number; readonly unitPrice: Money };

export type Discount = { readonly percent: number };

/** The price of each line after the discount, rounded once for the whole cart and then shared out. */
export function discountedLines(lines: readonly Line[], discount: Discount, currency: Currency): Money[] {
  const full = lines.map((line) => line.unitPrice.minor * line.quantity);
  const sum = full.reduce((a, b) => a + b, 0);
  const payable: Money = { minor: Math.round((sum * (100 - discount.percent)) / 100), currency };
  return split(payable, full);
}

export function total(amounts: readonly Money[], currency: Currency): Money {
  return amounts.reduce(add, { minor: 0, currency });
}
