/** Names of news and social sources. One that is not known here has its own name from the server's list. */

const NAMES: Partial<Record<string, string>> = {
  coindesk: 'CoinDesk',
  cointelegraph: 'Cointelegraph',
  decrypt: 'Decrypt',
  theblock: 'The Block',
  bitcoinmagazine: 'Bitcoin Magazine',
  bluesky: 'Bluesky',
  fear_greed: 'Fear & Greed index',
  coindesk_data: 'CoinDesk Data',
  cryptocompare: 'CryptoCompare',
  newsapi: 'NewsAPI',
  x: 'X',
  reddit: 'Reddit',
}

export const sourceName = (source: string): string => NAMES[source] ?? source
