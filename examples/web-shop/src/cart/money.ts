export type Currency = "EUR" | "CHF";

/** An amount in the smallest unit of its currency: 12.90 EUR is { minor: 1290, currency: "EUR" }. */
export type Money = { readonly minor: number; readonly currency: Currency };

export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new Error(`cannot add ${a.currency} and ${b.currency}: convert one of them first`);
  }
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** Split an amount in proportion to the weights; the shares add up to the amount exactly. */
export function split(total: Money, weights: readonly number[]): Money[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let left = total.minor;
  let weightLeft = sum;
  return weights.map((weight) => {
    const minor = weightLeft === 0 ? 0 : Math.round((left * weight) / weightLeft);
    left -= minor;
    weightLeft -= weight;
    return { minor, currency: total.currency };
  });
}
