/** What the figures of arbitrage leave out, in a plain sentence. */
export function LeftOut() {
  return (
    <span>
      Left out: what it costs and how long it takes to move coins and money between exchanges, the price of getting the
      quote currency, taxes, and everything beyond the best quote – a larger order pays more. A quote can be gone before
      an order arrives.
    </span>
  )
}
